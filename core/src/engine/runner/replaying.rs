//! A recording whose requests go out on a call: a task that lives as long as this value does.
//! It knows no call but by its handle.

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::{
    call::{CallHandle, CallLog},
    recording::Replay,
};

/// What is being sent again.
pub(super) struct Replaying(JoinHandle<()>);

impl Replaying {
    pub(super) fn start(handle: Arc<CallHandle>, replay: Replay, into: Arc<CallLog>) -> Self {
        Self(tokio::spawn(async move { replay.drive(&handle, &into).await }))
    }
}

impl Drop for Replaying {
    fn drop(&mut self) {
        self.0.abort();
    }
}
