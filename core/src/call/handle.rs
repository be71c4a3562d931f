//! The two ends of a call before it runs: the handle that sends and cancels, and the call to run.
//! It opens nothing.

use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

use super::{Replies, ear::Ear, spec::CallSpec};
use crate::status::Status;

/// Request messages that may wait to be taken by the call.
const QUEUE: usize = 256;

/// What goes out on a running call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outbound {
    /// A message, encoded, without prefix.
    Message(Bytes),
    /// The same, sent as it is also in a call that compresses (grpc `doc/compression.md`, "disable compression").
    Uncompressed(Bytes),
    /// Close the sending side.
    HalfClose,
}

/// The sending end of a call. Dropping it cancels the call.
#[derive(Debug)]
pub struct CallHandle {
    outbound: mpsc::Sender<Outbound>,
    stop: Mutex<Option<oneshot::Sender<Stop>>>,
    pub(super) ear: Arc<Ear>,
}

/// A call to be run.
#[derive(Debug)]
pub struct Call {
    pub(super) spec: CallSpec,
    pub(super) outbound: mpsc::Receiver<Outbound>,
    pub(super) stop: oneshot::Receiver<Stop>,
    pub(super) ear: Arc<Ear>,
}

/// Why a call is ended from this side.
#[derive(Debug)]
pub(super) enum Stop {
    /// The user cancelled.
    Cancel,
    /// Whoever reads it has seen enough.
    Verdict(Box<Status>),
}

/// A call and its handle. What is sent before it runs goes out first.
pub fn new(spec: CallSpec) -> (CallHandle, Call) {
    let (sender, outbound) = mpsc::channel(QUEUE);
    let (stop_sender, stop) = oneshot::channel();
    let ear = Arc::<Ear>::default();
    let handle = CallHandle { outbound: sender, stop: Mutex::new(Some(stop_sender)), ear: Arc::clone(&ear) };
    (handle, Call { spec, outbound, stop, ear })
}

impl CallHandle {
    /// Sends without waiting.
    ///
    /// # Errors
    /// What was to be sent, if the queue is full or the call is over.
    pub fn try_send(&self, outbound: Outbound) -> Result<(), Outbound> {
        self.outbound.try_send(outbound).map_err(|error| match error {
            mpsc::error::TrySendError::Full(outbound) | mpsc::error::TrySendError::Closed(outbound) => outbound,
        })
    }

    /// Sends, waiting for room in the queue.
    ///
    /// # Errors
    /// What was to be sent, if the call is over.
    pub async fn send(&self, outbound: Outbound) -> Result<(), Outbound> {
        self.outbound.send(outbound).await.map_err(|error| error.0)
    }

    /// Ends the call: the stream is reset with CANCEL, the verdict is CANCELLED.
    pub fn cancel(&self) {
        self.stop(Stop::Cancel);
    }

    /// Counts the messages that come from here on, in place of whoever steered the call before.
    pub fn replies(&self) -> Replies {
        Replies::of(&self.ear)
    }

    /// Ends the call with a verdict of our own.
    pub(super) fn stop_with(&self, status: Status) {
        self.stop(Stop::Verdict(Box::new(status)));
    }

    fn stop(&self, stop: Stop) {
        if let Some(sender) = self.stop.lock().take() {
            let _ = sender.send(stop);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
impl Call {
    /// What was sent so far.
    pub(crate) fn taken(&mut self) -> Vec<Outbound> {
        std::iter::from_fn(|| self.outbound.try_recv().ok()).collect()
    }

    /// Whether it was ended from this side.
    pub(crate) fn is_stopped(&mut self) -> bool {
        self.stop.try_recv().is_ok()
    }
}
