//! Encoded messages one record at a time, and the writing of single ones.
//! It knows the wire format and no message; bytes that are not a message end early.

use prost::{
    bytes::Buf as _,
    encoding::{DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field},
};

/// One record: a field's number and its value.
pub(super) struct Record<'a> {
    pub number: u32,
    pub value: Value<'a>,
    /// Key and value, as they lie there.
    pub whole: &'a [u8],
}

/// The value of a record.
pub(super) enum Value<'a> {
    Varint(u64),
    /// What a length stands before.
    Bytes(&'a [u8]),
    /// Fixed numbers and groups, which nobody here reads.
    Other,
}

/// The records of a message.
pub(super) fn records(message: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || record(&mut rest))
}

/// The last number of this field, for fields of varint types.
pub(super) fn varint(message: &[u8], field: u32) -> Option<u64> {
    varints(message, field).last()
}

/// All numbers of this field, packed or not.
pub(super) fn varints(message: &[u8], field: u32) -> impl Iterator<Item = u64> {
    records(message).filter(move |record| record.number == field).flat_map(|record| match record.value {
        Value::Varint(number) => vec![number],
        Value::Bytes(mut packed) => std::iter::from_fn(|| decode_varint(&mut packed).ok()).collect(),
        Value::Other => Vec::new(),
    })
}

/// Every value of this field, for messages, strings and bytes.
pub(super) fn bytes_of(message: &[u8], field: u32) -> impl Iterator<Item = &[u8]> {
    records(message).filter(move |record| record.number == field).filter_map(|record| match record.value {
        Value::Bytes(bytes) => Some(bytes),
        Value::Varint(_) | Value::Other => None,
    })
}

/// Appends a length-delimited record.
pub(super) fn put_bytes(number: u32, value: &[u8], to: &mut Vec<u8>) {
    encode_key(number, WireType::LengthDelimited, to);
    encode_varint(value.len() as u64, to);
    to.extend_from_slice(value);
}

fn record<'a>(rest: &mut &'a [u8]) -> Option<Record<'a>> {
    let start = *rest;
    let (number, wire_type) = decode_key(rest).ok()?;
    let value = match wire_type {
        WireType::Varint => Value::Varint(decode_varint(rest).ok()?),
        WireType::LengthDelimited => {
            let length = usize::try_from(decode_varint(rest).ok()?).ok()?;
            let value = Value::Bytes(rest.get(..length)?);
            rest.advance(length);
            value
        }
        _ => {
            skip_field(wire_type, number, rest, DecodeContext::default()).ok()?;
            Value::Other
        }
    };
    let whole = start.get(..start.len() - rest.len())?;
    Some(Record { number, value, whole })
}
