//! What a user chooses for a call besides its method and messages, as a saved request and a draft hold it.
//! It opens nothing; [`CallOptions::apply`] turns it into what a run needs.

use serde::{Deserialize, Serialize};

use super::{Auth, CallSpec, Compression, Limits, ReadPace, ReadRate, Reopen};

/// Choices for a call; what is `None` is as by default. Secrets are not written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallOptions {
    /// Wait for a connection until the deadline.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wait_for_ready: bool,
    /// How request messages are compressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// What is offered to the server; `None`: all that we know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Vec<Compression>>,
    /// Largest response message in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_message_bytes: Option<usize>,
    /// Largest request message in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_send_bytes: Option<usize>,
    /// Largest header or trailer block in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_header_bytes: Option<u32>,
    /// Whether a W3C `traceparent` is made for the call.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub traceparent: bool,
    /// How fast messages are read; `None`: as fast as they come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_rate: Option<ReadRate>,
    /// Whether the frames of HTTP/2 are recorded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub frames: bool,
    /// How a stream of the server that ended is opened again; `None`: it is not. Whoever knows the method's types puts
    /// the [`Reopen::plan`] of it into the spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopen: Option<Reopen>,
    /// Metadata made for the call.
    #[serde(skip_serializing_if = "Auth::is_none")]
    pub auth: Auth,
}

impl CallOptions {
    /// Whether nothing is chosen.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The choices of a spec, but for its auth, which holds secrets.
    pub fn of(spec: &CallSpec) -> Self {
        let (limits, usual) = (spec.limits, Limits::default());
        Self {
            wait_for_ready: spec.wait_for_ready,
            compression: spec.compression,
            accepted: (spec.accepted != Compression::ALL).then(|| spec.accepted.clone()),
            max_message_bytes: Some(limits.max_message_bytes).filter(|size| *size != usual.max_message_bytes),
            max_send_bytes: Some(limits.max_send_bytes).filter(|size| *size != usual.max_send_bytes),
            max_header_bytes: Some(limits.max_header_bytes).filter(|size| *size != usual.max_header_bytes),
            traceparent: spec.traceparent,
            read_rate: spec.read_pace.as_ref().and_then(|pace| pace.rate()),
            frames: spec.frames,
            reopen: spec.reopen.as_ref().map(|plan| plan.choice().clone()),
            auth: Auth::None,
        }
    }

    /// Puts the choices into a spec, but for `reopen`; what is as by default stays as it is there.
    pub fn apply(&self, spec: &mut CallSpec) {
        spec.wait_for_ready = self.wait_for_ready;
        spec.compression = self.compression;
        if let Some(accepted) = &self.accepted {
            spec.accepted.clone_from(accepted);
        }
        let limits = &mut spec.limits;
        limits.max_message_bytes = self.max_message_bytes.unwrap_or(limits.max_message_bytes);
        limits.max_send_bytes = self.max_send_bytes.unwrap_or(limits.max_send_bytes);
        limits.max_header_bytes = self.max_header_bytes.unwrap_or(limits.max_header_bytes);
        spec.traceparent = self.traceparent;
        spec.read_pace = Some(ReadPace::new(self.read_rate));
        spec.frames = self.frames;
        spec.auth = self.auth.clone();
    }
}
