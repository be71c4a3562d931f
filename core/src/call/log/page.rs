//! One page of a log: messages one after another, and behind them their rows, which stand apart until it is full.
//! Closed, it lies in memory as it lies in a file; what it means is known by its [`PageFacts`] alone.

use std::{ops::Range, time::Duration};

use super::row::{Direction, LogRow};

/// The first page of a log: most calls never need a second.
const FIRST: usize = 4 << 10;
/// Pages double up to this; only a message larger than that makes a larger one.
pub(super) const LARGEST: usize = 1 << 20;
/// What a row takes: when and which way (8), where its message ends (4), its index (4), its size on the wire (4).
const ROW: usize = 20;
/// Bits of the first eight bytes that are not nanoseconds: 146 years of them are left.
const SENT: u64 = 1 << 63;
const COMPRESSED: u64 = 1 << 62;
const NANOS: u64 = COMPRESSED - 1;

/// What is kept of a message besides its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) direction: Direction,
    pub(super) index: u64,
    pub(super) at: Duration,
    pub(super) wire_size: usize,
    pub(super) compressed: bool,
}

/// What is known of a page wherever its bytes are.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageFacts {
    pub(super) first_row: u64,
    pub(super) rows: usize,
    /// What it takes in memory once it is full, the rows included.
    pub(super) size: usize,
    /// Bytes of messages.
    used: usize,
    /// `at` of the row before the first.
    before: Duration,
    /// What the indexes of each direction count from.
    first_sent: Option<u64>,
    first_received: Option<u64>,
}

impl PageFacts {
    pub(super) fn end(&self) -> u64 {
        self.first_row + self.rows as u64
    }

    /// Bytes of messages and rows.
    pub(super) fn len(&self) -> usize {
        self.used + self.rows * ROW
    }

    fn first_index(&self, direction: Direction) -> Option<u64> {
        match direction {
            Direction::Sent => self.first_sent,
            Direction::Received => self.first_received,
        }
    }
}

impl Row {
    fn when(&self) -> u64 {
        let nanos = u64::try_from(self.at.as_nanos()).unwrap_or(NANOS).min(NANOS);
        let sent = if self.direction == Direction::Sent { SENT } else { 0 };
        nanos | sent | if self.compressed { COMPRESSED } else { 0 }
    }
}

/// Rows and their messages.
#[derive(Debug)]
pub(super) struct Page {
    facts: PageFacts,
    /// Messages, and once closed the rows.
    bytes: Vec<u8>,
    /// The rows while it is filled.
    open_rows: Vec<u8>,
}

/// Memory that is filled again: fresh memory costs more than the copy into it.
#[derive(Debug, Default)]
pub(super) struct Reused {
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) rows: Vec<u8>,
}

impl Page {
    /// An empty page with room for a message of `size`; `previous` is the size of the page before.
    pub(super) fn new(
        (first_row, before): (u64, Duration),
        previous: usize,
        size: usize,
        reused: impl FnOnce(usize) -> Reused,
    ) -> Self {
        let wanted = (previous * 2).clamp(FIRST, LARGEST).max(size + ROW);
        let Reused { bytes, rows: open_rows } = reused(wanted);
        // Nothing is written before it is used: the system gives memory page by page as it is touched.
        let bytes = bytes.unwrap_or_else(|| Vec::with_capacity(wanted));
        let size = bytes.capacity();
        let facts = PageFacts { first_row, rows: 0, size, used: 0, before, first_sent: None, first_received: None };
        Self { facts, bytes, open_rows }
    }

    /// A page read back.
    pub(super) fn of(facts: PageFacts, bytes: Vec<u8>) -> Self {
        Self { facts, bytes, open_rows: Vec::new() }
    }

    pub(super) fn facts(&self) -> &PageFacts {
        &self.facts
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its bytes, to be filled again, if they are of the usual size.
    pub(super) fn into_spare(mut self) -> Option<Vec<u8>> {
        self.bytes.clear();
        (self.bytes.capacity() == LARGEST).then_some(self.bytes)
    }

    /// Ends its filling: where more than an eighth is unused, it is given back. Returns what held the rows, empty.
    pub(super) fn close(&mut self) -> Vec<u8> {
        let mut rows = std::mem::take(&mut self.open_rows);
        self.bytes.extend_from_slice(&rows);
        if (self.facts.size - self.bytes.len()) * 8 > self.facts.size {
            self.bytes.shrink_to_fit();
        }
        self.facts.size = self.bytes.capacity();
        rows.clear();
        rows
    }

    /// Takes a message in; false where there is no room for it.
    pub(super) fn push(&mut self, row: &Row, message: &[u8]) -> bool {
        let Some(index) = self.index_in_page(row) else { return false };
        let end = self.facts.used + message.len();
        if end + (self.facts.rows + 1) * ROW > self.facts.size {
            return false;
        }
        // Only the last message of a page can end past 4 GiB; its end is known.
        let at_most = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let record = Record { when: row.when(), end: at_most(end), index, wire_size: at_most(row.wire_size) };
        self.bytes.extend_from_slice(message);
        self.open_rows.extend_from_slice(&record.to_bytes());
        self.facts.rows += 1;
        self.facts.used = end;
        true
    }

    /// The rows at some places of the page.
    pub(super) fn rows(&self, places: Range<usize>) -> impl Iterator<Item = LogRow> {
        let (mut start, mut before) = match places.start.checked_sub(1) {
            None => (0, self.facts.before),
            Some(previous) => {
                (self.end(previous), self.record(previous).map_or(self.facts.before, |record| record.at()))
            }
        };
        (places.start..places.end.min(self.facts.rows)).map_while(move |place| {
            let record = self.record(place)?;
            let (end, at) = (self.end(place), record.at());
            let row = LogRow {
                row: self.facts.first_row + place as u64,
                direction: record.direction(),
                index: self.facts.first_index(record.direction()).unwrap_or(0) + u64::from(record.index),
                at,
                gap: at.saturating_sub(before),
                size: end.saturating_sub(start),
                wire_size: record.wire_size as usize,
                compressed: record.when & COMPRESSED != 0,
            };
            (start, before) = (end, at);
            Some(row)
        })
    }

    /// Where the message at a place begins, and the one before ends.
    pub(super) fn start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |previous| self.end(previous))
    }

    /// The message at a place.
    pub(super) fn message(&self, place: usize) -> Option<&[u8]> {
        if place >= self.facts.rows {
            return None;
        }
        self.bytes.get(self.start(place)..self.end(place))
    }

    /// The messages at some places, one after another.
    pub(super) fn messages(&self, places: Range<usize>) -> &[u8] {
        self.bytes.get(self.start(places.start)..self.start(places.end)).unwrap_or_default()
    }

    /// The index of a row as far as it goes beyond the first of its direction; `None` where it does not fit.
    fn index_in_page(&mut self, row: &Row) -> Option<u32> {
        let first = match row.direction {
            Direction::Sent => &mut self.facts.first_sent,
            Direction::Received => &mut self.facts.first_received,
        };
        u32::try_from(row.index.checked_sub(*first.get_or_insert(row.index))?).ok()
    }

    fn end(&self, place: usize) -> usize {
        if place + 1 == self.facts.rows {
            return self.facts.used;
        }
        self.record(place).map_or(0, |record| record.end as usize)
    }

    fn record(&self, place: usize) -> Option<Record> {
        let start = place.checked_mul(ROW)?;
        let closed = || self.bytes.get(self.facts.used..);
        let rows = if self.open_rows.is_empty() { closed()? } else { &self.open_rows };
        Record::of_bytes(rows.get(start..start.checked_add(ROW)?)?)
    }
}

/// A row as it stands in a page.
struct Record {
    when: u64,
    end: u32,
    index: u32,
    wire_size: u32,
}

impl Record {
    fn to_bytes(&self) -> [u8; ROW] {
        let numbers = u128::from(self.end) | u128::from(self.index) << 32 | u128::from(self.wire_size) << 64;
        let mut bytes = [0; ROW];
        let (first, rest) = bytes.split_at_mut(8);
        first.copy_from_slice(&self.when.to_le_bytes());
        for (slot, byte) in rest.iter_mut().zip(numbers.to_le_bytes()) {
            *slot = byte;
        }
        bytes
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (when, rest) = bytes.split_first_chunk()?;
        let (end, rest) = rest.split_first_chunk()?;
        let (index, rest) = rest.split_first_chunk()?;
        Some(Self {
            when: u64::from_le_bytes(*when),
            end: u32::from_le_bytes(*end),
            index: u32::from_le_bytes(*index),
            wire_size: u32::from_le_bytes(*rest.first_chunk()?),
        })
    }

    fn at(&self) -> Duration {
        Duration::from_nanos(self.when & NANOS)
    }

    fn direction(&self) -> Direction {
        if self.when & SENT != 0 { Direction::Sent } else { Direction::Received }
    }
}
