//! One value of a field: whether two are the same, and how one reads in a line.
//! It goes into no message.

use std::fmt::Write as _;

use super::{
    CompareOptions,
    level::{Pieces, bytes_of},
};
use crate::{
    message::{
        Indent, JsonOptions,
        field::Shape,
        hex::push_hex,
        print::{decode_number, enum_number, print_json, push_plain_number},
        scalar::Scalar,
        summary::summary,
        wire::{Payload, Reader},
    },
    schema::{EnumDescriptor, MessageDescriptor},
};

/// Characters of a text and bytes of a field that stand in a row, and characters of a message.
const LONGEST_TEXT: usize = 1_000;
const LONGEST_BYTES: usize = 32;
const LONGEST_SUMMARY: usize = 200;
/// How much of two texts that are the same at first stands before their difference.
const BEFORE_DIFFERENCE: usize = 40;

/// What a value is by its type.
#[derive(Clone)]
pub(super) enum Kind {
    /// The type says.
    Known(Shape),
    /// It says nothing, or has no such field.
    Unknown,
}

/// One value.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// A payload by itself.
    One(Payload<'a>),
    /// A message.
    Message(Pieces<'a>),
}

impl Kind {
    /// A value that is written as a message and read as one text.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Kind::Known(Shape::Timestamp | Shape::Duration | Shape::FieldMask | Shape::Wrapper(_)))
    }

    /// The type of a message with fields.
    pub(super) fn message(&self) -> Option<&MessageDescriptor> {
        match self {
            Kind::Known(Shape::Message(of) | Shape::Json(_, of)) => Some(of),
            Kind::Known(_) | Kind::Unknown => None,
        }
    }
}

/// What an element is equal by: a number, or its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Identity<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// What a payload is equal by, for its type: the bits of its value.
pub(super) fn identity<'a>(kind: &Kind, payload: Payload<'a>) -> Identity<'a> {
    use crate::message::scalar::Value as Number;
    if let Some(bytes) = bytes_of(payload) {
        return Identity::Bytes(bytes);
    }
    let number = match kind {
        Kind::Known(Shape::Scalar(scalar)) => decode_number(*scalar, payload),
        Kind::Known(Shape::Enum(_)) => enum_number(payload).map(|number| Number::Int(i64::from(number))),
        Kind::Known(_) | Kind::Unknown => None,
    };
    Identity::Number(match (number, payload) {
        (Some(Number::Int(n)), _) => n as u64,
        (Some(Number::Uint(n)), _) => n,
        (Some(Number::Bool(b)), _) => u64::from(b),
        (Some(Number::Float(n)), _) => u64::from(n.to_bits()),
        (Some(Number::Double(n)), _) => n.to_bits(),
        (_, Payload::Varint(n) | Payload::Fixed64(n)) => n,
        (_, Payload::Fixed32(n)) => u64::from(n),
        (_, Payload::Len(_) | Payload::Group(_)) => 0,
    })
}

/// Whether a value is what the field reads as where it is not set.
pub(super) fn is_zero(kind: &Kind, payload: Payload<'_>) -> bool {
    match (kind, identity(kind, payload)) {
        (Kind::Known(Shape::Enum(of)), Identity::Number(n)) => {
            of.default_value().is_some_and(|value| i64::from(value.number()) as u64 == n)
        }
        (Kind::Known(Shape::Scalar(_)), Identity::Number(n)) => n == 0,
        (Kind::Known(Shape::Scalar(_)), Identity::Bytes(bytes)) => bytes.is_empty(),
        _ => false,
    }
}

/// Whether bytes can be taken for a message where no type says so: they parse to the end and are no text.
pub(super) fn looks_like_message(bytes: &[u8]) -> bool {
    let is_text = |bytes: &[u8]| {
        std::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()))
    };
    if bytes.is_empty() || is_text(bytes) {
        return false;
    }
    let mut reader = Reader::new(bytes);
    loop {
        match reader.next() {
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

/// Writes values as text.
pub(super) struct Words<'o> {
    pub(super) options: &'o CompareOptions,
}

impl Words<'_> {
    /// A value in a line; `same` bytes at its start are the other side's too.
    pub(super) fn value(&self, kind: &Kind, value: &Value<'_>, same: usize) -> String {
        match (kind, value) {
            (Kind::Known(Shape::Message(of)), Value::Message(pieces)) => {
                format!("{{ {} }}", summary(of, &pieces.joined(), LONGEST_SUMMARY).text).replace("{  }", "{}")
            }
            (Kind::Known(shape), Value::Message(pieces)) => self.well_known(shape, pieces),
            (Kind::Unknown, Value::Message(pieces)) => format!("message, {}", counted(pieces.len())),
            (Kind::Known(Shape::Scalar(Scalar::String)), Value::One(Payload::Len(bytes))) => text(bytes, same),
            (Kind::Known(Shape::Scalar(Scalar::Bytes)), Value::One(Payload::Len(bytes))) => raw(bytes, same),
            (Kind::Known(Shape::Scalar(scalar)), Value::One(payload)) => match decode_number(*scalar, *payload) {
                Some(number) => {
                    let mut out = String::new();
                    push_plain_number(&mut out, &number);
                    out
                }
                None => bare(*payload, same),
            },
            (Kind::Known(Shape::Enum(of)), Value::One(payload)) => match enum_number(*payload) {
                Some(number) => self.enumeration(of, number),
                None => bare(*payload, same),
            },
            (_, Value::One(payload)) => bare(*payload, same),
        }
    }

    /// The text of a well-known type.
    pub(super) fn well_known(&self, shape: &Shape, pieces: &Pieces<'_>) -> String {
        let Some(of) = well_known_type(shape) else { return raw(&pieces.joined(), 0) };
        let options = JsonOptions {
            indent: Indent::Compact,
            zone: self.options.zone,
            max_bytes: LONGEST_TEXT,
            ..JsonOptions::default()
        };
        let text = print_json(&of, &pieces.joined(), &options).text;
        cut(&text, LONGEST_TEXT)
    }

    fn enumeration(&self, of: &EnumDescriptor, number: i32) -> String {
        match of.get_value(number) {
            Some(value) if !self.options.enum_numbers => value.name().to_owned(),
            Some(_) => number.to_string(),
            None => format!("{number} (not in {})", of.name()),
        }
    }
}

fn well_known_type(shape: &Shape) -> Option<MessageDescriptor> {
    let name = match shape {
        Shape::Timestamp => "Timestamp",
        Shape::Duration => "Duration",
        Shape::FieldMask => "FieldMask",
        Shape::Wrapper(scalar) => match scalar {
            Scalar::Double => "DoubleValue",
            Scalar::Float => "FloatValue",
            Scalar::Int64 => "Int64Value",
            Scalar::Uint64 => "UInt64Value",
            Scalar::Int32 => "Int32Value",
            Scalar::Uint32 => "UInt32Value",
            Scalar::Bool => "BoolValue",
            Scalar::String => "StringValue",
            Scalar::Bytes => "BytesValue",
            _ => return None,
        },
        Shape::Json(_, of) | Shape::Message(of) => return Some(of.clone()),
        Shape::Scalar(_) | Shape::Enum(_) | Shape::Records => return None,
    };
    crate::schema::Schema::builtin().message(&format!("google.protobuf.{name}"))
}

/// A payload whose type nobody knows.
fn bare(payload: Payload<'_>, same: usize) -> String {
    match payload {
        Payload::Varint(n) | Payload::Fixed64(n) => n.to_string(),
        Payload::Fixed32(n) => n.to_string(),
        Payload::Len(bytes) | Payload::Group(bytes) => match std::str::from_utf8(bytes) {
            Ok(read) if !read.contains(|c: char| c.is_control() && !c.is_whitespace()) => text(bytes, same),
            _ => raw(bytes, same),
        },
    }
}

/// A string in quotes, from shortly before where it differs.
fn text(bytes: &[u8], same: usize) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else { return format!("not UTF-8, {}", raw(bytes, same)) };
    if text.len() <= LONGEST_TEXT {
        return format!("{text:?}");
    }
    let from = match same.saturating_sub(BEFORE_DIFFERENCE) {
        from if same < text.len() => text.floor_char_boundary(from),
        _ => 0,
    };
    let shown = text.get(from..text.floor_char_boundary(from.saturating_add(LONGEST_TEXT))).unwrap_or_default();
    let (before, after) = (if from > 0 { "…" } else { "" }, if from + shown.len() < text.len() { "…" } else { "" });
    format!("{before}{shown:?}{after} {}", counted(bytes.len()))
}

/// Bytes as a size and hex, from where they differ.
pub(super) fn raw(bytes: &[u8], same: usize) -> String {
    let from = if bytes.len() <= LONGEST_BYTES || same >= bytes.len() { 0 } else { same.saturating_sub(4) };
    let shown = bytes.get(from..).unwrap_or_default();
    let shown = shown.get(..LONGEST_BYTES).unwrap_or(shown);
    let mut out = counted(bytes.len());
    if !shown.is_empty() {
        out.push_str(": ");
    }
    if from > 0 {
        let _ = write!(out, "… from byte {from}: ");
    }
    push_hex(&mut out, shown);
    if from + shown.len() < bytes.len() {
        out.push_str(" …");
    }
    out
}

fn counted(bytes: usize) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

fn cut(text: &str, most: usize) -> String {
    match text.get(text.floor_char_boundary(most)..) {
        Some(rest) if !rest.is_empty() => format!("{}…", text.get(..text.len() - rest.len()).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

/// What a value that is not on the wire reads as.
pub(super) fn zero(kind: &Kind) -> Payload<'static> {
    match kind {
        Kind::Known(Shape::Scalar(Scalar::String | Scalar::Bytes)) => Payload::Len(&[]),
        Kind::Known(Shape::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32)) => Payload::Fixed32(0),
        Kind::Known(Shape::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64)) => Payload::Fixed64(0),
        _ => Payload::Varint(0),
    }
}
