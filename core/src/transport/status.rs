//! What a channel tells of itself: its state, the peer, the ladder of the last attempt, the last failure.
//! It is a value that a watcher reads; it drives nothing.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

use super::{CertificateFacts, ConnectError, Http2Settings, Ladder};

/// The states of a channel (grpc `doc/connectivity-semantics-and-api.md`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ChannelState {
    /// No connection; the next call makes one.
    #[default]
    Idle,
    /// An attempt is under way.
    Connecting,
    /// Connected.
    Ready,
    /// The last attempt failed; the next call tries again.
    TransientFailure,
    /// Closed for good.
    Shutdown,
}

/// A channel at one moment.
#[derive(Debug, Clone, Default)]
pub struct ChannelStatus {
    /// Its state.
    pub state: ChannelState,
    /// The endpoint, as text: `localhost:50051`, `unix:/run/app.sock`.
    pub endpoint: String,
    /// TLS, or plaintext.
    pub tls: bool,
    /// Whether the server's certificate is verified; false on plaintext and with "do not verify".
    pub verified: bool,
    /// The other side, once connected.
    pub peer: Option<PeerFacts>,
    /// The steps of the last attempt, also while it is under way.
    pub ladder: Ladder,
    /// Why the last attempt failed, or how the last connection was lost.
    pub last_failure: Option<Arc<ConnectError>>,
    /// In `TransientFailure`: when it tries again by itself (grpc `doc/connection-backoff.md`).
    pub retry_at: Option<Instant>,
    /// Each address that the name has, with its own state; empty before it was looked up.
    pub addresses: Vec<AddressStatus>,
}

/// One address of a target.
#[derive(Debug, Clone)]
pub struct AddressStatus {
    /// `127.0.0.1:50051`, as text.
    pub address: String,
    /// The state of the connection to it.
    pub state: ChannelState,
    /// Why there is none.
    pub last_failure: Option<Arc<ConnectError>>,
}

/// Facts about the other side of a connection.
#[derive(Debug, Clone)]
pub struct PeerFacts {
    /// Its socket address, as text; behind a proxy the name and port that the proxy was asked for.
    pub address: String,
    /// The proxy that leads there, with where it was configured: `http://proxy:3128 (HTTPS_PROXY)`. No credentials.
    pub proxy: Option<String>,
    /// `TLSv1.3` and the like; `None` on plaintext.
    pub tls_version: Option<String>,
    /// The cipher suite.
    pub cipher_suite: Option<String>,
    /// The protocol agreed by ALPN.
    pub alpn: Option<String>,
    /// The certificates it showed, leaf first.
    pub certificates: Vec<CertificateFacts>,
    /// The server's HTTP/2 settings as they were when the connection became ready; `None` over HTTP/1.1.
    pub http2: Option<Http2Settings>,
    /// When the connection became ready.
    pub connected_at: SystemTime,
}

impl PeerFacts {
    /// The facts of a plaintext connection, made now.
    pub fn of(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            proxy: None,
            tls_version: None,
            cipher_suite: None,
            alpn: None,
            certificates: Vec::new(),
            http2: None,
            connected_at: SystemTime::now(),
        }
    }
}
