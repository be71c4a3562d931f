//! Enums: values there, numbers once unless aliases are wanted, zero first where unknown ones are kept.
//! It reads no other file.

use std::collections::{HashMap, HashSet};

use super::{
    Checks, json, naming,
    ranges::{Ranges, shown},
};
use crate::schema::{
    compile::{
        features::{self, Features},
        records::varint,
    },
    descriptor::EnumDescriptorProto,
};

/// `EnumOptions.allow_alias`.
const ALLOW_ALIAS: u32 = 2;

impl Checks<'_> {
    pub(super) fn enumeration(&mut self, one: &EnumDescriptorProto, _scope: &str, features: Features) {
        let name = one.name.as_deref().unwrap_or_default();
        let features = features.with(one.options.as_deref(), features::field::ENUM);
        naming::title_case(self, "enum", Some(name), features);
        match one.value.first() {
            None => self.refuse(&[1], format!("enum \"{name}\" has no values")),
            Some(first) if features.enum_type == features::OPEN && first.number.unwrap_or_default() != 0 => {
                self.error(&[2, 0, 2], format!("the first value of \"{name}\" must be zero: the enum is open"));
            }
            Some(_) => {}
        }
        self.aliases(one, name);
        self.reserved_values(one);
        json::enum_values(self, one, features);
        self.each(2, &one.value, |checks, value| {
            naming::upper_case(checks, "enum value", value.name.as_deref(), features);
        });
    }

    fn aliases(&mut self, one: &EnumDescriptorProto, name: &str) {
        let allowed = one.options.as_deref().and_then(|options| varint(options, ALLOW_ALIAS)) == Some(1);
        let mut first: HashMap<i32, &str> = HashMap::with_capacity(one.value.len());
        let mut has_alias = false;
        for (index, value) in (0..).zip(&one.value) {
            let (number, value) = (value.number.unwrap_or_default(), value.name.as_deref().unwrap_or_default());
            let Some(before) = first.get(&number) else {
                first.insert(number, value);
                continue;
            };
            has_alias = true;
            if !allowed {
                self.error(&[2, index, 2], format!("\"{value}\" has the number of \"{before}\", {number}"));
                self.report.hint(Some("If that is meant, set: option allow_alias = true;".to_owned()));
            }
        }
        if allowed && !has_alias {
            self.error(&[3], format!("\"{name}\" allows aliases and has none"));
        }
    }

    fn reserved_values(&mut self, one: &EnumDescriptorProto) {
        let ranges = Ranges::new(
            one.reserved_range.iter().map(|range| (range.start.unwrap_or_default(), range.end.unwrap_or_default())),
        );
        for (index, range) in (0..).zip(&one.reserved_range) {
            if range.end < range.start {
                self.error(&[4, index], "a reserved range ends before it begins");
            }
        }
        for (at, other) in ranges.overlaps() {
            let at = i32::try_from(at).unwrap_or(i32::MAX);
            self.error(&[4, at], format!("reserved numbers overlap with {}", shown(other)));
        }
        let mut names = HashSet::new();
        for (index, name) in (0..).zip(&one.reserved_name) {
            if !names.insert(name.as_str()) {
                self.error(&[5, index], format!("name \"{name}\" is reserved twice"));
            }
        }
        for (index, value) in (0..).zip(&one.value) {
            let (number, name) = (value.number.unwrap_or_default(), value.name.as_deref().unwrap_or_default());
            if ranges.around(number).is_some() {
                self.error(&[2, index, 2], format!("number {number} of \"{name}\" is reserved"));
            }
            if names.contains(name) {
                self.error(&[2, index, 1], format!("name \"{name}\" is reserved"));
            }
        }
    }
}
