//! Streams that are steered: read slowly, answered message by message, led by a script.

mod flow_server;
mod script;
mod slow_reader;

use std::time::Duration;

use farcall_core::{
    call::CallSpec,
    schema::{MethodKind, MethodPath},
};

use crate::support::Caller;

/// A call of the server's streams; `Echo` echoes whatever else the server does.
fn caller(address: std::net::SocketAddr, method: &str) -> Caller {
    let mut caller = Caller::to(address.to_string()).kind(MethodKind::BidiStreaming);
    let path = MethodPath { service: "flow.v1.Flow".into(), method: method.into() };
    caller.spec = CallSpec { timeout: Some(Duration::from_secs(60)), ..CallSpec::new(path, MethodKind::BidiStreaming) };
    caller
}
