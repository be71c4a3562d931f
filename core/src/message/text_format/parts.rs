//! What was written of one message so far, and its fields put in the order of their numbers at the end.
//! It knows positions in the bytes, not what stands there.

use std::{collections::HashMap, ops::Range};

use crate::message::wire::Writer;

/// The fields of a message as they were written.
#[derive(Default)]
pub(super) struct Parts {
    written: Vec<Part>,
    counts: HashMap<u32, usize>,
}

struct Part {
    number: u32,
    start: usize,
    /// One tag stands before all elements, which are written without tags of their own.
    is_packed: bool,
}

impl Parts {
    /// How often the field was given.
    pub(super) fn count(&self, number: u32) -> usize {
        self.counts.get(&number).copied().unwrap_or_default()
    }

    /// A value of the field begins at this byte.
    pub(super) fn begin(&mut self, number: u32, start: usize, is_packed: bool) {
        self.written.push(Part { number, start, is_packed });
        *self.counts.entry(number).or_default() += 1;
    }

    /// The message, which is all that was written since the first part, in order; packed elements behind one length.
    pub(super) fn arrange(self, bytes: &mut Vec<u8>) {
        let is_in_order = self.written.is_sorted_by_key(|part| part.number);
        let Some(first) = self.written.first().map(|part| part.start) else { return };
        if is_in_order && self.written.iter().all(|part| !part.is_packed) {
            return;
        }
        let ends: Vec<usize> = self.written.iter().skip(1).map(|part| part.start).chain([bytes.len()]).collect();
        let mut parts: Vec<(&Part, Range<usize>)> =
            self.written.iter().zip(ends).map(|(part, end)| (part, part.start..end)).collect();
        parts.sort_by_key(|(part, _)| part.number);
        let mut arranged = Writer::default();
        for field in parts.chunk_by(|(a, _), (b, _)| a.number == b.number) {
            let values = field.iter().map(|(_, range)| bytes.get(range.clone()).unwrap_or_default());
            match field.first() {
                Some((Part { number, is_packed: true, .. }, _)) => {
                    arranged.nested(*number, |arranged| values.for_each(|value| arranged.raw(value)));
                }
                _ => values.for_each(|value| arranged.raw(value)),
            }
        }
        bytes.truncate(first);
        bytes.extend_from_slice(&arranged.into_bytes());
    }
}
