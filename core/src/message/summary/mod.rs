//! One line that tells a message from its neighbours: the first fields of the wire, flattened, without quotes and braces.
//! It stops when the line is full, so that a large message costs no more than a small one.

#[cfg(test)]
mod tests;

use super::{
    field::JsonType,
    plan::{FieldPlan, Form, Type, ValueKind},
    print::{Packed, decode_number, enum_number, push_integer, push_plain_number},
    scalar::{Scalar, Value},
    visible::visible,
    wire::{Payload, Reader},
};
use crate::{
    json_text::{push_duration, push_timestamp},
    schema::{MessageDescriptor, MessageKey},
};

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
    let line = Summary { text: String::with_capacity(max_chars.min(256) + 32), ends: Vec::with_capacity(32) };
    let mut line = Line { line, left: max_chars, fields_left: max_chars.saturating_mul(FIELDS_A_CHAR) };
    let of = Type::of(of);
    line.content(of, bytes, 0);
    // A wrapper of an empty text has its field, and an empty line too.
    if line.line.text.is_empty() && !bytes.is_empty() && matches!(of.plan.form, Form::Fields) {
        line.push(SpanKind::Word, "no value that the type knows");
    }
    line.line
}

struct Line {
    line: Summary,
    left: usize,
    fields_left: usize,
}

impl Line {
    fn content(&mut self, of: Type<'_>, bytes: &[u8], level: usize) {
        match of.plan.form {
            Form::Fields => self.message(of, bytes, level),
            form => self.well_known(form, bytes, level),
        }
    }

    fn message(&mut self, of: Type<'_>, bytes: &[u8], level: usize) {
        let mut reader = Reader::new(bytes);
        let mut last = None;
        while self.left > 0 && self.fields_left > 0 {
            let Ok(Some(raw)) = reader.next() else { return };
            self.fields_left -= 1;
            let Some(field) = of.plan.field(raw.number) else {
                last = None;
                continue;
            };
            // Numbers as a run of bytes: packed in a list, and nothing that a single field could hold.
            let fits = field.is_repeated || !field.value.is_packable() || !matches!(raw.payload, Payload::Len(_));
            if fits {
                self.field(of, field, last == Some(raw.number), raw.payload, level);
            }
            last = fits.then_some(raw.number);
        }
    }

    fn field(&mut self, of: Type<'_>, field: &FieldPlan, again: bool, payload: Payload<'_>, level: usize) {
        match (field.value, payload) {
            (ValueKind::Message(key), Payload::Len(bytes) | Payload::Group(bytes)) => {
                self.nested(of, field, key, again, bytes, level);
            }
            (ValueKind::Message(_), _) => {}
            (ValueKind::Scalar(Scalar::String), Payload::Len(bytes)) => {
                self.name(field, again);
                self.string(bytes);
            }
            (ValueKind::Scalar(Scalar::Bytes), Payload::Len(bytes)) => {
                self.name(field, again);
                self.size(bytes);
            }
            (value, Payload::Len(bytes)) => {
                self.name(field, again);
                self.packed(of, value, bytes);
            }
            (value, payload) => {
                self.name(field, again);
                self.number(of, value, payload);
            }
        }
    }

    fn nested(&mut self, of: Type<'_>, field: &FieldPlan, key: MessageKey, again: bool, bytes: &[u8], level: usize) {
        let of = of.message(key);
        if field.is_map {
            self.name(field, again);
            self.entry(of, bytes, level);
        } else if of.plan.form != Form::Fields {
            self.name(field, again);
            self.well_known(of.plan.form, bytes, level);
        } else if bytes.is_empty() {
            // That it is there is all that it says.
            self.name(field, again);
            self.push(SpanKind::Word, "empty");
        } else if level < MAX_LEVELS {
            if again {
                self.push(SpanKind::Punct, ",");
            }
            self.message(of, bytes, level + 1);
        }
    }

    /// A map's entry: its key, then its value.
    fn entry(&mut self, of: Type<'_>, bytes: &[u8], level: usize) {
        let mut reader = Reader::new(bytes);
        while self.left > 0 && self.fields_left > 0 {
            let Ok(Some(raw)) = reader.next() else { return };
            self.fields_left -= 1;
            let Some(field) = of.plan.field(raw.number) else { continue };
            if raw.number == 2 {
                self.push(SpanKind::Punct, " ");
            }
            match (field.value, raw.payload) {
                (ValueKind::Scalar(Scalar::String), Payload::Len(bytes)) => self.string(bytes),
                (ValueKind::Scalar(Scalar::Bytes), Payload::Len(bytes)) => self.size(bytes),
                (ValueKind::Message(key), Payload::Len(bytes)) if level < MAX_LEVELS => {
                    self.content(of.message(key), bytes, level + 1);
                }
                (_, Payload::Len(_)) => {}
                (value, payload) => self.number(of, value, payload),
            }
        }
    }

    fn packed(&mut self, of: Type<'_>, value: ValueKind, bytes: &[u8]) {
        let scalar = if let ValueKind::Scalar(scalar) = value { scalar } else { Scalar::Int32 };
        for (position, payload) in Packed::new(scalar, bytes).enumerate() {
            if self.left == 0 {
                return;
            }
            if position > 0 {
                self.push(SpanKind::Punct, ", ");
            }
            self.number(of, value, payload);
        }
    }

    fn well_known(&mut self, form: Form, bytes: &[u8], level: usize) {
        match form {
            Form::Timestamp => self.time(bytes, push_timestamp),
            Form::Duration => self.time(bytes, push_duration),
            Form::Wrapper(scalar) => self.wrapper(scalar, bytes),
            Form::FieldMask => {
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
            Form::Json(JsonType::Any) => {
                if let Ok(Some(raw)) = Reader::new(bytes).next()
                    && let Payload::Len(url) = raw.payload
                {
                    let url = String::from_utf8_lossy(url.get(..256).unwrap_or(url));
                    let name = url.rsplit(['/', '.']).next().unwrap_or_default();
                    self.push(SpanKind::Word, name);
                }
            }
            Form::Json(json) => self.json(json, bytes, level),
            Form::Fields => {}
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
                (JsonType::Value, 2, payload) => self.scalar(Scalar::Double, payload),
                (JsonType::Value, 3, Payload::Len(text)) => self.string(text),
                (JsonType::Value, 4, payload) => self.scalar(Scalar::Bool, payload),
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
            (scalar, Some(payload)) => self.scalar(scalar, payload),
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

    fn number(&mut self, of: Type<'_>, value: ValueKind, payload: Payload<'_>) {
        match value {
            ValueKind::Enum(key) => {
                let number = enum_number(payload).unwrap_or_default();
                match of.enumeration(key).name_of(number) {
                    Some(name) => self.push(SpanKind::Word, name),
                    None => self.piece(SpanKind::Number, |text| push_integer(text, number)),
                }
            }
            ValueKind::Scalar(scalar) => self.scalar(scalar, payload),
            ValueKind::Message(_) => {}
        }
    }

    fn scalar(&mut self, scalar: Scalar, payload: Payload<'_>) {
        match decode_number(scalar, payload) {
            Some(Value::Bool(value)) => self.push(SpanKind::Word, if value { "true" } else { "false" }),
            Some(number) => self.piece(SpanKind::Number, |text| push_plain_number(text, &number)),
            None => {}
        }
    }

    fn name(&mut self, field: &FieldPlan, again: bool) {
        if again {
            return self.push(SpanKind::Punct, ", ");
        }
        self.piece(SpanKind::Name, |text| {
            if !text.is_empty() {
                text.push_str("  ");
            }
            text.push_str(&field.name);
            text.push(' ');
        });
    }

    fn size(&mut self, bytes: &[u8]) {
        self.piece(SpanKind::Word, |text| {
            push_integer(text, bytes.len());
            text.push_str(if bytes.len() == 1 { " byte" } else { " bytes" });
        });
    }

    /// As much of a string as fits, control and bidi characters made visible.
    fn string(&mut self, bytes: &[u8]) {
        let left = self.left;
        // As nearly every string is: it stands as it is.
        let start = bytes.get(..left).unwrap_or(bytes);
        if start.iter().all(|byte| (0x20..0x7f).contains(byte))
            && let Ok(start) = std::str::from_utf8(start)
        {
            self.piece(SpanKind::String, |text| {
                text.push_str(start);
                if start.len() < bytes.len() {
                    text.push('…');
                }
            });
            self.left = left - start.len();
            return;
        }
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
