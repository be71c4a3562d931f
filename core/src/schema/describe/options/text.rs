//! Settings as a .proto writes them: statements, brackets, aggregates.
//! It reads no bytes; `setting` does.

use std::fmt::Write as _;

use super::setting::{Setting, SettingName, SettingValue};

/// The name as it stands before the `=`: `deprecated`, `(google.api.http)`, the bare number of one that is unknown.
pub(in crate::schema) fn name(name: &SettingName) -> String {
    match name {
        SettingName::Field(name) => name.clone(),
        SettingName::Extension(name) => format!("({name})"),
        SettingName::Unknown(number) => number.to_string(),
    }
}

/// The value on one line.
pub(in crate::schema) fn on_one_line(value: &SettingValue) -> String {
    written(value, None)
}

/// The value; that of a message over several lines.
pub(in crate::schema) fn on_lines(value: &SettingValue) -> String {
    written(value, Some(0))
}

/// A string literal.
pub(in crate::schema) fn quoted(text: &str) -> String {
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
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Bytes in hex.
pub(in crate::schema) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// On one line if `lines` is none, else at that depth of indentation.
fn written(value: &SettingValue, lines: Option<usize>) -> String {
    match value {
        SettingValue::Word(word) => word.clone(),
        SettingValue::Text(text) => quoted(text),
        SettingValue::Bytes(bytes) => format!("\"{}\"", bytes.escape_ascii()),
        SettingValue::Message { settings, is_map_entry } => message(settings, if *is_map_entry { None } else { lines }),
    }
}

/// Text format has no way to write what is unknown; it is left out.
fn message(settings: &[Setting], lines: Option<usize>) -> String {
    let inner = lines.map(|indent| indent + 1);
    let entries: Vec<String> = settings.iter().filter_map(|setting| entry(setting, inner)).collect();
    match lines {
        _ if entries.is_empty() => "{}".to_owned(),
        None => format!("{{ {} }}", entries.join(", ")),
        Some(indent) => {
            let pad = "  ".repeat(indent + 1);
            let entries: Vec<String> = entries.iter().map(|entry| format!("{pad}{entry}")).collect();
            format!("{{\n{}\n{}}}", entries.join("\n"), "  ".repeat(indent))
        }
    }
}

fn entry(setting: &Setting, lines: Option<usize>) -> Option<String> {
    let name = match &setting.name {
        SettingName::Field(name) => name.clone(),
        SettingName::Extension(name) => format!("[{name}]"),
        SettingName::Unknown(_) => return None,
    };
    let colon = if matches!(setting.value, SettingValue::Message { .. }) { "" } else { ":" };
    Some(format!("{name}{colon} {}", written(&setting.value, lines)))
}
