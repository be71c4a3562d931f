//! A channel that nobody calls lets its connections go (grpc `doc/connectivity-semantics-and-api.md`, "IDLE").
//! It watches; what going idle means is the channel's.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use tokio::{task::AbortHandle, time::sleep};

use super::Inner;

/// Looks in one idle timeout.
const LOOKS: u32 = 10;

/// Whether a channel is called.
#[derive(Debug, Default)]
pub(super) struct Resting {
    /// Since the last look.
    is_disturbed: AtomicBool,
    is_watched: AtomicBool,
    watcher: Mutex<Option<AbortHandle>>,
}

impl Drop for Resting {
    fn drop(&mut self) {
        if let Some(watcher) = self.watcher.get_mut().take() {
            watcher.abort();
        }
    }
}

impl Resting {
    /// A call began. Read before it is written: calls on many threads share it.
    pub(super) fn disturb(&self) {
        if !self.is_disturbed.load(Ordering::Relaxed) {
            self.is_disturbed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it has, or may have, a connection to let go of.
    pub(super) fn is_watched(&self) -> bool {
        self.is_watched.load(Ordering::Relaxed)
    }
}

/// Watches a channel that leaves idle, until it is idle again.
pub(super) fn begin(inner: &Arc<Inner>) {
    if inner.resting.is_watched.swap(true, Ordering::SeqCst) {
        return;
    }
    let tick = inner.maker.options.idle_timeout / LOOKS;
    let weak = Arc::downgrade(inner);
    let watcher = tokio::spawn(async move {
        let mut quiet = 0;
        while quiet < LOOKS {
            sleep(tick).await;
            let Some(inner) = weak.upgrade() else { return };
            let is_quiet = !inner.resting.is_disturbed.swap(false, Ordering::Relaxed) && !inner.is_busy();
            quiet = if is_quiet { quiet + 1 } else { 0 };
        }
        if let Some(inner) = weak.upgrade() {
            inner.resting.is_watched.store(false, Ordering::SeqCst);
            // Who asked for a connection just now believed it to be watched.
            match inner.is_busy() {
                true => begin(&inner),
                false => inner.go_idle(),
            }
        }
    });
    *inner.resting.watcher.lock() = Some(watcher.abort_handle());
}
