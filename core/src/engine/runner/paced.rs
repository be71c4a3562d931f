//! What a call sends by itself, at a pace or by a script: a task that lives as long as this value does.
//! It knows no call but by its handle.

use std::sync::Arc;

use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::call::{Cadence, CadenceProgress, CallHandle, Script, ScriptProgress, run_script, send_paced};

/// What is being sent.
pub(super) struct Paced {
    task: JoinHandle<()>,
    progress: Progress,
    /// It ends by itself.
    is_let_go: bool,
}

enum Progress {
    Cadence(Arc<CadenceProgress>),
    Script(Arc<ScriptProgress>),
}

impl Paced {
    pub(super) fn start(
        handle: Arc<CallHandle>,
        messages: Vec<Bytes>,
        cadence: Cadence,
        progress: Arc<CadenceProgress>,
    ) -> Self {
        let told = Arc::clone(&progress);
        let task = tokio::spawn(async move {
            send_paced(&handle, &messages, cadence, &told).await;
        });
        Self { task, progress: Progress::Cadence(progress), is_let_go: false }
    }

    pub(super) fn follow(
        handle: Arc<CallHandle>,
        messages: Vec<Bytes>,
        script: Arc<Script>,
        progress: Arc<ScriptProgress>,
    ) -> Self {
        let told = Arc::clone(&progress);
        let task = tokio::spawn(async move {
            run_script(&handle, &messages, &script, &told).await;
        });
        Self { task, progress: Progress::Script(progress), is_let_go: false }
    }

    /// The call is over. A script sees that by itself and says how far it came; a pace may not look for an hour.
    pub(super) fn let_go(mut self) {
        self.is_let_go = matches!(self.progress, Progress::Script(_));
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        if self.is_let_go {
            return;
        }
        self.task.abort();
        match &self.progress {
            Progress::Cadence(progress) => progress.end(),
            Progress::Script(progress) => progress.stop(),
        }
    }
}
