//! Messages: fields, numbers, oneofs, entries of maps, and what is within.
//! What merely offends against protoc's rules is odd; what makes a message ambiguous is a fault.

use std::collections::HashSet;

use super::{MAX_NESTING, Members, Vetting, is_type_name, joined, printable};
use crate::schema::{
    descriptor::{DescriptorProto, FieldDescriptorProto, field_type, label},
    model::is_option_set,
};

/// Largest field number, and the numbers protobuf keeps for itself
/// (<https://protobuf.dev/programming-guides/proto3/#assigning>).
const FIELD_NUMBERS: std::ops::RangeInclusive<i32> = 1..=536_870_911;
const OWN_NUMBERS: std::ops::RangeInclusive<i32> = 19_000..=19_999;
/// `MessageOptions.map_entry`.
const MAP_ENTRY: u32 = 7;

impl Vetting<'_> {
    pub(super) fn message(&mut self, message: &DescriptorProto, scope: &str, depth: usize) {
        if self.is_full() {
            return;
        }
        if depth > MAX_NESTING {
            return self.fault(format!("nesting deeper than {MAX_NESTING} levels"));
        }
        let name = self.name(scope, message.name(), "a message");
        let mut members = Members::default();
        for oneof in &message.oneof_decl {
            self.check(&name, oneof.name(), "a oneof");
            members.add(self, &name, oneof.name());
        }
        for field in &message.field {
            members.add(self, &name, field.name());
            self.field(field, &name);
            self.membership(field, message, &name);
        }
        self.numbers(message, &name);
        if is_option_set(message.options.as_ref(), MAP_ENTRY) {
            self.map_entry(message, &name);
        }
        for nested in &message.nested_type {
            members.add(self, &name, nested.name());
            self.message(nested, &name, depth + 1);
        }
        for one in &message.enum_type {
            members.add(self, &name, one.name());
            one.value.iter().for_each(|value| members.add(self, &name, value.name()));
            self.enumeration(one, &name);
        }
        for extension in &message.extension {
            members.add(self, &name, extension.name());
            self.extension(extension, &name);
        }
    }

    fn membership(&mut self, field: &FieldDescriptorProto, message: &DescriptorProto, name: &str) {
        let Some(index) = field.oneof_index else { return };
        if usize::try_from(index).map_or(true, |index| index >= message.oneof_decl.len()) {
            self.fault(format!("{name}.{} is in a oneof that does not exist", printable(field.name())));
        } else if field.label() == label::REPEATED {
            self.fault(format!("{name}.{} is repeated and in a oneof", printable(field.name())));
        }
    }

    /// No number twice; none that is reserved or left to extensions.
    fn numbers(&mut self, message: &DescriptorProto, name: &str) {
        let mut numbers: Vec<(i32, &str)> = message.field.iter().map(|field| (field.number(), field.name())).collect();
        numbers.sort_by_key(|(number, _)| *number);
        for pair in numbers.windows(2) {
            if let [(number, first), (again, second)] = pair
                && number == again
            {
                let (first, second) = (printable(first), printable(second));
                self.fault(format!("{name}.{second} has the number {number}, as {first} has"));
            }
        }
        let reserved = message.reserved_range.iter().map(|range| (range.start(), range.end(), "reserved"));
        let extensions = message.extension_range.iter().map(|range| (range.start(), range.end(), "left to extensions"));
        let mut ranges: Vec<(i32, i32, &str)> = reserved.chain(extensions).collect();
        ranges.sort_unstable();
        for (number, field) in numbers {
            let at = ranges.partition_point(|(start, ..)| *start <= number);
            if let Some((_, end, what)) = at.checked_sub(1).and_then(|at| ranges.get(at))
                && number < *end
            {
                self.oddity(format!("{name}.{} has the number {number}, which is {what}", printable(field)));
            }
        }
        let reserved: HashSet<&str> = message.reserved_name.iter().map(String::as_str).collect();
        for field in &message.field {
            if reserved.contains(field.name()) {
                let reserved = field.name();
                self.oddity(format!("{name}.{} has a reserved name", printable(reserved)));
            }
        }
    }

    /// A map entry must be complete: whoever reads a map takes key and value for granted.
    fn map_entry(&mut self, entry: &DescriptorProto, name: &str) {
        let part = |number: i32, part_name: &str| {
            let is_part = |field: &&FieldDescriptorProto| field.number() == number && field.name() == part_name;
            entry
                .field
                .iter()
                .find(is_part)
                .filter(|field| matches!(field.label.unwrap_or(label::OPTIONAL), label::OPTIONAL))
        };
        let missing = match (part(1, "key"), part(2, "value")) {
            (None, _) => "no key",
            (_, None) => "no value",
            (Some(key), Some(_)) if !is_map_key(key) => "a key of a type that cannot be one",
            (Some(_), Some(_)) if entry.field.len() > 2 => "more than key and value",
            (Some(_), Some(_)) => return,
        };
        self.fault(format!("map entry {name} has {missing}"));
    }

    fn field(&mut self, field: &FieldDescriptorProto, scope: &str) {
        if !FIELD_NUMBERS.contains(&field.number()) || OWN_NUMBERS.contains(&field.number()) {
            let name = printable(field.name());
            self.fault(format!("{scope}.{name} has the field number {}, which is not allowed", field.number()));
        }
        self.type_and_label(field, scope);
    }

    fn type_and_label(&mut self, field: &FieldDescriptorProto, scope: &str) {
        self.check(scope, field.name(), "a field");
        let name = || joined(scope, field.name());
        if !matches!(field.label.unwrap_or(label::OPTIONAL), label::OPTIONAL | label::REQUIRED | label::REPEATED) {
            self.fault(format!("{} has an unknown label", name()));
        }
        match field.r#type {
            None | Some(field_type::MESSAGE | field_type::GROUP | field_type::ENUM) => {
                if !is_type_name(field.type_name()) {
                    self.fault(format!("{} has a type without a fit name", name()));
                }
            }
            Some(field_type::DOUBLE..=field_type::SINT64) if !field.type_name().is_empty() => {
                self.fault(format!("{} is a scalar and yet names a type", name()));
            }
            Some(field_type::DOUBLE..=field_type::SINT64) => {}
            Some(_) => self.fault(format!("{} has an unknown type", name())),
        }
        if self.is_proto3 && field.label() == label::REQUIRED {
            self.fault(format!("{} is required, which proto3 does not have", name()));
        }
        if !self.is_proto3 && field.proto3_optional() {
            self.oddity(format!("{} is optional as proto3 has it, outside of proto3", name()));
        }
        if !self.is_proto2 && field.r#type == Some(field_type::GROUP) {
            self.oddity(format!("{} is a group, which only proto2 has", name()));
        }
    }

    pub(super) fn extension(&mut self, extension: &FieldDescriptorProto, scope: &str) {
        if extension.number() < 1 {
            let name = printable(extension.name());
            self.fault(format!("{name} has the field number {}, which is not allowed", extension.number()));
        }
        self.type_and_label(extension, scope);
        if extension.oneof_index.is_some() {
            self.fault(format!("extension {} is in a oneof", printable(extension.name())));
        }
        if !is_type_name(extension.extendee.as_deref().unwrap_or_default()) {
            self.fault(format!("extension {} extends nothing", printable(extension.name())));
        }
    }
}

fn is_map_key(field: &FieldDescriptorProto) -> bool {
    let kind = field.r#type.unwrap_or(0);
    let is_scalar = matches!(kind, field_type::DOUBLE..=field_type::SINT64);
    let is_unfit = matches!(
        kind,
        field_type::DOUBLE
            | field_type::FLOAT
            | field_type::BYTES
            | field_type::ENUM
            | field_type::MESSAGE
            | field_type::GROUP
    );
    is_scalar && !is_unfit
}
