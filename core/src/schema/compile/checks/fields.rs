//! Fields: numbers that may be used, defaults that fit, options and features that mean something for the type.
//! Fields are looked at one by one; what they are together is elsewhere.

use super::{Checks, naming};
use crate::schema::{
    compile::{
        features::{self, Features},
        records::varint,
        symbols::joined,
    },
    descriptor::{FieldDescriptorProto, edition, field_type as of, label},
};

/// Largest field number, and those protobuf keeps for itself
/// (<https://protobuf.dev/programming-guides/proto3/#assigning>).
const MOST: i32 = 536_870_911;
const OWN: std::ops::RangeInclusive<i32> = 19_000..=19_999;

/// Fields of `FieldOptions`.
const CTYPE: u32 = 1;
const PACKED: u32 = 2;
const LAZY: u32 = 5;
const JSTYPE: u32 = 6;

impl Checks<'_> {
    pub(super) fn field(&mut self, field: &FieldDescriptorProto, scope: &str, is_of_map: bool, features: Features) {
        let name = field.name.as_deref().unwrap_or_default();
        let options = field.options.as_deref().unwrap_or_default();
        let own = Features::default().with(Some(options), features::field::FIELD);
        let features = features.with(Some(options), features::field::FIELD);
        let number = field.number.unwrap_or_default();
        if !(1..=MOST).contains(&number) {
            self.refuse(&[3], format!("number {number} of \"{name}\": numbers are 1 to {MOST}"));
        } else if OWN.contains(&number) {
            self.refuse(&[3], format!("number {number} of \"{name}\": 19000 to 19999 are kept for protobuf itself"));
        }
        if self.is_proto3() && field.label == Some(label::REQUIRED) {
            self.refuse(&[4], format!("\"{name}\" is required, which proto3 does not have"));
        }
        if self.is_proto3() && field.r#type == Some(of::GROUP) {
            self.error(&[], format!("\"{name}\" is a group, which proto3 does not have"));
        }
        self.default(field, name);
        self.enum_is_open(field, name, scope, is_of_map, features);
        if !options.is_empty() {
            self.options_fit(field, name, options);
        }
        if self.edition >= edition::EDITION_2023 && !is_of_map {
            self.features_fit(field, own, features);
            let is_delimited_group = features.message_encoding == features::DELIMITED;
            if !is_delimited_group {
                naming::snake_case(self, "field", Some(name), features);
            }
        }
    }

    fn default(&mut self, field: &FieldDescriptorProto, name: &str) {
        let Some(default) = &field.default_value else { return };
        let fault = match field.r#type {
            _ if field.label == Some(label::REPEATED) => "is repeated, so it has no default",
            Some(of::MESSAGE | of::GROUP) => "is a message, so it has no default",
            _ if self.is_proto3() => "has a default, which proto3 does not have",
            Some(of::ENUM) => {
                let type_name = field.type_name.as_deref().unwrap_or_default().trim_start_matches('.');
                let shape = self.shapes.enumeration(type_name, self.origin);
                if shape.is_some_and(|shape| shape.value(default).is_none()) {
                    self.error(&[7], format!("enum {type_name} has no value \"{default}\""));
                }
                return;
            }
            _ => return,
        };
        self.error(&[7], format!("\"{name}\" {fault}"));
    }

    /// A field without presence must be able to hold zero and whatever else comes.
    fn enum_is_open(
        &mut self,
        field: &FieldDescriptorProto,
        name: &str,
        scope: &str,
        is_of_map: bool,
        features: Features,
    ) {
        let is_without_presence = features.presence == features::IMPLICIT
            && field.label != Some(label::REPEATED)
            && field.oneof_index.is_none()
            && field.extendee.is_none();
        if field.r#type != Some(of::ENUM) || is_of_map || !(is_without_presence || self.is_proto3()) {
            return;
        }
        let type_name = field.type_name.as_deref().unwrap_or_default().trim_start_matches('.');
        if self.origin.symbols.get(type_name).is_some_and(|symbol| symbol.is_closed) {
            let full_name = joined(scope, name);
            self.error(&[6], format!("enum {type_name} is closed, and {full_name} needs an open one"));
        }
    }

    fn options_fit(&mut self, field: &FieldDescriptorProto, name: &str, options: &[u8]) {
        let r#type = field.r#type.unwrap_or_default();
        if varint(options, PACKED) == Some(1) && !is_packable(field) {
            self.error(&[8], format!("\"{name}\" cannot be packed; repeated numbers, bools and enums can"));
        }
        if self.edition >= edition::EDITION_2024 && varint(options, CTYPE).is_some() {
            self.error(&[8], "ctype was removed in edition 2024; features.(pb.cpp).string_type is in its place");
        }
        let is_long = matches!(r#type, of::INT64 | of::UINT64 | of::SINT64 | of::FIXED64 | of::SFIXED64);
        if varint(options, JSTYPE).is_some_and(|jstype| jstype != 0) && !is_long {
            self.error(&[8], format!("\"{name}\" has a jstype, which 64-bit numbers alone can have"));
        }
        if varint(options, LAZY) == Some(1) && !matches!(field.r#type, Some(of::MESSAGE | of::GROUP) | None) {
            self.error(&[8], format!("\"{name}\" cannot be lazy; messages can"));
        }
    }

    /// Features set on the field itself mean something for it.
    fn features_fit(&mut self, field: &FieldDescriptorProto, own: Features, resolved: Features) {
        let is_repeated = field.label == Some(label::REPEATED);
        let is_message = matches!(field.r#type, Some(of::MESSAGE | of::GROUP));
        let is_string = field.r#type == Some(of::STRING) || is_repeated && is_message;
        let is_singular_plain = !is_repeated && !is_message && field.oneof_index.is_none() && field.extendee.is_none();
        let faults = [
            (own.presence != 0 && field.oneof_index.is_some(), "a field of a oneof has no field_presence of its own"),
            (own.presence != 0 && is_repeated, "a repeated field has no field_presence"),
            (own.presence == features::REQUIRED && field.extendee.is_some(), "an extension cannot be required"),
            (own.presence == features::IMPLICIT && is_message, "a message always has presence"),
            (own.repeated_encoding != 0 && !is_repeated, "repeated_field_encoding is for repeated fields"),
            (
                own.repeated_encoding == 1 && is_repeated && !is_packable(field),
                "only numbers, bools and enums can be packed",
            ),
            (own.utf8_validation != 0 && !is_string, "utf8_validation is for strings"),
            (own.message_encoding != 0 && !is_message && field.r#type.is_some(), "message_encoding is for messages"),
            (
                resolved.presence == features::IMPLICIT && is_singular_plain && field.default_value.is_some(),
                "a field without presence has no default",
            ),
        ];
        for (_, fault) in faults.into_iter().filter(|(is_broken, _)| *is_broken) {
            self.error(&[8], fault);
        }
        let sets_own = field.options.as_deref().is_some_and(|options| varint(options, PACKED).is_some());
        if sets_own {
            self.error(&[8], "editions have features.repeated_field_encoding in place of packed");
        }
    }
}

/// A type that was not found may be an enum.
fn is_packable(field: &FieldDescriptorProto) -> bool {
    let is_scalar = !matches!(field.r#type, Some(of::STRING | of::BYTES | of::MESSAGE | of::GROUP));
    field.label == Some(label::REPEATED) && is_scalar
}
