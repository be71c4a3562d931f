//! Scalars and enum values of text format, by the type they are read for.
//! Numbers may be octal and hexadecimal here, floats may have a suffix, strings may come in pieces.

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
        let offset = self.lexer.offset();
        let value = match scalar {
            Scalar::String => {
                let bytes = self.strings()?;
                let text = String::from_utf8(bytes).map_err(|_| refusal(offset, "not UTF-8".to_owned()))?;
                self.out.scalar(field.number(), scalar, &Value::Text(&text));
                return Ok(());
            }
            Scalar::Bytes => Value::Bytes(self.strings()?),
            Scalar::Bool => Value::Bool(self.boolean()?),
            Scalar::Double => Value::Double(self.float()?),
            #[allow(clippy::cast_possible_truncation)]
            Scalar::Float => Value::Float(self.float()? as f32),
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => {
                Value::Int(self.integer(scalar.name(), i128::from(i32::MIN), i128::from(i32::MAX))?)
            }
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
                Value::Int(self.integer(scalar.name(), i128::from(i64::MIN), i128::from(i64::MAX))?)
            }
            Scalar::Uint32 | Scalar::Fixed32 => Value::Uint(self.integer(scalar.name(), 0, i128::from(u32::MAX))?),
            Scalar::Uint64 | Scalar::Fixed64 => Value::Uint(self.integer(scalar.name(), 0, i128::from(u64::MAX))?),
        };
        self.out.scalar(field.number(), scalar, &value);
        Ok(())
    }

    pub(super) fn enum_value(&mut self, field: &Field, of: &EnumDescriptor) -> Result<(), Refusal> {
        let number = match self.lexer.peek()? {
            Lexeme::Word(name) => {
                let (offset, _) = self.lexer.next()?;
                let value = of.get_value_by_name(name);
                value.ok_or_else(|| refusal(offset, format!("\"{name}\" is not in {}", of.name())))?.number()
            }
            _ => self.integer("an enum", i128::from(i32::MIN), i128::from(i32::MAX))?,
        };
        self.out.int(field.number(), i64::from(number));
        Ok(())
    }

    /// Strings that follow each other are one.
    fn strings(&mut self) -> Result<Vec<u8>, Refusal> {
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
        Ok(bytes)
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

    fn float(&mut self) -> Result<f64, Refusal> {
        let is_negative = self.lexer.take_symbol('-')?;
        let (offset, lexeme) = self.lexer.next()?;
        let value = match lexeme {
            Lexeme::Word(word) if word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity") => {
                Some(f64::INFINITY)
            }
            Lexeme::Word(word) if word.eq_ignore_ascii_case("nan") => Some(f64::NAN),
            Lexeme::Number(number) => number.strip_suffix(['f', 'F']).unwrap_or(number).parse().ok(),
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
        let Some(value) = whole(text) else {
            return Err(refusal(
                offset,
                format!("\"{}\" is not a whole number", text.chars().take(40).collect::<String>()),
            ));
        };
        let value = if is_negative { -value } else { value };
        let within = Some(value).filter(|value| (least..=most).contains(value));
        let value = within.and_then(|value| T::try_from(value).ok());
        value.ok_or_else(|| {
            let sign = if is_negative { "-" } else { "" };
            refusal(offset, format!("{sign}{text} is outside {what} ({least} to {most})"))
        })
    }
}

/// Decimal, `0x` hexadecimal, or octal after a zero.
fn whole(text: &str) -> Option<i128> {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match (hex, text.strip_prefix('0').filter(|rest| !rest.is_empty())) {
        (Some(hex), _) => i128::from_str_radix(hex, 16).ok(),
        (None, Some(octal)) => i128::from_str_radix(octal, 8).ok(),
        (None, None) => text.parse().ok(),
    }
}
