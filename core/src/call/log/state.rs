//! What a log knows of its call: its pages, its numbers, and the events that are not messages.
//! It takes events in; who is told of news is not its business.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use super::{
    arena::Arena,
    clearing::Clearing,
    figures::FigureRecorder,
    gaps::Gaps,
    milestones::Milestones,
    page::Row,
    row::{CallPhase, CallSnapshot, Direction},
};
use crate::call::{
    event::{AttemptFailed, CallEvent, Finished, HeadersReceived, MessageReceived, MessageSent, Opened},
    framing::PREFIX,
};

pub(super) struct State {
    pub(super) arena: Arena,
    phase: CallPhase,
    started: Option<Instant>,
    pub(super) began: Option<SystemTime>,
    sent: Count,
    received: Count,
    pub(super) opened: Option<Arc<Opened>>,
    pub(super) failed_attempts: Vec<Arc<AttemptFailed>>,
    pub(super) headers: Option<Arc<HeadersReceived>>,
    pub(super) finished: Option<Arc<Finished>>,
    pub(super) figures: FigureRecorder,
    pub(super) milestones: Milestones,
    pub(super) gaps: Gaps,
    pub(super) clearing: Clearing,
}

/// Messages of one direction.
#[derive(Default)]
struct Count {
    messages: u64,
    bytes: u64,
    wire_bytes: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            arena: Arena::default(),
            phase: CallPhase::Connecting,
            started: None,
            began: None,
            sent: Count::default(),
            received: Count::default(),
            opened: None,
            failed_attempts: Vec::new(),
            headers: None,
            finished: None,
            figures: FigureRecorder::default(),
            milestones: Milestones::default(),
            gaps: Gaps::default(),
            clearing: Clearing::default(),
        }
    }
}

impl State {
    pub(super) fn snapshot(&self) -> CallSnapshot {
        CallSnapshot {
            phase: self.phase,
            sent: self.sent.messages,
            received: self.received.messages,
            sent_bytes: self.sent.bytes,
            received_bytes: self.received.bytes,
            sent_wire_bytes: self.sent.wire_bytes,
            received_wire_bytes: self.received.wire_bytes,
            elapsed: self.elapsed(),
            rows: self.arena.end(),
            dropped: self.arena.first(),
            gaps: self.gaps.numbers(),
        }
    }

    /// Since `Started`; stands still once finished.
    pub(super) fn elapsed(&self) -> Duration {
        match (&self.finished, self.started) {
            (Some(finished), _) => finished.at,
            (None, Some(started)) => started.elapsed(),
            (None, None) => Duration::ZERO,
        }
    }

    /// Takes an event in; true where a page of the arena was closed for it.
    pub(super) fn record(&mut self, event: &CallEvent, spare: impl FnOnce(usize) -> Option<Vec<u8>>) -> bool {
        self.figures.record(event);
        self.milestones.record(event, self.arena.end());
        match event {
            CallEvent::Started => {
                self.started = Some(Instant::now());
                self.began = Some(SystemTime::now());
            }
            CallEvent::Opened(opened) => {
                self.advance(CallPhase::Open);
                self.opened = Some(opened.clone());
                self.gaps.opened(opened.at);
            }
            CallEvent::AttemptFailed(failed) => self.failed_attempts.push(failed.clone()),
            CallEvent::Lost(lost) => self.gaps.lost(lost, self.arena.end()),
            CallEvent::RequestSent(sent) => return self.sent(sent, spare),
            CallEvent::HalfClosed { .. } => self.advance(CallPhase::HalfClosed),
            CallEvent::Headers(headers) => {
                self.advance(CallPhase::Open);
                self.headers = Some(Arc::new(headers.clone()));
            }
            CallEvent::Message(message) => return self.received(message, spare),
            CallEvent::Finished(finished) => {
                self.phase = CallPhase::Finished;
                self.gaps.finished();
                self.finished = Some(finished.clone());
            }
        }
        false
    }

    fn sent(&mut self, sent: &MessageSent, spare: impl FnOnce(usize) -> Option<Vec<u8>>) -> bool {
        self.advance(CallPhase::Open);
        self.sent.add(sent.bytes.len(), sent.wire_bytes);
        let row = Row {
            direction: Direction::Sent,
            index: sent.index,
            at: sent.at,
            wire_size: sent.wire_bytes,
            compressed: sent.compressed,
        };
        self.arena.push(&row, &sent.bytes, spare)
    }

    fn received(&mut self, message: &MessageReceived, spare: impl FnOnce(usize) -> Option<Vec<u8>>) -> bool {
        self.received.add(message.bytes.len(), message.wire_bytes);
        let row = Row {
            direction: Direction::Received,
            index: message.index,
            at: message.at,
            wire_size: message.wire_bytes,
            compressed: message.compressed,
        };
        self.arena.push(&row, &message.bytes, spare)
    }

    /// Phases only go forward.
    fn advance(&mut self, phase: CallPhase) {
        self.phase = self.phase.max(phase);
    }
}

impl Count {
    fn add(&mut self, bytes: usize, wire_bytes: usize) {
        self.messages += 1;
        self.bytes += bytes as u64;
        self.wire_bytes += (wire_bytes + PREFIX) as u64;
    }
}
