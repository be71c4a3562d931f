//! Scalars and enum values of text format, by the type they are read for.
//! Whole numbers may be octal and hexadecimal here, floats may have a suffix, strings may come in pieces.

use super::{Parser, Refusal, lexer::Lexeme, refusal};
use crate::{
    message::{
        escape::unescape,
        field::Field,
        scalar::{Scalar, Value},
    },
    schema::EnumDescriptor,
};

impl Parser<'_> {
    pub(super) fn scalar(&mut self, field: &Field, scalar: Scalar) -> Result<(), Refusal> {
        let value = match scalar {
            Scalar::String => {
                let (offset, bytes) = self.strings()?;
                if field.validates_utf8() && std::str::from_utf8(&bytes).is_err() {
                    return Err(refusal(offset, "not UTF-8".to_owned()));
                }
                Value::Bytes(bytes)
            }
            Scalar::Bytes => Value::Bytes(self.strings()?.1),
            Scalar::Bool => Value::Bool(self.boolean()?),
            Scalar::Double => Value::Double(self.float(f64::NAN, f64::INFINITY)?),
            Scalar::Float => Value::Float(self.float(f32::NAN, f32::INFINITY)?),
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => {
                Value::Int(self.integer(scalar.name(), i128::from(i32::MIN), i128::from(i32::MAX))?)
            }
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
                Value::Int(self.integer(scalar.name(), i128::from(i64::MIN), i128::from(i64::MAX))?)
            }
            Scalar::Uint32 | Scalar::Fixed32 => Value::Uint(self.integer(scalar.name(), 0, i128::from(u32::MAX))?),
            Scalar::Uint64 | Scalar::Fixed64 => Value::Uint(self.integer(scalar.name(), 0, i128::from(u64::MAX))?),
        };
        self.put(field, scalar, &value);
        Ok(())
    }

    pub(super) fn enum_value(&mut self, field: &Field, of: &EnumDescriptor) -> Result<(), Refusal> {
        let offset = self.lexer.ahead();
        let number = match self.lexer.peek()? {
            Lexeme::Word(name) => {
                self.lexer.next()?;
                let value = of.get_value_by_name(name);
                value.ok_or_else(|| refusal(offset, format!("\"{name}\" is not in {}", of.name())))?.number()
            }
            _ => {
                let number = self.integer("an enum", i128::from(i32::MIN), i128::from(i32::MAX))?;
                if of.is_closed() && of.get_value(number).is_none() {
                    return Err(refusal(offset, format!("{number} is not in {}, which is closed", of.name())));
                }
                number
            }
        };
        self.put(field, Scalar::Int32, &Value::Int(i64::from(number)));
        Ok(())
    }

    /// Elements of a packed field have no tags of their own; a default has none where there is no presence.
    fn put(&mut self, field: &Field, scalar: Scalar, value: &Value<'_>) {
        match (field.is_list(), field.is_packed()) {
            (true, true) => self.out.scalar_bare(scalar, value),
            (false, _) if !field.has_presence() && value.is_default() => {}
            _ => self.out.scalar(field.number(), scalar, value),
        }
    }

    /// Strings that follow each other are one, which begins at the first.
    fn strings(&mut self) -> Result<(usize, Vec<u8>), Refusal> {
        let start = self.lexer.ahead();
        let mut bytes = Vec::new();
        let mut is_first = true;
        while is_first || matches!(self.lexer.peek()?, Lexeme::Quoted(_)) {
            let (offset, lexeme) = self.lexer.next()?;
            let Lexeme::Quoted(escaped) = lexeme else {
                return Err(refusal(offset, format!("a string is wanted, not {}", lexeme.shown())));
            };
            let unescaped = unescape(escaped);
            bytes.extend(unescaped.map_err(|at| refusal(offset + 1 + at, "this escape is not known".to_owned()))?);
            is_first = false;
        }
        Ok((start, bytes))
    }

    fn boolean(&mut self) -> Result<bool, Refusal> {
        let (offset, lexeme) = self.lexer.next()?;
        match lexeme {
            Lexeme::Word("true" | "True" | "t") => Ok(true),
            Lexeme::Word("false" | "False" | "f") => Ok(false),
            Lexeme::Number(number) if whole(number) == Some(1) => Ok(true),
            Lexeme::Number(number) if whole(number) == Some(0) => Ok(false),
            other => Err(refusal(offset, format!("true or false is wanted, not {}", other.shown()))),
        }
    }

    /// A number of `T`'s own precision; what is too large for it is infinite.
    fn float<T: std::str::FromStr + std::ops::Neg<Output = T>>(&mut self, nan: T, infinity: T) -> Result<T, Refusal> {
        let is_negative = self.lexer.take_symbol('-')?;
        let (offset, lexeme) = self.lexer.next()?;
        let value = match lexeme {
            Lexeme::Word(word) if word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity") => {
                Some(infinity)
            }
            Lexeme::Word(word) if word.eq_ignore_ascii_case("nan") => Some(nan),
            Lexeme::Number(number) if !is_octal(number) => {
                number.strip_suffix(['f', 'F']).unwrap_or(number).parse().ok()
            }
            _ => None,
        };
        match value {
            Some(value) => Ok(if is_negative { -value } else { value }),
            None => Err(refusal(offset, format!("a number is wanted, not {}", lexeme.shown()))),
        }
    }

    /// A whole number within these bounds, which are those of `T`.
    fn integer<T: TryFrom<i128>>(&mut self, what: &str, least: i128, most: i128) -> Result<T, Refusal> {
        let is_negative = self.lexer.take_symbol('-')?;
        let (offset, lexeme) = self.lexer.next()?;
        let Lexeme::Number(text) = lexeme else {
            return Err(refusal(offset, format!("a whole number is wanted, not {}", lexeme.shown())));
        };
        let shown: String = text.chars().take(40).collect();
        let Some(value) = whole(text) else {
            return Err(refusal(offset, format!("\"{shown}\" is not a whole number")));
        };
        let value = if is_negative { -value } else { value };
        let within = Some(value).filter(|value| (least..=most).contains(value));
        let value = within.and_then(|value| T::try_from(value).ok());
        value.ok_or_else(|| {
            let sign = if is_negative { "-" } else { "" };
            refusal(offset, format!("{sign}{shown} is outside {what} ({least} to {most})"))
        })
    }
}

/// Decimal, `0x` hexadecimal, or octal after a zero; more than fits anything if it has so many digits.
fn whole(text: &str) -> Option<i128> {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (digits, radix) = match (hex, text.strip_prefix('0').filter(|rest| !rest.is_empty())) {
        (Some(hex), _) => (hex, 16),
        (None, Some(octal)) => (octal, 8),
        (None, None) => (text, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    Some(i128::from_str_radix(digits, radix).unwrap_or(i128::MAX))
}

/// `017`: a whole number, and no way to write a float.
fn is_octal(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}
