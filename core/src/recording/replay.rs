//! The requests of a recorded call sent again on another one: at the times they went out, at once, or at a pace.
//! It opens no call; whoever does brings its handle.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep, sleep_until};

use super::{head::RecordingHead, original::Original};
use crate::{
    call::{CallHandle, CallLog, CallPhase, CallSpec, Direction, Outbound},
    metadata::{Entry, Row, Secret},
};

/// How often it is looked whether enough came back.
const LOOK: Duration = Duration::from_millis(20);
/// Request headers that are not the user's: every call makes its own.
const MADE_ANEW: [&str; 4] = ["te", "content-type", "user-agent", "traceparent"];

/// When requests go out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReplayPace {
    /// As long after the first as they did.
    #[default]
    Original,
    /// One after another, as fast as they are taken.
    AtOnce,
    /// This long apart.
    Every(Duration),
}

/// What is sent again.
#[derive(Clone)]
pub struct Replay {
    /// The recorded call.
    pub original: Original,
    /// When its requests go out.
    pub pace: ReplayPace,
    /// Cancel the call once it received so many messages: the recorded one was cancelled, was cut off, or is not known to
    /// have ended, and would go on for ever.
    pub enough: Option<u64>,
}

impl Replay {
    /// The requests of a recorded call.
    pub fn of(original: Original, pace: ReplayPace) -> Self {
        let enough = original.enough();
        Self { original, pace, enough }
    }

    /// Sends the requests and closes the sending side; then cancels the call once enough came back, as `into`, its log,
    /// tells. Ends with the call.
    pub async fn drive(&self, handle: &CallHandle, into: &CallLog) {
        if self.send(handle).await && handle.send(Outbound::HalfClose).await.is_ok() {
            self.end(handle, into).await;
        }
    }

    /// False if the call was over before.
    async fn send(&self, handle: &CallHandle) -> bool {
        let began = Instant::now();
        let mut first = None;
        let mut next = began;
        let (mut from, until) = (0, self.original.end_of_requests().unwrap_or(u64::MAX));
        loop {
            let log = self.original.log.clone();
            // A part may have to be read from disk.
            let read = tokio::task::spawn_blocking(move || requests_from(&log, from, until)).await;
            let Ok(Some((requests, end))) = read else {
                return true;
            };
            from = end;
            for (at, bytes) in requests {
                let first = *first.get_or_insert(at);
                match self.pace {
                    ReplayPace::Original => sleep_until(began + at.saturating_sub(first)).await,
                    ReplayPace::AtOnce => {}
                    ReplayPace::Every(every) => {
                        sleep_until(next).await;
                        next = Instant::now() + every;
                    }
                }
                if handle.send(Outbound::Message(bytes)).await.is_err() {
                    return false;
                }
            }
        }
    }

    async fn end(&self, handle: &CallHandle, into: &CallLog) {
        let Some(enough) = self.enough else { return };
        loop {
            let now = into.snapshot();
            if now.phase == CallPhase::Finished {
                return;
            }
            if now.received >= enough {
                return handle.cancel();
            }
            sleep(LOOK).await;
        }
    }
}

/// The requests of one part of a log with their times, and where the next part begins; `None` at its end, or `until` a row.
fn requests_from(log: &CallLog, from: u64, until: u64) -> Option<(Vec<(Duration, Bytes)>, u64)> {
    let part = log.part(from).filter(|part| part.range().start < until)?;
    let messages = part.messages().take_while(|(row, _)| row.row < until);
    let sent = messages.filter(|(row, _)| row.direction == Direction::Sent);
    let requests = sent.map(|(row, bytes)| (row.at, Bytes::copy_from_slice(bytes))).collect();
    Some((requests, part.range().end))
}

impl RecordingHead {
    /// What the call is made with again: its timeout and its choices; metadata comes from [`replayed_metadata`].
    pub fn spec(&self) -> CallSpec {
        let mut spec = CallSpec { timeout: self.timeout, ..CallSpec::new(self.method.clone(), self.kind) };
        self.options.apply(&mut spec);
        spec
    }
}

/// The metadata that a user gave a recorded call, as rows; secrets that were not recorded are `{{secret:KEY}}`.
pub fn replayed_metadata(log: &CallLog) -> Vec<Row> {
    let Some(opened) = log.opened() else { return Vec::new() };
    let is_users = |entry: &&Entry| !entry.key.starts_with("grpc-") && !MADE_ANEW.contains(&entry.key.as_str());
    let row = |entry: &Entry| Row::new(entry.key.clone(), String::from_utf8_lossy(&entry.value));
    opened.request_headers.iter().filter(is_users).map(row).collect()
}

/// Whether a row's value is a secret that was not recorded.
pub fn is_withheld(row: &Row) -> bool {
    Secret::new(row.value.trim()).is_placeholder()
}
