//! Options: what is set, read out of their bytes, and as a .proto writes it.
//! It knows no option by name but those that descriptor.proto treats apart: maps and features.

mod setting;
mod text;
mod wire;

use bytes::Bytes;

pub(in crate::schema) use self::{
    setting::{Setting, SettingName, SettingValue, settings},
    text::{hex, name, on_lines, on_one_line, quoted},
};
use super::writer::Writer;
use crate::schema::Schema;

/// Columns past which options in brackets take a line each.
const MAX_COLUMNS: usize = 110;

/// A kind of options message.
#[derive(Debug, Clone, Copy)]
pub(in crate::schema) enum OptionsOf {
    File,
    Message,
    Field,
    Oneof,
    Enum,
    Value,
    Service,
    Method,
    ExtensionRange,
}

impl OptionsOf {
    fn type_name(self) -> &'static str {
        match self {
            Self::File => "google.protobuf.FileOptions",
            Self::Message => "google.protobuf.MessageOptions",
            Self::Field => "google.protobuf.FieldOptions",
            Self::Oneof => "google.protobuf.OneofOptions",
            Self::Enum => "google.protobuf.EnumOptions",
            Self::Value => "google.protobuf.EnumValueOptions",
            Self::Service => "google.protobuf.ServiceOptions",
            Self::Method => "google.protobuf.MethodOptions",
            Self::ExtensionRange => "google.protobuf.ExtensionRangeOptions",
        }
    }
}

/// The options of one element, in the order to write them.
pub(in crate::schema) struct Options(Vec<Setting>);

impl Options {
    /// Everything that is set; `map_entry` is how maps are made, not an option. Features stand one by one.
    pub fn of(schema: &Schema, of: OptionsOf, bytes: Option<&Bytes>) -> Self {
        let mut set = Vec::new();
        for setting in settings(schema, of.type_name(), bytes) {
            match &setting.name {
                SettingName::Field(name) if name == "map_entry" => {}
                SettingName::Field(name) if name == "features" => features("features", &setting.value, &mut set),
                _ => set.push(setting),
            }
        }
        Self(set)
    }

    /// With one more in front, its value as it is written.
    pub fn with_first(mut self, name: &str, written: Option<String>) -> Self {
        let setting =
            |written| Setting { name: SettingName::Field(name.to_owned()), value: SettingValue::Word(written) };
        if let Some(written) = written {
            self.0.insert(0, setting(written));
        }
        self
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.0.iter()
    }

    /// Whether the option of this name is `true`.
    pub fn is_set(&self, name: &str) -> bool {
        self.0.iter().any(|setting| match (&setting.name, &setting.value) {
            (SettingName::Field(field), SettingValue::Word(word)) => field == name && word == "true",
            _ => false,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// ` [a = 1, b = 2]`, or nothing; a line each if `before` and they are too long for one. What the schema does not know
    /// cannot be written.
    pub fn in_brackets(&self, before: usize) -> String {
        let known = || self.0.iter().filter(|setting| !matches!(setting.name, SettingName::Unknown(_)));
        let options: Vec<String> =
            known().map(|setting| format!("{} = {}", name(&setting.name), on_one_line(&setting.value))).collect();
        let joined = options.join(", ");
        match before + joined.len() {
            _ if options.is_empty() => String::new(),
            0..=MAX_COLUMNS => format!(" [{joined}]"),
            _ => {
                let lines: Vec<String> = known()
                    .map(|setting| format!("{} = {}", name(&setting.name), on_lines(&setting.value)))
                    .map(|option| format!("  {}", option.replace('\n', "\n  ")))
                    .collect();
                format!(" [\n{}\n]", lines.join(",\n"))
            }
        }
    }
}

/// Whether a boolean field of an options message is set, by its number.
pub(in crate::schema) fn flag(options: Option<&Bytes>, number: u32) -> bool {
    let Some(options) = options else { return false };
    let mut is_set = false;
    for record in wire::records(options).filter(|record| record.number == number) {
        is_set = matches!(record.raw, wire::Raw::Varint(1..));
    }
    is_set
}

/// `option a = 1;`, one a line, and a blank line after them.
pub(super) fn statements(writer: &mut Writer<'_>, options: &Options) {
    for setting in options.iter() {
        match &setting.name {
            // Its name is not known, so that no statement can set it.
            SettingName::Unknown(number) => {
                let value = match &setting.value {
                    SettingValue::Bytes(bytes) => hex(bytes),
                    other => on_one_line(other),
                };
                writer.line(&format!("// option {number} = {value}: defined in no file at hand"));
            }
            known => writer.line(&format!("option {} = {};", name(known), on_lines(&setting.value))),
        }
    }
    if !options.is_empty() {
        writer.blank();
    }
}

/// `features { a: X [pb.go] { b: Y } }` as `features.a = X`, `features.(pb.go).b = Y`.
fn features(path: &str, value: &SettingValue, set: &mut Vec<Setting>) {
    for setting in value.settings() {
        let path = format!("{path}.{}", name(&setting.name));
        match &setting.value {
            SettingValue::Message { settings, .. } if !settings.is_empty() => features(&path, &setting.value, set),
            _ if matches!(setting.name, SettingName::Unknown(_)) => {}
            value => set.push(Setting { name: SettingName::Field(path), value: value.clone() }),
        }
    }
}
