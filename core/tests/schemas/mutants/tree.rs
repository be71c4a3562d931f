//! A message on the wire as a tree that can be altered and written again with right lengths.
//! Of the fields it knows which ones of descriptor.proto are messages.

use prost::encoding::{decode_varint, encode_varint};

use super::random::Random;

#[derive(Debug, Clone)]
pub(super) enum Value {
    Varint(u64),
    Fixed64([u8; 8]),
    Bytes(Vec<u8>),
    Message(Vec<Field>),
    Fixed32([u8; 4]),
}

#[derive(Debug, Clone)]
pub(super) struct Field {
    pub number: u64,
    pub value: Value,
}

/// What a message of descriptor.proto is: it says which of its fields are messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Message,
    Field,
    Enum,
    Service,
    Leaf,
    Bytes,
}

impl Kind {
    fn of_field(self, number: u64) -> Self {
        match (self, number) {
            (Self::File, 4) | (Self::Message, 3) => Self::Message,
            (Self::File, 5) | (Self::Message, 4) => Self::Enum,
            (Self::File, 6) => Self::Service,
            (Self::File, 7) | (Self::Message, 2 | 6) => Self::Field,
            // Options, ranges, oneofs, values and methods.
            (Self::File, 8) | (Self::Message, 5 | 7 | 8 | 9) | (Self::Field, 8) => Self::Leaf,
            (Self::Enum, 2..=4) | (Self::Service, 2 | 3) => Self::Leaf,
            _ => Self::Bytes,
        }
    }
}

/// The tree of sound bytes; `None` of others.
pub(super) fn parse(mut bytes: &[u8], kind: Kind) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = decode_varint(&mut bytes).ok()?;
        let number = key >> 3;
        let value = match key & 7 {
            0 => Value::Varint(decode_varint(&mut bytes).ok()?),
            1 => Value::Fixed64(*bytes.split_off(..8)?.first_chunk()?),
            5 => Value::Fixed32(*bytes.split_off(..4)?.first_chunk()?),
            2 => {
                let len = usize::try_from(decode_varint(&mut bytes).ok()?).ok()?;
                let inner = bytes.split_off(..len)?;
                match kind.of_field(number) {
                    Kind::Bytes => Value::Bytes(inner.to_vec()),
                    kind => parse(inner, kind).map_or_else(|| Value::Bytes(inner.to_vec()), Value::Message),
                }
            }
            _ => return None,
        };
        fields.push(Field { number, value });
    }
    Some(fields)
}

/// The bytes of a tree.
pub(super) fn write(fields: &[Field]) -> Vec<u8> {
    let mut out = Vec::new();
    for field in fields {
        let key = |wire_type| (field.number << 3) | wire_type;
        match &field.value {
            Value::Varint(number) => {
                encode_varint(key(0), &mut out);
                encode_varint(*number, &mut out);
            }
            Value::Fixed64(bytes) => {
                encode_varint(key(1), &mut out);
                out.extend(bytes);
            }
            Value::Fixed32(bytes) => {
                encode_varint(key(5), &mut out);
                out.extend(bytes);
            }
            Value::Bytes(bytes) => delimited(key(2), bytes, &mut out),
            Value::Message(fields) => delimited(key(2), &write(fields), &mut out),
        }
    }
    out
}

fn delimited(key: u64, bytes: &[u8], out: &mut Vec<u8>) {
    encode_varint(key, out);
    encode_varint(bytes.len() as u64, out);
    out.extend(bytes);
}

/// The fields of the message itself or of one somewhere within.
pub(super) fn within<'a>(random: &mut Random, fields: &'a mut Vec<Field>) -> &'a mut Vec<Field> {
    let messages: Vec<usize> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| matches!(&field.value, Value::Message(inner) if !inner.is_empty()))
        .map(|(at, _)| at)
        .collect();
    if messages.is_empty() || random.one_in(4) {
        return fields;
    }
    let at = messages[random.below(messages.len())];
    match &mut fields[at].value {
        Value::Message(inner) => within(random, inner),
        _ => unreachable!("only messages were listed"),
    }
}
