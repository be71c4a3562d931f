//! Messages one after another in one block, each with what the log keeps of it. It knows no file.
//!
//! ```text
//! batch   = sent received at message*      -- how many came before it of each direction; the time of the one before
//! message = flags at size wire? bytes      -- flags: 1 received, 2 compressed, 4 its size on the wire is another
//! ```
//! All are varints but `flags`, a byte, and `bytes`. Times are nanoseconds; that of a message is the difference to the one
//! before it, zigzag.

use std::time::Duration;

use bytes::Bytes;

use crate::call::{CallEvent, MessageReceived, MessageSent};

const RECEIVED: u8 = 1;
const COMPRESSED: u8 = 2;
const OTHER_WIRE_SIZE: u8 = 4;

/// Messages on their way into a block.
#[derive(Debug, Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    messages: u64,
    at: i64,
}

/// A message as both directions have it.
pub(super) struct Passed<'m> {
    pub is_received: bool,
    pub index: u64,
    pub at: Duration,
    pub bytes: &'m [u8],
    pub wire_bytes: usize,
    pub compressed: bool,
}

impl<'m> Passed<'m> {
    pub(super) fn sent(message: &'m MessageSent) -> Self {
        let MessageSent { index, at, ref bytes, wire_bytes, compressed } = *message;
        Self { is_received: false, index, at, bytes, wire_bytes, compressed }
    }

    pub(super) fn received(message: &'m MessageReceived) -> Self {
        let MessageReceived { index, at, ref bytes, wire_bytes, compressed } = *message;
        Self { is_received: true, index, at, bytes, wire_bytes, compressed }
    }
}

impl Batch {
    /// Adds a message; `before` is how many were sent and received before it, which counts for the first one.
    pub(super) fn push(&mut self, message: &Passed<'_>, before: (u64, u64)) {
        let at = nanos(message.at);
        if self.messages == 0 {
            self.bytes.clear();
            [before.0, before.1, at.cast_unsigned()].into_iter().for_each(|number| self.varint(number));
            self.at = at;
        }
        let other_size = message.wire_bytes != message.bytes.len();
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        self.bytes.push(
            flag(message.is_received, RECEIVED)
                | flag(message.compressed, COMPRESSED)
                | flag(other_size, OTHER_WIRE_SIZE),
        );
        let later = at.wrapping_sub(self.at);
        self.varint(((later << 1) ^ (later >> 63)).cast_unsigned());
        self.varint(message.bytes.len() as u64);
        if other_size {
            self.varint(message.wire_bytes as u64);
        }
        self.bytes.extend_from_slice(message.bytes);
        self.at = at;
        self.messages += 1;
    }

    /// Bytes that wait.
    pub(super) fn len(&self) -> usize {
        if self.messages == 0 { 0 } else { self.bytes.len() }
    }

    /// What was added since the last time, for a block.
    pub(super) fn take(&mut self) -> Option<&[u8]> {
        (std::mem::take(&mut self.messages) > 0).then_some(&self.bytes)
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

fn nanos(at: Duration) -> i64 {
    i64::try_from(at.as_nanos()).unwrap_or(i64::MAX)
}

/// The messages of a block, as events. `None` within: the block makes no sense from there on.
pub(super) struct Unbatch {
    bytes: Bytes,
    at: i64,
    sent: u64,
    received: u64,
    is_broken: bool,
}

impl Unbatch {
    /// Begins a block; `None` if it has no head.
    pub(super) fn new(bytes: Bytes) -> Option<Self> {
        let mut batch = Self { bytes, at: 0, sent: 0, received: 0, is_broken: false };
        batch.sent = batch.varint()?;
        batch.received = batch.varint()?;
        batch.at = batch.varint()?.cast_signed();
        Some(batch)
    }

    fn message(&mut self) -> Option<CallEvent> {
        let flags = self.byte()?;
        let later = self.varint()?;
        self.at = self.at.wrapping_add((later >> 1).cast_signed() ^ -(later & 1).cast_signed());
        let size = usize::try_from(self.varint()?).ok()?;
        let wire_bytes = if flags & OTHER_WIRE_SIZE == 0 { size } else { usize::try_from(self.varint()?).ok()? };
        let bytes = (size <= self.bytes.len()).then(|| self.bytes.split_to(size))?;
        let at = Duration::from_nanos(u64::try_from(self.at).unwrap_or(0));
        let compressed = flags & COMPRESSED != 0;
        let count = if flags & RECEIVED == 0 { &mut self.sent } else { &mut self.received };
        let index = *count;
        *count = count.checked_add(1)?;
        Some(match flags & RECEIVED {
            0 => CallEvent::RequestSent(MessageSent { index, at, bytes, wire_bytes, compressed }),
            _ => CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed }),
        })
    }

    fn byte(&mut self) -> Option<u8> {
        let first = *self.bytes.first()?;
        let _ = self.bytes.split_to(1);
        Some(first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl Iterator for Unbatch {
    /// `None`: what follows in the block makes no sense.
    type Item = Option<CallEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken || self.bytes.is_empty() {
            return None;
        }
        let message = self.message();
        self.is_broken = message.is_none();
        Some(message)
    }
}
