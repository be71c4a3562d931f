//! What came back from a replay against what was recorded: response by response, then the status. It shows nothing.
//! Headers and trailers are not compared: they hold dates and identifiers of their own.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;

use super::original::{Original, responses};
use crate::{
    call::{CallLog, Direction, LogTrouble},
    message::{CompareOptions, Comparison, compare_while},
    schema::MessageDescriptor,
    status::Status,
};

/// Responses that are told with their differences; the rest is counted.
const MOST_TOLD: usize = 1_000;
/// Rows that are told of one response.
const MOST_ROWS: usize = 100;

/// How a replay compares.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReplayOutcome {
    /// Responses that differ, in order; at most 1,000 of them.
    pub differences: Vec<MessageDifference>,
    /// Responses that say the same.
    pub equal: u64,
    /// Responses on both sides that differ.
    pub changed: u64,
    /// Responses that were recorded and did not come back.
    pub missing: u64,
    /// Responses that came and were not recorded.
    pub extra: u64,
    /// The status recorded and the one that came, where they differ.
    pub status: Option<(Status, Status)>,
    /// The recording ends before its call: how that ended is not known, and what came after those responses that it holds
    /// is no difference.
    pub end_is_unknown: bool,
    /// Responses that came after the last one of such a recording.
    pub beyond: u64,
    /// Responses that one of the logs no longer keeps.
    pub not_kept: u64,
    /// Why, if no user cleared them.
    pub trouble: Option<LogTrouble>,
    /// Responses of streams that the replay does not make.
    pub other_streams: u64,
}

/// A response that is not the same.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageDifference {
    /// 0-based among the responses.
    pub index: u64,
    /// Its row in the log of the recording, if it is there.
    pub recorded: Option<u64>,
    /// Its row in the log of the replay, if it is there.
    pub replayed: Option<u64>,
    /// Field by field, where it is on both sides: what differs, at most 100 rows of it.
    pub comparison: Option<Arc<Comparison>>,
}

impl ReplayOutcome {
    /// Whether the same came back. What was not compared is not known to be the same.
    pub fn is_equal(&self) -> bool {
        let has_compared = !self.end_is_unknown || self.equal > 0;
        self.differing() == 0 && self.status.is_none() && self.not_compared() == 0 && has_compared
    }

    /// Responses that were not compared, though there were some.
    pub fn not_compared(&self) -> u64 {
        self.not_kept + self.other_streams
    }

    /// Responses that differ or are on one side only.
    pub fn differing(&self) -> u64 {
        self.changed + self.missing + self.extra
    }
}

/// Compares a recorded call and its replay, which has ended; given up once `goes_on` says no, `None` then. Blocks for as long
/// as it takes.
pub fn compare_calls(
    original: &Original,
    replayed: &CallLog,
    of: Option<&MessageDescriptor>,
    options: &CompareOptions,
    goes_on: &dyn Fn() -> bool,
) -> Option<ReplayOutcome> {
    let mut outcome = begun(original, replayed);
    let mut left = Responses::new(&original.log, original.end_row(), original.responses());
    let mut right = Responses::new(replayed, None, responses(replayed));
    // The one to be looked at next: numbers go on by one, so that what is passed over is kept no longer.
    let mut next = 0;
    while goes_on() {
        let Some(index) = left.index().into_iter().chain(right.index()).min() else {
            outcome.not_kept += left.all.max(right.all).saturating_sub(next);
            outcome.trouble = outcome.trouble.filter(|_| outcome.not_kept > 0);
            return Some(outcome);
        };
        outcome.not_kept += index.saturating_sub(next);
        next = index + 1;
        match (left.take(index), right.take(index)) {
            (None, _) if index < left.all => outcome.not_kept += 1,
            (_, None) if index < right.all => outcome.not_kept += 1,
            (None, _) if outcome.end_is_unknown => outcome.beyond += 1,
            (None, one) => {
                outcome.extra += 1;
                outcome.tell(index, (None, one), None);
            }
            (one, None) => {
                outcome.missing += 1;
                outcome.tell(index, (one, None), None);
            }
            (Some(one), Some(other)) if one.bytes == other.bytes => outcome.equal += 1,
            (Some(one), Some(other)) => {
                let found = compare_while(of, &one.bytes, &other.bytes, options, goes_on)?;
                if found.is_equal() {
                    outcome.equal += 1;
                } else {
                    outcome.changed += 1;
                    outcome.tell(index, (Some(one), Some(other)), Some(found));
                }
            }
        }
    }
    None
}

/// What is known before any response was looked at.
fn begun(original: &Original, replayed: &CallLog) -> ReplayOutcome {
    let trouble = |log: &CallLog| log.storage().trouble.filter(|_| log.storage().lost_rows > 0);
    let status = original.status();
    ReplayOutcome {
        end_is_unknown: status.is_none(),
        status: status.and_then(|status| statuses(status, replayed)),
        trouble: trouble(&original.log).or_else(|| trouble(replayed)),
        other_streams: responses(&original.log).saturating_sub(original.responses()),
        ..ReplayOutcome::default()
    }
}

impl ReplayOutcome {
    /// A difference, if it is not one of too many.
    fn tell(&mut self, index: u64, sides: (Option<Response>, Option<Response>), found: Option<Comparison>) {
        if self.differences.len() == MOST_TOLD {
            return;
        }
        let row = |side: Option<Response>| side.map(|response| response.row);
        let (recorded, replayed) = (row(sides.0), row(sides.1));
        let comparison = found.map(|found| Arc::new(told(found)));
        self.differences.push(MessageDifference { index, recorded, replayed, comparison });
    }
}

/// Only what differs, and not too much of it.
fn told(mut found: Comparison) -> Comparison {
    found.rows.retain(|row| row.kind.counts());
    let more = found.rows.len().saturating_sub(MOST_ROWS);
    found.rows.truncate(MOST_ROWS);
    found.left_out = found.left_out.saturating_add(more as u64);
    found
}

/// Both, where code or message differ. What a verdict of ours says, times among it, does not count.
fn statuses(recorded: Status, replayed: &CallLog) -> Option<(Status, Status)> {
    let replayed = replayed.finished()?.status.clone();
    let says = |status: &Status| {
        use crate::status::Origin;
        (status.origin == Origin::Remote).then(|| status.message.clone())
    };
    let is_same = recorded.code == replayed.code && says(&recorded) == says(&replayed);
    (!is_same).then_some((recorded, replayed))
}

struct Response {
    index: u64,
    row: u64,
    bytes: Bytes,
}

/// The responses of a log, part by part.
struct Responses<'l> {
    log: &'l CallLog,
    waiting: VecDeque<Response>,
    from: u64,
    /// The row behind the last one that counts.
    until: u64,
    /// How many there were, kept or not.
    all: u64,
}

impl<'l> Responses<'l> {
    fn new(log: &'l CallLog, until: Option<u64>, all: u64) -> Self {
        Self { log, waiting: VecDeque::new(), from: 0, until: until.unwrap_or(u64::MAX), all }
    }

    /// Number of the next one that is kept.
    fn index(&mut self) -> Option<u64> {
        self.fill();
        self.waiting.front().map(|response| response.index)
    }

    /// The one of this number, if it is the next.
    fn take(&mut self, index: u64) -> Option<Response> {
        let is_next = self.index() == Some(index);
        if is_next { self.waiting.pop_front() } else { None }
    }

    fn fill(&mut self) {
        while self.waiting.is_empty() && self.from < self.until {
            let Some(part) = self.log.part(self.from) else { return };
            self.from = part.range().end;
            let counted = part.messages().take_while(|(row, _)| row.row < self.until);
            let received = counted.filter(|(row, _)| row.direction == Direction::Received);
            let response = |(row, bytes): (&crate::call::LogRow, &[u8])| Response {
                index: row.index,
                row: row.row,
                bytes: Bytes::copy_from_slice(bytes),
            };
            self.waiting.extend(received.map(response));
        }
    }
}
