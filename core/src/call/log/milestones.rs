//! What happens in a call besides messages, and between which rows of its log.
//! It keeps no message and no row.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crate::call::event::{AttemptFailed, CallEvent, Finished, HeadersReceived, Lost, Opened};

/// A call opened again and again has this many at most; the oldest go.
const MOST: usize = 4_096;

/// Something that happened between two rows.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// The row before which it happened: the number of rows there were.
    pub row: u64,
    /// Since `Started`.
    pub at: Duration,
    /// What.
    pub kind: MilestoneKind,
}

/// What can happen besides messages.
#[derive(Debug, Clone)]
pub enum MilestoneKind {
    /// A stream was opened.
    Opened(Arc<Opened>),
    /// An attempt failed and another follows.
    AttemptFailed(Arc<AttemptFailed>),
    /// The stream was lost, and is opened again.
    Lost(Arc<Lost>),
    /// The sending side was closed.
    HalfClosed,
    /// Response headers were read.
    Headers(Arc<HeadersReceived>),
    /// The verdict.
    Finished(Arc<Finished>),
}

/// The milestones of a call, in order.
#[derive(Debug, Default)]
pub(super) struct Milestones {
    all: VecDeque<Milestone>,
    /// How many went at the front.
    gone: u64,
}

impl Milestones {
    /// Takes an event in; messages are none. `row` is the number of rows there are.
    pub(super) fn record(&mut self, event: &CallEvent, row: u64) {
        let (at, kind) = match event {
            CallEvent::Started | CallEvent::RequestSent(_) | CallEvent::Message(_) => return,
            CallEvent::Opened(opened) => (opened.at, MilestoneKind::Opened(opened.clone())),
            CallEvent::AttemptFailed(failed) => (failed.at, MilestoneKind::AttemptFailed(failed.clone())),
            CallEvent::Lost(lost) => (lost.at, MilestoneKind::Lost(lost.clone())),
            CallEvent::HalfClosed { at } => (*at, MilestoneKind::HalfClosed),
            CallEvent::Headers(headers) => (headers.at, MilestoneKind::Headers(Arc::new(headers.clone()))),
            CallEvent::Finished(finished) => (finished.at, MilestoneKind::Finished(finished.clone())),
        };
        if self.all.len() == MOST {
            self.all.pop_front();
            self.gone += 1;
        }
        self.all.push_back(Milestone { row, at, kind });
    }

    /// Those from a number on, and the number of the first of them.
    pub(super) fn from(&self, number: u64) -> (u64, Vec<Milestone>) {
        let first = number.max(self.gone);
        let skipped = usize::try_from(first - self.gone).unwrap_or(usize::MAX);
        (first, self.all.iter().skip(skipped).cloned().collect())
    }
}
