//! What wakes a thread that watches or loads: something was heard, or it shall stop.
//! It does not know what was heard.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// Shared by who rings and who waits.
#[derive(Default)]
pub(in crate::engine::runner) struct Bell {
    state: Mutex<State>,
    told: Condvar,
}

#[derive(Default)]
struct State {
    rang: bool,
    stopped: bool,
}

impl Bell {
    /// Something was heard.
    pub(super) fn ring(&self) {
        self.state.lock().rang = true;
        self.told.notify_all();
    }

    /// Whoever waits or works shall end.
    pub(in crate::engine::runner) fn stop(&self) {
        self.state.lock().stopped = true;
        self.told.notify_all();
    }

    pub(in crate::engine::runner) fn is_stopped(&self) -> bool {
        self.state.lock().stopped
    }

    /// Waits for a ring: whether there was one within `patience`; `None` once stopped.
    pub(super) fn wait(&self, patience: Duration) -> Option<bool> {
        let until = Instant::now() + patience;
        let mut state = self.state.lock();
        while !state.stopped && !state.rang {
            if self.told.wait_until(&mut state, until).timed_out() {
                break;
            }
        }
        (!state.stopped).then(|| std::mem::take(&mut state.rang))
    }
}
