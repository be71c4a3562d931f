//! Streams that break off: reset, GOAWAY, a lost connection, HTTP/2 itself violated.
//! The codes follow grpc `doc/PROTOCOL-HTTP2.md`, "Errors".

use std::time::Duration;

use h2::Reason;

use super::{Facts, block_too_large};
use crate::{
    metadata::visible,
    status::{Code, Status, words},
};

/// How a stream broke off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::call) enum Breakage {
    /// RST_STREAM from the server.
    Reset(Reason),
    /// GOAWAY from the server, and the stream with it; with how often this client pings, if it does.
    GoAway { reason: Reason, debug: Vec<u8>, keepalive: Option<Duration> },
    /// The connection was lost.
    Lost { address: String, reason: String },
    /// What the server sent is not HTTP/2.
    Violation { reason: Option<Reason>, text: String },
}

/// The verdict on a stream that broke off.
pub(in crate::call) fn broken(breakage: &Breakage, facts: &Facts<'_>) -> Status {
    match breakage {
        Breakage::Reset(reason) => {
            let name = words::http2_error((*reason).into());
            let message = format!("Server reset the stream ({name}){}", meaning(*reason));
            Status::local(Code::from_reset((*reason).into()), message)
        }
        Breakage::GoAway { reason, debug, keepalive } => go_away(*reason, debug, *keepalive),
        Breakage::Lost { address, reason } => {
            let received = words::messages(facts.received);
            let message = format!("Connection to {address} closed after {received} · {reason}");
            Status::local(Code::UNAVAILABLE, message)
        }
        Breakage::Violation { reason: Some(Reason::ENHANCE_YOUR_CALM), text } => flood(text, facts),
        Breakage::Violation { reason: Some(reason), .. } => {
            let name = words::http2_error((*reason).into());
            Status::local(Code::INTERNAL, format!("Server's answer breaks HTTP/2 ({name})"))
        }
        Breakage::Violation { reason: None, text } => {
            Status::local(Code::INTERNAL, format!("Server's answer breaks HTTP/2 · {text}"))
        }
    }
}

/// What the table wants said beside the code.
fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::ENHANCE_YOUR_CALM => " · It has no bandwidth for this call.",
        Reason::INADEQUATE_SECURITY => " · The connection is not secure enough for this call.",
        _ => "",
    }
}

/// What h2 takes only so many of, by the word it closes a connection with.
const FLOODS: [(&str, &str); 4] = [
    ("too_many_data_frames", "empty or tiny DATA frames"),
    ("too_many_continuations", "CONTINUATION frames"),
    ("too_many_resets", "resets"),
    ("too_many_internal_resets", "broken streams"),
];

fn flood(text: &str, facts: &Facts<'_>) -> Status {
    // The block unpacked to far more than it was on the wire.
    if text.contains("header_list_way_too_large") {
        return block_too_large(if facts.http_status.is_none() { "headers" } else { "trailers" }, facts);
    }
    let known = FLOODS.iter().find(|(word, _)| text.contains(word));
    let what = known.map_or("more than it takes", |(_, what)| what);
    let message = format!("Server floods this client with {what} · The connection was closed.");
    Status::local(Code::RESOURCE_EXHAUSTED, message)
}

fn go_away(reason: Reason, debug: &[u8], keepalive: Option<Duration>) -> Status {
    let text = visible(debug);
    let status = if text.is_empty() {
        let name = words::http2_error(reason.into());
        Status::local(Code::UNAVAILABLE, format!("Server closed the connection ({name})"))
    } else {
        Status::local(Code::UNAVAILABLE, format!("Server closed the connection: {text}"))
    };
    match (debug, keepalive) {
        (b"too_many_pings", Some(time)) => {
            status.with_hint(format!("Raise the keepalive interval (now {})", words::duration(time)))
        }
        (b"too_many_pings", None) => status.with_hint("Raise the keepalive interval"),
        _ => status,
    }
}
