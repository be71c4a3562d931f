//! A step of a path as a walk of the wire takes it: a field's number, and which of its values are meant.
//! It is made from descriptors and needs them no more.

use crate::{
    message::{
        field::{Field, Shape},
        plan::zero,
        scalar::{self, Scalar, Value},
        wire::Payload,
    },
    schema::Kind,
};

/// Into one field.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) number: u32,
    pub(super) holds: Holds,
    pub(super) pick: Pick,
    /// What it reads as where it is not on the wire; nothing for fields with presence.
    pub(super) zero: Option<Payload<'static>>,
    /// The other members of its oneof, each of which takes its place.
    pub(super) rivals: Box<[u32]>,
}

/// What its values are on the wire; of a map, the values of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Number(Scalar),
    Enum,
    Text,
    Message,
}

/// Which of its values are meant.
#[derive(Debug, Clone)]
pub(super) enum Pick {
    /// The only one.
    Only,
    /// Any element.
    EachElement,
    /// The element at this place, from 0.
    Element(usize),
    /// The value of any entry; its keys are of this type.
    EachEntry(Scalar),
    /// The value of the entry with this key.
    Entry(MapKey),
}

/// A key of a map.
#[derive(Debug, Clone)]
pub(super) enum MapKey {
    Text(Box<str>),
    Number(Scalar, Value<'static>),
}

impl Step {
    /// Into a field; all elements or entries where it has several.
    pub(super) fn into_field(field: &Field, kind: &Kind) -> Self {
        let (pick, holds) = match field.map_entry() {
            Some((key, value)) => (Pick::EachEntry(scalar_of(key.kind())), Holds::of(&value.kind())),
            None if field.is_list() => (Pick::EachElement, Holds::of(kind)),
            None => (Pick::Only, Holds::of(kind)),
        };
        let reads_default = matches!(pick, Pick::Only) && !field.has_presence();
        let is_rival = |other: &u32| *other != field.number();
        let rivals = field.oneof().map(|oneof| oneof.fields().map(|other| other.number()).filter(is_rival).collect());
        Self {
            number: field.number(),
            holds,
            pick,
            zero: reads_default.then(|| holds.zero()),
            rivals: rivals.unwrap_or_default(),
        }
    }
}

impl MapKey {
    /// The key of a text, or the reason why it is none.
    pub(super) fn read(scalar: Scalar, text: &str) -> Result<Self, String> {
        match scalar::parse(scalar, text)? {
            Value::Int(n) => Ok(Self::Number(scalar, Value::Int(n))),
            Value::Uint(n) => Ok(Self::Number(scalar, Value::Uint(n))),
            Value::Bool(n) => Ok(Self::Number(scalar, Value::Bool(n))),
            _ => Ok(Self::Text(text.into())),
        }
    }
}

fn scalar_of(kind: Kind) -> Scalar {
    match Shape::of_kind(kind) {
        Shape::Scalar(scalar) => scalar,
        _ => Scalar::Bytes,
    }
}

impl Holds {
    pub(super) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Message(_) => Self::Message,
            Kind::Enum(_) => Self::Enum,
            Kind::String | Kind::Bytes => Self::Text,
            other => Self::Number(scalar_of(other.clone())),
        }
    }

    pub(super) fn zero(self) -> Payload<'static> {
        match self {
            Self::Number(scalar) => zero(scalar),
            Self::Enum => Payload::Varint(0),
            Self::Text | Self::Message => Payload::Len(&[]),
        }
    }

    /// The scalar by which elements of a packed list are read, if they may be packed.
    pub(super) fn packed(self) -> Option<Scalar> {
        match self {
            Self::Number(scalar) => Some(scalar),
            Self::Enum => Some(Scalar::Int32),
            Self::Text | Self::Message => None,
        }
    }

    /// Whether a value of this wire type can be one.
    #[inline]
    pub(super) fn takes(self, payload: Payload<'_>) -> bool {
        match (self, payload) {
            (Self::Message, Payload::Len(_) | Payload::Group(_)) | (Self::Text, Payload::Len(_)) => true,
            (Self::Enum, Payload::Varint(_)) => true,
            (Self::Number(scalar), payload) => {
                std::mem::discriminant(&zero(scalar)) == std::mem::discriminant(&payload)
            }
            _ => false,
        }
    }
}
