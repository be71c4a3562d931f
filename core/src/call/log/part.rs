//! A run of rows that lie together in a log, with their bytes: what a search or an export walks.
//! It shares a page with the log and goes on to hold it when the log lets go.

use std::{ops::Range, sync::Arc};

use super::{page::Page, row::LogRow};

/// Rows one after another, and their messages.
#[derive(Debug, Clone)]
pub struct LogPart {
    rows: Vec<LogRow>,
    messages: Messages,
}

#[derive(Debug, Clone)]
enum Messages {
    /// From this byte of a page on.
    Shared(Arc<Page>, usize),
    /// Of the page that is still being filled.
    Copied(Vec<u8>),
}

impl LogPart {
    /// The rows of a page from a place on.
    pub(super) fn shared(page: Arc<Page>, from: usize) -> Self {
        let rows = page.rows(from..page.facts().rows).collect();
        let start = page.start(from);
        Self { rows, messages: Messages::Shared(page, start) }
    }

    /// Some rows of a page that goes on to change, or that is not to be held.
    pub(super) fn copied(page: &Page, places: Range<usize>) -> Self {
        let messages = page.messages(places.clone()).to_vec();
        Self { rows: page.rows(places).collect(), messages: Messages::Copied(messages) }
    }

    /// What is likely to be in sight together with a row: those around it, as far as they are not large.
    pub(super) fn around(page: &Page, place: usize) -> Self {
        const ROWS: usize = 96;
        const BYTES: usize = 96 << 10;
        let (middle, end) = (page.start(place), page.start(place + 1));
        let fits = |at: usize| page.start(at) + BYTES >= middle && page.start(at) <= end + BYTES;
        let from = (place.saturating_sub(ROWS)..=place).find(|at| fits(*at)).unwrap_or(place);
        let last = page.facts().rows.min(place + ROWS);
        let to = (place + 1..=last).rev().find(|at| fits(*at)).unwrap_or(place + 1);
        Self::copied(page, from..to)
    }

    /// What it takes in memory.
    pub(super) fn cost(&self) -> usize {
        let copied = match &self.messages {
            Messages::Shared(..) => 0,
            Messages::Copied(bytes) => bytes.len(),
        };
        copied + self.rows.len() * size_of::<LogRow>()
    }

    pub(super) fn rows(&self) -> &[LogRow] {
        &self.rows
    }

    /// The message of a row.
    pub(super) fn message(&self, row: u64) -> Option<&[u8]> {
        self.messages().find(|(kept, _)| kept.row == row).map(|(_, message)| message)
    }

    /// The numbers of its rows; never empty.
    pub fn range(&self) -> Range<u64> {
        let first = self.rows.first().map_or(0, |row| row.row);
        first..first + self.rows.len() as u64
    }

    /// Each row with its message.
    pub fn messages(&self) -> impl Iterator<Item = (&LogRow, &[u8])> {
        let (bytes, mut start) = match &self.messages {
            Messages::Shared(page, start) => (page.bytes(), *start),
            Messages::Copied(bytes) => (bytes.as_slice(), 0),
        };
        self.rows.iter().map(move |row| {
            let end = start + row.size;
            let message = bytes.get(start..end).unwrap_or_default();
            start = end;
            (row, message)
        })
    }
}
