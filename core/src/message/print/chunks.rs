//! The bytes of one message: several pieces where it stood several times on the wire, which merge.
//! It reads none of them.

use crate::message::wire::Payload;

/// The bytes of one message.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunks<'a> {
    first: &'a [u8],
    more: Vec<&'a [u8]>,
}

impl<'a> Chunks<'a> {
    #[inline]
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { first: bytes, more: Vec::new() }
    }

    /// The message that these payloads are together.
    #[inline]
    pub(super) fn merged(payloads: impl Iterator<Item = Payload<'a>>) -> Self {
        let mut all = payloads.filter_map(message_bytes);
        Self { first: all.next().unwrap_or_default(), more: all.collect() }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// How many bytes there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.iter().map(<[u8]>::len).sum()
    }

    /// The bytes, if they are in one piece.
    #[inline]
    pub(super) fn as_one(&self) -> Option<&'a [u8]> {
        self.more.is_empty().then_some(self.first)
    }
}

/// The bytes of a nested message or group.
#[inline]
pub(super) fn message_bytes(payload: Payload<'_>) -> Option<&[u8]> {
    match payload {
        Payload::Len(bytes) | Payload::Group(bytes) => Some(bytes),
        Payload::Varint(_) | Payload::Fixed64(_) | Payload::Fixed32(_) => None,
    }
}
