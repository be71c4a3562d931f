//! What a field holds and how often.
//! It says nothing of how that is written on the wire.

use super::{EnumDescriptor, MessageDescriptor};

/// The type of a field's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `double`.
    Double,
    /// `float`.
    Float,
    /// `int32`.
    Int32,
    /// `int64`.
    Int64,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
    /// `sint32`.
    Sint32,
    /// `sint64`.
    Sint64,
    /// `fixed32`.
    Fixed32,
    /// `fixed64`.
    Fixed64,
    /// `sfixed32`.
    Sfixed32,
    /// `sfixed64`.
    Sfixed64,
    /// `bool`.
    Bool,
    /// `string`.
    String,
    /// `bytes`.
    Bytes,
    /// A message, delimited or not.
    Message(MessageDescriptor),
    /// An enum.
    Enum(EnumDescriptor),
}

impl Kind {
    /// The message, if it is one.
    pub fn as_message(&self) -> Option<&MessageDescriptor> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }
}

/// How many values a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cardinality {
    /// None or one.
    Optional,
    /// Exactly one.
    Required,
    /// Any number.
    Repeated,
}
