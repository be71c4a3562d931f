//! What to call and with what; everything a run of a method needs but its messages.
//! It holds no connection.

use std::time::Duration;

use crate::{
    metadata::Metadata,
    schema::{MethodKind, MethodPath},
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
}

impl CallSpec {
    /// A call with no metadata, no deadline and the default limits.
    pub fn new(method: MethodPath, kind: MethodKind) -> Self {
        Self { method, kind, metadata: Metadata::new(), timeout: None, limits: Limits::default() }
    }
}

/// Sizes past which a call ends with RESOURCE_EXHAUSTED.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest response message, after decompression, in bytes. Default 64 MiB.
    pub max_message_bytes: usize,
    /// Largest header or trailer block, in bytes. Default 64 KiB.
    pub max_header_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message_bytes: 64 << 20, max_header_bytes: 64 << 10 }
    }
}
