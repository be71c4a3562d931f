//! How fast the messages of a call are read: a rate that may change while the call runs, and what waits unread.
//! It reads nothing; the runner does, as slowly as this says.

mod rate;
#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Waker},
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use crate::transport::STREAM_WINDOW;

pub use rate::{NotARate, RateUnit, ReadRate};

/// A server that was held back so long ago counts as held back: each message that is read lets it go on for a moment.
const LINGERS: Duration = Duration::from_secs(1);

/// Shared by a call that is read slowly and by whoever shows or changes its rate.
#[derive(Debug)]
pub struct ReadPace {
    state: Mutex<State>,
    unread: AtomicU64,
    began_slow: bool,
}

#[derive(Debug)]
struct State {
    rate: Option<ReadRate>,
    reader: Option<Waker>,
    held_back: Option<HeldBack>,
}

/// When the server was seen to be held back.
#[derive(Debug, Clone, Copy)]
struct HeldBack {
    first: Instant,
    last: Instant,
}

impl ReadPace {
    /// What a server may send of an answer that is read slowly before it has to wait: the window of HTTP/2 as it comes
    /// (RFC 9113, 6.9.2), in bytes.
    pub const WINDOW: u32 = 65_535;

    /// A pace to begin a call with; `None`: as fast as messages come.
    ///
    /// A call that begins with a rate has a connection of its own, whose window is [`ReadPace::WINDOW`]. One that begins
    /// without may be slowed down later all the same, but its server may be as far ahead as the window of its connection
    /// lets it: [`ReadPace::window_bytes`].
    pub fn new(rate: Option<ReadRate>) -> Arc<Self> {
        let state = Mutex::new(State { rate, reader: None, held_back: None });
        Arc::new(Self { state, unread: AtomicU64::new(0), began_slow: rate.is_some() })
    }

    /// Whether a call of this pace is to have a connection of its own: it begins with a rate.
    pub fn wants_connection(&self) -> bool {
        self.began_slow
    }

    /// What the server may send ahead of what is read, in bytes.
    pub fn window_bytes(&self) -> u32 {
        if self.began_slow { Self::WINDOW } else { STREAM_WINDOW }
    }

    /// The rate now; `None`: as fast as messages come.
    pub fn rate(&self) -> Option<ReadRate> {
        self.state.lock().rate
    }

    /// Reads at this rate from here on; `None`: as fast as messages come.
    pub fn set(&self, rate: Option<ReadRate>) {
        let reader = {
            let mut state = self.state.lock();
            state.rate = rate;
            if rate.is_none() {
                state.held_back = None;
            }
            state.reader.take()
        };
        reader.into_iter().for_each(Waker::wake);
    }

    /// Bytes that were received and are not read yet; a server may send [`ReadPace::window_bytes`] of them.
    pub fn unread_bytes(&self) -> u64 {
        self.unread.load(Ordering::Relaxed)
    }

    /// Whether the server used up its window, so that it has to wait until more is read (RFC 9113, 5.2.1).
    pub fn is_held_back(&self) -> bool {
        self.held_back().is_some()
    }

    /// For how long the rate has held the server back, and which it is. That it may go on for a moment with each message
    /// that is read makes no difference; `None` once it has not used up its window for a second.
    pub fn held_back(&self) -> Option<(ReadRate, Duration)> {
        let state = self.state.lock();
        let held = state.held_back.filter(|held| held.last.elapsed() <= LINGERS)?;
        Some((state.rate?, held.first.elapsed()))
    }

    /// The rate, for the reader, which is woken when it changes.
    pub(super) fn poll_rate(&self, cx: &Context<'_>) -> Option<ReadRate> {
        let mut state = self.state.lock();
        if !state.reader.as_ref().is_some_and(|reader| reader.will_wake(cx.waker())) {
            state.reader = Some(cx.waker().clone());
        }
        state.rate
    }

    /// Told by the reader: what waits, and whether the window has room.
    pub(super) fn note(&self, unread: u64, is_held_back: bool) {
        self.unread.store(unread, Ordering::Relaxed);
        if is_held_back {
            let now = Instant::now();
            let mut state = self.state.lock();
            let before = state.held_back.filter(|held| now.saturating_duration_since(held.last) <= LINGERS);
            state.held_back = Some(HeldBack { first: before.map_or(now, |held| held.first), last: now });
        }
    }
}
