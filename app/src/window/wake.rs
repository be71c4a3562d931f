//! When the window looks at news: once for all that came since it looked last, and less often where more comes than anyone
//! could read. It knows counts, not what they count.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use egui::Context;
use farcall_core::call::CallSnapshot;

/// At most one frame in this time follows from news.
pub(super) const WAKE_AFTER: Duration = Duration::from_millis(33);
/// Likewise in a rush of messages: each frame is time that reading them does not get where a processor draws.
const WAKE_IN_A_RUSH: Duration = Duration::from_millis(125);
/// What is a rush, from one look to the next: so many messages,
const RUSH_ROWS: u64 = 2_000;
/// or so many bytes of them.
const RUSH_BYTES: u64 = 2 << 20;

/// Shared between the window and whoever has news.
#[derive(Clone, Default)]
pub(super) struct Wake(Arc<State>);

#[derive(Default)]
struct State {
    is_woken: AtomicBool,
    is_rush: AtomicBool,
}

/// What stands in the logs of running calls.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Logged {
    /// Rows.
    pub(super) rows: u64,
    /// Bytes of their messages.
    pub(super) bytes: u64,
}

impl Logged {
    /// Of all these calls.
    pub(super) fn of<'a>(calls: impl Iterator<Item = &'a CallSnapshot>) -> Self {
        calls.fold(Self::default(), |sum, call| Self {
            rows: sum.rows + call.rows,
            bytes: sum.bytes + call.sent_bytes + call.received_bytes,
        })
    }

    fn is_rush_since(self, before: Self) -> bool {
        self.rows.saturating_sub(before.rows) >= RUSH_ROWS || self.bytes.saturating_sub(before.bytes) >= RUSH_BYTES
    }
}

impl Wake {
    /// The window looks now, and finds so much; when it looked last it found what was there `before`.
    pub(super) fn looked(&self, found: Logged, before: Logged) {
        self.0.is_rush.store(found.is_rush_since(before), Ordering::Relaxed);
    }

    /// The window is about to look: what comes from now on is news.
    pub(super) fn look(&self) {
        self.0.is_woken.store(false, Ordering::Release);
    }

    /// Wakes the window once for all news until it looks.
    pub(super) fn waker(&self, ctx: &Context) -> impl Fn() + Send + Sync + 'static {
        let (state, ctx) = (Arc::clone(&self.0), ctx.clone());
        move || {
            if !state.is_woken.swap(true, Ordering::AcqRel) {
                let is_rush = state.is_rush.load(Ordering::Relaxed);
                ctx.request_repaint_after(if is_rush { WAKE_IN_A_RUSH } else { WAKE_AFTER });
            }
        }
    }
}
