//! The value of a record as one line of text, coloured, cut, and marked where it is not what the type says.
//! It reads no more of a value than the line takes.

use super::{
    Body, Inside, Known, Layout, Meaning, Record, Scope, WhyUnknown, meaning::message_type, record::count, records,
};
use crate::message::{
    JsonOptions, MarkKind,
    field::{Field, Shape},
    hex::push_hex,
    print::{decode_number, enum_number, push_plain_number},
    print_json,
    readings::{ReadingKind, readings},
    scalar::{Scalar, Value},
    summary::{SpanKind, Summary, summary},
    visible::visible,
    wire::Payload,
};
use crate::schema::MessageDescriptor;

/// A value as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The line and its colours.
    pub line: Summary,
    /// What else the same bytes may be, likeliest first; of fields without a type.
    pub others: Vec<String>,
    /// What is odd about it, and the words for it.
    pub odd: Option<(MarkKind, String)>,
    /// The line does not show all of the value.
    pub is_cut: bool,
}

/// How much of a message is looked at for its line; what is longer is told by its size.
const SUMMARISED: usize = 64 * 1024;

/// Other readings of bytes are told from this likelihood on; those of numbers always.
const LIKELY_CONTENT: u8 = 60;

/// The value of a record, in about `most` characters.
pub fn reading(bytes: &[u8], record: &Record, meaning: &Meaning, most: usize) -> Reading {
    let mut out = Reading::default();
    if let Body::Broken(broken) = record.body {
        out.odd = Some((MarkKind::Truncated, broken.to_string()));
        if !broken.is_open_group() {
            out.hex(bytes.get(record.value_range()).unwrap_or_default(), most);
            return out;
        }
    }
    let Some(payload) = record.payload(bytes) else { return out };
    match &meaning.known {
        Known::Field(field) | Known::Element(field) => out.known(bytes, record, field, payload, &meaning.inside, most),
        Known::Unknown(why) => {
            if let WhyUnknown::WireType(field) = why {
                let is = record.wire_type().map_or("", super::WireType::name);
                out.odd = Some((MarkKind::WrongWireType, format!("wrong wire type for {}: {is}", field.name())));
            }
            out.unknown(payload);
        }
    }
    out
}

impl Reading {
    fn known(
        &mut self,
        bytes: &[u8],
        record: &Record,
        field: &Field,
        payload: Payload<'_>,
        inside: &Inside,
        most: usize,
    ) {
        match (field.shape(), payload, inside) {
            (shape, _, Inside::Records(scope)) if scope.layout() != Layout::Fields => {
                self.packed(bytes, record, scope, &shape, most);
            }
            (_, Payload::Len(value) | Payload::Group(value), Inside::Records(scope)) => {
                match scope.of().cloned().or_else(|| message_type(field)) {
                    Some(of) if value.len() <= SUMMARISED => {
                        self.line = summary(&of, value, most);
                        self.odd = self.odd.take().or_else(|| well_known_fault(&of, value));
                    }
                    _ => self.size(value.len()),
                }
                self.is_cut = true;
            }
            (Shape::Scalar(Scalar::String), Payload::Len(value), _) => self.string(field, value, most),
            (Shape::Scalar(_), Payload::Len(value), _) => self.hex(value, most),
            (shape @ (Shape::Scalar(_) | Shape::Enum(_)), payload, _) => self.number(&shape, payload),
            (_, Payload::Len(value) | Payload::Group(value), Inside::Value) => self.hex(value, most),
            _ => {}
        }
    }

    /// The likeliest reading, and behind it the others.
    fn unknown(&mut self, payload: Payload<'_>) {
        let mut all = readings(payload).into_iter();
        if let Some(likeliest) = all.next() {
            let kind = match likeliest.kind {
                ReadingKind::Text | ReadingKind::Bytes => SpanKind::String,
                ReadingKind::Bool => SpanKind::Word,
                ReadingKind::Message => SpanKind::Punct,
                _ => SpanKind::Number,
            };
            self.push(kind, &likeliest.text);
        }
        self.is_cut = matches!(payload, Payload::Len(_) | Payload::Group(_));
        let likely = if self.is_cut { LIKELY_CONTENT } else { 0 };
        let others = all.filter(|other| other.likelihood >= likely);
        self.others = others.map(|other| format!("{} {}", other.name, other.text)).collect();
    }

    fn packed(&mut self, bytes: &[u8], record: &Record, scope: &Scope, shape: &Shape, most: usize) {
        for (index, element) in records(bytes, record.value_range(), scope.layout()).enumerate() {
            if index > 0 && element.payload(bytes).is_some() {
                self.push(SpanKind::Punct, ", ");
            }
            if self.line.text.len() >= most {
                self.push(SpanKind::Punct, "…");
                self.is_cut = true;
                break;
            }
            match element.payload(bytes) {
                Some(payload) => self.number(shape, payload),
                None => self.odd = Some((MarkKind::Truncated, "the last element is cut off".to_owned())),
            }
        }
    }

    fn number(&mut self, shape: &Shape, payload: Payload<'_>) {
        match shape {
            Shape::Enum(of) => {
                let number = enum_number(payload).unwrap_or_default();
                match of.get_value(number) {
                    Some(value) => {
                        self.push(SpanKind::Word, value.name());
                        self.push(SpanKind::Punct, &format!(" {number}"));
                    }
                    None => {
                        self.push(SpanKind::Number, &number.to_string());
                        self.odd = Some((MarkKind::UnknownEnum, format!("{number} (not in {})", of.name())));
                    }
                }
            }
            Shape::Scalar(scalar) => match decode_number(*scalar, payload) {
                Some(Value::Bool(value)) => self.push(SpanKind::Word, if value { "true" } else { "false" }),
                Some(value) => self.push(SpanKind::Number, &number_text(&value)),
                None => {}
            },
            _ => {}
        }
    }

    fn string(&mut self, field: &Field, value: &[u8], most: usize) {
        // What is shown of a long text need not be read to its end; whether all of it is UTF-8 is told by the first fault.
        match std::str::from_utf8(value) {
            Ok(_) => self.quoted(value, most),
            Err(error) => {
                let kind = if field.validates_utf8() { MarkKind::NotUtf8 } else { MarkKind::NotText };
                let at = error.valid_up_to() as u64;
                self.odd = Some((kind, format!("not UTF-8 from byte {} on", count(at + 1))));
                self.hex(value, most);
            }
        }
    }

    /// Text in quotes, control and bidi characters made visible.
    fn quoted(&mut self, value: &[u8], most: usize) {
        let seen = value.get(..most.saturating_mul(4)).unwrap_or(value);
        let mut text = String::from("\"");
        let mut chars = 0;
        for c in seen.utf8_chunks().flat_map(|chunk| chunk.valid().chars()) {
            if chars == most {
                break;
            }
            text.push(visible(c));
            chars += 1;
        }
        self.is_cut = text.len() - 1 < value.len() && chars == most;
        text.push_str(if self.is_cut { "…" } else { "\"" });
        self.push(SpanKind::String, &text);
        if self.is_cut {
            self.push(SpanKind::Punct, &format!(" {} bytes", count(value.len() as u64)));
        }
    }

    fn hex(&mut self, value: &[u8], most: usize) {
        if value.is_empty() {
            return self.push(SpanKind::Word, "no bytes");
        }
        let seen = value.get(..(most / 3).max(4)).unwrap_or(value);
        let mut text = String::new();
        push_hex(&mut text, seen);
        self.is_cut = seen.len() < value.len();
        if self.is_cut {
            text.push_str(" …");
        }
        self.push(SpanKind::String, &text);
        self.push(SpanKind::Punct, " ");
        self.size(value.len());
    }

    fn size(&mut self, bytes: usize) {
        let unit = if bytes == 1 { "byte" } else { "bytes" };
        self.push(SpanKind::Word, &format!("{} {unit}", count(bytes as u64)));
    }

    fn push(&mut self, kind: SpanKind, text: &str) {
        self.line.text.push_str(text);
        self.line.ends.push((self.line.text.len(), kind));
    }
}

/// A time out of its range, an unknown `Any`: what is wrong with a message that JSON has a form of its own for.
fn well_known_fault(of: &MessageDescriptor, value: &[u8]) -> Option<(MarkKind, String)> {
    let kinds: &[MarkKind] = match of.full_name() {
        "google.protobuf.Timestamp" | "google.protobuf.Duration" => &[MarkKind::BadTime],
        "google.protobuf.FieldMask" => &[MarkKind::BadFieldMask],
        "google.protobuf.Value" => &[MarkKind::NotFinite],
        "google.protobuf.Any" => &[MarkKind::UnknownType, MarkKind::BadTypeUrl],
        _ => return None,
    };
    let marks = print_json(of, value, &JsonOptions::default()).marks;
    let own = marks.into_iter().find(|mark| kinds.contains(&mark.kind))?;
    Some((own.kind, own.message))
}

fn number_text(value: &Value<'_>) -> String {
    let mut text = String::new();
    push_plain_number(&mut text, value);
    text
}
