//! The positions and comments of a file's elements, collected as the parser goes and encoded as `SourceCodeInfo` at its end.
//! A location keeps its parent and the last steps of its path only; whole paths are made when it is encoded.

use prost::{
    bytes::{BufMut, Bytes},
    encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len},
};

use super::{comments::Comments, lexer::Token};

/// A location, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LocationId(u32);

const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Record {
    parent: u32,
    steps: [i32; 2],
    step_count: u8,
    start: (u32, u32),
    end: (u32, u32),
    comments: u32,
}

/// All locations of a file, in the order protoc gives them: that of their beginnings.
#[derive(Debug, Default)]
pub(super) struct Locations {
    records: Vec<Record>,
    comments: Vec<Comments>,
}

impl Locations {
    /// Begins at a token; at most two steps below `parent`.
    pub(super) fn open(&mut self, parent: Option<LocationId>, steps: &[i32], at: Token<'_>) -> LocationId {
        let mut record = Record {
            parent: parent.map_or(NONE, |parent| parent.0),
            steps: [0; 2],
            step_count: 0,
            start: (at.line, at.column),
            end: (at.line, at.end_column),
            comments: NONE,
        };
        for (slot, step) in record.steps.iter_mut().zip(steps) {
            *slot = *step;
            record.step_count += 1;
        }
        self.push(record)
    }

    /// Ends with a token.
    pub(super) fn close(&mut self, location: LocationId, with: Token<'_>) {
        if let Some(record) = self.record(location) {
            record.end = (with.line, with.end_column);
        }
    }

    /// Begins where another does.
    pub(super) fn start_with(&mut self, location: LocationId, other: LocationId) {
        let Some(start) = self.record(other).map(|other| other.start) else { return };
        if let Some(record) = self.record(location) {
            record.start = start;
        }
    }

    /// The last step of the path, where it is known only after the location began.
    pub(super) fn set_step(&mut self, location: LocationId, step: i32) {
        if let Some(record) = self.record(location) {
            record.steps = [step, 0];
            record.step_count = 1;
        }
    }

    pub(super) fn attach(&mut self, location: LocationId, comments: Comments) {
        if comments.leading.is_empty() && comments.trailing.is_empty() && comments.detached.is_empty() {
            return;
        }
        let position = u32::try_from(self.comments.len()).unwrap_or(NONE);
        self.comments.push(comments);
        if let Some(record) = self.record(location) {
            record.comments = position;
        }
    }

    /// Bytes so many locations take.
    pub(super) fn memory_of(count: usize) -> usize {
        count.saturating_mul(size_of::<Record>())
    }

    /// Where the next location will be.
    pub(super) fn mark(&self) -> usize {
        self.records.len()
    }

    /// Repeats the locations between two marks, those below `old` being below `new`.
    pub(super) fn repeat_below(&mut self, marks: std::ops::Range<usize>, old: LocationId, new: LocationId) {
        let Ok(first) = u32::try_from(marks.start) else { return };
        let Ok(shift) = u32::try_from(self.records.len() - marks.start) else { return };
        for position in marks {
            let Some(mut record) = self.records.get(position).copied() else { return };
            if record.parent == old.0 {
                record.parent = new.0;
            } else if record.parent >= first {
                record.parent += shift;
            }
            self.push(record);
        }
    }

    /// `SourceCodeInfo`.
    pub(super) fn encode(&self) -> Bytes {
        let mut encoded = Vec::with_capacity(self.records.len() * 24);
        let (mut path, mut body) = (Vec::with_capacity(16), Vec::with_capacity(128));
        for record in &self.records {
            path.clear();
            self.path_into(record, &mut path);
            body.clear();
            self.location_into(record, &path, &mut body);
            delimited(1, &body, &mut encoded);
        }
        encoded.shrink_to_fit();
        encoded.into()
    }

    fn push(&mut self, record: Record) -> LocationId {
        let id = LocationId(u32::try_from(self.records.len()).unwrap_or(NONE));
        self.records.push(record);
        id
    }

    fn record(&mut self, location: LocationId) -> Option<&mut Record> {
        self.records.get_mut(usize::try_from(location.0).ok()?)
    }

    fn path_into(&self, record: &Record, path: &mut Vec<u32>) {
        let mut next = Some(record);
        while let Some(record) = next {
            let steps = record.steps.get(..usize::from(record.step_count)).unwrap_or_default();
            path.extend(steps.iter().rev().map(|step| step.cast_unsigned()));
            next = usize::try_from(record.parent).ok().and_then(|parent| self.records.get(parent));
        }
        path.reverse();
    }

    fn location_into(&self, record: &Record, path: &[u32], body: &mut Vec<u8>) {
        if !path.is_empty() {
            packed(1, path, body);
        }
        let ((line, column), (end_line, end_column)) = (record.start, record.end);
        if line == end_line {
            packed(2, &[line, column, end_column], body);
        } else {
            packed(2, &[line, column, end_line, end_column], body);
        }
        let comments = usize::try_from(record.comments).ok().and_then(|position| self.comments.get(position));
        let Some(comments) = comments else { return };
        for (field, text) in [(3, &comments.leading), (4, &comments.trailing)] {
            if !text.is_empty() {
                delimited(field, text.as_bytes(), body);
            }
        }
        for text in &comments.detached {
            delimited(6, text.as_bytes(), body);
        }
    }
}

/// How many there are, as a step of a path.
pub(super) fn count<T>(list: &[T]) -> i32 {
    i32::try_from(list.len()).unwrap_or(i32::MAX)
}

fn packed(field: u32, numbers: &[u32], into: &mut Vec<u8>) {
    let length: usize = numbers.iter().map(|number| encoded_len_varint(u64::from(*number))).sum();
    into.reserve(key_len(field) + 1 + length);
    encode_key(field, WireType::LengthDelimited, into);
    encode_varint(length as u64, into);
    for number in numbers {
        encode_varint(u64::from(*number), into);
    }
}

fn delimited(field: u32, bytes: &[u8], into: &mut Vec<u8>) {
    encode_key(field, WireType::LengthDelimited, into);
    encode_varint(bytes.len() as u64, into);
    into.put_slice(bytes);
}
