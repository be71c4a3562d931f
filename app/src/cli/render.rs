//! Wire bytes as the user wants to read them: JSON, one line, text format, a hex dump; and status details.
//! It prints nothing; what is odd in a message is told beside its text.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use farcall_core::{
    message::{self, Detail, Indent, Mark, MarkKind, hex_dump, print_json, print_text},
    schema::{MessageDescriptor, Schema},
    status::Status,
};
use serde_json::{Value, json, value::RawValue};

use super::{call_args::Format, ended::one_line, options::JsonChoices};

/// How messages are shown.
#[derive(Debug, Clone, Copy)]
pub struct Render {
    /// The notation.
    pub format: Format,
    /// How JSON is written.
    pub json: JsonChoices,
}

impl Render {
    /// The message as text without a line break at its end, and what of it could not be shown as it is.
    pub fn message(self, of: &MessageDescriptor, bytes: &[u8]) -> (String, Vec<String>) {
        match self.format {
            Format::Json => self.json_text(of, bytes, Indent::Pretty),
            Format::Ndjson => self.json_text(of, bytes, Indent::Compact),
            Format::Text => (print_text(of, bytes).trim_end().to_owned(), Vec::new()),
            // The length stands last, as `hexdump -C` has it, so that an empty message has a line, too.
            Format::Hex => (format!("{}{:08x}", hex_dump(bytes), bytes.len()), Vec::new()),
        }
    }

    /// The message as JSON in one line; `None` where JSON cannot hold all of what the bytes say.
    pub fn json(self, of: &MessageDescriptor, bytes: &[u8]) -> Option<Box<RawValue>> {
        let printed = print_json(of, bytes, &self.json.options(Indent::Compact));
        if printed.marks.iter().any(is_loss) {
            return None;
        }
        RawValue::from_string(printed.text).ok()
    }

    fn json_text(self, of: &MessageDescriptor, bytes: &[u8], indent: Indent) -> (String, Vec<String>) {
        let printed = print_json(of, bytes, &self.json.options(indent));
        let losses = printed.marks.into_iter().filter(is_loss).map(|mark| mark.message).collect();
        (printed.text, losses)
    }
}

/// The details of a status, each as JSON with its `@type`; raw as base64 where the type is not known.
pub fn details(status: &Status, schema: &Schema) -> Vec<Value> {
    decoded(status, schema).unwrap_or_default().iter().map(detail_json).collect()
}

/// The details of a status as lines for people: the type, and its fields as JSON.
pub fn detail_lines(status: &Status, schema: &Schema) -> Vec<String> {
    match decoded(status, schema) {
        Ok(details) => details.iter().map(detail_line).collect(),
        Err(reason) => vec![format!("note: {reason}")],
    }
}

fn decoded(status: &Status, schema: &Schema) -> Result<Vec<Detail>, message::DetailsError> {
    let resolve = |name: &str| schema.message(name).or_else(|| Schema::builtin().message(name));
    status.details.as_ref().map_or(Ok(Vec::new()), |bytes| message::details(bytes, &resolve))
}

fn detail_json(detail: &Detail) -> Value {
    let value = (!detail.marks.iter().any(is_loss)).then(|| serde_json::from_str(&detail.json).ok()).flatten();
    value
        .filter(|_| detail.is_known)
        .unwrap_or_else(|| json!({ "@type": detail.type_url, "raw": BASE64.encode(&detail.raw) }))
}

fn detail_line(detail: &Detail) -> String {
    let name = detail.type_url.rsplit('/').next().unwrap_or_default();
    let mut value = detail_json(detail);
    if let Value::Object(members) = &mut value {
        members.shift_remove("@type");
    }
    format!("detail: {} {value}", one_line(name))
}

/// Whether the text says less than, or something else than, the bytes.
pub fn is_loss(mark: &Mark) -> bool {
    mark.kind.is_error() || matches!(mark.kind, MarkKind::TooDeep | MarkKind::Cut)
}
