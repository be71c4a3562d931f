//! The value at the end of a path, from the bytes of a message.
//! Of several on the wire the last counts; what cannot be read is not there.

use bytes::Bytes;

use super::{Carried, Carry, Hop, Meaning, Payload};
use crate::message::{
    scalar::Scalar,
    wire::{self, Reader},
};

impl Carry {
    /// The value that a message has for it; `None` where it has none, or one that the field cannot hold. It shares the
    /// memory of the message.
    pub fn read(&self, message: &Bytes) -> Option<Carried> {
        let found = last(message, &self.from)?;
        let payload = match &self.meaning {
            Meaning::Integer { from, to, add } => {
                let sum = integer(*from, found)? + i128::from(*add);
                Payload::Integer(holds(*to, sum).then_some(sum)?)
            }
            Meaning::Scalar(scalar) => as_it_stands(message, found).filter(|payload| fits(*scalar, payload))?,
            Meaning::Enum(_) => as_it_stands(message, found).filter(|payload| matches!(payload, Payload::Varint(_)))?,
            Meaning::Message(_) => {
                as_it_stands(message, found).filter(|payload| matches!(payload, Payload::Bytes(_)))?
            }
        };
        Some(Carried(payload))
    }
}

/// As deep as the path is long.
fn last<'m>(message: &'m [u8], path: &[Hop]) -> Option<wire::Payload<'m>> {
    let (hop, rest) = path.split_first()?;
    let mut found = None;
    let mut fields = Reader::new(message);
    while let Ok(Some(field)) = fields.next() {
        if field.number != hop.number {
            continue;
        }
        found = match field.payload {
            payload if rest.is_empty() => Some(payload),
            wire::Payload::Len(inner) | wire::Payload::Group(inner) => last(inner, rest).or(found),
            wire::Payload::Varint(_) | wire::Payload::Fixed64(_) | wire::Payload::Fixed32(_) => found,
        };
    }
    found
}

fn as_it_stands(message: &Bytes, found: wire::Payload<'_>) -> Option<Payload> {
    Some(match found {
        wire::Payload::Varint(n) => Payload::Varint(n),
        wire::Payload::Fixed64(n) => Payload::Fixed64(n),
        wire::Payload::Fixed32(n) => Payload::Fixed32(n),
        wire::Payload::Len(bytes) | wire::Payload::Group(bytes) => Payload::Bytes(message.slice_ref(bytes)),
    })
}

fn fits(scalar: Scalar, payload: &Payload) -> bool {
    match scalar {
        Scalar::String | Scalar::Bytes => matches!(payload, Payload::Bytes(_)),
        Scalar::Double => matches!(payload, Payload::Fixed64(_)),
        Scalar::Float => matches!(payload, Payload::Fixed32(_)),
        _ => matches!(payload, Payload::Varint(_)),
    }
}

fn integer(scalar: Scalar, found: wire::Payload<'_>) -> Option<i128> {
    match (scalar, found) {
        (Scalar::Int32, wire::Payload::Varint(n)) => Some((n as i32).into()),
        (Scalar::Int64, wire::Payload::Varint(n)) => Some((n as i64).into()),
        (Scalar::Uint32, wire::Payload::Varint(n)) => Some((n as u32).into()),
        (Scalar::Uint64, wire::Payload::Varint(n)) => Some(n.into()),
        (Scalar::Sint32 | Scalar::Sint64, wire::Payload::Varint(n)) => {
            Some((((n >> 1) as i64) ^ -((n & 1) as i64)).into())
        }
        (Scalar::Fixed32, wire::Payload::Fixed32(n)) => Some(n.into()),
        (Scalar::Sfixed32, wire::Payload::Fixed32(n)) => Some((n as i32).into()),
        (Scalar::Fixed64, wire::Payload::Fixed64(n)) => Some(n.into()),
        (Scalar::Sfixed64, wire::Payload::Fixed64(n)) => Some((n as i64).into()),
        _ => None,
    }
}

fn holds(scalar: Scalar, n: i128) -> bool {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => i32::try_from(n).is_ok(),
        Scalar::Uint32 | Scalar::Fixed32 => u32::try_from(n).is_ok(),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => i64::try_from(n).is_ok(),
        _ => u64::try_from(n).is_ok(),
    }
}
