//! One run of a call tab: its log, what was called, and when.

use std::sync::Arc;

use farcall_core::{
    call::{CadenceProgress, CallLog, CallOptions, CallPhase, CallSnapshot, ReadPace, ScriptProgress},
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
    /// What else was chosen for it; no auth.
    pub options: CallOptions,
    /// Which of the prepared messages it sent last.
    pub message: usize,
    /// Everything it sent and received.
    pub log: Arc<CallLog>,
    /// The row that is chosen in its log.
    pub chosen_row: Option<u64>,
    /// Its numbers, as of the last event.
    pub snapshot: CallSnapshot,
    /// Whether the user closed the sending side, also before the engine told so.
    pub sending_closed: bool,
    /// What it sends at a pace, or did last.
    pub paced: Option<Arc<CadenceProgress>>,
    /// The script that it follows, or did last.
    pub script: Option<ScriptRun>,
    /// How fast it is read; `None`: nobody reads it, or nothing can slow that down.
    pub read_pace: Option<Arc<ReadPace>>,
}

/// A script that a run follows.
pub struct ScriptRun {
    /// How far it is.
    pub progress: Arc<ScriptProgress>,
    /// Its lines as they were when it began.
    pub text: String,
}

impl Run {
    /// A run that begins; `log` is to be filled by it, or is that of a call that was.
    pub fn new(id: CallId, number: usize, method: Method, target: Target, log: Arc<CallLog>) -> Self {
        Self {
            id,
            number,
            method,
            target,
            timeout: None,
            options: CallOptions::default(),
            message: 0,
            chosen_row: None,
            snapshot: log.snapshot(),
            log,
            sending_closed: true,
            paced: None,
            script: None,
            read_pace: None,
        }
    }

    /// How far it is in what it sends at a pace, while it does.
    pub fn sending_paced(&self) -> Option<&CadenceProgress> {
        self.paced.as_deref().filter(|paced| self.is_running() && paced.is_running())
    }

    /// The script that it follows, while it does.
    pub fn following(&self) -> Option<&ScriptRun> {
        self.script.as_ref().filter(|script| self.is_running() && script.progress.is_running())
    }

    /// Whether it sends something by itself.
    pub fn sends_by_itself(&self) -> bool {
        self.sending_paced().is_some() || self.following().is_some()
    }

    /// Whether it has not ended.
    pub fn is_running(&self) -> bool {
        self.snapshot.phase != CallPhase::Finished
    }
}
