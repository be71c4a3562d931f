//! Whether a message mentions a text anywhere: in names and values as its line shows them, however deep.
//! It walks the wire once and prints only what could hold the text.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use super::{
    MAX_DEPTH,
    condition::Needle,
    plan::{FieldPlan, Form, Type, ValueKind},
    print::{Packed, decode_number, enum_number, push_plain_number},
    scalar::{Scalar, Value},
    wire::{Payload, Reader},
};
use crate::{
    json_text::{push_duration, push_timestamp},
    schema::MessageDescriptor,
};

/// A text to look for in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    needle: Needle,
    /// It could stand in a number.
    is_figure: bool,
    /// It could stand in a time.
    is_time: bool,
    in_true: bool,
    in_false: bool,
}

impl Mention {
    pub(crate) fn new(text: &str) -> Self {
        let needle = Needle::new(text);
        let all = |signs: &str| text.chars().all(|c| c.is_ascii_digit() || signs.contains(c.to_ascii_lowercase()));
        Self {
            is_figure: all("+-.einfinitynan"),
            is_time: all("tz:.-s"),
            in_true: needle.is_in(b"true"),
            in_false: needle.is_in(b"false"),
            needle,
        }
    }

    /// Whether a message of a type mentions it; of an unknown type, whether it is in its bytes.
    pub(crate) fn is_in(&self, of: Option<&MessageDescriptor>, message: &[u8]) -> bool {
        match of {
            Some(of) => Walk { mention: self, text: String::new() }.message(Type::of(of), message, 0),
            None => self.needle.is_in(message),
        }
    }
}

struct Walk<'m> {
    mention: &'m Mention,
    /// Where numbers are printed.
    text: String,
}

impl Walk<'_> {
    fn message(&mut self, of: Type<'_>, message: &[u8], level: usize) -> bool {
        match of.plan.form {
            Form::Timestamp => self.time(message, push_timestamp),
            Form::Duration => self.time(message, push_duration),
            _ => self.fields(of, message, level, true),
        }
    }

    /// `named`: whether the names of the fields are shown too.
    fn fields(&mut self, of: Type<'_>, message: &[u8], level: usize, named: bool) -> bool {
        if level > MAX_DEPTH {
            return self.mention.needle.is_in(message);
        }
        let named = named && of.plan.form == Form::Fields;
        let mut reader = Reader::new(message);
        let mut last = 0;
        while let Ok(Some(raw)) = reader.next() {
            let Some(field) = of.plan.field(raw.number) else {
                if matches!(raw.payload, Payload::Len(bytes) if self.mention.needle.is_in(bytes)) {
                    return true;
                }
                continue;
            };
            let is_new = named && raw.number != last;
            last = raw.number;
            if is_new && self.mention.needle.is_in(field.name.as_bytes()) || self.value(of, field, raw.payload, level) {
                return true;
            }
        }
        // What cannot be read is searched as bytes.
        let rest = message.get(reader.at()..).unwrap_or_default();
        !rest.is_empty() && self.mention.needle.is_in(rest)
    }

    #[inline]
    fn value(&mut self, of: Type<'_>, field: &FieldPlan, payload: Payload<'_>, level: usize) -> bool {
        match (field.value, payload) {
            (ValueKind::Message(key), Payload::Len(bytes) | Payload::Group(bytes)) => {
                let inner = of.message(key);
                if field.is_map {
                    self.fields(inner, bytes, level + 1, false)
                } else {
                    self.message(inner, bytes, level + 1)
                }
            }
            (ValueKind::Scalar(Scalar::String | Scalar::Bytes), Payload::Len(bytes)) => {
                self.mention.needle.is_in(bytes)
            }
            (ValueKind::Message(_), _) => false,
            (value, Payload::Len(packed)) => {
                let scalar = if let ValueKind::Scalar(scalar) = value { scalar } else { Scalar::Int32 };
                Packed::new(scalar, packed).any(|payload| self.number(of, value, payload))
            }
            (value, payload) => self.number(of, value, payload),
        }
    }

    #[inline]
    fn number(&mut self, of: Type<'_>, value: ValueKind, payload: Payload<'_>) -> bool {
        match value {
            ValueKind::Enum(key) => {
                let Some(number) = enum_number(payload) else { return false };
                match of.enumeration(key).name_of(number) {
                    Some(name) => self.mention.needle.is_in(name.as_bytes()),
                    None => self.printed(&Value::Int(i64::from(number))),
                }
            }
            ValueKind::Scalar(scalar) => match decode_number(scalar, payload) {
                Some(Value::Bool(true)) => self.mention.in_true,
                Some(Value::Bool(false)) => self.mention.in_false,
                Some(number) => self.printed(&number),
                None => false,
            },
            ValueKind::Message(_) => false,
        }
    }

    #[inline]
    fn printed(&mut self, number: &Value<'_>) -> bool {
        if !self.mention.is_figure {
            return false;
        }
        self.text.clear();
        push_plain_number(&mut self.text, number);
        self.mention.needle.is_in(self.text.as_bytes())
    }

    fn time(&mut self, message: &[u8], push: fn(&mut String, i64, i32) -> Result<(), String>) -> bool {
        if !self.mention.is_time {
            return false;
        }
        let (mut seconds, mut nanos) = (0, 0);
        let mut reader = Reader::new(message);
        while let Ok(Some(raw)) = reader.next() {
            match (raw.number, raw.payload) {
                (1, Payload::Varint(n)) => seconds = n as i64,
                (2, Payload::Varint(n)) => nanos = n as i32,
                _ => {}
            }
        }
        self.text.clear();
        push(&mut self.text, seconds, nanos).is_ok() && self.mention.needle.is_in(self.text.as_bytes())
    }
}
