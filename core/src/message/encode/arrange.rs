//! Which fields of the open messages were given, and their bytes put in the order of their numbers.
//! It knows positions in the bytes, not what stands there.

use crate::message::wire::Writer;

/// What is remembered of all open messages, the innermost last.
#[derive(Default)]
pub(super) struct Arrangement {
    /// Bits of the fields and oneofs that were given.
    given: Vec<u64>,
    /// Number and first byte of each field that was written.
    written: Vec<(u32, usize)>,
    /// Holds a message while its fields are put in order.
    spare: Vec<u8>,
}

/// Where a message's part of the arrangement begins.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    given: usize,
    written: usize,
}

impl Arrangement {
    /// A message begins that has so many fields and oneofs.
    pub(super) fn open(&mut self, bits: usize) -> Opened {
        let opened = Opened { given: self.given.len(), written: self.written.len() };
        self.given.resize(opened.given + bits.div_ceil(64), 0);
        opened
    }

    /// Mark a field or oneof; false if it was marked before.
    pub(super) fn give(&mut self, opened: Opened, bit: usize) -> bool {
        let Some(word) = self.given.get_mut(opened.given + bit / 64) else { return false };
        let mask = 1 << (bit % 64);
        let is_new = *word & mask == 0;
        *word |= mask;
        is_new
    }

    /// The field of this number begins at this byte.
    pub(super) fn write(&mut self, number: u32, start: usize) {
        self.written.push((number, start));
    }

    /// The message ends: its fields, which are all that was written since the first of them, come to stand by number.
    pub(super) fn close(&mut self, opened: Opened, out: &mut Writer) {
        let own = self.written.get(opened.written..).unwrap_or_default();
        if !own.is_sorted_by_key(|(number, _)| *number) {
            self.sort(opened, out.buffer());
        }
        self.written.truncate(opened.written);
        self.given.truncate(opened.given);
    }

    fn sort(&mut self, opened: Opened, bytes: &mut Vec<u8>) {
        let own = self.written.get(opened.written..).unwrap_or_default();
        let Some(&(_, first)) = own.first() else { return };
        let ends = own.iter().skip(1).map(|(_, start)| *start).chain([bytes.len()]);
        let mut parts: Vec<_> = own.iter().zip(ends).map(|(&(number, start), end)| (number, start..end)).collect();
        parts.sort_unstable_by_key(|(number, _)| *number);
        self.spare.clear();
        for (_, range) in parts {
            self.spare.extend_from_slice(bytes.get(range).unwrap_or_default());
        }
        bytes.truncate(first);
        bytes.extend_from_slice(&self.spare);
    }
}
