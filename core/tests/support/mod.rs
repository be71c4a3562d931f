//! What the tests of the call path share: scripted servers, certificates, and a call made in one line.
//! Each test target uses a part of it; the hostile scenarios of the whole program include it too.
#![allow(dead_code, unused_imports, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod abort;
pub mod caller;
pub mod certificates;
pub mod header_server;
pub mod ports;
pub mod proxies;
pub mod raw_http1;
pub mod raw_server;
pub mod script;
pub mod token_server;
pub mod wire;

pub use caller::{Caller, Done, within};
pub use certificates::Authority;
pub use header_server::HeaderServer;
pub use ports::{ClosedPort, Hole};
pub use proxies::Proxy;
pub use raw_http1::{Act, Heard, RawHttp1};
pub use raw_server::{RawServer, Seen};
pub use script::{Plan, Reading, Step, grpc_headers, trailers};
pub use token_server::{Asked, Reply, TokenServer, pairs};
pub use wire::{fields, message};
