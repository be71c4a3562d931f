//! How records are written one after another: with tags, or packed without.
//! It reads nothing.

use crate::message::{field::Shape, scalar::Scalar};

/// How the records of a range are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Tag and value, as in messages and groups.
    Fields,
    /// Values alone, as in packed fields.
    Packed(Width),
}

/// How the elements of a packed field are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// As varints.
    Varint,
    /// Four bytes each.
    Four,
    /// Eight bytes each.
    Eight,
}

impl Width {
    /// That of a shape; `None` for what cannot be packed.
    pub(super) fn of(shape: &Shape) -> Option<Self> {
        Some(match shape {
            Shape::Enum(_) => Self::Varint,
            Shape::Scalar(Scalar::String | Scalar::Bytes) => return None,
            Shape::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => Self::Four,
            Shape::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => Self::Eight,
            Shape::Scalar(_) => Self::Varint,
            _ => return None,
        })
    }
}
