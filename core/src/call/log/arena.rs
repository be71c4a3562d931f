//! Messages one after another in chunks of bytes, each chunk with the index of its rows.
//! It does not know what a call is; it keeps within its budget by dropping the oldest chunks whole.

use std::{collections::VecDeque, ops::Range, time::Duration};

use bytes::Bytes;

use super::row::{Direction, LogRow};

/// The first chunk of a log: most calls never need a second.
const FIRST_CHUNK: usize = 4 << 10;
/// Chunks double up to this.
const LARGEST_CHUNK: usize = 1 << 20;
/// Rows a chunk may hold, so that empty messages fill chunks too.
const ROWS_PER_CHUNK: usize = 16 << 10;

/// What is kept of a message besides its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    at: Duration,
    index: u64,
    wire_size: usize,
    /// Where its bytes begin in the chunk, and how many; set by the arena.
    start: usize,
    size: usize,
    direction: Direction,
    compressed: bool,
}

impl Row {
    pub(super) fn new(direction: Direction, index: u64, at: Duration, wire_size: usize, compressed: bool) -> Self {
        Self { at, index, wire_size, start: 0, size: 0, direction, compressed }
    }
}

struct Chunk {
    bytes: Vec<u8>,
    rows: Vec<Row>,
    first_row: u64,
    /// `at` of the last row before this chunk.
    before: Duration,
}

impl Chunk {
    fn has_room(&self, size: usize) -> bool {
        self.rows.len() < ROWS_PER_CHUNK && self.bytes.capacity() - self.bytes.len() >= size
    }

    fn cost(&self) -> usize {
        self.bytes.capacity() + self.rows.capacity() * size_of::<Row>()
    }

    fn end(&self) -> u64 {
        self.first_row + self.rows.len() as u64
    }
}

pub(super) struct Arena {
    chunks: VecDeque<Chunk>,
    budget: usize,
    /// Cost of all chunks but the last, which still grows.
    closed_cost: usize,
    end: u64,
    last_at: Duration,
}

impl Arena {
    pub(super) fn new(budget: usize) -> Self {
        Self { chunks: VecDeque::new(), budget, closed_cost: 0, end: 0, last_at: Duration::ZERO }
    }

    /// Number of the first row still kept.
    pub(super) fn first(&self) -> u64 {
        self.chunks.front().map_or(self.end, |chunk| chunk.first_row)
    }

    /// Number of rows ever pushed.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    pub(super) fn push(&mut self, mut row: Row, message: &[u8]) {
        if !self.chunks.back().is_some_and(|chunk| chunk.has_room(message.len())) {
            self.open_chunk(message.len());
        }
        if let Some(chunk) = self.chunks.back_mut() {
            row.start = chunk.bytes.len();
            row.size = message.len();
            chunk.bytes.extend_from_slice(message);
            chunk.rows.push(row);
        }
        self.end += 1;
        self.last_at = row.at;
    }

    pub(super) fn rows(&self, range: Range<u64>) -> Vec<LogRow> {
        let start = range.start.max(self.first());
        let end = range.end.min(self.end);
        let mut rows = Vec::with_capacity(end.saturating_sub(start) as usize);
        for chunk in self.chunks.iter().skip(self.chunk_index(start)) {
            let from = start.saturating_sub(chunk.first_row) as usize;
            let mut before = match from.checked_sub(1).and_then(|previous| chunk.rows.get(previous)) {
                Some(previous) => previous.at,
                None => chunk.before,
            };
            for (offset, row) in chunk.rows.iter().enumerate().skip(from) {
                let number = chunk.first_row + offset as u64;
                if number >= end {
                    return rows;
                }
                rows.push(log_row(number, row, before));
                before = row.at;
            }
        }
        rows
    }

    pub(super) fn message(&self, row: u64) -> Option<Bytes> {
        let chunk = self.chunks.get(self.chunk_index(row))?;
        let found = chunk.rows.get(usize::try_from(row.checked_sub(chunk.first_row)?).ok()?)?;
        chunk.bytes.get(found.start..found.start + found.size).map(Bytes::copy_from_slice)
    }

    /// The chunk that holds a row, if any does.
    fn chunk_index(&self, row: u64) -> usize {
        self.chunks.partition_point(|chunk| chunk.end() <= row)
    }

    fn open_chunk(&mut self, size: usize) {
        let previous = self.chunks.back().map_or(0, |chunk| chunk.bytes.capacity().max(chunk.bytes.len()));
        let capacity = (previous * 2).clamp(FIRST_CHUNK, LARGEST_CHUNK).max(size);
        self.closed_cost += self.chunks.back().map_or(0, Chunk::cost);
        let spare = self.drop_oldest(capacity);
        let mut chunk = spare.filter(|chunk| chunk.bytes.capacity() >= size).unwrap_or_else(|| Chunk {
            bytes: Vec::with_capacity(capacity),
            rows: Vec::new(),
            first_row: 0,
            before: Duration::ZERO,
        });
        chunk.first_row = self.end;
        chunk.before = self.last_at;
        self.chunks.push_back(chunk);
    }

    /// Makes room for a chunk of `capacity`; hands back the last chunk dropped, emptied, if it is of a size to be
    /// filled again: fresh memory costs more than the copy into it.
    fn drop_oldest(&mut self, capacity: usize) -> Option<Chunk> {
        let mut spare = None;
        while self.closed_cost + capacity > self.budget {
            let Some(mut chunk) = self.chunks.pop_front() else { break };
            self.closed_cost = self.closed_cost.saturating_sub(chunk.cost());
            chunk.bytes.clear();
            chunk.rows.clear();
            spare = (chunk.bytes.capacity() <= LARGEST_CHUNK && chunk.bytes.capacity() >= capacity).then_some(chunk);
        }
        spare
    }
}

fn log_row(number: u64, row: &Row, before: Duration) -> LogRow {
    LogRow {
        row: number,
        direction: row.direction,
        index: row.index,
        at: row.at,
        gap: row.at.saturating_sub(before),
        size: row.size,
        wire_size: row.wire_size,
        compressed: row.compressed,
    }
}
