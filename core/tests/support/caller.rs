//! A call made in one line, and everything that happened in it.
//! It bounds every wait, so that a hanging client fails its test.

use std::{future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use farcall_core::{
    call::{self, CallEvent, CallHandle, CallSpec, Finished, HeadersReceived, Outbound, ReadPace},
    schema::{MethodKind, MethodPath},
    transport::{Channel, ConnectOptions, Target},
};

/// What to call and how.
#[derive(Clone)]
pub struct Caller {
    pub channel: Channel,
    pub spec: CallSpec,
    pub messages: Vec<Bytes>,
}

/// What happened.
pub struct Done {
    pub events: Vec<CallEvent>,
    pub finished: Arc<Finished>,
}

impl Caller {
    pub fn to(target: impl Into<String>) -> Self {
        Self::with(Target::new(target))
    }

    pub fn with(target: Target) -> Self {
        let options = ConnectOptions { connect_timeout: Duration::from_secs(3), ..ConnectOptions::default() };
        Self::with_options(target, options)
    }

    pub fn with_options(target: Target, options: ConnectOptions) -> Self {
        let method = MethodPath { service: "shop.v1.Orders".into(), method: "Get".into() };
        let channel = Channel::new(target, options).expect("a target that can be used");
        Self { channel, spec: CallSpec::new(method, MethodKind::Unary), messages: vec![Bytes::from_static(b"ask")] }
    }

    pub fn kind(mut self, kind: MethodKind) -> Self {
        self.spec.kind = kind;
        self
    }

    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.spec.timeout = Some(timeout);
        self
    }

    /// Begins the call on a channel of its own where it is read slowly; what it receives is told by `heard`.
    pub fn begin(
        &self,
        mut heard: impl FnMut(CallEvent) + Send + 'static,
    ) -> (CallHandle, tokio::task::JoinHandle<Arc<Finished>>) {
        let (handle, call) = call::new(self.spec.clone());
        let is_slow = self.spec.read_pace.is_some();
        let channel = if is_slow { self.channel.apart(ReadPace::WINDOW) } else { self.channel.clone() };
        let running = tokio::spawn(async move { call.run(&channel, &mut heard).await });
        (handle, running)
    }

    /// Sends the messages, closes the sending side, reads to the end.
    pub async fn run(&self) -> Done {
        let (handle, call) = call::new(self.spec.clone());
        for message in &self.messages {
            handle.try_send(Outbound::Message(message.clone())).expect("room in the queue");
        }
        handle.try_send(Outbound::HalfClose).expect("room in the queue");
        let mut events = Vec::new();
        let mut observer = |event| events.push(event);
        let finished = within(call.run(&self.channel, &mut observer)).await;
        drop(handle);
        Done { events, finished }
    }
}

impl Done {
    /// The response messages.
    pub fn received(&self) -> Vec<Bytes> {
        let message = |event: &CallEvent| match event {
            CallEvent::Message(message) => Some(message.bytes.clone()),
            _ => None,
        };
        self.events.iter().filter_map(message).collect()
    }

    /// The address that served it.
    pub fn peer(&self) -> Option<String> {
        self.events.iter().find_map(|event| match event {
            CallEvent::Opened(opened) => Some(opened.peer.address.clone()),
            _ => None,
        })
    }

    pub fn headers(&self) -> Option<&HeadersReceived> {
        self.events.iter().find_map(|event| match event {
            CallEvent::Headers(headers) => Some(headers),
            _ => None,
        })
    }

    /// `CODE (n) origin: message`.
    pub fn verdict(&self) -> String {
        let status = &self.finished.status;
        format!("{} {}: {}", status.code, status.origin.as_str(), status.message)
    }

    /// The events by name, in order.
    pub fn names(&self) -> Vec<&'static str> {
        let name = |event: &CallEvent| match event {
            CallEvent::Started => "started",
            CallEvent::Opened(_) => "opened",
            CallEvent::AttemptFailed(_) => "attempt_failed",
            CallEvent::Lost(_) => "lost",
            CallEvent::RequestSent(_) => "request_sent",
            CallEvent::HalfClosed { .. } => "half_closed",
            CallEvent::Headers(_) => "headers",
            CallEvent::Message(_) => "message",
            CallEvent::Finished(_) => "finished",
        };
        self.events.iter().map(name).collect()
    }
}

/// Bounds a wait generously.
pub async fn within<T>(wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it hangs")
}
