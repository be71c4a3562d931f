//! Sending prepared messages at a steady pace: one now, the next after a while, several times over if asked for.
//! It encodes nothing and ends no call; a call that is over ends it.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::time::MissedTickBehavior;

use super::{CallHandle, Outbound};

/// The shortest time between two messages.
const SHORTEST: Duration = Duration::from_millis(1);

/// How often and how many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cadence {
    every: Duration,
    rounds: NonZeroU32,
}

impl Cadence {
    /// All messages once, this long apart; at least a millisecond.
    pub fn every(every: Duration) -> Self {
        Self { every: every.max(SHORTEST), rounds: NonZeroU32::MIN }
    }

    /// All messages this many times.
    #[must_use]
    pub fn times(self, rounds: NonZeroU32) -> Self {
        Self { rounds, ..self }
    }

    /// The time between two messages.
    pub fn interval(&self) -> Duration {
        self.every
    }

    /// How many messages go out of so many prepared ones.
    pub fn total(&self, messages: usize) -> u64 {
        messages as u64 * u64::from(self.rounds.get())
    }
}

/// How far a cadence is, for whoever shows it.
#[derive(Debug)]
pub struct CadenceProgress {
    total: u64,
    sent: AtomicU64,
    ended: AtomicBool,
    next: Mutex<Option<Instant>>,
}

impl CadenceProgress {
    /// Of a cadence over so many messages, before it begins.
    pub fn new(cadence: &Cadence, messages: usize) -> Self {
        let total = cadence.total(messages);
        Self { total, sent: AtomicU64::new(0), ended: AtomicBool::new(false), next: Mutex::new(None) }
    }

    /// Messages handed to the call.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// All that will be.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether more will be sent.
    pub fn is_running(&self) -> bool {
        !self.ended.load(Ordering::Acquire)
    }

    /// When the next message goes out, once one did.
    pub fn next(&self) -> Option<Instant> {
        self.next.lock().filter(|_| self.is_running())
    }

    /// Nothing more will be sent.
    pub fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }
}

/// Sends the messages at their pace; what is late delays what follows, nothing goes out in a burst. True if all went
/// out, false if the call was over before.
pub async fn send_paced(handle: &CallHandle, messages: &[Bytes], cadence: Cadence, progress: &CadenceProgress) -> bool {
    let mut ticks = tokio::time::interval(cadence.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..cadence.rounds.get() {
        for message in messages {
            ticks.tick().await;
            if handle.send(Outbound::Message(message.clone())).await.is_err() {
                progress.end();
                return false;
            }
            progress.sent.fetch_add(1, Ordering::Relaxed);
            *progress.next.lock() = Instant::now().checked_add(cadence.every);
        }
    }
    progress.end();
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::{
        call::{self, CallSpec},
        schema::{MethodKind, MethodPath},
    };

    fn spec() -> CallSpec {
        CallSpec::new(MethodPath::parse("a.S/M").unwrap(), MethodKind::BidiStreaming)
    }

    fn messages() -> Vec<Bytes> {
        vec![Bytes::from_static(b"a"), Bytes::from_static(b"b")]
    }

    #[tokio::test]
    async fn each_round_sends_every_message_in_order_and_apart() {
        let (handle, mut call) = call::new(spec());
        let every = Duration::from_millis(5);
        let cadence = Cadence::every(every).times(NonZeroU32::new(3).unwrap());
        let progress = CadenceProgress::new(&cadence, 2);
        assert_eq!((progress.sent(), progress.total(), progress.next()), (0, 6, None));
        let begun = Instant::now();
        assert!(send_paced(&handle, &messages(), cadence, &progress).await);
        assert!(begun.elapsed() >= every * 5, "six messages have five pauses between them");
        assert_eq!((progress.sent(), progress.is_running(), progress.next()), (6, false, None));
        let mut sent = String::new();
        while let Ok(Outbound::Message(bytes)) = call.outbound.try_recv() {
            sent.push_str(std::str::from_utf8(&bytes).unwrap());
        }
        assert_eq!(sent, "ababab");
    }

    #[tokio::test]
    async fn a_call_that_is_over_ends_it() {
        let (handle, call) = call::new(spec());
        drop(call);
        let cadence = Cadence::every(Duration::ZERO).times(NonZeroU32::MAX);
        assert_eq!(cadence.interval(), SHORTEST);
        let progress = CadenceProgress::new(&cadence, 2);
        assert!(!send_paced(&handle, &messages(), cadence, &progress).await);
        assert_eq!((progress.sent(), progress.is_running()), (0, false));
    }
}
