//! Fields, oneofs and extensions as they are declared.
//! Type names come from `names`, options from `options`.

use std::collections::HashMap;

use crate::schema::descriptor::{DescriptorProto, FieldDescriptorProto, field_type, label};

use super::{
    declarations::Body,
    element::tag,
    file::{Language, is_map_entry, step},
    messages, names,
    options::{self, Options, OptionsOf},
    writer::Writer,
};

pub(super) fn field(writer: &mut Writer<'_>, path: &[i32], body: &Body<'_>, field: &FieldDescriptorProto) {
    let is_in_oneof = oneof_of(field).is_some();
    if let Some(entry) = body.entries.of(field) {
        return map(writer, path, field, entry);
    }
    let label = if is_in_oneof { "" } else { label_of(writer.file.language(), field) };
    let head = format!("{label}{}", type_text(writer, field));
    let number = field.number();
    let options = options_of(writer, field);
    if let Some((position, group)) = body.group(writer.file.language(), field) {
        let group_path = body.message_path(position);
        // protoc tells the comment above a group of its message.
        let commented = if writer.has_comment(path) { path } else { &group_path };
        writer.leading_comment(commented);
        let head = format!("{label}group {} = {number}", group.name());
        let brackets = options.in_brackets(writer.indent() + head.len());
        messages::body(writer, &format!("{head}{brackets}"), &group_path, group);
        return;
    }
    let head = format!("{head} {} = {number}", field.name());
    let brackets = options.in_brackets(writer.indent() + head.len());
    writer.statement(path, &format!("{head}{brackets};"));
}

pub(super) fn oneof(writer: &mut Writer<'_>, body: &Body<'_>, position: usize) {
    let Some(oneof) = body.oneofs.get(position) else { return };
    let path = step(body.path, tag::MESSAGE_ONEOF, position);
    writer.leading_comment(&path);
    writer.block(&format!("oneof {}", oneof.name()), |writer| {
        writer.inner_comment(&path);
        options::statements(writer, &Options::of(writer.schema, OptionsOf::Oneof, oneof.options.as_ref()));
        let members = body.fields.iter().enumerate().filter(|(_, field)| oneof_of(field) == Some(position));
        for (index, (at, member)) in members.enumerate() {
            let path = step(body.path, tag::MESSAGE_FIELD, at);
            if index > 0 && writer.has_comment(&path) {
                writer.blank();
            }
            field(writer, &path, body, member);
        }
    });
}

/// The position of the oneof it is in; that of proto3's `optional` is none.
pub(in crate::schema) fn oneof_of(field: &FieldDescriptorProto) -> Option<usize> {
    let position = field.oneof_index.filter(|_| !field.proto3_optional())?;
    usize::try_from(position).ok()
}

/// The entries of the map fields of a message, by name.
pub(in crate::schema) struct MapEntries<'a>(HashMap<&'a str, &'a DescriptorProto>);

impl<'a> MapEntries<'a> {
    /// Among the messages beside the fields.
    pub fn among(messages: &'a [DescriptorProto]) -> Self {
        Self(messages.iter().rev().filter(|one| is_map_entry(one)).map(|one| (one.name(), one)).collect())
    }

    /// The entry of a field, if it is a map.
    pub fn of(&self, field: &FieldDescriptorProto) -> Option<&'a DescriptorProto> {
        if field.label() != label::REPEATED || field.r#type() != field_type::MESSAGE {
            return None;
        }
        self.0.get(last_part(field.type_name())).copied()
    }
}

/// `repeated `, `optional `, `required `, or nothing, as the language writes it.
pub(in crate::schema) fn label_of(language: Language, field: &FieldDescriptorProto) -> &'static str {
    match (field.label(), language) {
        (label::REPEATED, _) => "repeated ",
        (label::REQUIRED, Language::Proto2) => "required ",
        (_, Language::Proto2) => "optional ",
        (_, Language::Proto3) if field.proto3_optional() => "optional ",
        (_, Language::Proto3 | Language::Edition) => "",
    }
}

/// The name of a scalar type.
pub(in crate::schema) fn scalar_name(field_type: i32) -> Option<&'static str> {
    Some(match field_type {
        field_type::DOUBLE => "double",
        field_type::FLOAT => "float",
        field_type::INT64 => "int64",
        field_type::UINT64 => "uint64",
        field_type::INT32 => "int32",
        field_type::FIXED64 => "fixed64",
        field_type::FIXED32 => "fixed32",
        field_type::BOOL => "bool",
        field_type::STRING => "string",
        field_type::BYTES => "bytes",
        field_type::UINT32 => "uint32",
        field_type::SFIXED32 => "sfixed32",
        field_type::SFIXED64 => "sfixed64",
        field_type::SINT32 => "sint32",
        field_type::SINT64 => "sint64",
        _ => return None,
    })
}

/// The key and the value of a map's entry.
pub(in crate::schema) fn key_and_value(
    entry: &DescriptorProto,
) -> Option<(&FieldDescriptorProto, &FieldDescriptorProto)> {
    let of_number = |number| entry.field.iter().find(|field| field.number() == number);
    of_number(1).zip(of_number(2))
}

/// What a JSON name is when nobody chose one
/// (<https://protobuf.dev/programming-guides/json/>: lowerCamelCase).
pub(in crate::schema) fn default_json_name(name: &str) -> String {
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

pub(super) fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn map(writer: &mut Writer<'_>, path: &[i32], field: &FieldDescriptorProto, entry: &DescriptorProto) {
    let Some((key, value)) = key_and_value(entry) else { return };
    let (key, value) = (type_text(writer, key), type_text(writer, value));
    let head = format!("map<{key}, {value}> {} = {}", field.name(), field.number());
    let brackets = options_of(writer, field).in_brackets(writer.indent() + head.len());
    writer.statement(path, &format!("{head}{brackets};"));
}

fn type_text(writer: &Writer<'_>, field: &FieldDescriptorProto) -> String {
    scalar_name(field.r#type())
        .map_or_else(|| names::relative(writer.schema, &writer.scope, field.type_name()), str::to_owned)
}

/// The options that are set, after `default` and a `json_name` of the author's own.
fn options_of(writer: &Writer<'_>, field: &FieldDescriptorProto) -> Options {
    Options::of(writer.schema, OptionsOf::Field, field.options.as_ref())
        .with_first("json_name", own_json_name(field).map(options::quoted))
        .with_first("default", default_of(field))
}

/// A JSON name that the author chose.
pub(in crate::schema) fn own_json_name(field: &FieldDescriptorProto) -> Option<&str> {
    let is_declared = field.extendee.is_none() && field.r#type() != field_type::GROUP;
    field.json_name.as_deref().filter(|name| is_declared && *name != default_json_name(field.name()))
}

/// A default as a .proto writes it; descriptors hold strings bare, bytes escaped, all else as written.
pub(in crate::schema) fn default_of(field: &FieldDescriptorProto) -> Option<String> {
    let default = field.default_value.as_deref()?;
    Some(match field.r#type() {
        field_type::STRING => options::quoted(default),
        field_type::BYTES => format!("\"{default}\""),
        _ => default.to_owned(),
    })
}
