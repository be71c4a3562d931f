//! A recorded call as a replay takes it: how much of it can come back, how it ended, and when a replay has enough.
//! It sends nothing and compares nothing.

use std::sync::Arc;

use crate::{
    call::{CallLog, Direction, Lost, MilestoneKind, ReopenPlan},
    schema::Method,
    status::{Code, Origin, Status},
};

use super::{head::RecordingHead, open::Recording};

/// A call that is replayed.
#[derive(Clone)]
pub struct Original {
    /// Its log.
    pub log: Arc<CallLog>,
    /// Whether the verdict of the log is that of the call: the log of a recording that ends before its call has one that
    /// only says so.
    pub has_verdict: bool,
    /// Whether the replay opens a lost stream again, as the call did. If not, it makes the first stream alone.
    pub reopens: bool,
}

impl Original {
    /// A call that has ended, and was not opened again.
    pub fn of_log(log: Arc<CallLog>) -> Self {
        Self { log, has_verdict: true, reopens: false }
    }

    /// Streams in which something may have come.
    pub fn streams(&self) -> u32 {
        let is_lost = self.log.gaps().last().is_some_and(|gap| gap.reopened.is_none());
        self.log.snapshot().gaps.count + u32::from(!is_lost)
    }

    /// What is to be said of a replay that is not of all its streams.
    pub fn note(&self) -> Option<String> {
        let streams = self.streams();
        (!self.reopens && streams > 1).then(|| {
            format!(
                "The recording holds {streams} streams, as the call was opened again; a replay makes the first of them"
            )
        })
    }

    /// How it ended, as far as a replay goes; `None`: that is not known.
    pub(super) fn status(&self) -> Option<Status> {
        match self.first_lost() {
            Some((_, lost)) => Some(lost.status.clone()),
            None if self.has_verdict => Some(self.log.finished()?.status.clone()),
            None => None,
        }
    }

    /// The row behind the last one that is replayed, where that is not the end of the log.
    pub(super) fn end_row(&self) -> Option<u64> {
        self.first_lost().map(|(row, _)| row)
    }

    /// The row behind the last request that is sent: those after it a call that is opened again sends by itself.
    pub(super) fn end_of_requests(&self) -> Option<u64> {
        self.lost_once().map(|(row, _)| row)
    }

    /// Responses that a replay is to bring, also those that the log no longer keeps.
    pub(super) fn responses(&self) -> u64 {
        match self.end_row() {
            Some(row) => responses_before(&self.log, row),
            None => responses(&self.log),
        }
    }

    /// After how many responses the replay is cancelled; `None`: it comes to its own end.
    pub(super) fn enough(&self) -> Option<u64> {
        let responses = self.responses();
        let Some(status) = self.status() else {
            // The call may go on for ever, and one that brought nothing yet has still to bring something.
            return Some(responses.max(1));
        };
        match (status.origin, status.code) {
            // The deadline runs out again.
            (Origin::Remote, _) | (Origin::Local, Code::DEADLINE_EXCEEDED) => None,
            (Origin::Local, Code::CANCELLED) => Some(responses),
            // A connection that is not lost this time: one response more shows that.
            (Origin::Local, _) => Some(responses.saturating_add(1)),
        }
    }

    /// The end of the first stream, if the replay goes no further.
    fn first_lost(&self) -> Option<(u64, Arc<Lost>)> {
        if self.reopens { None } else { self.lost_once() }
    }

    fn lost_once(&self) -> Option<(u64, Arc<Lost>)> {
        self.log.milestones().into_iter().find_map(|milestone| match milestone.kind {
            MilestoneKind::Lost(lost) => Some((milestone.row, lost)),
            _ => None,
        })
    }
}

impl Recording {
    /// The call, to be replayed.
    pub fn original(&self) -> Original {
        let reopens = self.has_types && self.head.reopen_plan(&self.method).is_some();
        Original { log: self.log.clone(), has_verdict: self.has_verdict, reopens }
    }
}

impl RecordingHead {
    /// How a replay opens its stream again, as the recorded call did; `None`: it does not, or what was sent in later streams
    /// by hand cannot be told from what was sent again.
    pub fn reopen_plan(&self, method: &Method) -> Option<ReopenPlan> {
        let choice = self.options.reopen.as_ref().filter(|_| !self.kind.client_streams())?;
        choice.plan(&method.input, &method.output).ok()
    }
}

/// Responses of a log, also those that it no longer keeps.
pub(super) fn responses(log: &CallLog) -> u64 {
    let now = log.snapshot();
    now.received.max(responses_before(log, now.rows))
}

/// The number behind that of the last response before a row; of a recording that lost some it is more than there are.
fn responses_before(log: &CallLog, row: u64) -> u64 {
    let mut back = 1;
    loop {
        let first = row.saturating_sub(back);
        if let Some(index) = last_response(log, first, row) {
            return index + 1;
        }
        if first == 0 {
            return 0;
        }
        back = back.saturating_mul(2);
    }
}

fn last_response(log: &CallLog, first: u64, end: u64) -> Option<u64> {
    let (mut from, mut last) = (first, None);
    while from < end
        && let Some(part) = log.part(from)
    {
        from = part.range().end;
        let rows = part.messages().map(|(row, _)| row).take_while(|row| row.row < end);
        last = rows.filter(|row| row.direction == Direction::Received).map(|row| row.index).last().or(last);
    }
    last
}
