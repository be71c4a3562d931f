//! What happens in a call, in order.
//! It says what happened; it decides nothing.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use super::{ReadPace, SentHeaders};
use crate::{
    metadata::Metadata,
    status::Status,
    transport::{PeerFacts, StreamWatch},
};

/// ```text
/// Started attempts (Lost attempts)* Finished    -- Lost only in a call that opens its stream again
/// attempts = (Opened? AttemptFailed)* (Opened (outbound || inbound))?   -- no Opened where there was no connection
/// outbound = RequestSent* HalfClosed?
/// inbound  = (Headers Message*)?          -- a trailers-only answer has none
/// ```
/// `outbound` may begin in an attempt that fails: what was told of it is not told again when it is sent again. After
/// `Lost` it is, since it may be another message; indexes go on.
/// Exactly one `Finished`, also after cancel, deadline and a lost connection. `at` is since `Started`.
#[derive(Debug, Clone)]
pub enum CallEvent {
    /// The call was begun; connecting, if need be, follows.
    Started,
    /// A stream was opened: the request headers went out on a connection. Once for each attempt.
    Opened(Arc<Opened>),
    /// An attempt failed and another follows.
    AttemptFailed(Arc<AttemptFailed>),
    /// The stream ended, and is opened again after a while.
    Lost(Arc<Lost>),
    /// A request message went into the stream.
    RequestSent(MessageSent),
    /// The sending side was closed.
    HalfClosed {
        /// Since `Started`.
        at: Duration,
    },
    /// Response headers.
    Headers(HeadersReceived),
    /// A response message.
    Message(MessageReceived),
    /// The verdict.
    Finished(Arc<Finished>),
}

/// A stream, opened for an attempt.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Since `Started`.
    pub at: Duration,
    /// 1 for the first.
    pub attempt: u32,
    /// Who serves it.
    pub peer: Arc<PeerFacts>,
    /// The request headers as they went out, pseudo-headers left out.
    pub request_headers: SentHeaders,
    /// The stream as its connection sees it: its flow, and its frames where the call asked for them. `None` in HTTP/1.1.
    pub stream: Option<Arc<StreamWatch>>,
    /// How fast its messages are read, where that can be asked for.
    pub read_pace: Option<Arc<ReadPace>>,
}

/// An attempt that another one follows (grpc proposal A6).
#[derive(Debug, Clone)]
pub struct AttemptFailed {
    /// Since `Started`.
    pub at: Duration,
    /// 1 for the first.
    pub attempt: u32,
    /// Its verdict.
    pub status: Status,
    /// Its trailers.
    pub trailers: Metadata,
    /// How long is waited before the next.
    pub wait: Duration,
    /// The server did not look at the request, so that it does not count as a retry ("transparent retry").
    pub is_transparent: bool,
}

/// A stream that ended and is opened again, or one more try at that.
#[derive(Debug, Clone)]
pub struct Lost {
    /// Since `Started`.
    pub at: Duration,
    /// 1 for the first end of this call.
    pub number: u32,
    /// What it ended with.
    pub status: Status,
    /// Its trailers.
    pub trailers: Metadata,
    /// How long is waited before it is opened again.
    pub wait: Duration,
    /// What the first request will say.
    pub resumed: Vec<Resumed>,
    /// Request messages that are not sent again though all were to be: 64 MiB of those before them are.
    pub left_out: u64,
}

/// A field of the first request, as it goes into a stream that is opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed {
    /// Its path.
    pub field: String,
    /// Its value in short, for people; `None`: it stays as it was, since no message had a value for it.
    pub value: Option<String>,
}

/// A request message that went out.
#[derive(Debug, Clone)]
pub struct MessageSent {
    /// 0-based among the sent.
    pub index: u64,
    /// Since `Started`.
    pub at: Duration,
    /// The message before compression, without the 5-byte prefix.
    pub bytes: Bytes,
    /// Size on the wire, without the 5-byte prefix.
    pub wire_bytes: usize,
    /// The compressed flag.
    pub compressed: bool,
}

/// The first header block of an answer that is not trailers-only.
#[derive(Debug, Clone)]
pub struct HeadersReceived {
    /// Since `Started`.
    pub at: Duration,
    /// HTTP status.
    pub http_status: u16,
    /// All headers in wire order, pseudo-headers left out.
    pub metadata: Metadata,
}

/// A response message.
#[derive(Debug, Clone)]
pub struct MessageReceived {
    /// 0-based among the received.
    pub index: u64,
    /// Since `Started`.
    pub at: Duration,
    /// The message after decompression. A slice of a receive buffer: copy it to keep it.
    pub bytes: Bytes,
    /// Size on the wire, without the 5-byte prefix.
    pub wire_bytes: usize,
    /// The compressed flag.
    pub compressed: bool,
}

/// How a call ended.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Since `Started`.
    pub at: Duration,
    /// The verdict, with its origin.
    pub status: Status,
    /// Trailers in wire order; of a trailers-only answer, its one header block.
    pub trailers: Metadata,
    /// When what happened, as far as it did.
    pub timings: Timings,
}

/// Instants of one call, each since `Started`; `None`: not reached, or done before on a kept connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// Name resolved.
    pub resolved: Option<Duration>,
    /// TCP or unix socket open.
    pub connected: Option<Duration>,
    /// TLS handshake done.
    pub tls: Option<Duration>,
    /// HTTP/2 settings exchanged.
    pub http2: Option<Duration>,
    /// Request headers written.
    pub request_headers: Option<Duration>,
    /// Response headers read.
    pub headers: Option<Duration>,
    /// First response message complete.
    pub first_message: Option<Duration>,
    /// Trailers read.
    pub trailers: Option<Duration>,
    /// Whether a kept connection was used.
    pub reused: bool,
    /// Attempts made; 0 if no stream was opened.
    pub attempts: u32,
}

impl Finished {
    /// A verdict of ours with nothing received, at the very start.
    pub(crate) fn local(status: Status) -> Self {
        Self { at: Duration::ZERO, status, trailers: Metadata::new(), timings: Timings::default() }
    }
}
