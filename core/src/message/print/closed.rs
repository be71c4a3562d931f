//! Closed enums (protobuf.dev, "Enum Behavior"): a number that such an enum does not have is an unknown field, and so is the
//! whole entry of a map whose value it is. Open enums keep any number; they are not looked at here.

use super::{
    gather::StrayKind,
    scalars::{Packed, enum_number},
};
use crate::{
    message::{
        field::Shape,
        scalar::Scalar,
        wire::{Payload, Reader},
    },
    schema::EnumDescriptor,
};

/// What a payload is to a field.
pub(super) enum Judged<'a> {
    /// A value of it.
    Fits,
    /// None.
    Stray(StrayKind),
    /// Packed values of which some are none.
    Mixed { known: Vec<Payload<'a>>, unknown: Vec<(Payload<'a>, StrayKind)> },
}

/// The enum of values of this shape, if it is closed.
pub(super) fn closed_enum(shape: &Shape) -> Option<EnumDescriptor> {
    match shape {
        Shape::Enum(of) if of.is_closed() => Some(of.clone()),
        _ => None,
    }
}

/// A number, or several that are packed.
pub(super) fn judge_value<'a>(of: &EnumDescriptor, payload: Payload<'a>) -> Judged<'a> {
    let Payload::Len(bytes) = payload else {
        return not_in(of, payload).map_or(Judged::Fits, Judged::Stray);
    };
    if Packed::new(Scalar::Int32, bytes).all(|payload| not_in(of, payload).is_none()) {
        return Judged::Fits;
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for payload in Packed::new(Scalar::Int32, bytes) {
        match not_in(of, payload) {
            None => known.push(payload),
            Some(kind) => unknown.push((payload, kind)),
        }
    }
    Judged::Mixed { known, unknown }
}

/// An entry of a map with values of this enum.
pub(super) fn judge_entry<'a>(of: &EnumDescriptor, payload: Payload<'a>) -> Judged<'a> {
    let Payload::Len(bytes) = payload else { return Judged::Fits };
    let mut reader = Reader::new(bytes);
    while let Ok(Some(raw)) = reader.next() {
        if raw.number == 2
            && let Some(kind) = not_in(of, raw.payload)
        {
            return Judged::Stray(kind);
        }
    }
    Judged::Fits
}

fn not_in(of: &EnumDescriptor, payload: Payload<'_>) -> Option<StrayKind> {
    let number = enum_number(payload)?;
    of.get_value(number).is_none().then(|| StrayKind::NotInEnum { number, of: of.name().to_owned() })
}
