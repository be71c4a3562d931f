//! What came back from a replay against what was recorded: response by response, then the status. It shows nothing.
//! Headers and trailers are not compared: they hold dates and identifiers of their own.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;

use crate::{
    call::{CallLog, Direction},
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
    /// The rows at the front that one of the logs no longer keeps: their responses were not compared.
    pub not_compared: u64,
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
    /// Whether the same came back.
    pub fn is_equal(&self) -> bool {
        self.changed + self.missing + self.extra == 0 && self.status.is_none()
    }

    /// Responses that differ or are on one side only.
    pub fn differing(&self) -> u64 {
        self.changed + self.missing + self.extra
    }
}

/// Compares two calls that have ended, given up once `goes_on` says no; `None` then. Blocks for as long as it takes.
pub fn compare_calls(
    recorded: &CallLog,
    replayed: &CallLog,
    of: Option<&MessageDescriptor>,
    options: &CompareOptions,
    goes_on: &dyn Fn() -> bool,
) -> Option<ReplayOutcome> {
    let mut outcome = ReplayOutcome { status: statuses(recorded, replayed), ..ReplayOutcome::default() };
    let (mut left, mut right) = (Responses::new(recorded), Responses::new(replayed));
    let (mut one, mut other) = (left.next(), right.next());
    while goes_on() {
        let at = |side: &Option<Response>| side.as_ref().map_or(u64::MAX, |response| response.index);
        let (from, to) = (at(&one), at(&other));
        if from == u64::MAX && to == u64::MAX {
            outcome.not_compared = left.dropped.max(right.dropped);
            return Some(outcome);
        }
        if from != to && from.min(to) < left.first.max(right.first) {
            // The other log no longer keeps this one.
            if from < to {
                one = left.next()
            } else {
                other = right.next()
            }
            continue;
        }
        let index = from.min(to);
        let mut difference = MessageDifference { index, recorded: None, replayed: None, comparison: None };
        if from == index {
            difference.recorded = one.as_ref().map(|response| response.row);
        }
        if to == index {
            difference.replayed = other.as_ref().map(|response| response.row);
        }
        let mut is_same = false;
        if let (Some(recorded), Some(replayed)) = (&one, &other)
            && from == to
        {
            is_same = recorded.bytes == replayed.bytes;
            if !is_same {
                let found = compare_while(of, &recorded.bytes, &replayed.bytes, options, goes_on)?;
                is_same = found.is_equal();
                difference.comparison = Some(Arc::new(told(found)));
            }
        }
        match (is_same, from == index, to == index) {
            (true, ..) => outcome.equal += 1,
            (false, true, true) => outcome.changed += 1,
            (false, true, false) => outcome.missing += 1,
            (false, false, _) => outcome.extra += 1,
        }
        if !is_same && outcome.differences.len() < MOST_TOLD {
            outcome.differences.push(difference);
        }
        if from == index {
            one = left.next();
        }
        if to == index {
            other = right.next();
        }
    }
    None
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
fn statuses(recorded: &CallLog, replayed: &CallLog) -> Option<(Status, Status)> {
    let recorded = recorded.finished()?.status.clone();
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
    /// Index of the first that is kept.
    first: u64,
    /// Rows before it.
    dropped: u64,
}

impl<'l> Responses<'l> {
    fn new(log: &'l CallLog) -> Self {
        let mut responses = Self { log, waiting: VecDeque::new(), from: 0, first: 0, dropped: 0 };
        responses.fill();
        responses.dropped = log.snapshot().dropped;
        if responses.dropped > 0 {
            responses.first = responses.waiting.front().map_or(0, |response| response.index);
        }
        responses
    }

    fn fill(&mut self) {
        while self.waiting.is_empty() {
            let Some(part) = self.log.part(self.from) else { return };
            self.from = part.range().end;
            let received = part.messages().filter(|(row, _)| row.direction == Direction::Received);
            let response = |(row, bytes): (&crate::call::LogRow, &[u8])| Response {
                index: row.index,
                row: row.row,
                bytes: Bytes::copy_from_slice(bytes),
            };
            self.waiting.extend(received.map(response));
        }
    }
}

impl Iterator for Responses<'_> {
    type Item = Response;

    fn next(&mut self) -> Option<Response> {
        self.fill();
        self.waiting.pop_front()
    }
}
