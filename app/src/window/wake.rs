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

/// At most one frame in this time follows from news.
pub(super) const WAKE_AFTER: Duration = Duration::from_millis(33);
/// Likewise in a rush of messages: each frame is time that reading them does not get where a processor draws.
const WAKE_IN_A_RUSH: Duration = Duration::from_millis(125);
/// Messages from one look to the next that are a rush.
const RUSH: u64 = 2_000;

/// Shared between the window and whoever has news.
#[derive(Clone, Default)]
pub(super) struct Wake(Arc<State>);

#[derive(Default)]
struct State {
    is_woken: AtomicBool,
    is_rush: AtomicBool,
}

impl Wake {
    /// The window looks now; `messages` came since it looked last.
    pub(super) fn looked(&self, messages: u64) {
        self.0.is_rush.store(messages >= RUSH, Ordering::Relaxed);
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
