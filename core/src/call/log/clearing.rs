//! How far a log is to be cleared, and from where on it is held by who has still to read it. It clears nothing.

use std::sync::{
    Arc, Weak,
    atomic::{AtomicU64, Ordering},
};

/// Rows that nobody wants, and rows that somebody holds.
#[derive(Default)]
pub(super) struct Clearing {
    wanted: u64,
    held: Vec<Weak<AtomicU64>>,
}

impl Clearing {
    /// Nobody wants the rows before this one any more.
    pub(super) fn want(&mut self, row: u64) {
        self.wanted = self.wanted.max(row);
    }

    /// The row before which all may go now; `None`: nothing.
    pub(super) fn may_go(&mut self) -> Option<u64> {
        self.held.retain(|held| held.strong_count() > 0);
        let held = self.held.iter().filter_map(Weak::upgrade).map(|held| held.load(Ordering::Acquire));
        held.chain([self.wanted]).min().filter(|row| *row > 0)
    }

    pub(super) fn hold(&mut self, from: u64) -> Arc<AtomicU64> {
        let held = Arc::new(AtomicU64::new(from));
        self.held.push(Arc::downgrade(&held));
        held
    }
}
