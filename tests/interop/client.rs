//! A client of the test service: typed messages in and out of the core's untyped calls.
//! It decides nothing about what a case wants.

use std::time::Duration;

use farcall_core::{
    call::{self, CallEvent, CallSpec, CollectedCall, Conversation, MessageReceived},
    schema::{MethodKind, MethodPath},
    transport::{Channel, ConnectOptions, Target},
};
use prost::Message;

use crate::protos::Payload;

/// Longer than any case takes.
pub const LIMIT: Duration = Duration::from_secs(30);

pub struct Client {
    pub channel: Channel,
}

impl Client {
    pub fn new(target: Target) -> Self {
        Self { channel: Channel::new(target, ConnectOptions::default()).unwrap() }
    }

    /// A call of the test service that has not begun.
    pub fn spec(method: &str, kind: MethodKind) -> CallSpec {
        spec_of("grpc.testing.TestService", method, kind)
    }

    /// Makes a call and reads it to its end.
    pub async fn collect(&self, spec: CallSpec, requests: &[impl Message]) -> CollectedCall {
        let requests = requests.iter().map(encode).collect();
        within(call::collect(&self.channel, spec, requests)).await
    }

    /// Begins a call to talk over.
    pub fn open(&self, spec: CallSpec) -> Conversation {
        Conversation::open(&self.channel, spec)
    }

    /// Makes a call and keeps each response message with what is known of its transport.
    pub async fn received(&self, spec: CallSpec, request: &impl Message) -> Vec<MessageReceived> {
        let (handle, running) = call::new(spec);
        handle.send(call::Outbound::Message(encode(request))).await.unwrap();
        handle.send(call::Outbound::HalfClose).await.unwrap();
        let mut messages = Vec::new();
        let mut observer = |event| {
            if let CallEvent::Message(message) = event {
                messages.push(message);
            }
        };
        let finished = within(running.run(&self.channel, &mut observer)).await;
        assert!(finished.status.is_ok(), "{}", finished.status.line());
        messages
    }
}

pub fn spec_of(service: &str, method: &str, kind: MethodKind) -> CallSpec {
    let path = MethodPath::parse(&format!("{service}/{method}")).unwrap();
    CallSpec { timeout: Some(LIMIT), ..CallSpec::new(path, kind) }
}

pub fn encode(message: &impl Message) -> bytes::Bytes {
    message.encode_to_vec().into()
}

/// So many zeros.
pub fn payload(size: usize) -> Option<Payload> {
    Some(Payload { r#type: 0, body: vec![0; size] })
}

pub async fn within<T>(wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, wait).await.expect("the case ends in time")
}
