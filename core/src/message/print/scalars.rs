//! Scalars from the wire: their value, and their text in JSON and text format.
//! A payload of another wire type is no value; who calls marks it.

use crate::message::{
    scalar::{Scalar, Value, push_double, push_float, special_name},
    wire::{Payload, Reader},
};

/// The number or bool of a payload; `None` if the wire type is not the scalar's.
#[inline]
pub(crate) fn decode_number(scalar: Scalar, payload: Payload<'_>) -> Option<Value<'static>> {
    Some(match (scalar, payload) {
        (Scalar::Int32, Payload::Varint(n)) => Value::Int(i64::from(n as i32)),
        (Scalar::Int64, Payload::Varint(n)) => Value::Int(n as i64),
        (Scalar::Uint32, Payload::Varint(n)) => Value::Uint(u64::from(n as u32)),
        (Scalar::Uint64, Payload::Varint(n)) => Value::Uint(n),
        (Scalar::Sint32, Payload::Varint(n)) => {
            let n = n as u32;
            Value::Int(i64::from((n >> 1) as i32 ^ -((n & 1) as i32)))
        }
        (Scalar::Sint64, Payload::Varint(n)) => Value::Int((n >> 1) as i64 ^ -((n & 1) as i64)),
        (Scalar::Bool, Payload::Varint(n)) => Value::Bool(n != 0),
        (Scalar::Fixed32, Payload::Fixed32(n)) => Value::Uint(u64::from(n)),
        (Scalar::Sfixed32, Payload::Fixed32(n)) => Value::Int(i64::from(n as i32)),
        (Scalar::Float, Payload::Fixed32(n)) => Value::Float(f32::from_bits(n)),
        (Scalar::Fixed64, Payload::Fixed64(n)) => Value::Uint(n),
        (Scalar::Sfixed64, Payload::Fixed64(n)) => Value::Int(n as i64),
        (Scalar::Double, Payload::Fixed64(n)) => Value::Double(f64::from_bits(n)),
        _ => return None,
    })
}

/// The number of an enum.
#[inline]
pub(crate) fn enum_number(payload: Payload<'_>) -> Option<i32> {
    match payload {
        Payload::Varint(n) => Some(n as i32),
        _ => None,
    }
}

/// The elements of a packed field; ends early where the bytes do not fit, and says so.
pub(crate) struct Packed<'a> {
    reader: Reader<'a>,
    scalar: Scalar,
    pub(super) is_cut: bool,
}

impl<'a> Packed<'a> {
    /// `scalar` is `Int32` for enums.
    pub(crate) fn new(scalar: Scalar, bytes: &'a [u8]) -> Self {
        Self { reader: Reader::new(bytes), scalar, is_cut: false }
    }

    /// How many bytes were read.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.reader.at()
    }
}

impl<'a> Iterator for Packed<'a> {
    type Item = Payload<'a>;

    #[inline]
    fn next(&mut self) -> Option<Payload<'a>> {
        if self.reader.is_empty() || self.is_cut {
            return None;
        }
        let next = match self.scalar {
            Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => self.reader.fixed64().map(Payload::Fixed64),
            Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => self.reader.fixed32().map(Payload::Fixed32),
            _ => self.reader.varint().ok().map(Payload::Varint),
        };
        self.is_cut = next.is_none();
        next
    }
}

/// As ProtoJSON: non-finite numbers in quotes, and 64-bit integers too unless they are wanted bare.
#[inline]
pub(super) fn push_json_number(out: &mut String, scalar: Scalar, value: &Value<'_>, quote_64_bit: bool) {
    let quoted = match value {
        Value::Float(n) => !n.is_finite(),
        Value::Double(n) => !n.is_finite(),
        _ => quote_64_bit && scalar.is_64_bit_integer(),
    };
    if quoted {
        out.push('"');
    }
    push_plain_number(out, value);
    if quoted {
        out.push('"');
    }
}

/// The number alone.
#[inline]
pub(crate) fn push_plain_number(out: &mut String, value: &Value<'_>) {
    match value {
        Value::Int(n) => push_integer(out, *n),
        Value::Uint(n) => push_integer(out, *n),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Float(n) => push_float(out, *n),
        Value::Double(n) => push_double(out, *n),
        Value::Text(_) | Value::Bytes(_) => {}
    }
}

/// The digits of an integer.
#[inline]
pub(crate) fn push_integer(out: &mut String, n: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(n));
}

/// As text format: `nan`, `inf`.
pub(super) fn push_text_number(out: &mut String, value: &Value<'_>) {
    let special = match value {
        Value::Float(n) => special_name(f64::from(*n)),
        Value::Double(n) => special_name(*n),
        _ => None,
    };
    match special {
        Some("NaN") => out.push_str("nan"),
        Some("Infinity") => out.push_str("inf"),
        Some(_) => out.push_str("-inf"),
        None => push_plain_number(out, value),
    }
}
