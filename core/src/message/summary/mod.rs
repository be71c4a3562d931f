//! One line that tells a message from its neighbours: the first fields of the wire, flattened, without quotes and braces.
//! It stops when the line is full, so that a large message costs no more than a small one.

#[cfg(test)]
mod tests;

use super::{
    field::{Field, JsonType, Shape},
    print::{decode_number, enum_number, push_plain_number},
    scalar::{Scalar, Value},
    well_known::{push_duration, push_timestamp},
    wire::{Payload, Reader},
};
use crate::schema::MessageDescriptor;

/// The line and how to colour it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The whole line.
    pub text: String,
    /// Where each piece ends in `text`, and what it is; the first begins at 0, each other where the one before ends.
    pub ends: Vec<(usize, SpanKind)>,
}

/// A piece of the line, with the spaces around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<'s> {
    /// How to colour it.
    pub kind: SpanKind,
    /// Its text.
    pub text: &'s str,
}

impl Summary {
    /// The pieces; all of them, one after another, are the line.
    pub fn spans(&self) -> impl Iterator<Item = Span<'_>> {
        self.ends.iter().scan(0, |from, (end, kind)| {
            let text = self.text.get(*from..*end)?;
            *from = *end;
            Some(Span { kind: *kind, text })
        })
    }
}

/// The kinds of piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanKind {
    /// A field's name.
    Name,
    /// A string, a time, a map key.
    String,
    /// A number.
    Number,
    /// An enum's name, `true`, `false`, `12 bytes`.
    Word,
    /// Commas, and the sign that something was cut.
    Punct,
}

/// How deep the line goes into nested messages.
const MAX_LEVELS: usize = 8;
/// How many fields are looked at for each character of the line, at most: fields may be empty or unknown.
const FIELDS_A_CHAR: usize = 4;

/// The line, of about `max_chars` characters at most.
pub fn summary(of: &MessageDescriptor, bytes: &[u8], max_chars: usize) -> Summary {
    let line = Summary { text: String::with_capacity(max_chars.min(256)), ends: Vec::with_capacity(16) };
    let mut line = Line { line, left: max_chars, fields_left: max_chars.saturating_mul(FIELDS_A_CHAR) };
    match Shape::of_message(of) {
        Shape::Message(of) => line.message(&of, bytes, 0),
        shape => line.well_known(&shape, bytes, 0),
    }
    line.line
}

struct Line {
    line: Summary,
    left: usize,
    fields_left: usize,
}

impl Line {
    fn message(&mut self, of: &MessageDescriptor, bytes: &[u8], level: usize) {
        let mut reader = Reader::new(bytes);
        let mut current: Option<(Field, Shape)> = None;
        while self.left > 0 && self.fields_left > 0 {
            let Ok(Some(raw)) = reader.next() else { return };
            self.fields_left -= 1;
            let again = current.as_ref().is_some_and(|(field, _)| field.number() == raw.number);
            if !again {
                current = Field::of(of, raw.number).map(|field| {
                    let shape = field.shape();
                    (field, shape)
                });
            }
            let Some((field, shape)) = &current else { continue };
            if !is_packed(shape, raw.payload) || field.is_list() {
                self.field(field, shape, again, raw.payload, level);
            } else {
                current = None;
            }
        }
    }

    fn field(&mut self, field: &Field, shape: &Shape, again: bool, payload: Payload<'_>, level: usize) {
        match (shape, payload) {
            (Shape::Message(of), Payload::Len(bytes) | Payload::Group(bytes)) => {
                if of.is_map_entry() {
                    self.name(field, again);
                    self.entry(of, bytes, level);
                } else if level < MAX_LEVELS {
                    if again {
                        self.push(SpanKind::Punct, ",");
                    }
                    self.message(of, bytes, level + 1);
                }
            }
            (Shape::Scalar(Scalar::String), Payload::Len(bytes)) => {
                self.name(field, again);
                self.string(bytes);
            }
            (Shape::Scalar(Scalar::Bytes), Payload::Len(bytes)) => {
                self.name(field, again);
                self.size(bytes);
            }
            (Shape::Scalar(_) | Shape::Enum(_), Payload::Len(bytes)) => {
                self.name(field, again);
                self.packed(shape, bytes);
            }
            (Shape::Scalar(_) | Shape::Enum(_), payload) => {
                self.name(field, again);
                self.number(shape, payload);
            }
            (shape, Payload::Len(bytes)) => {
                self.name(field, again);
                self.well_known(shape, bytes, level);
            }
            _ => {}
        }
    }

    /// A map's entry: its key, then its value.
    fn entry(&mut self, of: &MessageDescriptor, bytes: &[u8], level: usize) {
        let mut reader = Reader::new(bytes);
        while self.left > 0 && self.fields_left > 0 {
            let Ok(Some(raw)) = reader.next() else { return };
            self.fields_left -= 1;
            let Some(field) = Field::of(of, raw.number) else { continue };
            if raw.number == 2 {
                self.push(SpanKind::Punct, " ");
            }
            match (field.shape(), raw.payload) {
                (Shape::Scalar(Scalar::String), Payload::Len(bytes)) => self.string(bytes),
                (Shape::Scalar(Scalar::Bytes), Payload::Len(bytes)) => self.size(bytes),
                (Shape::Message(of), Payload::Len(bytes)) if level < MAX_LEVELS => self.message(&of, bytes, level + 1),
                (shape, Payload::Len(bytes)) => self.well_known(&shape, bytes, level + 1),
                (shape, payload) => self.number(&shape, payload),
            }
        }
    }

    fn packed(&mut self, shape: &Shape, bytes: &[u8]) {
        let mut reader = Reader::new(bytes);
        let scalar = if let Shape::Scalar(scalar) = shape { *scalar } else { Scalar::Int32 };
        let mut first = true;
        while self.left > 0 && !reader.is_empty() {
            let payload = match scalar {
                Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => reader.fixed64().map(Payload::Fixed64),
                Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => reader.fixed32().map(Payload::Fixed32),
                _ => reader.varint().ok().map(Payload::Varint),
            };
            let Some(payload) = payload else { return };
            if !first {
                self.push(SpanKind::Punct, ", ");
            }
            first = false;
            self.number(shape, payload);
        }
    }

    fn well_known(&mut self, shape: &Shape, bytes: &[u8], level: usize) {
        match shape {
            Shape::Timestamp => self.time(bytes, push_timestamp),
            Shape::Duration => self.time(bytes, push_duration),
            Shape::Wrapper(scalar) => self.wrapper(*scalar, bytes),
            Shape::FieldMask => {
                let mut reader = Reader::new(bytes);
                let mut first = true;
                while let Ok(Some(raw)) = reader.next()
                    && self.left > 0
                {
                    if let Payload::Len(path) = raw.payload {
                        if !first {
                            self.push(SpanKind::Punct, ", ");
                        }
                        first = false;
                        self.string(path);
                    }
                }
            }
            Shape::Json(JsonType::Any, _) => {
                if let Ok(Some(raw)) = Reader::new(bytes).next()
                    && let Payload::Len(url) = raw.payload
                {
                    let url = String::from_utf8_lossy(url.get(..256).unwrap_or(url));
                    let name = url.rsplit(['/', '.']).next().unwrap_or_default();
                    self.push(SpanKind::Word, name);
                }
            }
            Shape::Json(json, _) => self.json(*json, bytes, level),
            Shape::Scalar(_) | Shape::Enum(_) | Shape::Message(_) => {}
        }
    }

    /// Struct, Value and ListValue: keys and values, flattened.
    fn json(&mut self, json: JsonType, bytes: &[u8], level: usize) {
        if level >= MAX_LEVELS {
            return;
        }
        let mut reader = Reader::new(bytes);
        let mut first = true;
        while self.left > 0 && self.fields_left > 0 {
            let Ok(Some(raw)) = reader.next() else { return };
            self.fields_left -= 1;
            if !first && json != JsonType::Value {
                self.push(SpanKind::Punct, ", ");
            }
            first = false;
            match (json, raw.number, raw.payload) {
                (JsonType::ListValue, 1, Payload::Len(value)) => self.json(JsonType::Value, value, level + 1),
                (JsonType::Struct, 1, Payload::Len(entry)) => self.json_entry(entry, level + 1),
                (JsonType::Value, 1, _) => self.push(SpanKind::Word, "null"),
                (JsonType::Value, 2, payload) => self.number(&Shape::Scalar(Scalar::Double), payload),
                (JsonType::Value, 3, Payload::Len(text)) => self.string(text),
                (JsonType::Value, 4, payload) => self.number(&Shape::Scalar(Scalar::Bool), payload),
                (JsonType::Value, 5, Payload::Len(fields)) => self.json(JsonType::Struct, fields, level + 1),
                (JsonType::Value, 6, Payload::Len(values)) => self.json(JsonType::ListValue, values, level + 1),
                _ => {}
            }
        }
    }

    fn json_entry(&mut self, entry: &[u8], level: usize) {
        let mut reader = Reader::new(entry);
        while let Ok(Some(raw)) = reader.next()
            && self.left > 0
        {
            match (raw.number, raw.payload) {
                (1, Payload::Len(key)) => self.string(key),
                (2, Payload::Len(value)) => {
                    self.push(SpanKind::Punct, " ");
                    self.json(JsonType::Value, value, level);
                }
                _ => {}
            }
        }
    }

    fn wrapper(&mut self, scalar: Scalar, bytes: &[u8]) {
        match (scalar, Reader::new(bytes).next().ok().flatten().map(|raw| raw.payload)) {
            (Scalar::String, Some(Payload::Len(text))) => self.string(text),
            (Scalar::String, None) => self.string(&[]),
            (Scalar::Bytes, Some(Payload::Len(bytes))) => self.size(bytes),
            (Scalar::Bytes, None) => self.size(&[]),
            (scalar, Some(payload)) => self.number(&Shape::Scalar(scalar), payload),
            (scalar, None) => self.push(SpanKind::Number, scalar.default_text()),
        }
    }

    fn time(&mut self, bytes: &[u8], push: fn(&mut String, i64, i32) -> Result<(), String>) {
        let (mut seconds, mut nanos) = (0, 0);
        let mut reader = Reader::new(bytes);
        while let Ok(Some(raw)) = reader.next() {
            match (raw.number, raw.payload) {
                (1, Payload::Varint(n)) => seconds = n as i64,
                (2, Payload::Varint(n)) => nanos = n as i32,
                _ => return,
            }
        }
        let mut fits = true;
        self.piece(SpanKind::String, |text| {
            if let Err(reason) = push(text, seconds, nanos) {
                fits = false;
                text.push_str(&reason);
            }
        });
        if let (false, Some((_, kind))) = (fits, self.line.ends.last_mut()) {
            *kind = SpanKind::Word;
        }
    }

    fn number(&mut self, shape: &Shape, payload: Payload<'_>) {
        match shape {
            Shape::Enum(of) => {
                let number = enum_number(payload).unwrap_or_default();
                match of.get_value(number) {
                    Some(value) => self.push(SpanKind::Word, value.name()),
                    None => self.push(SpanKind::Number, &number.to_string()),
                }
            }
            Shape::Scalar(scalar) => match decode_number(*scalar, payload) {
                Some(Value::Bool(value)) => self.push(SpanKind::Word, if value { "true" } else { "false" }),
                Some(number) => self.piece(SpanKind::Number, |text| push_plain_number(text, &number)),
                None => {}
            },
            _ => {}
        }
    }

    fn name(&mut self, field: &Field, again: bool) {
        if again {
            return self.push(SpanKind::Punct, ", ");
        }
        self.piece(SpanKind::Name, |text| {
            if !text.is_empty() {
                text.push_str("  ");
            }
            text.push_str(field.name());
            text.push(' ');
        });
    }

    fn size(&mut self, bytes: &[u8]) {
        let unit = if bytes.len() == 1 { "byte" } else { "bytes" };
        self.push(SpanKind::Word, &format!("{} {unit}", bytes.len()));
    }

    /// As much of a string as fits, control and bidi characters made visible.
    fn string(&mut self, bytes: &[u8]) {
        let left = self.left;
        let seen = bytes.get(..left.saturating_mul(4)).unwrap_or(bytes);
        let is_whole = seen.len() == bytes.len();
        let mut chars = 0;
        self.piece(SpanKind::String, |text| {
            for chunk in seen.utf8_chunks() {
                let lost = (!chunk.invalid().is_empty() && is_whole).then_some('\u{fffd}');
                for c in chunk.valid().chars().chain(lost) {
                    if chars >= left {
                        return text.push('…');
                    }
                    text.push(visible(c));
                    chars += 1;
                }
            }
        });
        self.left = left - chars;
    }

    fn push(&mut self, kind: SpanKind, piece: &str) {
        self.piece(kind, |text| text.push_str(piece));
    }

    fn piece(&mut self, kind: SpanKind, write: impl FnOnce(&mut String)) {
        let before = self.line.text.len();
        write(&mut self.line.text);
        let end = self.line.text.len();
        self.left = self.left.saturating_sub(end - before);
        self.line.ends.push((end, kind));
    }
}

/// Numbers as a run of bytes: packed in a list, and nothing a singular field could hold.
fn is_packed(shape: &Shape, payload: Payload<'_>) -> bool {
    let packable = match shape {
        Shape::Scalar(scalar) => !matches!(scalar, Scalar::String | Scalar::Bytes),
        Shape::Enum(_) => true,
        _ => false,
    };
    packable && matches!(payload, Payload::Len(_))
}

fn visible(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{2028}' | '\u{2029}' => '\u{240a}',
        c => c,
    }
}
