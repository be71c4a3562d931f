//! The records of one message: read one after another, and found by position or byte through an index of checkpoints.
//! An index costs 8 bytes for 64 records, and 24 for each group of 4 KiB or more, whatever they hold; it is built in steps.

use std::ops::Range;

use super::{
    Body, Broken, Cost, Record,
    layout::{Layout, Width},
};
use crate::message::wire::{Fault, Payload, Reader};

/// Records between two checkpoints.
const EVERY: usize = 64;
/// Groups longer than this are jumped over when a record is looked for, not read through again.
const LONG_GROUP: usize = 4096;

/// The records of `range`, in the order of the wire; the last may be what cannot be read.
pub fn records(bytes: &[u8], range: Range<usize>, layout: Layout) -> Records<'_> {
    Records::new(bytes, range, layout)
}

/// See [`records`].
#[derive(Debug, Clone)]
pub struct Records<'a> {
    /// The message up to where these records end, so that offsets are those of the whole.
    bytes: &'a [u8],
    reader: Reader<'a>,
    layout: Layout,
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let at = self.reader.at();
        let next = match self.layout {
            Layout::Fields => self.field(at),
            Layout::Packed(width) => self.element(at, width),
        };
        next.unwrap_or_else(|fault| Some(self.broken(fault, at)))
    }
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8], range: Range<usize>, layout: Layout) -> Self {
        let bytes = bytes.get(..range.end).unwrap_or(bytes);
        let mut reader = Reader::new(bytes);
        reader.skip_to(range.start);
        Self { bytes, reader, layout }
    }

    fn at(&self) -> usize {
        self.reader.at()
    }

    fn field(&mut self, at: usize) -> Result<Option<Record>, Fault> {
        let mut probe = self.reader.clone();
        let Some(raw) = self.reader.next()? else { return Ok(None) };
        probe.tag(at)?;
        let mut record = Record::bare(at, Body::Len, self.reader.at() - probe.at());
        record.number = raw.number;
        record.tag_len = (probe.at() - at) as u8;
        match raw.payload {
            Payload::Varint(n) => record.body = Body::Varint(n),
            Payload::Fixed64(n) => record.body = Body::Fixed64(n),
            Payload::Fixed32(n) => record.body = Body::Fixed32(n),
            Payload::Len(value) => {
                record.length_len = (record.value_len - value.len()) as u8;
                record.value_len = value.len();
            }
            Payload::Group(value) => {
                record.body = Body::Group;
                record.end_len = (record.value_len - value.len()) as u8;
                record.value_len = value.len();
            }
        }
        Ok(Some(record))
    }

    fn element(&mut self, at: usize, width: Width) -> Result<Option<Record>, Fault> {
        if self.reader.is_empty() {
            return Ok(None);
        }
        let short = |wanted| Fault::Short { at, number: 0, wanted, left: self.bytes.len() - at };
        let body = match width {
            Width::Varint => self.reader.varint().map(Body::Varint),
            Width::Four => self.reader.fixed32().map(Body::Fixed32).ok_or(short(4)),
            Width::Eight => self.reader.fixed64().map(Body::Fixed64).ok_or(short(8)),
        };
        Ok(Some(Record::bare(at, body?, self.reader.at() - at)))
    }

    /// All that is left, with as much of a tag and a length as can be read.
    fn broken(&mut self, fault: Fault, at: usize) -> Record {
        let rest = self.bytes.get(at..).unwrap_or_default();
        self.reader.skip_to(self.bytes.len());
        let mut record = Record::bare(at, Body::Broken(Broken(fault)), rest.len());
        let mut reader = Reader::new(rest);
        if let (Layout::Fields, Ok((number, wire_type))) = (self.layout, reader.tag(0)) {
            record.number = number;
            record.tag_len = reader.at() as u8;
            if wire_type == LEN && reader.varint().is_ok() {
                record.length_len = (reader.at() as u8) - record.tag_len;
            }
            record.value_len = rest.len() - reader.at();
        }
        record
    }
}

/// The wire type of length-delimited values.
const LEN: u8 = 2;

/// Where the records of one message stand, as far as they were read.
#[derive(Debug, Clone)]
pub struct RecordIndex {
    range: Range<usize>,
    layout: Layout,
    /// Where every 64th record begins.
    checkpoints: Vec<u64>,
    groups: Vec<LongGroup>,
    len: usize,
    reached: usize,
    is_complete: bool,
    cost: Cost,
}

/// Where a long group begins, where what is in it ends, and where its end tag does.
#[derive(Debug, Clone, Copy)]
struct LongGroup {
    at: usize,
    value_end: usize,
    end: usize,
}

/// What one step added to an index, to be taken over by a copy of it elsewhere.
#[derive(Debug, Clone)]
pub struct IndexPart {
    checkpoints: Vec<u64>,
    groups: Vec<LongGroup>,
    len: usize,
    reached: usize,
    is_complete: bool,
    cost: Cost,
}

impl RecordIndex {
    /// An index that knows nothing yet.
    pub fn new(range: Range<usize>, layout: Layout) -> Self {
        Self {
            reached: range.start,
            range,
            layout,
            checkpoints: Vec::new(),
            groups: Vec::new(),
            len: 0,
            is_complete: false,
            cost: Cost::default(),
        }
    }

    /// Reads on for at most so many records. A group counts as one, however long.
    pub fn advance(&mut self, bytes: &[u8], most: usize) -> IndexPart {
        let (checkpoints, groups) = (self.checkpoints.len(), self.groups.len());
        let mut records = Records::new(bytes, self.reached..self.range.end, self.layout);
        for _ in 0..most {
            let Some(record) = records.next() else {
                self.is_complete = true;
                break;
            };
            if self.len.is_multiple_of(EVERY) {
                self.checkpoints.push(record.at as u64);
            }
            if record.body == Body::Group && record.value_len > LONG_GROUP {
                let (value_end, end) = (record.value_range().end, record.range().end);
                self.groups.push(LongGroup { at: record.at, value_end, end });
            }
            self.cost += record.cost();
            self.len += 1;
        }
        self.reached = records.at();
        self.is_complete |= self.reached >= self.range.end.min(bytes.len());
        IndexPart {
            checkpoints: self.checkpoints.get(checkpoints..).unwrap_or_default().to_vec(),
            groups: self.groups.get(groups..).unwrap_or_default().to_vec(),
            len: self.len,
            reached: self.reached,
            is_complete: self.is_complete,
            cost: self.cost,
        }
    }

    /// Takes over what a copy of this index read; parts come in the order in which they were made.
    pub fn take(&mut self, part: IndexPart) {
        self.checkpoints.extend(part.checkpoints);
        self.groups.extend(part.groups);
        self.len = part.len;
        self.reached = part.reached;
        self.is_complete = part.is_complete;
        self.cost = part.cost;
    }

    /// The bytes it is of.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// How many records were found so far.
    pub fn len(&self) -> usize {
        self.len
    }

    /// No record was found so far.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All records were found.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Up to which byte records were found.
    pub fn reached(&self) -> usize {
        self.reached
    }

    /// What the bytes of the records found so far are, their values as a whole.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// The memory it takes, in bytes.
    pub fn weight(&self) -> usize {
        self.checkpoints.capacity() * 8 + self.groups.capacity() * size_of::<LongGroup>()
    }

    /// The records from this position on, as far as they were found.
    pub fn records_from<'a>(&'a self, bytes: &'a [u8], position: usize) -> impl Iterator<Item = Record> + 'a {
        let checkpoint = position / EVERY;
        let start = self.checkpoints.get(checkpoint).map_or(self.reached, |at| *at as usize);
        let mut records = Records::new(bytes, start..self.range.end, self.layout);
        for _ in checkpoint * EVERY..position {
            self.skip(&mut records);
        }
        (position..self.len).map_while(move |_| self.read(&mut records))
    }

    /// The record at this position.
    pub fn get(&self, bytes: &[u8], position: usize) -> Option<Record> {
        self.records_from(bytes, position).next()
    }

    /// The record that holds this byte, and its position.
    pub fn at_offset(&self, bytes: &[u8], offset: usize) -> Option<(usize, Record)> {
        if offset >= self.reached || offset < self.range.start {
            return None;
        }
        let checkpoint = self.checkpoints.partition_point(|at| *at <= offset as u64).checked_sub(1)?;
        let position = checkpoint * EVERY;
        (position..).zip(self.records_from(bytes, position)).find(|(_, record)| record.range().contains(&offset))
    }

    /// The next record; a long group is not read through to find where it ends.
    fn read(&self, records: &mut Records<'_>) -> Option<Record> {
        let at = records.at();
        let Some(group) = self.group_at(at) else { return records.next() };
        let mut reader = records.reader.clone();
        let (number, _) = reader.tag(at).ok()?;
        let mut record = Record::bare(at, Body::Group, group.value_end - reader.at());
        record.number = number;
        record.tag_len = (reader.at() - at) as u8;
        record.end_len = (group.end - group.value_end) as u8;
        records.reader.skip_to(group.end);
        Some(record)
    }

    fn skip(&self, records: &mut Records<'_>) {
        match self.group_at(records.at()) {
            Some(group) => records.reader.skip_to(group.end),
            None => drop(records.next()),
        }
    }

    fn group_at(&self, at: usize) -> Option<&LongGroup> {
        let place = self.groups.binary_search_by_key(&at, |group| group.at).ok()?;
        self.groups.get(place)
    }
}
