//! What to call and with what; everything a run of a method needs but its messages.
//! It holds no connection.

use std::{sync::Arc, time::Duration};

use super::{Auth, Compression, ReadPace, ReopenPlan, TokenStore};
use crate::{
    metadata::Metadata,
    schema::{MethodKind, MethodPath},
    transport::Channel,
};

/// One run of a method, before it starts. The connection comes from the target's channel.
#[derive(Debug, Clone)]
pub struct CallSpec {
    /// The method.
    pub method: MethodPath,
    /// Its kind: decides what a right answer looks like.
    pub kind: MethodKind,
    /// Request metadata, in order.
    pub metadata: Metadata,
    /// Counted from `Started`, connecting included. `None`: no deadline.
    pub timeout: Option<Duration>,
    /// Sizes past which we stop.
    pub limits: Limits,
    /// Wait for a connection until the deadline instead of failing with the first attempt (grpc
    /// `doc/wait-for-ready.md`).
    pub wait_for_ready: bool,
    /// How request messages are compressed; `None`: not at all.
    pub compression: Option<Compression>,
    /// What `grpc-accept-encoding` offers besides `identity`.
    pub accepted: Vec<Compression>,
    /// Metadata made for the call.
    pub auth: Auth,
    /// Where OAuth 2 tokens are kept. The engine puts its own here; a new spec has one for itself.
    pub tokens: TokenStore,
    /// Whether a W3C `traceparent` is made for the call.
    pub traceparent: bool,
    /// How fast messages are read, and may be while it runs; `None`: as fast as they come to the end.
    pub read_pace: Option<Arc<ReadPace>>,
    /// Whether the frames of HTTP/2 are recorded.
    pub frames: bool,
    /// Whether and how a stream of the server that ended is opened again; of no meaning where the server streams nothing.
    pub reopen: Option<ReopenPlan>,
}

impl CallSpec {
    /// A call with no metadata, no deadline and the default limits.
    pub fn new(method: MethodPath, kind: MethodKind) -> Self {
        Self {
            method,
            kind,
            metadata: Metadata::new(),
            timeout: None,
            limits: Limits::default(),
            wait_for_ready: false,
            compression: None,
            accepted: Compression::ALL.to_vec(),
            auth: Auth::None,
            tokens: TokenStore::new(),
            traceparent: false,
            read_pace: None,
            frames: false,
            reopen: None,
        }
    }

    /// The channel that it belongs on: one that begins with a rate of reading has connections of its own, where the server
    /// is held back soon, and it alone.
    pub fn channel(&self, shared: Channel) -> Channel {
        match &self.read_pace {
            Some(pace) if pace.wants_connection() => shared.apart(pace.window_bytes()),
            _ => shared,
        }
    }
}

/// Sizes past which a call ends with RESOURCE_EXHAUSTED.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest response message, after decompression, in bytes. Default 64 MiB.
    pub max_message_bytes: usize,
    /// Largest request message, before compression, in bytes. Default 64 MiB.
    pub max_send_bytes: usize,
    /// Largest header or trailer block, in bytes. Default 64 KiB.
    pub max_header_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message_bytes: 64 << 20, max_send_bytes: 64 << 20, max_header_bytes: 64 << 10 }
    }
}
