//! The values of a field on both sides, made of its records: which counts, whether two are the same, from where they differ.
//! It walks nothing.

use super::{
    Difference,
    level::{Pieces, Record, bytes_of},
    values::{Kind, Value, identity, zero},
};
use crate::{
    message::{
        field::{Field, JsonType, Shape},
        well_known::type_name,
        wire::Payload,
    },
    schema::MessageDescriptor,
};

/// Whether a field that is not set differs from one that is zero.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is no field, but an element or what the type does not have.
    None,
    Implicit,
    Explicit,
}

impl Presence {
    pub(super) fn of(field: &Field) -> Self {
        if field.has_presence() { Self::Explicit } else { Self::Implicit }
    }
}

pub(super) fn one_sided(is_left: bool) -> Difference {
    if is_left { Difference::Removed } else { Difference::Added }
}

/// The records of a number, from the place that is moved past them.
pub(super) fn of_number<'a>(records: &[Record<'a>], at: &mut usize, number: u32) -> Vec<Record<'a>> {
    let from = records.get(*at..).unwrap_or_default();
    let many = from.partition_point(|record| record.number <= number);
    *at += many;
    from.get(..many).unwrap_or_default().to_vec()
}

/// The type of the value of an `Any`, where both sides name the same one and it is known.
pub(super) fn any_type(
    of: Option<&MessageDescriptor>,
    left: &[Record<'_>],
    right: &[Record<'_>],
) -> Option<MessageDescriptor> {
    let of = of.filter(|of| matches!(Shape::of_message(of), Shape::Json(JsonType::Any, _)))?;
    let url = |records: &[Record<'_>]| {
        let last = records.iter().rfind(|record| record.number == 1)?;
        let url = std::str::from_utf8(bytes_of(last.payload)?).ok()?;
        type_name(url).ok().map(str::to_owned)
    };
    let name = url(left)?;
    if url(right)? != name {
        return None;
    }
    of.parent_pool().get_message_by_name(&name)
}

/// The value of a field that has one: of a message all pieces, else the last.
pub(super) fn single<'a>(kind: &Kind, records: &[Record<'a>]) -> Option<Value<'a>> {
    let last = records.last()?;
    match kind {
        Kind::Known(shape) if shape.is_message() => {
            let payloads: Vec<Payload<'a>> = records.iter().map(|record| record.payload).collect();
            Some(Value::Message(Pieces::merged(&payloads)))
        }
        _ => Some(Value::One(last.payload)),
    }
}

pub(super) fn element<'a>(kind: &Kind, payload: Payload<'a>) -> Value<'a> {
    match kind {
        Kind::Known(shape) if shape.is_message() => Value::Message(Pieces::merged(&[payload])),
        _ => Value::One(payload),
    }
}

pub(super) fn entry_value<'a>(kind: &Kind, payloads: Option<Vec<Payload<'a>>>) -> Value<'a> {
    match (kind, payloads) {
        (Kind::Known(shape), payloads) if shape.is_message() => {
            Value::Message(Pieces::merged(&payloads.unwrap_or_default()))
        }
        (_, Some(payloads)) => Value::One(payloads.last().copied().unwrap_or(Payload::Varint(0))),
        (kind, None) => Value::One(zero(kind)),
    }
}

pub(super) fn is_same(kind: &Kind, left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::One(left), Value::One(right)) => {
            std::mem::discriminant(left) == std::mem::discriminant(right)
                && identity(kind, *left) == identity(kind, *right)
        }
        (Value::Message(left), Value::Message(right)) => left == right,
        _ => false,
    }
}

pub(super) fn same_at_first(left: &Value<'_>, right: &Value<'_>) -> usize {
    match (left, right) {
        (Value::One(left), Value::One(right)) => {
            same_bytes(bytes_of(*left).unwrap_or_default(), bytes_of(*right).unwrap_or_default())
        }
        _ => 0,
    }
}

pub(super) fn same_bytes(left: &[u8], right: &[u8]) -> usize {
    left.iter().zip(right).take_while(|(a, b)| a == b).count()
}
