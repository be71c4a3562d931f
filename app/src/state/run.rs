//! One run of a call tab: its log, what was called, and when.

use std::sync::Arc;

use farcall_core::{
    call::{CadenceProgress, CallLog, CallPhase, CallSnapshot},
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
    /// What it sends at a pace, or did last.
    pub paced: Option<Arc<CadenceProgress>>,
}

impl Run {
    /// How far it is in what it sends at a pace, while it does.
    pub fn sending_paced(&self) -> Option<&CadenceProgress> {
        self.paced.as_deref().filter(|paced| self.is_running() && paced.is_running())
    }

    /// Whether it has not ended.
    pub fn is_running(&self) -> bool {
        self.snapshot.phase != CallPhase::Finished
    }
}
