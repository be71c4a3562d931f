//! Sample servers for tests, each on a free port of its own.

use farcall_proto_samples::{SampleOptions, SampleServer};

/// A sample server in plaintext, with both reflections.
pub fn sample() -> SampleServer {
    sample_with(SampleOptions::default())
}

/// A sample server with options.
pub fn sample_with(options: SampleOptions) -> SampleServer {
    SampleServer::start(options).expect("the sample server starts")
}
