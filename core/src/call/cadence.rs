//! Sending prepared messages by themselves: at a steady pace or one on each reply, several times over or until stopped.
//! It encodes nothing and ends no call; a call that is over ends it.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use bytes::Bytes;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::time::{Interval, MissedTickBehavior};

use super::{CallHandle, Outbound, Replies};

/// The shortest time between two messages.
const SHORTEST: Duration = Duration::from_millis(1);

/// When the next message goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// This long after the one before; at least a millisecond.
    Every(Duration),
    /// Once a message came since the one before was handed to the call.
    OnReply,
}

/// When the next message goes out, and how many times all of them do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Cadence {
    pace: Pace,
    /// `None`: until stopped.
    rounds: Option<NonZeroU32>,
}

/// As files hold it: `{ "every_ms": 500, "times": 3 }`, `{ "on_reply": true, "until_stopped": true }`.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    on_reply: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<NonZeroU32>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    until_stopped: bool,
}

impl Default for Cadence {
    /// One a second, all of them once.
    fn default() -> Self {
        Self::every(Duration::from_secs(1))
    }
}

impl Cadence {
    /// All messages once, this long apart; at least a millisecond.
    pub fn every(every: Duration) -> Self {
        Self { pace: Pace::Every(every.max(SHORTEST)), rounds: Some(NonZeroU32::MIN) }
    }

    /// All messages once: the first now, each other once a message came.
    pub fn on_reply() -> Self {
        Self { pace: Pace::OnReply, rounds: Some(NonZeroU32::MIN) }
    }

    /// All messages this many times.
    #[must_use]
    pub fn times(self, rounds: NonZeroU32) -> Self {
        Self { rounds: Some(rounds), ..self }
    }

    /// All messages over and over, until it is stopped or the call ends.
    #[must_use]
    pub fn until_stopped(self) -> Self {
        Self { rounds: None, ..self }
    }

    /// When the next message goes out.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// How many times all messages go out; `None`: until stopped.
    pub fn rounds(&self) -> Option<NonZeroU32> {
        self.rounds
    }

    /// The time between two messages, where that is what it goes by.
    pub fn interval(&self) -> Option<Duration> {
        match self.pace {
            Pace::Every(every) => Some(every),
            Pace::OnReply => None,
        }
    }

    /// How many messages go out of so many prepared ones; `None`: until stopped.
    pub fn total(&self, messages: usize) -> Option<u64> {
        self.rounds.map(|rounds| messages as u64 * u64::from(rounds.get()))
    }
}

impl From<Written> for Cadence {
    fn from(written: Written) -> Self {
        let every = written.every_ms.map_or(Duration::from_secs(1), Duration::from_millis);
        let once = if written.on_reply { Self::on_reply() } else { Self::every(every) };
        match (written.until_stopped, written.times) {
            (true, _) => once.until_stopped(),
            (false, Some(times)) => once.times(times),
            (false, None) => once,
        }
    }
}

impl From<Cadence> for Written {
    fn from(cadence: Cadence) -> Self {
        Self {
            every_ms: cadence.interval().map(|every| u64::try_from(every.as_millis()).unwrap_or(u64::MAX)),
            on_reply: cadence.pace == Pace::OnReply,
            times: cadence.rounds.filter(|times| *times > NonZeroU32::MIN),
            until_stopped: cadence.rounds.is_none(),
        }
    }
}

/// How far a cadence is, for whoever shows it.
#[derive(Debug)]
pub struct CadenceProgress {
    pace: Pace,
    total: Option<u64>,
    sent: AtomicU64,
    ended: AtomicBool,
    next: Mutex<Option<Instant>>,
}

impl CadenceProgress {
    /// Of a cadence over so many messages, before it begins.
    pub fn new(cadence: &Cadence, messages: usize) -> Self {
        Self {
            pace: cadence.pace,
            total: cadence.total(messages),
            sent: AtomicU64::new(0),
            ended: AtomicBool::new(false),
            next: Mutex::new(None),
        }
    }

    /// Messages handed to the call.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// All that will be; `None`: until stopped.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Whether more will be sent.
    pub fn is_running(&self) -> bool {
        !self.ended.load(Ordering::Acquire)
    }

    /// When the next message goes out, once one did and where that is known.
    pub fn next(&self) -> Option<Instant> {
        self.next.lock().filter(|_| self.is_running())
    }

    /// Whether the next one waits for a message to come.
    pub fn waits_for_reply(&self) -> bool {
        self.pace == Pace::OnReply && self.is_running() && self.sent() > 0
    }

    /// Nothing more will be sent.
    pub fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }
}

/// Sends the messages as the cadence says; what is late delays what follows, nothing goes out in a burst. True if all
/// went out, false if the call was over before.
pub async fn send_paced(handle: &CallHandle, messages: &[Bytes], cadence: Cadence, progress: &CadenceProgress) -> bool {
    let went_out = send_rounds(handle, messages, cadence, progress).await;
    progress.end();
    went_out
}

async fn send_rounds(handle: &CallHandle, messages: &[Bytes], cadence: Cadence, progress: &CadenceProgress) -> bool {
    let mut metronome = Metronome::new(cadence.pace, handle);
    let mut left = cadence.rounds.map(NonZeroU32::get);
    while left != Some(0) && !messages.is_empty() {
        left = left.map(|left| left - 1);
        for message in messages {
            if !metronome.next().await || handle.send(Outbound::Message(message.clone())).await.is_err() {
                return false;
            }
            progress.sent.fetch_add(1, Ordering::Relaxed);
            *progress.next.lock() = cadence.interval().and_then(|every| Instant::now().checked_add(every));
        }
    }
    true
}

/// Says when the next message may go out.
pub struct Metronome(Beat);

enum Beat {
    Every(Interval),
    OnReply {
        replies: Replies,
        /// Messages that had come when the last one went out; `None` before the first.
        before: Option<u64>,
    },
}

impl Metronome {
    /// For a call; the first message may go out at once.
    pub fn new(pace: Pace, handle: &CallHandle) -> Self {
        Self(match pace {
            Pace::Every(every) => {
                let mut ticks = tokio::time::interval(every.max(SHORTEST));
                ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
                Beat::Every(ticks)
            }
            Pace::OnReply => Beat::OnReply { replies: handle.replies(), before: None },
        })
    }

    /// Waits until the next message may go out. False if the call was over before.
    pub async fn next(&mut self) -> bool {
        match &mut self.0 {
            Beat::Every(ticks) => {
                ticks.tick().await;
                true
            }
            Beat::OnReply { replies, before } => {
                let came = match before {
                    Some(before) => replies.more_than(*before).await,
                    None => true,
                };
                *before = Some(replies.came());
                came
            }
        }
    }
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
        assert_eq!((progress.sent(), progress.total(), progress.next()), (0, Some(6), None));
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
        let cadence = Cadence::every(Duration::ZERO).until_stopped();
        assert_eq!((cadence.interval(), cadence.total(2)), (Some(SHORTEST), None));
        let progress = CadenceProgress::new(&cadence, 2);
        assert!(!send_paced(&handle, &messages(), cadence, &progress).await);
        assert_eq!((progress.sent(), progress.is_running()), (0, false));
    }

    #[test]
    fn files_hold_a_cadence_in_words() {
        let three = NonZeroU32::new(3).unwrap();
        for (cadence, written) in [
            (Cadence::every(Duration::from_millis(500)).times(three), r#"{"every_ms":500,"times":3}"#),
            (Cadence::every(Duration::from_secs(1)), r#"{"every_ms":1000}"#),
            (Cadence::on_reply().until_stopped(), r#"{"on_reply":true,"until_stopped":true}"#),
        ] {
            assert_eq!(serde_json::to_string(&cadence).unwrap(), written);
            assert_eq!(serde_json::from_str::<Cadence>(written).unwrap(), cadence);
        }
        assert_eq!(serde_json::from_str::<Cadence>("{}").unwrap(), Cadence::default());
        assert!(serde_json::from_str::<Cadence>(r#"{"times":0}"#).is_err());
    }
}
