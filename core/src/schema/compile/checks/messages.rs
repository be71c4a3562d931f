//! Messages: numbers and names used once and not reserved, oneofs whole, maps with keys that can be keys.
//! What single fields must keep is elsewhere.

use std::collections::{HashMap, HashSet};

use super::{
    Checks, json, naming,
    ranges::{Ranges, shown},
};
use crate::schema::{
    compile::{
        features::{self, Features},
        records::varint,
        symbols::joined,
    },
    descriptor::{DescriptorProto, field_type as of},
};

/// `MessageOptions.message_set_wire_format`, `.map_entry`.
const MESSAGE_SET: u32 = 1;
const MAP_ENTRY: u32 = 7;

impl Checks<'_> {
    pub(super) fn message(&mut self, message: &DescriptorProto, scope: &str, features: Features) {
        let name = joined(scope, message.name.as_deref().unwrap_or_default());
        let options = message.options.as_deref().unwrap_or_default();
        let features = features.with(Some(options), features::field::MESSAGE);
        let is_map_entry = varint(options, MAP_ENTRY) == Some(1);
        if is_map_entry {
            self.map_entry(message);
        } else {
            naming::title_case(self, "message", message.name.as_deref(), features);
            json::fields(self, message, features);
        }
        self.numbers(message);
        self.oneofs(message, features);
        self.reserved_names(message);
        if self.is_proto3() && !message.extension_range.is_empty() {
            self.error(&[5, 0], "proto3 has no extension ranges");
        }
        if self.is_proto3() && varint(options, MESSAGE_SET) == Some(1) {
            self.error(&[7], "proto3 has no message sets");
        }
        self.each(2, &message.field, |checks, field| checks.field(field, &name, is_map_entry, features));
        self.each(3, &message.nested_type, |checks, nested| checks.message(nested, &name, features));
        self.each(4, &message.enum_type, |checks, one| checks.enumeration(one, &name, features));
        self.each(6, &message.extension, |checks, extension| checks.extension(extension, &name, features));
    }

    /// Ranges that hold numbers and stand apart from each other: the reserved ones, and those left to extensions.
    fn ranges(&mut self, message: &DescriptorProto) -> (Ranges, Ranges) {
        let end = |end: Option<i32>| end.unwrap_or_default().saturating_sub(1);
        let reserved = message.reserved_range.iter().map(|range| (range.start.unwrap_or_default(), end(range.end)));
        let extensions = message.extension_range.iter().map(|range| (range.start.unwrap_or_default(), end(range.end)));
        let of_reserved = (0..).zip(reserved.clone()).map(|(at, range)| ([9, at], range));
        let of_extensions = (0..).zip(extensions.clone()).map(|(at, range)| ([5, at], range));
        for (part, (first, last)) in of_reserved.chain(of_extensions) {
            if first < 1 || last < first {
                self.error(&part, format!("{first} to {last}: a range begins at 1 or later and ends after it begins"));
            }
        }
        let (reserved, extensions) = (Ranges::new(reserved), Ranges::new(extensions));
        for (part, what, ranges) in [(9, "reserved numbers", &reserved), (5, "extension numbers", &extensions)] {
            for (at, other) in ranges.overlaps() {
                self.error(&[part, index(at)], format!("{what} overlap with {}", shown(other)));
            }
        }
        for (at, other) in extensions.meeting(&reserved) {
            self.error(&[5, index(at)], format!("extension numbers overlap with {}, which are reserved", shown(other)));
        }
        (reserved, extensions)
    }

    /// Each number once, none reserved or left to extensions.
    fn numbers(&mut self, message: &DescriptorProto) {
        let (reserved, extensions) = self.ranges(message);
        let mut taken: HashMap<i32, &str> = HashMap::with_capacity(message.field.len());
        for (at, field) in message.field.iter().enumerate() {
            let (number, name) = (field.number.unwrap_or_default(), field.name.as_deref().unwrap_or_default());
            let place = [2, index(at), 3];
            if let Some(first) = taken.insert(number, name) {
                self.refuse(&place, format!("number {number} of \"{name}\" is already that of \"{first}\""));
            }
            if reserved.around(number).is_some() {
                self.error(&place, format!("number {number} of \"{name}\" is reserved"));
            }
            if let Some(range) = extensions.around(number) {
                self.error(
                    &place,
                    format!("number {number} of \"{name}\" is among {}, left to extensions", shown(range)),
                );
            }
        }
    }

    fn reserved_names(&mut self, message: &DescriptorProto) {
        let mut reserved = HashSet::new();
        for (at, name) in message.reserved_name.iter().enumerate() {
            if !reserved.insert(name.as_str()) {
                self.error(&[10, index(at)], format!("name \"{name}\" is reserved twice"));
            }
        }
        if reserved.is_empty() {
            return;
        }
        for (at, field) in message.field.iter().enumerate() {
            let name = field.name.as_deref().unwrap_or_default();
            if reserved.contains(name) {
                self.error(&[2, index(at), 1], format!("name \"{name}\" is reserved"));
            }
        }
    }

    /// Oneofs have fields, and these stand together.
    fn oneofs(&mut self, message: &DescriptorProto, features: Features) {
        let mut sizes = vec![0; message.oneof_decl.len()];
        let synthetic = message.field.iter().filter(|field| field.proto3_optional == Some(true));
        let synthetic: HashSet<Option<i32>> = synthetic.map(|field| field.oneof_index).collect();
        let mut last = None;
        for (at, field) in message.field.iter().enumerate() {
            let oneof = field.oneof_index.and_then(|oneof| usize::try_from(oneof).ok());
            if let Some(size) = oneof.and_then(|oneof| sizes.get_mut(oneof)) {
                if *size > 0 && last != oneof {
                    let name = field.name.as_deref().unwrap_or_default();
                    self.error(&[2, index(at)], format!("\"{name}\" stands apart from the other fields of its oneof"));
                }
                *size += 1;
            }
            last = oneof;
        }
        for (at, (oneof, size)) in message.oneof_decl.iter().zip(sizes).enumerate() {
            let name = oneof.name.as_deref().unwrap_or_default();
            if size == 0 {
                self.error(&[8, index(at)], format!("oneof \"{name}\" has no fields"));
            }
            let is_synthetic = synthetic.contains(&Some(index(at)));
            if !is_synthetic {
                self.path.extend([8, index(at)]);
                naming::snake_case(self, "oneof", Some(name), features);
                self.path.truncate(self.path.len() - 2);
            }
        }
    }

    fn map_entry(&mut self, entry: &DescriptorProto) {
        let [key, value, ..] = entry.field.as_slice() else { return };
        if !key.r#type.is_some_and(is_map_key) {
            self.refuse(&[], "a map's key is a whole number, a bool or a string");
        }
        let value_type = value.type_name.as_deref().unwrap_or_default().trim_start_matches('.');
        let is_enum = value.r#type == Some(of::ENUM);
        if is_enum && self.origin.symbols.get(value_type).is_some_and(|symbol| !symbol.starts_at_zero) {
            self.error(&[], format!("an enum in a map must begin with zero; {value_type} does not"));
        }
    }
}

fn is_map_key(r#type: i32) -> bool {
    !matches!(r#type, of::DOUBLE | of::FLOAT | of::BYTES | of::MESSAGE | of::GROUP | of::ENUM)
}

fn index(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
