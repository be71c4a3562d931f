//! What the bytes of a well-known type hold beside its fields: its JSON has no place for that, so it is told in a mark.
//! It prints no values.

use super::{
    chunks::Chunks, json::Printer, marks::MarkKind, options::UnknownFields, stray_json::size_words, walk::Rest,
};
use crate::message::{
    plan::Type,
    readings::readings_line,
    wire::{Payload, RawField, Reader},
};

/// Fields that were not taken: the first of them, and how many.
#[derive(Default)]
pub(super) struct Left<'a> {
    first: Option<RawField<'a>>,
    count: usize,
}

impl<'a> Left<'a> {
    #[cold]
    fn push(&mut self, raw: RawField<'a>) {
        self.first = self.first.or(Some(raw));
        self.count += 1;
    }

    /// Those of a message inside count as well.
    pub(super) fn take_in(&mut self, other: Self) {
        self.first = self.first.or(other.first);
        self.count += other.count;
    }
}

impl Printer<'_, '_> {
    /// Every field of these bytes; `each` says whether it took it. Where they stop making sense, that is marked.
    pub(super) fn each_field<'a>(
        &mut self,
        chunks: &Chunks<'a>,
        mut each: impl FnMut(&mut Self, RawField<'a>) -> bool,
    ) -> Left<'a> {
        let mut left = Left::default();
        for chunk in chunks.iter() {
            let mut reader = Reader::new(chunk);
            loop {
                match reader.next() {
                    Ok(Some(field)) => {
                        if !each(self, field) {
                            left.push(field);
                        }
                    }
                    Ok(None) => break,
                    Err(fault) => {
                        self.json.out.mark_end(MarkKind::Truncated, fault.to_string());
                        break;
                    }
                }
            }
        }
        left
    }

    /// Mark the value that was printed from this byte on; its type has fields up to `last`.
    pub(super) fn mark_left(&mut self, from: usize, left: Left<'_>, last: u32) {
        if let Some(first) = left.first
            && self.options.unknown_fields != UnknownFields::LeftOut
        {
            self.mark_first(from, first, left.count, first.number <= last);
        }
    }

    /// Mark what an entry of a map, printed from this byte on, holds beside its key and value.
    #[cold]
    pub(super) fn mark_rest<'a, 'd>(&mut self, from: usize, of: Type<'d>, rest: Rest<'a, 'd>, chunks: &Chunks<'a>) {
        let count = rest.strays.count();
        if let Some(first) = rest.strays.by_number(of, chunks).next()
            && self.options.unknown_fields != UnknownFields::LeftOut
        {
            let is_known = first.field.is_some();
            self.mark_first(from, RawField { number: first.number, payload: first.payload }, count, is_known);
        }
        if let Some(fault) = rest.fault {
            self.json.out.mark_end(MarkKind::Truncated, fault.to_string());
        }
    }

    #[cold]
    fn mark_first(&mut self, from: usize, first: RawField<'_>, count: usize, is_known: bool) {
        let (wire_type, size) = (first.payload.wire_type(), size_words(first.payload));
        let readings = readings_line(first.payload);
        let more = if count > 1 { format!("; {} more", count - 1) } else { String::new() };
        let number = first.number;
        let (kind, what) = match is_known {
            true => (MarkKind::WrongWireType, "wrong wire type: field"),
            false => (MarkKind::UnknownField, "unknown field"),
        };
        let message = format!("{what} {number} has no place in the JSON: {wire_type}{size}: {readings}{more}");
        self.json.out.mark(from, kind, message);
    }
}

/// Take what is field 1 or 2, both length-delimited.
pub(super) fn two_parts<'a>(raw: RawField<'a>, first: &mut &'a [u8], second: &mut &'a [u8]) -> bool {
    match (raw.number, raw.payload) {
        (1, Payload::Len(bytes)) => *first = bytes,
        (2, Payload::Len(bytes)) => *second = bytes,
        _ => return false,
    }
    true
}
