//! Extensions: numbers the extended message leaves to them, declared where it asks for that, each used once.
//! The extended message may be of another file.

use super::Checks;
use crate::schema::{
    compile::{
        features::Features,
        shapes::{Declarations, MessageShape},
        symbols::joined,
    },
    descriptor::{FieldDescriptorProto, field_type as of, label},
};

impl Checks<'_> {
    pub(super) fn extension(&mut self, extension: &FieldDescriptorProto, scope: &str, features: Features) {
        let full_name = joined(scope, extension.name.as_deref().unwrap_or_default());
        self.field(extension, scope, false, features);
        if extension.label == Some(label::REQUIRED) {
            self.error(&[4], format!("extension {full_name} cannot be required"));
        }
        let extendee = extension.extendee.as_deref().unwrap_or_default().trim_start_matches('.');
        if self.is_proto3() && !is_options_message(extendee) {
            self.error(&[2], "proto3 extends the messages of options and no others");
        }
        let Some(extended) = self.shapes.message(extendee, self.origin) else { return };
        self.number_is_left(extension, &full_name, &extended);
        if extended.is_message_set
            && !(extension.r#type == Some(of::MESSAGE) && extension.label == Some(label::OPTIONAL))
        {
            self.error(&[5], format!("{extendee} is a message set: its extensions are singular messages"));
        }
    }

    fn number_is_left(&mut self, extension: &FieldDescriptorProto, full_name: &str, extended: &MessageShape) {
        let number = extension.number.unwrap_or_default();
        let range = extended.extension_ranges.iter().find(|(start, end, _)| (*start..*end).contains(&number));
        match range {
            None => self.error(&[3], format!("{} does not leave {number} to extensions", extended.full_name)),
            Some((.., declarations)) if declarations.are_binding => {
                if let Some(fault) = undeclared(extension, number, full_name, declarations) {
                    self.error(&[3], format!("{}: {fault}", extended.full_name));
                }
            }
            Some(_) => {}
        }
    }
}

/// How an extension differs from what is declared for its number.
fn undeclared(
    extension: &FieldDescriptorProto,
    number: i32,
    full_name: &str,
    declarations: &Declarations,
) -> Option<String> {
    let Some(declared) = declarations.declared.iter().find(|declared| declared.number == number) else {
        return Some(format!("extension {number} is not declared"));
    };
    let declared_name = declared.full_name.trim_start_matches('.');
    if declared.is_reserved {
        return Some(format!("extension {number} is reserved"));
    }
    if !declared_name.is_empty() && declared_name != full_name {
        return Some(format!("extension {number} is declared to be {declared_name}, not {full_name}"));
    }
    let type_name = match &extension.type_name {
        Some(type_name) => type_name.as_str(),
        None => scalar_name(extension.r#type.unwrap_or_default()),
    };
    if !declared.type_name.is_empty() && declared.type_name != type_name {
        return Some(format!("extension {number} is declared with type {}, not {type_name}", declared.type_name));
    }
    if declared.is_repeated != (extension.label == Some(label::REPEATED)) {
        let words = if declared.is_repeated { "repeated" } else { "singular" };
        return Some(format!("extension {number} is declared {words}"));
    }
    None
}

fn is_options_message(name: &str) -> bool {
    let known = [
        "FileOptions",
        "MessageOptions",
        "FieldOptions",
        "EnumOptions",
        "EnumValueOptions",
        "ServiceOptions",
        "MethodOptions",
        "StreamOptions",
        "OneofOptions",
        "ExtensionRangeOptions",
        "SourceCodeInfo",
        "FeatureSet",
    ];
    name.strip_prefix("google.protobuf.").is_some_and(|name| known.contains(&name))
}

fn scalar_name(r#type: i32) -> &'static str {
    match r#type {
        of::DOUBLE => "double",
        of::FLOAT => "float",
        of::INT64 => "int64",
        of::UINT64 => "uint64",
        of::INT32 => "int32",
        of::FIXED64 => "fixed64",
        of::FIXED32 => "fixed32",
        of::BOOL => "bool",
        of::STRING => "string",
        of::BYTES => "bytes",
        of::UINT32 => "uint32",
        of::SFIXED32 => "sfixed32",
        of::SFIXED64 => "sfixed64",
        of::SINT32 => "sint32",
        of::SINT64 => "sint64",
        _ => "",
    }
}
