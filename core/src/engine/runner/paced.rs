//! Messages that a call sends at a pace: a task that lives as long as this value does.
//! It knows no call but by its handle.

use std::sync::Arc;

use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::call::{Cadence, CadenceProgress, CallHandle, send_paced};

/// What is being sent at a pace.
pub(super) struct Paced {
    task: JoinHandle<()>,
    progress: Arc<CadenceProgress>,
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
        Self { task, progress }
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        self.task.abort();
        self.progress.end();
    }
}
