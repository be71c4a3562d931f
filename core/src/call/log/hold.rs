//! A hold on rows of a log: whoever writes a log down has them until it has.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::shared::Shared;

/// Keeps rows from being cleared. Budgets are not held up by it.
pub struct LogHold {
    log: Arc<Shared>,
    from: Option<Arc<AtomicU64>>,
}

impl LogHold {
    pub(super) fn new(log: Arc<Shared>, from: Arc<AtomicU64>) -> Self {
        Self { log, from: Some(from) }
    }

    /// What stands before a row is held no longer.
    pub fn advance(&self, row: u64) {
        if let Some(from) = &self.from
            && from.swap(row, Ordering::AcqRel) != row
        {
            self.log.clear();
        }
    }
}

impl Drop for LogHold {
    fn drop(&mut self) {
        self.from = None;
        self.log.clear();
    }
}
