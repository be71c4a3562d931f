//! The values of one field, wherever they stand in a message, found by position through sparse marks.
//! It keeps a mark for 64 values or 32 KiB, never the values.

use std::ops::Range;

use super::{Body, Inside, Layout, Record, Scope, records};

/// Values between two marks, and bytes.
const EVERY: usize = 64;
const EVERY_BYTES: usize = 32 * 1024;

/// Which records of a message are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Which {
    /// Those of the field with this number.
    Field(u32),
    /// Those of no field.
    Strays,
}

/// How many values there are, what they cost, and where some of them stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Elements {
    pub(super) len: usize,
    pub(super) bytes: u64,
    /// Records, each with one value or packed with many.
    pub(super) records: usize,
    marks: Vec<Place>,
}

/// Where a value stands: in which chunk of the message, in the record at which byte, and how far into it if it is packed.
#[derive(Debug, Clone, Copy)]
struct Place {
    ordinal: usize,
    chunk: usize,
    at: usize,
    inner: usize,
}

impl Elements {
    /// A record with the values in it; `packed` is how they are written in it, if they are.
    pub(super) fn add(&mut self, bytes: &[u8], chunk: usize, record: &Record, packed: Option<Layout>) {
        self.bytes += record.size() as u64;
        self.records += 1;
        let at = record.range().start;
        match packed {
            None => self.mark(chunk, at, at),
            Some(layout) => {
                for element in records(bytes, record.value_range(), layout) {
                    self.mark(chunk, at, element.range().start);
                }
            }
        }
    }

    fn mark(&mut self, chunk: usize, at: usize, inner: usize) {
        let is_far = self.marks.last().is_none_or(|last| {
            self.len - last.ordinal >= EVERY || last.chunk != chunk || inner - last.inner >= EVERY_BYTES
        });
        if is_far {
            self.marks.push(Place { ordinal: self.len, chunk, at, inner });
        }
        self.len += 1;
    }

    /// The ordinal of the value whose record, or packed element, holds a byte of the message.
    pub(super) fn ordinal_at(
        &self,
        bytes: &[u8],
        chunks: &[Range<usize>],
        scope: &Scope,
        which: Which,
        offset: usize,
    ) -> Option<usize> {
        let place = self.marks.partition_point(|mark| mark.inner <= offset).checked_sub(1)?;
        let from = self.marks.get(place)?.ordinal;
        let mut found = self.from(bytes, chunks, scope, which, from).take(EVERY);
        found.position(|(record, _)| record.range().contains(&offset)).map(|at| from + at)
    }

    /// The memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.marks.capacity() * size_of::<Place>()
    }

    /// The values from this one on; an element of a packed record comes with that record's field by `scope`.
    pub(super) fn from<'a>(
        &'a self,
        bytes: &'a [u8],
        chunks: &'a [Range<usize>],
        scope: &'a Scope,
        which: Which,
        ordinal: usize,
    ) -> Box<dyn Iterator<Item = (Record, Option<Scope>)> + 'a> {
        let place = self.marks.partition_point(|mark| mark.ordinal <= ordinal).checked_sub(1);
        let Some(mark) = place.and_then(|place| self.marks.get(place)).copied() else {
            return Box::new(std::iter::empty());
        };
        let later = chunks.iter().skip(mark.chunk).cloned().enumerate();
        let found = later
            .flat_map(move |(index, chunk)| {
                let start = if index == 0 { mark.at } else { chunk.start };
                records(bytes, start..chunk.end, Layout::Fields)
            })
            .filter(move |record| is_of(scope, bytes, record, which))
            .flat_map(move |record| values(scope, bytes, record, mark));
        Box::new(found.skip(ordinal - mark.ordinal).take(self.len - ordinal))
    }
}

fn is_of(scope: &Scope, bytes: &[u8], record: &Record, which: Which) -> bool {
    match which {
        Which::Field(number) => record.number == number && scope.field_of(bytes, record).is_some(),
        Which::Strays if scope.of().is_none() => true,
        Which::Strays => {
            let is_broken = matches!(record.body, Body::Broken(_));
            !is_broken && scope.field_of(bytes, record).is_none()
        }
    }
}

/// A record, or the elements packed in it.
fn values<'a>(
    scope: &Scope,
    bytes: &'a [u8],
    record: Record,
    mark: Place,
) -> Box<dyn Iterator<Item = (Record, Option<Scope>)> + 'a> {
    match packed_in(scope, bytes, &record) {
        None => Box::new(std::iter::once((record, None))),
        Some(packed) => {
            let range = record.value_range();
            let start = if record.range().start == mark.at { mark.inner.max(range.start) } else { range.start };
            let elements = records(bytes, start..range.end, packed.layout());
            Box::new(elements.map(move |element| (element, Some(packed.clone()))))
        }
    }
}

/// The scope of the elements that a record of a field holds packed.
pub(super) fn packed_in(scope: &Scope, bytes: &[u8], record: &Record) -> Option<Scope> {
    let field = scope.field_of(bytes, record).filter(|_| record.body == Body::Len)?;
    if !field.is_list() || field.shape().is_message() {
        return None;
    }
    match scope.meaning(bytes, record).inside {
        Inside::Records(inner) if inner.layout() != Layout::Fields => Some(inner),
        _ => None,
    }
}
