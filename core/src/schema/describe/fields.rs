//! Fields, oneofs and extensions as they are declared.
//! Type names come from `names`, options from `options`.

use prost_reflect::{
    DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor, Syntax,
};
use prost_types::{FieldDescriptorProto, field_descriptor_proto::Label};

use super::{messages, names, options::Options, writer::Writer};

/// What fields and extensions have in common.
struct Declared<'a> {
    raw: &'a FieldDescriptorProto,
    kind: Kind,
    path: &'a [i32],
    syntax: Syntax,
    options: DynamicMessage,
    is_group: bool,
    /// In a oneof or an entry of a map: without label.
    is_bare: bool,
}

pub(super) fn field(writer: &mut Writer<'_>, field: &FieldDescriptor) {
    if let (true, Some(entry)) = (field.is_map(), field.kind().as_message()) {
        return map(writer, field, entry);
    }
    let declared = Declared {
        raw: field.field_descriptor_proto(),
        kind: field.kind(),
        path: field.path(),
        syntax: field.parent_file().syntax(),
        options: field.options(),
        is_group: field.is_group(),
        is_bare: field.containing_oneof().is_some_and(|oneof| !oneof.is_synthetic()),
    };
    declare(writer, &declared);
}

pub(super) fn extension(writer: &mut Writer<'_>, extension: &ExtensionDescriptor) {
    let declared = Declared {
        raw: extension.field_descriptor_proto(),
        kind: extension.kind(),
        path: extension.path(),
        syntax: extension.parent_file().syntax(),
        options: extension.options(),
        is_group: extension.is_group(),
        is_bare: false,
    };
    declare(writer, &declared);
}

pub(super) fn oneof(writer: &mut Writer<'_>, oneof: &OneofDescriptor) {
    writer.leading_comment(oneof.path());
    writer.block(&format!("oneof {}", oneof.name()), |writer| {
        writer.inner_comment(oneof.path());
        super::options::statements(writer, &Options::of(oneof.options()));
        for (index, member) in oneof.fields().enumerate() {
            if index > 0 && writer.has_comment(member.path()) {
                writer.blank();
            }
            field(writer, &member);
        }
    });
}

fn declare(writer: &mut Writer<'_>, field: &Declared<'_>) {
    let label = label(field);
    let options = options(field).in_brackets();
    let number = field.raw.number();
    match field.kind.as_message().filter(|_| field.is_group) {
        Some(group) => {
            writer.leading_comment(field.path);
            let head = format!("{label}group {} = {number}{options}", group.name());
            messages::body(writer, &head, group);
        }
        None => {
            let type_name = type_name(writer, &field.kind);
            writer.statement(field.path, &format!("{label}{type_name} {} = {number}{options};", field.raw.name()));
        }
    }
}

fn map(writer: &mut Writer<'_>, field: &FieldDescriptor, entry: &MessageDescriptor) {
    let (key, value) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
    let options = Options::of(field.options()).in_brackets();
    let (key, value) = (type_name(writer, &key), type_name(writer, &value));
    writer.statement(field.path(), &format!("map<{key}, {value}> {} = {}{options};", field.name(), field.number()));
}

fn label(field: &Declared<'_>) -> &'static str {
    match (field.raw.label(), field.syntax) {
        _ if field.is_bare => "",
        (Label::Repeated, _) => "repeated ",
        (Label::Required, _) => "required ",
        (Label::Optional, Syntax::Proto2) => "optional ",
        (Label::Optional, Syntax::Proto3) if field.raw.proto3_optional() => "optional ",
        (Label::Optional, Syntax::Proto3) => "",
    }
}

/// The options that are set, after `default` and a `json_name` of the author's own.
fn options(field: &Declared<'_>) -> Options {
    let json_name = field.raw.json_name.as_ref().filter(|name| **name != default_json_name(field.raw.name()));
    let is_extension = field.raw.extendee.is_some();
    let json_name = json_name.filter(|_| !is_extension && !field.is_group).map(String::as_str);
    Options::of(field.options.clone())
        .with_json_name(json_name)
        .with_default(field.raw.default_value.as_deref(), &field.kind)
}

/// What a JSON name is when nobody chose one
/// (<https://protobuf.dev/programming-guides/json/>: lowerCamelCase).
fn default_json_name(name: &str) -> String {
    let mut json_name = String::with_capacity(name.len());
    let mut is_upper = false;
    for character in name.chars() {
        match character {
            '_' => is_upper = true,
            other if is_upper => {
                json_name.push(other.to_ascii_uppercase());
                is_upper = false;
            }
            other => json_name.push(other),
        }
    }
    json_name
}

pub(super) fn type_name(writer: &Writer<'_>, kind: &Kind) -> String {
    match kind {
        Kind::Double => "double".into(),
        Kind::Float => "float".into(),
        Kind::Int32 => "int32".into(),
        Kind::Int64 => "int64".into(),
        Kind::Uint32 => "uint32".into(),
        Kind::Uint64 => "uint64".into(),
        Kind::Sint32 => "sint32".into(),
        Kind::Sint64 => "sint64".into(),
        Kind::Fixed32 => "fixed32".into(),
        Kind::Fixed64 => "fixed64".into(),
        Kind::Sfixed32 => "sfixed32".into(),
        Kind::Sfixed64 => "sfixed64".into(),
        Kind::Bool => "bool".into(),
        Kind::String => "string".into(),
        Kind::Bytes => "bytes".into(),
        Kind::Message(message) => names::relative(writer, message),
        Kind::Enum(one) => names::relative(writer, one),
    }
}
