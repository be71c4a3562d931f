//! How a channel connects, tries again and lets go: the numbers, with gRPC's defaults.
//! What a user chooses for one target stands in the target.

use std::time::Duration;

use crate::transport::{BackoffPolicy, Environment, Keepalive};

/// How much of one answer may be received and not yet read unless told otherwise, in bytes: for a fast path at 20 ms and
/// more; the default of HTTP/2 allows 3 MB/s there.
pub(crate) const STREAM_WINDOW: u32 = 16 << 20;

/// How connections are made and kept.
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    /// Bounds the lookup of the name, and then each attempt: one address by TCP, TLS and HTTP/2 together, with the
    /// proxy in between. Default 10 s.
    pub connect_timeout: Duration,
    /// Largest header or trailer block that HTTP/2 takes in; a call's own limit stands below. Default 8 MiB, of which
    /// 1.25 MiB fit if a server cuts the block into frames of 16 KiB.
    pub max_header_bytes: u32,
    /// How much of one answer may be received and not yet read, in bytes. Default 16 MiB.
    pub stream_window: u32,
    /// Where the variables that name a proxy are read from. By default this process.
    pub environment: Environment,
    /// The waits between attempts.
    pub backoff: BackoffPolicy,
    /// A channel without a call for this long, and up to a tenth more, closes its connections. Default 30 minutes (grpc
    /// `doc/connectivity-semantics-and-api.md`).
    pub idle_timeout: Duration,
    /// A name is looked up again after a failure, no more often than this. Default 30 s.
    pub min_lookup_interval: Duration,
    /// A keepalive below this is taken as this. Default [`Keepalive::SHORTEST`].
    pub min_keepalive_time: Duration,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            max_header_bytes: 8 << 20,
            stream_window: STREAM_WINDOW,
            environment: Environment::of_process(),
            backoff: BackoffPolicy::default(),
            idle_timeout: Duration::from_secs(30 * 60),
            min_lookup_interval: Duration::from_secs(30),
            min_keepalive_time: Keepalive::SHORTEST,
        }
    }
}
