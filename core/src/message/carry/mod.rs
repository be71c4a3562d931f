//! A value carried from one message into a field of another, path to path and on the bytes: `resume_token = token`.
//! It decodes neither message; what it does not name stays as it is.

mod proposals;
mod read;
mod rule;
mod text;
mod write;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use bytes::Bytes;

pub use rule::CarryError;

use super::scalar::Scalar;
use crate::schema::{EnumDescriptor, MessageDescriptor};

/// A field of one message that takes its value from a place in another.
///
/// ```text
/// rule = path "=" path (("+" | "-") number)?
/// path = name ("." name)*
/// ```
/// The first path leads into the message that is written, the second into the one that is read, where `last.` may stand
/// before it. A list on the way there stands for its last element. Only an integer may have a number added.
#[derive(Debug, Clone)]
pub struct Carry {
    field: String,
    to: Vec<Hop>,
    from: Vec<Hop>,
    meaning: Meaning,
}

/// A value on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried(Payload);

/// One field of a path.
#[derive(Debug, Clone)]
struct Hop {
    number: u32,
    /// The other fields of its oneof.
    siblings: Vec<u32>,
    /// A group on the wire.
    is_delimited: bool,
}

/// What the value is.
#[derive(Debug, Clone)]
enum Meaning {
    Integer { from: Scalar, to: Scalar, add: i64 },
    Scalar(Scalar),
    Enum(EnumDescriptor),
    Message(MessageDescriptor),
}

/// A value as it stands on the wire, but for integers, whose encoding may change on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Payload {
    Integer(i128),
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(Bytes),
}

impl Carry {
    /// The field that is written, as the rule names it.
    pub fn field(&self) -> &str {
        &self.field
    }
}
