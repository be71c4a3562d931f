//! One run of a call tab: its log, what was called, and when.

use std::sync::Arc;

use farcall_core::{
    call::{CallLog, CallPhase, CallSnapshot},
    engine::CallId,
    schema::Method,
    transport::Target,
};

/// One run.
pub struct Run {
    /// Its id at the engine.
    pub id: CallId,
    /// Running number in its tab, from 1.
    pub number: usize,
    /// What was called.
    pub method: Method,
    /// Where.
    pub target: Target,
    /// The timeout it started with.
    pub timeout: Option<std::time::Duration>,
    /// Which of the prepared messages it sent last.
    pub message: usize,
    /// Everything it sent and received.
    pub log: Arc<CallLog>,
    /// Its numbers, as of the last event.
    pub snapshot: CallSnapshot,
    /// Whether the user closed the sending side, also before the engine told so.
    pub sending_closed: bool,
}

impl Run {
    /// Whether it has not ended.
    pub fn is_running(&self) -> bool {
        self.snapshot.phase != CallPhase::Finished
    }
}
