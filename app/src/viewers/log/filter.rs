//! Which rows of a log are listed: direction, words in the summary, rows cleared, the view paused.
//! It scans a bounded piece of the log at a time and knows no pixels.

use std::{collections::VecDeque, ops::Range, time::Instant};

use farcall_core::call::{CallSnapshot, Direction, LogRow};

use super::source::{LogSource, Summarise};

/// What is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One direction only.
    pub direction: Option<Direction>,
    /// Words that occur in the summary, in either case.
    pub words: String,
}

impl Filter {
    /// Whether every row is listed.
    pub fn is_all(&self) -> bool {
        self.direction.is_none() && self.words.trim().is_empty()
    }
}

/// How much may be scanned before the next frame.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// At most this many rows.
    pub rows: u64,
    /// Not past this moment.
    pub until: Instant,
}

/// The listed rows, as far as the log was scanned.
#[derive(Debug, Default)]
pub struct ListedRows {
    /// What is listed.
    pub filter: Filter,
    applied: Filter,
    matching: VecDeque<u64>,
    scanned: u64,
    first: u64,
    end: u64,
    cleared: u64,
    held_at: Option<u64>,
}

/// Brings back rows that were cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClearUndo(u64);

impl ListedRows {
    /// Takes in what the log holds now. Returns how many listed rows went away at the front.
    pub fn advance(
        &mut self,
        log: &dyn LogSource,
        now: &CallSnapshot,
        summarise: Summarise<'_>,
        budget: Budget,
    ) -> usize {
        let before = self.first;
        self.first = now.dropped.max(self.cleared);
        self.end = self.held_at.unwrap_or(now.rows).clamp(self.first, now.rows.max(self.first));
        if self.applied != self.filter {
            self.applied = self.filter.clone();
            self.matching.clear();
            self.scanned = self.first;
            return 0;
        }
        if self.filter.is_all() {
            return self.first.saturating_sub(before) as usize;
        }
        let gone = self.matching.iter().take_while(|row| **row < self.first).count();
        self.matching.drain(..gone);
        self.scanned = self.scanned.max(self.first);
        self.scan(log, summarise, budget);
        gone
    }

    /// How many rows are listed.
    pub fn len(&self) -> usize {
        if self.applied.is_all() { (self.end - self.first) as usize } else { self.matching.len() }
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Share of the log that a search has gone through, while it is going on.
    pub fn searching(&self) -> Option<f32> {
        let (done, all) = (self.scanned.saturating_sub(self.first), self.end - self.first);
        (!self.applied.is_all() && done < all).then(|| done as f32 / all as f32)
    }

    /// The row of the log at a place of the list.
    pub fn row_at(&self, place: usize) -> Option<u64> {
        if self.applied.is_all() {
            Some(self.first + place as u64).filter(|row| *row < self.end)
        } else {
            self.matching.get(place).copied()
        }
    }

    /// The place of the first listed row at or after one of the log.
    pub fn place_of(&self, row: u64) -> usize {
        if self.applied.is_all() {
            row.clamp(self.first, self.end).saturating_sub(self.first) as usize
        } else {
            self.matching.partition_point(|matching| *matching < row)
        }
    }

    /// The listed rows at some places.
    pub fn rows(&self, log: &dyn LogSource, places: Range<usize>) -> Vec<LogRow> {
        if self.applied.is_all() {
            return log.rows(self.first + places.start as u64..(self.first + places.end as u64).min(self.end));
        }
        let rows = self.matching.range(places.start.min(self.len())..places.end.min(self.len()));
        rows.filter_map(|row| log.rows(*row..*row + 1).into_iter().next()).collect()
    }

    /// Hides all rows there are now.
    pub fn clear(&mut self) -> ClearUndo {
        let undo = ClearUndo(self.cleared);
        self.cleared = self.end;
        undo
    }

    /// Shows them again.
    pub fn undo_clear(&mut self, undo: ClearUndo) {
        self.cleared = undo.0;
        self.matching.clear();
        self.scanned = 0;
    }

    /// Whether the view is held while the call goes on.
    pub fn is_paused(&self) -> bool {
        self.held_at.is_some()
    }

    /// Holds the view, or lets it go on.
    pub fn set_paused(&mut self, paused: bool) {
        self.held_at = paused.then_some(self.end);
    }

    /// How many rows of the log are not listed because the view is held.
    pub fn held_back(&self, now: &CallSnapshot) -> u64 {
        self.held_at.map_or(0, |end| now.rows.saturating_sub(end))
    }

    fn scan(&mut self, log: &dyn LogSource, summarise: Summarise<'_>, budget: Budget) {
        const STEP: u64 = 64;
        const LARGE_BYTES: usize = 16 * 1024;
        let words = self.filter.words.trim().to_lowercase();
        let last = self.end.min(self.scanned.saturating_add(budget.rows));
        while self.scanned < last {
            let step_end = (self.scanned + STEP).min(last);
            for row in log.rows(self.scanned..step_end) {
                if self.matches(log, &row, summarise, &words) {
                    self.matching.push_back(row.row);
                }
                self.scanned = row.row + 1;
                if row.size > LARGE_BYTES && Instant::now() >= budget.until {
                    return;
                }
            }
            self.scanned = step_end;
            if Instant::now() >= budget.until {
                break;
            }
        }
    }

    fn matches(&self, log: &dyn LogSource, row: &LogRow, summarise: Summarise<'_>, words: &str) -> bool {
        if self.filter.direction.is_some_and(|direction| direction != row.direction) {
            return false;
        }
        words.is_empty()
            || log.message(row.row).is_some_and(|message| {
                let summary = summarise(row.direction, &message).text.to_lowercase();
                words.split_whitespace().all(|word| summary.contains(word))
            })
    }
}
