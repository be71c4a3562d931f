//! Single values as a field's type wants them: ranges checked, encoded with their key.
//! It knows no syntax; what was written is already a number, a word or bytes.

use prost::encoding as wire;

use crate::schema::{compile::shapes::FieldShape, descriptor::field_type as of};

/// A value whose form fits the field.
pub(super) enum Scalar<'a> {
    Integer(i128),
    Float(f64),
    Bytes(&'a [u8]),
}

/// The range of an integer type.
pub(super) fn range(r#type: i32) -> Option<(i128, i128)> {
    match r#type {
        of::INT32 | of::SINT32 | of::SFIXED32 | of::ENUM => Some((i32::MIN.into(), i32::MAX.into())),
        of::INT64 | of::SINT64 | of::SFIXED64 => Some((i64::MIN.into(), i64::MAX.into())),
        of::UINT32 | of::FIXED32 => Some((0, u32::MAX.into())),
        of::UINT64 | of::FIXED64 => Some((0, u64::MAX.into())),
        of::BOOL => Some((0, 1)),
        _ => None,
    }
}

/// Key and value. The error says what the value should have been.
pub(super) fn encode(field: &FieldShape, value: &Scalar<'_>) -> Result<Vec<u8>, String> {
    let mut to = Vec::new();
    match *value {
        Scalar::Integer(number) if range(field.r#type).is_some() => integer(field, number, &mut to)?,
        #[expect(clippy::cast_precision_loss, reason = "a whole number for a float is rounded, as protoc does")]
        Scalar::Integer(number) => float(field, number as f64, &mut to)?,
        Scalar::Float(number) => float(field, number, &mut to)?,
        Scalar::Bytes(bytes) => wire::bytes::encode(field.number, &bytes.to_vec(), &mut to),
    }
    Ok(to)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
fn integer(field: &FieldShape, number: i128, to: &mut Vec<u8>) -> Result<(), String> {
    let (least, most) = range(field.r#type).unwrap_or_default();
    if number < least || number > most {
        return Err(format!("{number} is outside {least} to {most}"));
    }
    let tag = field.number;
    match field.r#type {
        of::INT32 | of::ENUM => wire::int32::encode(tag, &(number as i32), to),
        of::SINT32 => wire::sint32::encode(tag, &(number as i32), to),
        of::SFIXED32 => wire::sfixed32::encode(tag, &(number as i32), to),
        of::INT64 => wire::int64::encode(tag, &(number as i64), to),
        of::SINT64 => wire::sint64::encode(tag, &(number as i64), to),
        of::SFIXED64 => wire::sfixed64::encode(tag, &(number as i64), to),
        of::UINT32 => wire::uint32::encode(tag, &(number as u32), to),
        of::FIXED32 => wire::fixed32::encode(tag, &(number as u32), to),
        of::FIXED64 => wire::fixed64::encode(tag, &(number as u64), to),
        of::BOOL => wire::bool::encode(tag, &(number == 1), to),
        _ => wire::uint64::encode(tag, &(number as u64), to),
    }
    Ok(())
}

fn float(field: &FieldShape, number: f64, to: &mut Vec<u8>) -> Result<(), String> {
    match field.r#type {
        #[expect(clippy::cast_possible_truncation, reason = "too large becomes infinite, as in protoc")]
        of::FLOAT => wire::float::encode(field.number, &(number as f32), to),
        of::DOUBLE => wire::double::encode(field.number, &number, to),
        _ => return Err("must be a whole number".to_owned()),
    }
    Ok(())
}
