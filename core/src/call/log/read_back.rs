//! Rows of files that were read back for whoever looks at them, and those that are still to be: a few megabytes, those in
//! sight last. It reads nothing and knows no file.

use std::{collections::VecDeque, ops::Range};

use super::{page::Page, part::LogPart, row::LogRow};

/// What is kept of them, in bytes.
const KEPT: usize = 8 << 20;
/// Rows that may wait to be read back: what was in sight before is not worth a read.
const WANTED: usize = 64;

#[derive(Default)]
pub(super) struct ReadBack {
    /// Those of the last read last.
    parts: VecDeque<LogPart>,
    /// Rows to be read back, the last first.
    wanted: VecDeque<u64>,
}

impl ReadBack {
    /// The rows around one, if it was read back.
    pub(super) fn part(&self, row: u64) -> Option<&LogPart> {
        self.parts.iter().find(|part| part.range().contains(&row))
    }

    /// The rows of a range, as far as they were read back; the first of each run of those that were not is wanted.
    pub(super) fn rows(&self, range: Range<u64>, rows: &mut Vec<LogRow>, wanted: &mut Vec<u64>) {
        let mut next = range.start;
        while next < range.end {
            match self.part(next) {
                Some(part) => {
                    let kept = part.rows().iter().skip_while(|row| row.row < next);
                    rows.extend(kept.take_while(|row| row.row < range.end).cloned());
                    next = part.range().end;
                }
                None => {
                    wanted.push(next);
                    let starts = self.parts.iter().map(|part| part.range().start);
                    next = starts.filter(|start| *start > next).min().unwrap_or(range.end);
                }
            }
        }
    }

    /// These are to be read back, as many as may wait.
    pub(super) fn want(&mut self, rows: impl IntoIterator<Item = u64>) {
        for row in rows.into_iter().take(WANTED) {
            self.wanted.retain(|wanted| *wanted != row);
            self.wanted.push_back(row);
            if self.wanted.len() > WANTED {
                self.wanted.pop_front();
            }
        }
    }

    /// Whether any is to be read back.
    pub(super) fn is_wanted(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// The row to be read back next that `lies` somewhere, with what that says of it.
    pub(super) fn next_wanted<T>(&mut self, lies: impl Fn(u64) -> Option<T>) -> Option<T> {
        while let Some(row) = self.wanted.back().copied() {
            match lies(row).filter(|_| self.part(row).is_none()) {
                Some(place) => return Some(place),
                None => drop(self.wanted.pop_back()),
            }
        }
        None
    }

    /// A page that was read back: what is wanted of it is kept for a while.
    pub(super) fn take(&mut self, page: &Page) {
        let rows = page.facts().first_row..page.facts().end();
        while let Some(at) = self.wanted.iter().rposition(|row| rows.contains(row)) {
            let Some(row) = self.wanted.remove(at) else { break };
            if self.part(row).is_none() {
                self.parts.push_back(LogPart::around(page, (row - rows.start) as usize));
            }
        }
        while self.parts.len() > 1 && self.parts.iter().map(LogPart::cost).sum::<usize>() > KEPT {
            self.parts.pop_front();
        }
    }

    /// Nobody wants the rows before one any more.
    pub(super) fn clear_before(&mut self, row: u64) {
        self.parts.retain(|part| part.range().end > row);
        self.wanted.retain(|wanted| *wanted >= row);
    }
}
