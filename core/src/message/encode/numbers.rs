//! Whole numbers as they are mostly written: a few digits, no fraction, no exponent.
//! What is written otherwise is left to `scalar`.

use crate::message::scalar::{Scalar, Value};

/// Digits that fit any 64-bit integer.
const MAX_DIGITS: usize = 18;

/// A whole number and how many bytes it takes at the start of the text.
pub(super) fn read(bytes: &[u8]) -> Option<(i64, usize)> {
    let (is_negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut magnitude: i64 = 0;
    let mut count = 0;
    for digit in digits.iter().take(MAX_DIGITS + 1).map(|byte| byte.wrapping_sub(b'0')).take_while(|digit| *digit < 10)
    {
        magnitude = magnitude.wrapping_mul(10).wrapping_add(i64::from(digit));
        count += 1;
    }
    let has_leading_zero = count > 1 && digits.first() == Some(&b'0');
    if count == 0 || count > MAX_DIGITS || has_leading_zero {
        return None;
    }
    Some((if is_negative { -magnitude } else { magnitude }, count + usize::from(is_negative)))
}

/// The number as a value of an integer type, if it lies within.
pub(super) fn value(scalar: Scalar, number: i64) -> Option<Value<'static>> {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => i32::try_from(number).ok().map(|_| Value::Int(number)),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => Some(Value::Int(number)),
        Scalar::Uint32 | Scalar::Fixed32 => u32::try_from(number).ok().map(|n| Value::Uint(u64::from(n))),
        Scalar::Uint64 | Scalar::Fixed64 => u64::try_from(number).ok().map(Value::Uint),
        Scalar::Double | Scalar::Float | Scalar::Bool | Scalar::String | Scalar::Bytes => None,
    }
}
