//! A call held like a conversation: send, receive, finish; what sub-protocols such as reflection and health use.
//! What is received waits in memory, bounded: whoever holds it reads in time.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::{CallEvent, CallHandle, CallSpec, Finished, HeadersReceived, Outbound};
use crate::{
    status::{Code, Status, words},
    transport::Channel,
};

/// Bytes that may wait to be read by [`Conversation::recv`].
const WAITING_LIMIT: usize = 64 << 20;
/// What a message that waits costs besides its bytes.
const MESSAGE_COST: usize = 64;

/// An open call. Dropping it cancels the call.
pub struct Conversation {
    handle: Arc<CallHandle>,
    received: mpsc::UnboundedReceiver<Inbound>,
    waiting: Arc<AtomicUsize>,
    headers: Option<HeadersReceived>,
    finished: Option<Arc<Finished>>,
}

enum Inbound {
    Headers(HeadersReceived),
    Message(Bytes),
    Finished(Arc<Finished>),
}

impl Conversation {
    /// Begins a call of any kind on a task of its own. Must run inside a tokio runtime.
    pub fn open(channel: &Channel, spec: CallSpec) -> Self {
        let (handle, call) = super::new(spec);
        let handle = Arc::new(handle);
        let (sender, received) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let mut feed = Feed { sender, waiting: waiting.clone(), handle: Arc::downgrade(&handle) };
        let channel = channel.clone();
        tokio::spawn(async move {
            let mut observer = move |event| feed.event(event);
            call.run(&channel, &mut observer).await;
        });
        Self { handle, received, waiting, headers: None, finished: None }
    }

    /// Sends a message, waiting for room. False if the call is over: [`Conversation::finish`] says why.
    pub async fn send(&self, message: Bytes) -> bool {
        self.handle.send(Outbound::Message(message)).await.is_ok()
    }

    /// Closes the sending side.
    pub async fn half_close(&self) {
        let _ = self.handle.send(Outbound::HalfClose).await;
    }

    /// The next message; `None` once the call is over.
    pub async fn recv(&mut self) -> Option<Bytes> {
        while self.finished.is_none() {
            match self.received.recv().await {
                Some(Inbound::Headers(headers)) => self.headers = Some(headers),
                Some(Inbound::Message(message)) => {
                    self.waiting.fetch_sub(message.len() + MESSAGE_COST, Ordering::Relaxed);
                    return Some(message);
                }
                Some(Inbound::Finished(finished)) => self.finished = Some(finished),
                None => self.finished = Some(Arc::new(lost())),
            }
        }
        None
    }

    /// Response headers, once `recv` went past them.
    pub fn headers(&self) -> Option<&HeadersReceived> {
        self.headers.as_ref()
    }

    /// Closes the sending side, reads to the end and returns the verdict.
    pub async fn finish(mut self) -> Arc<Finished> {
        self.half_close().await;
        while self.recv().await.is_some() {}
        self.finished.take().unwrap_or_else(|| Arc::new(lost()))
    }

    /// The verdict, once `recv` returned `None`.
    pub fn finished(&self) -> Option<&Arc<Finished>> {
        self.finished.as_ref()
    }

    /// Ends the call with a verdict of our own.
    pub(crate) fn stop_with(&self, status: Status) {
        self.handle.stop_with(status);
    }

    /// Ends the call: the verdict is CANCELLED.
    pub fn cancel(&self) {
        self.handle.cancel();
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        self.handle.cancel();
    }
}

/// The observer's side.
struct Feed {
    sender: mpsc::UnboundedSender<Inbound>,
    waiting: Arc<AtomicUsize>,
    handle: std::sync::Weak<CallHandle>,
}

impl Feed {
    fn event(&mut self, event: CallEvent) {
        let inbound = match event {
            CallEvent::Started
            | CallEvent::Opened(_)
            | CallEvent::AttemptFailed(_)
            | CallEvent::Lost(_)
            | CallEvent::RequestSent(_)
            | CallEvent::HalfClosed { .. } => return,
            CallEvent::Headers(headers) => Inbound::Headers(headers),
            CallEvent::Message(message) => {
                if !self.has_room(message.bytes.len() + MESSAGE_COST) {
                    return;
                }
                // A slice would pin the receive buffer it was cut from.
                Inbound::Message(Bytes::copy_from_slice(&message.bytes))
            }
            CallEvent::Finished(finished) => Inbound::Finished(finished),
        };
        let _ = self.sender.send(inbound);
    }

    fn has_room(&self, cost: usize) -> bool {
        if self.waiting.fetch_add(cost, Ordering::Relaxed) + cost <= WAITING_LIMIT {
            return true;
        }
        self.waiting.fetch_sub(cost, Ordering::Relaxed);
        if let Some(handle) = self.handle.upgrade() {
            handle.stop_with(too_much(WAITING_LIMIT));
        }
        false
    }
}

/// The verdict on more messages than whoever reads them keeps.
pub(super) fn too_much(limit_bytes: usize) -> Status {
    let limit = words::size(limit_bytes as u64);
    Status::local(Code::RESOURCE_EXHAUSTED, format!("The messages are more than {limit}, which is all that is kept"))
}

/// The verdict of a call whose task was torn down with its runtime.
fn lost() -> Finished {
    Finished::local(Status::local(Code::CANCELLED, "The program is closing"))
}
