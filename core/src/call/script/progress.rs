//! How far a script is, for whoever shows it.
//! It is told; it runs nothing.

use std::time::Instant;

use parking_lot::Mutex;

/// Shared by a script that runs and whoever shows it.
#[derive(Debug, Default)]
pub struct ScriptProgress {
    state: Mutex<ScriptState>,
}

/// How far a script is, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptState {
    /// Whether it runs, and how it ended.
    pub phase: ScriptPhase,
    /// The line of the step under way, or where it ended; 0-based.
    pub line: usize,
    /// How many times it went through, the present one included; 0 before it began.
    pub round: u64,
    /// Messages handed to the call.
    pub sent: u64,
    /// Until when the step under way waits at most.
    pub until: Option<Instant>,
}

/// Whether a script runs, and how it ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ScriptPhase {
    /// It goes on.
    #[default]
    Running,
    /// Every step was done.
    Done,
    /// It was stopped, or gave way to other sending.
    Stopped,
    /// A step failed; why.
    Failed(String),
}

impl ScriptProgress {
    /// How far it is now.
    pub fn state(&self) -> ScriptState {
        self.state.lock().clone()
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.state.lock().phase == ScriptPhase::Running
    }

    /// It is stopped, if it still runs.
    pub fn stop(&self) {
        self.end(ScriptPhase::Stopped);
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut ScriptState)) {
        change(&mut self.state.lock());
    }

    pub(super) fn end(&self, phase: ScriptPhase) {
        let mut state = self.state.lock();
        state.until = None;
        if state.phase == ScriptPhase::Running {
            state.phase = phase;
        }
    }
}
