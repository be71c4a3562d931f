//! Options: what is set, custom options included, as statements or in brackets.
//! Options that the schema does not define cannot be named and are left out.

use prost_reflect::{DynamicMessage, Kind, MapKey, Value};

use super::writer::Writer;

/// Levels of message values that are written out.
const MAX_DEPTH: usize = 32;

/// Names and values, in the order to write them.
pub(super) struct Options(Vec<(String, Setting)>);

/// What an option is set to.
enum Setting {
    /// As text.
    Written(String),
    /// As a value of the options message.
    Value(Value, Kind),
}

impl Options {
    /// Everything set in an options message; `map_entry` is how maps are made, not an option.
    pub fn of(options: DynamicMessage) -> Self {
        let mut set = Vec::new();
        for (field, value) in options.fields().filter(|(field, _)| field.name() != "map_entry") {
            push(&mut set, field.name(), value, &field.kind());
        }
        for (extension, value) in options.extensions() {
            push(&mut set, &format!("({})", extension.full_name()), value, &extension.kind());
        }
        Self(set)
    }

    /// With a JSON name of the author's own in front.
    pub fn with_json_name(mut self, json_name: Option<&str>) -> Self {
        if let Some(json_name) = json_name {
            self.0.insert(0, ("json_name".into(), Setting::Written(quoted(json_name))));
        }
        self
    }

    /// With a default in front, as descriptors hold it: strings bare, bytes escaped, all else as written.
    pub fn with_default(mut self, default: Option<&str>, kind: &Kind) -> Self {
        if let Some(default) = default {
            let written = match kind {
                Kind::String => quoted(default),
                Kind::Bytes => format!("\"{default}\""),
                _ => default.to_owned(),
            };
            self.0.insert(0, ("default".into(), Setting::Written(written)));
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// ` [a = 1, b = 2]`, or nothing.
    pub fn in_brackets(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let options: Vec<String> = self.0.iter().map(|(name, set)| format!("{name} = {}", set.text(None))).collect();
        format!(" [{}]", options.join(", "))
    }
}

impl Setting {
    fn text(&self, lines: Option<usize>) -> String {
        match self {
            Self::Written(text) => text.clone(),
            Self::Value(set, kind) => value(set, kind, lines, 0),
        }
    }
}

/// A repeated option is set once for each element.
fn push(options: &mut Vec<(String, Setting)>, name: &str, set: &Value, kind: &Kind) {
    let values = match set {
        Value::List(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    options.extend(values.iter().map(|one| (name.to_owned(), Setting::Value(one.clone(), kind.clone()))));
}

/// `option a = 1;`, one a line, and a blank line after them.
pub(super) fn statements(writer: &mut Writer<'_>, options: &Options) {
    for (name, set) in &options.0 {
        writer.line(&format!("option {name} = {};", set.text(Some(0))));
    }
    if !options.is_empty() {
        writer.blank();
    }
}

/// A string literal.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let mut utf8 = [0; 4];
                for byte in control.encode_utf8(&mut utf8).bytes() {
                    quoted.push_str(&format!("\\{byte:03o}"));
                }
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A value; messages over several lines if `lines` says how deep they are indented, else on one.
fn value(value: &Value, kind: &Kind, lines: Option<usize>, depth: usize) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::I32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        Value::F32(value) => float(f64::from(*value), &value.to_string()),
        Value::F64(value) => float(*value, &value.to_string()),
        Value::String(value) => quoted(value),
        Value::Bytes(value) => format!("\"{}\"", value.escape_ascii()),
        Value::EnumNumber(number) => match kind.as_enum().and_then(|one| one.get_value(*number)) {
            Some(value) => value.name().to_owned(),
            None => number.to_string(),
        },
        Value::Message(message) => message_value(message, lines, depth),
        Value::List(_) | Value::Map(_) => String::new(),
    }
}

fn message_value(message: &DynamicMessage, lines: Option<usize>, depth: usize) -> String {
    if depth > MAX_DEPTH {
        return "{}".into();
    }
    let inner = lines.map(|indent| indent + 1);
    let mut entries = Vec::new();
    for (field, set) in message.fields() {
        entry(&mut entries, field.name(), set, &field.kind(), inner, depth);
    }
    for (extension, set) in message.extensions() {
        entry(&mut entries, &format!("[{}]", extension.full_name()), set, &extension.kind(), inner, depth);
    }
    match lines {
        _ if entries.is_empty() => "{}".into(),
        None => format!("{{ {} }}", entries.join(", ")),
        Some(indent) => {
            let pad = "  ".repeat(indent + 1);
            let entries: Vec<String> = entries.iter().map(|entry| format!("{pad}{entry}")).collect();
            format!("{{\n{}\n{}}}", entries.join("\n"), "  ".repeat(indent))
        }
    }
}

/// One line for each element of a list and each entry of a map.
fn entry(entries: &mut Vec<String>, name: &str, set: &Value, kind: &Kind, lines: Option<usize>, depth: usize) {
    let mut put = |one: &Value| {
        let colon = if matches!(one, Value::Message(_)) { "" } else { ":" };
        entries.push(format!("{name}{colon} {}", value(one, kind, lines, depth + 1)));
    };
    match set {
        Value::List(values) => values.iter().for_each(put),
        Value::Map(map) => {
            let value_kind = kind.as_message().and_then(|entry| entry.get_field(2)).map(|field| field.kind());
            let mut keys: Vec<(&MapKey, &Value)> = map.iter().collect();
            keys.sort_by_key(|(key, _)| map_key(key));
            for (key, one) in keys {
                let kind = value_kind.as_ref().unwrap_or(kind);
                let one = value(one, kind, None, depth + 1);
                entries.push(format!("{name} {{ key: {}, value: {one} }}", map_key(key)));
            }
        }
        one => put(one),
    }
}

fn map_key(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => quoted(key),
    }
}

fn float(value: f64, shortest: &str) -> String {
    match value {
        value if value.is_nan() => "nan".into(),
        value if value.is_infinite() => if value > 0.0 { "inf" } else { "-inf" }.into(),
        _ => shortest.to_owned(),
    }
}
