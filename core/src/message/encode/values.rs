//! One value of JSON as one value on the wire: scalars, enums, and the well-known types that are one text.
//! It judges by the same functions as the document, so that both take the same.

use super::{Pass, numbers};
use crate::{
    json_text::{parse_duration, parse_field_mask, parse_timestamp},
    message::{
        plan::{EnumPlan, FieldPlan, Form, Type, ValueKind},
        scalar::{self, Scalar, Value},
    },
};

impl Pass<'_> {
    /// A value of a field of `of` with its tag; a default only if it is `always` written.
    pub(super) fn value(
        &mut self,
        of: Type<'_>,
        field: &FieldPlan,
        always: bool,
        depth: usize,
        nest: usize,
    ) -> Option<()> {
        match field.value {
            ValueKind::Scalar(scalar) => self.scalar(field.number, scalar, always),
            ValueKind::Enum(key) => {
                let number = self.enum_number(of.enumeration(key))?;
                if always || number != 0 {
                    self.out.int(field.number, i64::from(number));
                }
                Some(())
            }
            ValueKind::Message(key) if field.is_group => {
                self.out.tag(field.number, 3);
                self.content(of.message(key), depth, nest)?;
                self.out.tag(field.number, 4);
                Some(())
            }
            ValueKind::Message(key) => self.nested(field.number, |pass| pass.content(of.message(key), depth, nest)),
        }
    }

    /// What stands inside a message value.
    pub(super) fn content(&mut self, of: Type<'_>, depth: usize, nest: usize) -> Option<()> {
        match of.plan.form {
            Form::Fields => self.message(of, depth + 1, nest),
            Form::Json(json) => self.json(json, of, depth, nest),
            Form::Wrapper(scalar) => self.scalar(1, scalar, false),
            Form::Timestamp => self.seconds(parse_timestamp),
            Form::Duration => self.seconds(parse_duration),
            Form::FieldMask => {
                let text = self.scanner.string()?;
                for path in parse_field_mask(&text).ok()? {
                    self.out.bytes(1, path.as_bytes());
                }
                Some(())
            }
        }
    }

    fn seconds(&mut self, parse: impl FnOnce(&str) -> Result<(i64, i32), String>) -> Option<()> {
        let (seconds, nanos) = parse(&self.scanner.string()?).ok()?;
        if seconds != 0 {
            self.out.int(1, seconds);
        }
        if nanos != 0 {
            self.out.int(2, i64::from(nanos));
        }
        Some(())
    }

    fn scalar(&mut self, number: u32, scalar: Scalar, always: bool) -> Option<()> {
        match scalar {
            Scalar::String | Scalar::Bytes => self.quoted(number, scalar, always),
            Scalar::Bool => {
                let value = self.scanner.boolean()?;
                if always || value {
                    self.out.scalar(number, scalar, &Value::Bool(value));
                }
                Some(())
            }
            _ if self.scanner.peek() == Some(b'"') => self.quoted(number, scalar, always),
            _ => {
                let value = self.number(scalar)?;
                if always || !value.is_default() {
                    self.out.scalar(number, scalar, &value);
                }
                Some(())
            }
        }
    }

    /// A scalar from a string: text, base64, a number in quotes, the key of a map.
    pub(super) fn quoted(&mut self, number: u32, scalar: Scalar, always: bool) -> Option<()> {
        let before = self.out.len();
        match scalar {
            Scalar::String | Scalar::Bytes => {
                self.out.start_nested(number);
                let start = self.out.open();
                if scalar == Scalar::String {
                    self.scanner.string_into(self.out.buffer())?;
                } else {
                    let text = self.scanner.string()?;
                    scalar::push_bytes(self.out.buffer(), &text)?;
                }
                match self.out.len() == start && !always {
                    true => self.out.buffer().truncate(before),
                    false => self.out.close(start),
                }
            }
            _ => {
                let text = self.scanner.string()?;
                let value = match numbers::read(text.as_bytes()) {
                    Some((read, length)) if length == text.len() => numbers::value(scalar, read),
                    _ => None,
                };
                let value = value.or_else(|| scalar::parse(scalar, &text).ok())?;
                if always || !value.is_default() {
                    self.out.scalar(number, scalar, &value);
                }
            }
        }
        Some(())
    }

    /// A number without quotes.
    fn number(&mut self, scalar: Scalar) -> Option<Value<'static>> {
        if let Some((number, length)) = numbers::read(self.scanner.ahead())
            && let Some(value) = numbers::value(scalar, number)
            && self.scanner.skip_word(length).is_some()
        {
            return Some(value);
        }
        let word = self.number_word()?;
        match scalar::parse(scalar, word).ok()? {
            Value::Int(n) => Some(Value::Int(n)),
            Value::Uint(n) => Some(Value::Uint(n)),
            Value::Float(n) => Some(Value::Float(n)),
            Value::Double(n) => Some(Value::Double(n)),
            Value::Bool(_) | Value::Text(_) | Value::Bytes(_) => None,
        }
    }

    /// A word that is a number, or nearly one; never `Infinity`, which wants quotes.
    pub(super) fn number_word(&mut self) -> Option<&str> {
        let word = self.scanner.word()?;
        let digits = word.strip_prefix('-').unwrap_or(word);
        digits.starts_with(|c: char| c.is_ascii_digit()).then_some(word)
    }

    fn enum_number(&mut self, of: &EnumPlan) -> Option<i32> {
        let number = match self.scanner.peek()? {
            b'"' => {
                let text = self.scanner.string()?;
                match of.number(&text) {
                    Some(number) => return Some(number),
                    None => scalar::parse(Scalar::Int32, &text).ok().and_then(|value| as_int(&value))?,
                }
            }
            b'n' if of.is_null => self.scanner.take_null().then_some(0)?,
            _ => as_int(&self.number(Scalar::Int32)?)?,
        };
        of.allows(number).then_some(number)
    }

    /// An element of a packed field.
    pub(super) fn bare(&mut self, scalar: Scalar) -> Option<()> {
        let value = match self.scanner.peek()? {
            b'"' if scalar != Scalar::Bool => {
                let text = self.scanner.string()?;
                self.out.scalar_bare(scalar, &scalar::parse(scalar, &text).ok()?);
                return Some(());
            }
            _ if scalar == Scalar::Bool => Value::Bool(self.scanner.boolean()?),
            _ => self.number(scalar)?,
        };
        self.out.scalar_bare(scalar, &value);
        Some(())
    }

    /// The same of an enum.
    pub(super) fn bare_enum(&mut self, of: &EnumPlan) -> Option<()> {
        let number = self.enum_number(of)?;
        self.out.varint(i64::from(number) as u64);
        Some(())
    }
}

fn as_int(value: &Value<'_>) -> Option<i32> {
    match value {
        Value::Int(number) => i32::try_from(*number).ok(),
        _ => None,
    }
}
