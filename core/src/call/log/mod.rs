//! The log of one call: raw messages in arenas with an offset index, and the numbers the window is told.
//! The engine writes, anyone reads; nothing is decoded here.

mod arena;
mod row;

#[cfg(test)]
mod tests;

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use parking_lot::Mutex;

use self::arena::{Arena, Row};
use super::event::{AttemptFailed, CallEvent, Finished, HeadersReceived, Opened};
use super::framing::PREFIX;

pub use row::{CallPhase, CallSnapshot, Direction, LogRow};

/// Message bytes kept unless told otherwise: 256 MiB.
const DEFAULT_BUDGET: usize = 256 << 20;

/// Shared between the engine, which appends, and readers, which ask for the rows in sight.
pub struct CallLog {
    state: Mutex<State>,
    is_dirty: AtomicBool,
    waker: Option<Box<dyn Fn() + Send + Sync>>,
}

struct State {
    arena: Arena,
    phase: CallPhase,
    started: Option<Instant>,
    sent: u64,
    received: u64,
    sent_bytes: u64,
    received_bytes: u64,
    sent_wire_bytes: u64,
    received_wire_bytes: u64,
    opened: Option<Arc<Opened>>,
    failed_attempts: Vec<Arc<AttemptFailed>>,
    headers: Option<Arc<HeadersReceived>>,
    finished: Option<Arc<Finished>>,
}

impl Default for CallLog {
    fn default() -> Self {
        Self::new(DEFAULT_BUDGET)
    }
}

impl CallLog {
    /// An empty log with a budget for messages and their index, in bytes. When it is spent, the oldest go.
    pub fn new(budget_bytes: usize) -> Self {
        let state = State {
            arena: Arena::new(budget_bytes),
            phase: CallPhase::Connecting,
            started: None,
            sent: 0,
            received: 0,
            sent_bytes: 0,
            received_bytes: 0,
            sent_wire_bytes: 0,
            received_wire_bytes: 0,
            opened: None,
            failed_attempts: Vec::new(),
            headers: None,
            finished: None,
        };
        Self { state: Mutex::new(state), is_dirty: AtomicBool::new(false), waker: None }
    }

    /// The same, with someone to tell of news: `wake` is called once when the log changes, and not again before
    /// the next [`CallLog::snapshot`]. It runs on the call's task and must not wait.
    pub fn with_waker(budget_bytes: usize, wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { waker: Some(Box::new(wake)), ..Self::new(budget_bytes) }
    }

    /// The numbers now; the next change wakes again.
    pub fn snapshot(&self) -> CallSnapshot {
        self.is_dirty.store(false, Ordering::SeqCst);
        let state = self.state.lock();
        let elapsed = match (&state.finished, state.started) {
            (Some(finished), _) => finished.at,
            (None, Some(started)) => started.elapsed(),
            (None, None) => std::time::Duration::ZERO,
        };
        CallSnapshot {
            phase: state.phase,
            sent: state.sent,
            received: state.received,
            sent_bytes: state.sent_bytes,
            received_bytes: state.received_bytes,
            sent_wire_bytes: state.sent_wire_bytes,
            received_wire_bytes: state.received_wire_bytes,
            elapsed,
            rows: state.arena.end(),
            dropped: state.arena.first(),
        }
    }

    /// The rows of a range, fewer where some were dropped or are not there yet.
    pub fn rows(&self, range: Range<u64>) -> Vec<LogRow> {
        self.state.lock().arena.rows(range)
    }

    /// A copy of the bytes of one message; `None` where it was dropped or is not there yet.
    pub fn message(&self, row: u64) -> Option<Bytes> {
        self.state.lock().arena.message(row)
    }

    /// The stream of the last attempt, once opened: who serves it, and the request headers as sent.
    pub fn opened(&self) -> Option<Arc<Opened>> {
        self.state.lock().opened.clone()
    }

    /// The attempts that another one followed, in order.
    pub fn failed_attempts(&self) -> Vec<Arc<AttemptFailed>> {
        self.state.lock().failed_attempts.clone()
    }

    /// Response headers, once read.
    pub fn headers(&self) -> Option<Arc<HeadersReceived>> {
        self.state.lock().headers.clone()
    }

    /// The verdict, once made.
    pub fn finished(&self) -> Option<Arc<Finished>> {
        self.state.lock().finished.clone()
    }

    /// Takes an event in. Messages are copied.
    pub fn record(&self, event: &CallEvent) {
        self.state.lock().record(event);
        self.mark_dirty();
    }

    fn mark_dirty(&self) {
        let Some(wake) = &self.waker else { return };
        if !self.is_dirty.load(Ordering::SeqCst) && !self.is_dirty.swap(true, Ordering::SeqCst) {
            wake();
        }
    }
}

impl State {
    fn record(&mut self, event: &CallEvent) {
        match event {
            CallEvent::Started => self.started = Some(Instant::now()),
            CallEvent::Opened(opened) => {
                self.advance(CallPhase::Open);
                self.opened = Some(opened.clone());
            }
            CallEvent::AttemptFailed(failed) => self.failed_attempts.push(failed.clone()),
            CallEvent::RequestSent(sent) => {
                self.advance(CallPhase::Open);
                self.sent += 1;
                self.sent_bytes += sent.bytes.len() as u64;
                self.sent_wire_bytes += (sent.wire_bytes + PREFIX) as u64;
                let row = Row::new(Direction::Sent, sent.index, sent.at, sent.wire_bytes, sent.compressed);
                self.arena.push(row, &sent.bytes);
            }
            CallEvent::HalfClosed { .. } => self.advance(CallPhase::HalfClosed),
            CallEvent::Headers(headers) => {
                self.advance(CallPhase::Open);
                self.headers = Some(Arc::new(headers.clone()));
            }
            CallEvent::Message(message) => {
                self.received += 1;
                self.received_bytes += message.bytes.len() as u64;
                self.received_wire_bytes += (message.wire_bytes + PREFIX) as u64;
                let wire = message.wire_bytes;
                let row = Row::new(Direction::Received, message.index, message.at, wire, message.compressed);
                self.arena.push(row, &message.bytes);
            }
            CallEvent::Finished(finished) => {
                self.phase = CallPhase::Finished;
                self.finished = Some(finished.clone());
            }
        }
    }

    /// Phases only go forward.
    fn advance(&mut self, phase: CallPhase) {
        self.phase = self.phase.max(phase);
    }
}
