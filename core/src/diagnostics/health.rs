//! The health service (`grpc.health.v1`): ask once, or follow. It keeps no history.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use prost::Message;

use crate::{
    call::{self, CallSpec, Conversation, Finished},
    metadata::Metadata,
    schema::{
        MethodKind, MethodPath,
        stubs::health::{HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus},
    },
    status::{Code, Status},
    transport::Channel,
};

/// What a server says of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Serving {
    /// `UNKNOWN`.
    Unknown,
    /// `SERVING`.
    Serving,
    /// `NOT_SERVING`.
    NotServing,
    /// `SERVICE_UNKNOWN`: a watch of a service the server does not know (yet).
    ServiceUnknown,
    /// A number that the health protocol does not name.
    Other(i32),
}

impl Serving {
    /// The name of the protocol.
    pub fn name(self) -> String {
        match self {
            Self::Unknown => "UNKNOWN".into(),
            Self::Serving => "SERVING".into(),
            Self::NotServing => "NOT_SERVING".into(),
            Self::ServiceUnknown => "SERVICE_UNKNOWN".into(),
            Self::Other(number) => format!("UNRECOGNISED ({number})"),
        }
    }
}

/// The health was not told.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HealthError {
    /// The call ended with this; `NOT_FOUND` means that the server does not know the service.
    #[error("the health call ended with {}", .0.status.code)]
    Call(Arc<Finished>),
    /// The answer is not one of the health service.
    #[error("the server's answer is not one of the health service")]
    Unreadable(#[source] prost::DecodeError),
}

impl HealthError {
    /// The status of the call, if that is what failed.
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Call(finished) => Some(&finished.status),
            Self::Unreadable(_) => None,
        }
    }

    /// Whether a watch that ended like this is worth another try: the server went away, or ended it in good order (grpc
    /// `doc/health-checking.md`).
    pub fn may_pass(&self) -> bool {
        let passing = [Code::UNAVAILABLE, Code::CANCELLED, Code::OK];
        self.status().is_some_and(|status| passing.contains(&status.code))
    }

    /// Whether the server offers no health service.
    pub fn is_unimplemented(&self) -> bool {
        self.status().is_some_and(|status| status.code == Code::UNIMPLEMENTED)
    }
}

/// Asks once. `service` is a full name, or empty for the server as a whole.
///
/// # Errors
/// The call failed, or its answer cannot be read.
pub async fn check(
    channel: &Channel,
    service: &str,
    metadata: &Metadata,
    timeout: Duration,
) -> Result<Serving, HealthError> {
    let spec = CallSpec { timeout: Some(timeout), ..spec("Check", MethodKind::Unary, metadata) };
    let collected = call::collect(channel, spec, vec![request(service)]).await;
    match collected.messages.first() {
        Some(message) if collected.finished.status.is_ok() => read(message),
        _ => Err(HealthError::Call(collected.finished)),
    }
}

/// Follows until the server ends it: each change is told, and why it ended is returned. Dropping it cancels the call.
pub async fn watch(
    channel: &Channel,
    service: &str,
    metadata: &Metadata,
    told: &mut (dyn FnMut(Serving) + Send),
) -> HealthError {
    let mut conversation = Conversation::open(channel, spec("Watch", MethodKind::ServerStreaming, metadata));
    conversation.send(request(service)).await;
    conversation.half_close().await;
    while let Some(message) = conversation.recv().await {
        match read(&message) {
            Ok(serving) => told(serving),
            Err(error) => return error,
        }
    }
    HealthError::Call(conversation.finish().await)
}

fn spec(method: &str, kind: MethodKind, metadata: &Metadata) -> CallSpec {
    let method = MethodPath { service: "grpc.health.v1.Health".to_owned(), method: method.to_owned() };
    CallSpec { metadata: metadata.clone(), ..CallSpec::new(method, kind) }
}

fn request(service: &str) -> Bytes {
    HealthCheckRequest { service: service.to_owned() }.encode_to_vec().into()
}

fn read(message: &Bytes) -> Result<Serving, HealthError> {
    let number = HealthCheckResponse::decode(message.clone()).map_err(HealthError::Unreadable)?.status;
    Ok(match ServingStatus::try_from(number) {
        Ok(ServingStatus::Unknown) => Serving::Unknown,
        Ok(ServingStatus::Serving) => Serving::Serving,
        Ok(ServingStatus::NotServing) => Serving::NotServing,
        Ok(ServingStatus::ServiceUnknown) => Serving::ServiceUnknown,
        Err(_) => Serving::Other(number),
    })
}
