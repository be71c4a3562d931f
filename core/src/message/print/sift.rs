//! What of the wire a type can hold: fields that it does not have, other wire types, and numbers that a closed enum does not
//! have (protobuf.dev, "Enum Behavior") are strays. It sorts nothing and prints nothing.

use super::{chunks::Chunks, scalars::Packed};
use crate::message::{
    plan::{EnumPlan, FieldPlan, Type, ValueKind},
    scalar::Scalar,
    wire::{Payload, RawField, Reader},
};

/// A value that is none of the type's.
#[derive(Clone, Copy)]
pub(super) struct Stray<'a, 'd> {
    pub(super) number: u32,
    pub(super) payload: Payload<'a>,
    /// The field of that number, if the type has one.
    pub(super) field: Option<&'d FieldPlan>,
}

/// Why a value is none of the type's.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StrayKind<'d> {
    /// The type has no such number.
    NoField,
    /// The field of this name has another wire type.
    WireType(&'d str),
    /// A number that a closed enum, of this name, does not have; protobuf keeps it as an unknown field.
    NotInEnum { number: i32, of: &'d str },
}

impl<'d> Stray<'_, 'd> {
    pub(super) fn kind(&self, of: Type<'d>) -> StrayKind<'d> {
        let Some(field) = self.field else { return StrayKind::NoField };
        let not_in = closed_enum(of, field).and_then(|closed| {
            let number = match self.payload {
                Payload::Varint(n) => Some(n as i32),
                Payload::Len(entry) if field.is_map => entry_stray(closed, entry),
                _ => None,
            };
            number.map(|number| StrayKind::NotInEnum { number, of: &closed.name })
        });
        not_in.unwrap_or(StrayKind::WireType(&field.name))
    }
}

/// Whether the field takes this value, or some of what is packed in it. What it does not take goes to `stray`.
#[inline]
pub(super) fn takes<'a, 'd>(
    of: Type<'d>,
    field: &'d FieldPlan,
    payload: Payload<'a>,
    stray: &mut impl FnMut(Stray<'a, 'd>),
) -> bool {
    let fits = match (field.value, payload) {
        (ValueKind::Message(_), Payload::Len(_)) => !field.is_group,
        (ValueKind::Message(_), Payload::Group(_)) => field.is_group,
        (ValueKind::Scalar(Scalar::String | Scalar::Bytes), payload) => matches!(payload, Payload::Len(_)),
        (ValueKind::Scalar(_) | ValueKind::Enum(_), Payload::Len(_)) => field.is_repeated,
        (ValueKind::Scalar(scalar), payload) => is_of(scalar, payload),
        (ValueKind::Enum(_), payload) => matches!(payload, Payload::Varint(_)),
        (ValueKind::Message(_), _) => false,
    };
    if fits && field.is_closed {
        return takes_closed(of, field, payload, stray);
    }
    if !fits {
        stray(Stray { number: field.number, payload, field: Some(field) });
    }
    fits
}

/// Everything in these bytes that the type does not take, in the order of the wire.
pub(super) fn each_stray<'a, 'd>(of: Type<'d>, chunks: &Chunks<'a>, stray: &mut impl FnMut(Stray<'a, 'd>)) {
    for chunk in chunks.iter() {
        let mut reader = Reader::new(chunk);
        while let Ok(Some(raw)) = reader.next() {
            stray_of(of, raw, stray);
        }
    }
}

/// What the type does not take of this field.
pub(super) fn stray_of<'a, 'd>(of: Type<'d>, raw: RawField<'a>, stray: &mut impl FnMut(Stray<'a, 'd>)) {
    if let Some(field) = field_of(of, raw, stray) {
        takes(of, field, raw.payload, stray);
    }
}

/// The type's field of that number.
#[inline]
pub(super) fn field_of<'a, 'd>(
    of: Type<'d>,
    raw: RawField<'a>,
    stray: &mut impl FnMut(Stray<'a, 'd>),
) -> Option<&'d FieldPlan> {
    let field = of.plan.field(raw.number);
    if field.is_none() {
        stray(Stray { number: raw.number, payload: raw.payload, field });
    }
    field
}

/// A single value of this scalar's wire type.
#[inline]
pub(super) fn is_of(scalar: Scalar, payload: Payload<'_>) -> bool {
    match payload {
        Payload::Fixed64(_) => matches!(scalar, Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64),
        Payload::Fixed32(_) => matches!(scalar, Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32),
        Payload::Len(_) => matches!(scalar, Scalar::String | Scalar::Bytes),
        Payload::Group(_) => false,
        Payload::Varint(_) => matches!(
            scalar,
            Scalar::Int32
                | Scalar::Int64
                | Scalar::Uint32
                | Scalar::Uint64
                | Scalar::Sint32
                | Scalar::Sint64
                | Scalar::Bool
        ),
    }
}

/// The enum of a field's values that takes no other numbers.
pub(super) fn closed_enum<'d>(of: Type<'d>, field: &FieldPlan) -> Option<&'d EnumPlan> {
    let value = match field.value {
        ValueKind::Message(entry) if field.is_map => of.message(entry).plan.field(2)?.value,
        value => value,
    };
    match value {
        ValueKind::Enum(key) if field.is_closed => Some(of.enumeration(key)),
        _ => None,
    }
}

#[cold]
fn takes_closed<'a, 'd>(
    of: Type<'d>,
    field: &'d FieldPlan,
    payload: Payload<'a>,
    stray: &mut impl FnMut(Stray<'a, 'd>),
) -> bool {
    let Some(closed) = closed_enum(of, field) else { return true };
    let mut lost = |payload| stray(Stray { number: field.number, payload, field: Some(field) });
    match payload {
        Payload::Len(entry) if field.is_map => {
            let fits = entry_stray(closed, entry).is_none();
            if !fits {
                lost(payload);
            }
            fits
        }
        Payload::Len(packed) => {
            let mut fits = packed.is_empty();
            let mut elements = Packed::new(Scalar::Int32, packed);
            for element in elements.by_ref() {
                match has(closed, element) {
                    true => fits = true,
                    false => lost(element),
                }
            }
            fits || elements.is_cut
        }
        payload => {
            let fits = has(closed, payload);
            if !fits {
                lost(payload);
            }
            fits
        }
    }
}

/// Whether the enum has this number.
pub(super) fn has(closed: &EnumPlan, payload: Payload<'_>) -> bool {
    matches!(payload, Payload::Varint(n) if closed.quoted(n as i32).is_some())
}

/// The number in this entry of a map that its enum does not have; the entry is lost with it.
fn entry_stray(closed: &EnumPlan, entry: &[u8]) -> Option<i32> {
    let mut reader = Reader::new(entry);
    while let Ok(Some(raw)) = reader.next() {
        match raw.payload {
            Payload::Varint(n) if raw.number == 2 && !has(closed, raw.payload) => return Some(n as i32),
            _ => {}
        }
    }
    None
}
