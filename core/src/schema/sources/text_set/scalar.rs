//! One value of protobuf's JSON as it stands on the wire, without its key.
//! Its rules are those of <https://protobuf.dev/programming-guides/json/>; messages are written elsewhere.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use prost::encoding::{WireType, encode_varint};
use serde_json::Value;

use crate::schema::model::Kind;

/// An enum whose one value is `null`.
pub(super) const NULL_VALUE: &str = "google.protobuf.NullValue";

/// With `=` at the end or without.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// How values of this kind stand on the wire.
pub(super) fn wire_type(kind: &Kind) -> WireType {
    match kind {
        Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => WireType::SixtyFourBit,
        Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => WireType::ThirtyTwoBit,
        Kind::String | Kind::Bytes | Kind::Message(_) => WireType::LengthDelimited,
        Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Sint32
        | Kind::Sint64
        | Kind::Bool
        | Kind::Enum(_) => WireType::Varint,
    }
}

/// Appends a value, with its length where it has one.
///
/// # Errors
/// What was expected, in words.
pub(super) fn put(kind: &Kind, value: &Value, to: &mut Vec<u8>) -> Result<(), String> {
    let misfit = |wanted: &str| format!("expected {wanted}, found {value}");
    match kind {
        Kind::Double => to.extend(float(value).ok_or_else(|| misfit("a number"))?.to_le_bytes()),
        Kind::Float => to.extend((float(value).ok_or_else(|| misfit("a number"))? as f32).to_le_bytes()),
        Kind::Int32 => encode_varint(i64::from(whole::<i32>(value)?).cast_unsigned(), to),
        Kind::Int64 => encode_varint(whole::<i64>(value)?.cast_unsigned(), to),
        Kind::Uint32 => encode_varint(whole::<u32>(value)?.into(), to),
        Kind::Uint64 => encode_varint(whole::<u64>(value)?, to),
        Kind::Sint32 => {
            let number = whole::<i32>(value)?;
            encode_varint(((number << 1) ^ (number >> 31)).cast_unsigned().into(), to);
        }
        Kind::Sint64 => {
            let number = whole::<i64>(value)?;
            encode_varint(((number << 1) ^ (number >> 63)).cast_unsigned(), to);
        }
        Kind::Fixed32 => to.extend(whole::<u32>(value)?.to_le_bytes()),
        Kind::Fixed64 => to.extend(whole::<u64>(value)?.to_le_bytes()),
        Kind::Sfixed32 => to.extend(whole::<i32>(value)?.to_le_bytes()),
        Kind::Sfixed64 => to.extend(whole::<i64>(value)?.to_le_bytes()),
        Kind::Bool => to.push(truth(value).ok_or_else(|| misfit("true or false"))?.into()),
        Kind::String => put_len(value.as_str().ok_or_else(|| misfit("a text"))?.as_bytes(), to),
        Kind::Bytes => put_len(&bytes(value).ok_or_else(|| misfit("base64"))?, to),
        Kind::Enum(one) if value.is_null() && one.full_name() == NULL_VALUE => to.push(0),
        Kind::Enum(one) => {
            let named = value.as_str().and_then(|name| Some(one.get_value_by_name(name)?.number()));
            let number = named.map_or_else(|| whole::<i32>(value), Ok);
            let number = number.map_err(|_| misfit(&format!("a value of {}", one.full_name())))?;
            encode_varint(i64::from(number).cast_unsigned(), to);
        }
        Kind::Message(message) => return Err(misfit(message.full_name())),
    }
    Ok(())
}

/// Appends bytes after their length.
pub(super) fn put_len(bytes: &[u8], to: &mut Vec<u8>) {
    encode_varint(bytes.len() as u64, to);
    to.extend_from_slice(bytes);
}

/// A whole number, as one or as text; also one written with a fraction or an exponent.
fn whole<T: TryFrom<i128>>(value: &Value) -> Result<T, String> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        other => return Err(format!("expected a whole number, found {other}")),
    };
    let exact = text.parse::<i128>().ok();
    let written = || text.parse::<f64>().ok().filter(|number| number.fract() == 0.0).map(|number| number as i128);
    let number = exact.or_else(written).and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("expected a whole number within the range of its type, found {value}"))
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text => text.parse().ok(),
        },
        _ => None,
    }
}

/// Keys of maps are texts.
fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    let text = value.as_str()?;
    let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()
}
