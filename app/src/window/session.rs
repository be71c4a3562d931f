//! When the session is written: soon after a change, never twice at once, and once more at the end.
//! What stands in it is `state`'s; how it is written is core's.

use std::time::{Duration, Instant};

use farcall_core::engine::{Command, FileCommand};

use crate::state::{FileTask, State, to_session};

/// A change is on disk this long after it was made.
const WRITE_AFTER: Duration = Duration::from_millis(800);

/// Knows whether there is something to write.
#[derive(Default)]
pub struct SessionKeeper {
    changed_at: Option<Instant>,
}

impl SessionKeeper {
    /// Something was changed.
    pub fn changed(&mut self) {
        self.changed_at.get_or_insert_with(Instant::now);
    }

    /// The write that is due in this frame, if one is; else the window is woken when it will be.
    pub fn due(&mut self, state: &mut State, ctx: &egui::Context) -> Option<Command> {
        let changed_at = self.changed_at.filter(|_| state.session_restored)?;
        let waited = changed_at.elapsed();
        if waited < WRITE_AFTER {
            ctx.request_repaint_after(WRITE_AFTER.saturating_sub(waited));
            return None;
        }
        Some(self.write(state))
    }

    /// The write of what is not written yet, at the end.
    pub fn last(&mut self, state: &mut State) -> Option<Command> {
        (self.changed_at.is_some() && state.session_restored).then(|| self.write(state))
    }

    fn write(&mut self, state: &mut State) -> Command {
        self.changed_at = None;
        let id = state.fresh_task();
        state.file_tasks.insert(id, FileTask::SaveSession);
        Command::File(id, FileCommand::SaveSession(Box::new(to_session(state))))
    }
}
