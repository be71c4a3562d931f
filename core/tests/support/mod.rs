//! What the tests of the call path share: scripted servers, certificates, and a call made in one line.
//! Each test target uses a part of it.
#![allow(dead_code, unused_imports, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod caller;
pub mod certificates;
pub mod raw_server;

pub use caller::{Caller, Done, within};
pub use certificates::Authority;
pub use raw_server::{RawServer, Seen, Step, grpc_headers, message, trailers};
