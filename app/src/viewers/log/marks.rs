//! Rows of a log that the user marked, to come back to.
//! It knows their numbers alone.

use std::collections::BTreeSet;

/// Marked rows.
#[derive(Debug, Clone, Default)]
pub struct Marks(BTreeSet<u64>);

impl Marks {
    /// Marks a row, or takes the mark away.
    pub fn toggle(&mut self, row: u64) {
        if !self.0.remove(&row) {
            self.0.insert(row);
        }
    }

    /// Whether a row is marked.
    pub fn has(&self, row: u64) -> bool {
        self.0.contains(&row)
    }

    /// The next marked row after this one, or the one before; past the last one the first.
    pub fn next(&self, from: Option<u64>, forward: bool) -> Option<u64> {
        match (from, forward) {
            (None, _) => self.0.first(),
            (Some(from), true) => self.0.range(from + 1..).next().or_else(|| self.0.first()),
            (Some(from), false) => self.0.range(..from).next_back().or_else(|| self.0.last()),
        }
        .copied()
    }
}
