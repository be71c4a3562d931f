//! Streams that break off: reset, GOAWAY, a lost connection, HTTP/2 itself violated.
//! The codes follow grpc `doc/PROTOCOL-HTTP2.md`, "Errors".

use h2::Reason;

use super::Facts;
use crate::{
    metadata::visible,
    status::{Code, Status, words},
};

/// How a stream broke off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::call) enum Breakage {
    /// RST_STREAM from the server.
    Reset(Reason),
    /// GOAWAY from the server, and the stream with it.
    GoAway { reason: Reason, debug: Vec<u8> },
    /// The connection was lost.
    Lost { address: String, reason: String },
    /// What the server sent is not HTTP/2.
    Violation { reason: Option<Reason>, text: String },
}

/// The verdict on a stream that broke off.
pub(in crate::call) fn broken(breakage: &Breakage, facts: &Facts<'_>) -> Status {
    match breakage {
        Breakage::Reset(reason) => {
            let message = format!("Server reset the stream ({reason:?})");
            Status::local(Code::from_reset((*reason).into()), message)
        }
        Breakage::GoAway { reason, debug } => go_away(*reason, debug),
        Breakage::Lost { address, reason } => {
            let received = words::messages(facts.received);
            let message = format!("Connection to {address} closed after {received} · {reason}");
            Status::local(Code::UNAVAILABLE, message)
        }
        Breakage::Violation { reason: Some(reason), .. } => {
            Status::local(Code::INTERNAL, format!("Server's answer breaks HTTP/2 ({reason:?})"))
        }
        Breakage::Violation { reason: None, text } => {
            Status::local(Code::INTERNAL, format!("Server's answer breaks HTTP/2 · {text}"))
        }
    }
}

fn go_away(reason: Reason, debug: &[u8]) -> Status {
    let text = visible(debug);
    let status = if text.is_empty() {
        Status::local(Code::UNAVAILABLE, format!("Server closed the connection ({reason:?})"))
    } else {
        Status::local(Code::UNAVAILABLE, format!("Server closed the connection: {text}"))
    };
    if debug == b"too_many_pings" { status.with_hint("Raise the keepalive interval") } else { status }
}
