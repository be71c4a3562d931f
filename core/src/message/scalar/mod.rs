//! Scalars: their text to the value and back, with the range or the reason where a text is none.
//! It knows neither JSON nor the wire.

mod base64_text;
mod number_text;
#[cfg(test)]
mod tests;

use self::{
    base64_text::parse_base64,
    number_text::{NumberText, Whole},
};
pub(crate) use self::{
    base64_text::{base64_text, push_base64, push_bytes},
    number_text::{push_double, push_float, special_name},
};
use crate::schema::EnumDescriptor;

/// The scalar types of protobuf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Scalar {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
}

/// A scalar that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Int(i64),
    Uint(u64),
    Float(f32),
    Double(f64),
    Bool(bool),
    Text(&'a str),
    Bytes(Vec<u8>),
}

impl Value<'_> {
    /// True for what a field without presence does not put on the wire; `-0.0` is not zero there.
    pub(crate) fn is_default(&self) -> bool {
        match self {
            Self::Int(n) => *n == 0,
            Self::Uint(n) => *n == 0,
            Self::Float(n) => n.to_bits() == 0,
            Self::Double(n) => n.to_bits() == 0,
            Self::Bool(b) => !b,
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
        }
    }
}

/// What the digits of a type may be.
enum Bounds {
    Signed(i64, i64),
    Unsigned(u64),
    None,
}

impl Scalar {
    /// The type's name in a .proto.
    pub fn name(self) -> &'static str {
        match self {
            Self::Double => "double",
            Self::Float => "float",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Sint32 => "sint32",
            Self::Sint64 => "sint64",
            Self::Fixed32 => "fixed32",
            Self::Fixed64 => "fixed64",
            Self::Sfixed32 => "sfixed32",
            Self::Sfixed64 => "sfixed64",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Bytes => "bytes",
        }
    }

    /// ProtoJSON writes 64-bit integers as strings, since many readers hold numbers as doubles.
    pub fn is_64_bit_integer(self) -> bool {
        matches!(self, Self::Int64 | Self::Uint64 | Self::Sint64 | Self::Fixed64 | Self::Sfixed64)
    }

    /// A number in JSON, quoted or not.
    pub fn is_number(self) -> bool {
        !matches!(self, Self::Bool | Self::String | Self::Bytes)
    }

    pub(crate) fn default_text(self) -> &'static str {
        match self {
            Self::Bool => "false",
            Self::String | Self::Bytes => "",
            _ => "0",
        }
    }

    fn bounds(self) -> Bounds {
        match self {
            Self::Int32 | Self::Sint32 | Self::Sfixed32 => Bounds::Signed(i64::from(i32::MIN), i64::from(i32::MAX)),
            Self::Int64 | Self::Sint64 | Self::Sfixed64 => Bounds::Signed(i64::MIN, i64::MAX),
            Self::Uint32 | Self::Fixed32 => Bounds::Unsigned(u64::from(u32::MAX)),
            Self::Uint64 | Self::Fixed64 => Bounds::Unsigned(u64::MAX),
            Self::Double | Self::Float | Self::Bool | Self::String | Self::Bytes => Bounds::None,
        }
    }
}

/// The value of a text, or the reason why it is none.
pub(crate) fn parse(scalar: Scalar, text: &str) -> Result<Value<'_>, String> {
    match scalar {
        Scalar::String => Ok(Value::Text(text)),
        Scalar::Bytes => parse_base64(text).map(Value::Bytes),
        Scalar::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(format!("{text:?} is neither true nor false")),
        },
        Scalar::Float => parse_float(scalar, text).and_then(|special| match special {
            Some(value) => Ok(Value::Float(value as f32)),
            None => text
                .parse()
                .ok()
                .filter(|n: &f32| n.is_finite())
                .map(Value::Float)
                .ok_or_else(|| format!("{text} is outside float (-3.4028235e38 to 3.4028235e38)")),
        }),
        Scalar::Double => {
            parse_float(scalar, text).and_then(|special| match special {
                Some(value) => Ok(Value::Double(value)),
                None => text.parse().ok().filter(|n: &f64| n.is_finite()).map(Value::Double).ok_or_else(|| {
                    format!("{text} is outside double (-1.7976931348623157e308 to 1.7976931348623157e308)")
                }),
            })
        }
        _ => parse_integer(scalar, text),
    }
}

/// The number of an enum value given by name or number; open enums allow numbers that they do not have.
pub(crate) fn parse_enum(descriptor: &EnumDescriptor, text: &str) -> Result<i32, String> {
    if let Some(value) = descriptor.get_value_by_name(text) {
        return Ok(value.number());
    }
    match parse_integer(Scalar::Int32, text) {
        Ok(Value::Int(number)) => match i32::try_from(number) {
            Ok(number) if descriptor.is_closed() && descriptor.get_value(number).is_none() => {
                Err(format!("{number} is not in {}, which is closed", descriptor.name()))
            }
            Ok(number) => Ok(number),
            Err(_) => Err(format!("{text} is outside int32")),
        },
        Ok(_) => Err(format!("{text} is outside int32")),
        Err(reason) if looks_numeric(text) => Err(reason),
        Err(_) if text.is_empty() => Err(format!("empty; a value of {} is wanted", descriptor.name())),
        Err(_) => {
            let nearest = nearest(text, descriptor.values().map(|v| v.name().to_owned()));
            Err(match nearest {
                Some(name) => format!("{text:?} is not in {}; did you mean {name}?", descriptor.name()),
                None => format!("{text:?} is not in {}", descriptor.name()),
            })
        }
    }
}

/// True for a text that can only be the name of a value, and is not one that the enum has.
pub(crate) fn is_unknown_name(descriptor: &EnumDescriptor, text: &str) -> bool {
    descriptor.get_value_by_name(text).is_none() && !text.is_empty() && !looks_numeric(text)
}

/// The name most like `wanted`, if any is like it.
pub(crate) fn nearest(wanted: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let wanted = wanted.to_lowercase();
    names
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// True if the text is a number of JSON as it stands (RFC 8259, section 6).
pub(crate) fn is_json_number(text: &str) -> bool {
    NumberText::read(text).is_some()
}

fn looks_numeric(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+' || c == '.')
}

/// NaN and the infinities; `None` for any other number, which the caller reads at its own width.
fn parse_float(scalar: Scalar, text: &str) -> Result<Option<f64>, String> {
    match text {
        "NaN" => Ok(Some(f64::NAN)),
        "Infinity" => Ok(Some(f64::INFINITY)),
        "-Infinity" => Ok(Some(f64::NEG_INFINITY)),
        "" => Err(format!("empty; a {} is wanted", scalar.name())),
        _ if is_json_number(text) => Ok(None),
        _ => Err(format!("{text:?} is not a number")),
    }
}

fn parse_integer(scalar: Scalar, text: &str) -> Result<Value<'static>, String> {
    if text.is_empty() {
        return Err(format!("empty; {} {} is wanted", article(scalar), scalar.name()));
    }
    let Some(number) = NumberText::read(text) else {
        return Err(format!("{text:?} is not a whole number"));
    };
    let magnitude = match number.whole() {
        Whole::Is(magnitude) => Some(magnitude),
        Whole::TooLarge => None,
        Whole::Fraction => return Err(format!("{text} is not a whole number")),
    };
    match scalar.bounds() {
        Bounds::Unsigned(max) => magnitude
            .filter(|m| (!number.negative || *m == 0) && *m <= u128::from(max))
            .and_then(|m| u64::try_from(m).ok())
            .map(Value::Uint)
            .ok_or_else(|| format!("{text} is outside {} (0 to {max})", scalar.name())),
        Bounds::Signed(min, max) => magnitude
            .and_then(|m| i128::try_from(m).ok())
            .map(|m| if number.negative { -m } else { m })
            .filter(|n| (i128::from(min)..=i128::from(max)).contains(n))
            .and_then(|n| i64::try_from(n).ok())
            .map(Value::Int)
            .ok_or_else(|| format!("{text} is outside {} ({min} to {max})", scalar.name())),
        Bounds::None => Err(format!("{} is not an integer type", scalar.name())),
    }
}

fn article(scalar: Scalar) -> &'static str {
    if matches!(scalar, Scalar::Int32 | Scalar::Int64) { "an" } else { "a" }
}
