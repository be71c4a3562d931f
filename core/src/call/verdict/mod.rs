//! Which status a call ends with, in the words a user reads: by what the server said, or by what went wrong.
//! Pure functions of facts; nothing here reads a stream.

mod broken;
mod http;
mod server;
mod via;
mod web;

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::{Compression, encoding::DecompressError, framing::FramingError, framing::Incomplete, spec::Limits};
use crate::{
    schema::MethodKind,
    status::{Code, Remedy, Status, words},
};

pub(super) use broken::{Breakage, broken};
pub(super) use http::{HttpAnswer, foreign, is_grpc};
pub(super) use server::{has_status, server_status};
pub(super) use via::{Ending, Way};
pub(super) use web::{broken_http1, unreadable_trailers, web};

/// What was seen of a call when it ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) kind: MethodKind,
    /// `/pkg.Service/Method`.
    pub(super) path: &'a str,
    pub(super) limits: Limits,
    /// What a connection takes of a header or trailer block, in bytes; the call's limit is no larger.
    pub(super) most_header_bytes: u32,
    /// How request messages are compressed.
    pub(super) compression: Option<Compression>,
    /// What was offered for response messages.
    pub(super) accepted: &'a [Compression],
    /// HTTP status of the answer, if there was one.
    pub(super) http_status: Option<u16>,
    /// Response messages received whole.
    pub(super) received: u64,
    /// A message cut off by the end of the stream.
    pub(super) incomplete: Option<Incomplete>,
}

/// The stream ended in good order; `said` is the server's status, if it sent one.
pub(super) fn ended(said: Option<Status>, facts: &Facts<'_>) -> Status {
    match said {
        Some(status) if status.is_ok() => checked_ok(status, facts),
        Some(mut status) => {
            status.notes.extend(facts.incomplete.map(incomplete));
            status
        }
        None => without_status(facts),
    }
}

/// OK is believed only if what came fits the kind of call.
fn checked_ok(status: Status, facts: &Facts<'_>) -> Status {
    let internal = |message: String| Status { notes: status.notes.clone(), ..Status::local(Code::INTERNAL, message) };
    let single = match facts.kind {
        MethodKind::Unary => "a unary call",
        MethodKind::ClientStreaming => "a client-streaming call",
        MethodKind::ServerStreaming | MethodKind::BidiStreaming => "",
    };
    match (facts.incomplete, facts.received) {
        (Some(cut_off), _) => internal(format!("{}, although the server reported OK", incomplete(cut_off))),
        (None, 0) if !single.is_empty() => internal("Server reported OK but sent no message".to_owned()),
        (None, 2..) if !single.is_empty() => internal(format!("Server sent {} messages for {single}", facts.received)),
        (None, _) => status,
    }
}

fn without_status(facts: &Facts<'_>) -> Status {
    let mut status = match facts.http_status {
        Some(http) if http != 200 => {
            Status::local(Code::from_http(http), format!("{}, without a gRPC status", http::status_line(http)))
        }
        _ => {
            let received = words::messages(facts.received);
            let message = format!("The stream ended without a status · {received} received; data may be cut off.");
            Status::local(Code::UNKNOWN, message)
        }
    };
    status.notes.extend(facts.incomplete.map(incomplete));
    status
}

fn incomplete(incomplete: Incomplete) -> String {
    match incomplete {
        Incomplete::Prefix { got } => format!("Last message is incomplete: {got} of the 5 bytes before it"),
        Incomplete::Message { got, announced } => format!("Last message is incomplete: {got} of {announced} bytes"),
        Incomplete::Trailers { got, announced } => format!("Trailers are incomplete: {got} of {announced} bytes"),
    }
}

/// A message that cannot be cut out of the stream.
pub(super) fn framing(error: FramingError, facts: &Facts<'_>) -> Status {
    match error {
        FramingError::TooLarge { announced } => {
            let (size, limit) = (words::size(announced.into()), words::size(facts.limits.max_message_bytes as u64));
            let message = format!("Message of {size} exceeds the limit of {limit}");
            Status::local(Code::RESOURCE_EXHAUSTED, message).with_remedy(Remedy::RaiseMessageLimit)
        }
        FramingError::TrailersTooLarge => block_too_large("trailers", facts),
        FramingError::ReservedFlag { flag } => {
            Status::local(Code::INTERNAL, format!("Message begins with {flag:#04x} · Only 0 and 1 are known."))
        }
    }
}

/// A message that cannot be unpacked.
pub(super) fn decompression(error: DecompressError, facts: &Facts<'_>) -> Status {
    match error {
        DecompressError::TooLarge => {
            let limit = words::size(facts.limits.max_message_bytes as u64);
            let message = format!("Compressed message grows past the limit of {limit}");
            Status::local(Code::RESOURCE_EXHAUSTED, message).with_remedy(Remedy::RaiseMessageLimit)
        }
        DecompressError::NoEncoding => Status::local(Code::INTERNAL, "Compressed message without grpc-encoding"),
        DecompressError::WindowTooLarge => {
            let limit = words::size(facts.limits.max_message_bytes as u64);
            let message = format!("Compressed message needs more memory to unpack than the limit of {limit}");
            Status::local(Code::RESOURCE_EXHAUSTED, message).with_remedy(Remedy::RaiseMessageLimit)
        }
        DecompressError::NotOffered { name, offered } => {
            let name = crate::metadata::visible(name.as_bytes());
            let message = format!("Server used encoding \"{name}\"; this client accepts {offered}");
            Status::local(Code::INTERNAL, message)
        }
        DecompressError::Damaged(reason) => {
            Status::local(Code::INTERNAL, format!("Compressed message is damaged · {reason}"))
        }
    }
}

/// Headers or trailers over the call's limit.
pub(super) fn block_too_large(which: &str, facts: &Facts<'_>) -> Status {
    let limit = words::size(facts.limits.max_header_bytes.into());
    let message = format!("Response {which} exceed {limit}");
    Status::local(Code::RESOURCE_EXHAUSTED, message).with_remedy(Remedy::RaiseHeaderLimit)
}

/// Headers or trailers over what HTTP/2 itself takes in, whatever the call's limit.
pub(super) fn block_refused(which: &str, facts: &Facts<'_>) -> Status {
    let most = words::size(facts.most_header_bytes.into());
    let detail = format!("At most {most} and 24,576 fields; less where they are cut into many frames.");
    Status::local(Code::RESOURCE_EXHAUSTED, format!("Response {which} are more than a connection takes · {detail}"))
}

/// A request message over the call's limit.
pub(super) fn too_large_to_send(size: usize, limit: usize) -> Status {
    let (size, limit) = (words::size(size as u64), words::size(limit as u64));
    let message = format!("Message of {size} exceeds the send limit of {limit}");
    Status::local(Code::RESOURCE_EXHAUSTED, message).with_remedy(Remedy::RaiseSendLimit)
}

/// The deadline, while the wait for another attempt ran; `failed` is the last one's verdict.
pub(super) fn deadline_between_attempts(timeout: Duration, attempt: u32, failed: &Status) -> Status {
    let timeout = words::duration(timeout);
    let message = format!("No final status within {timeout} · Attempt {attempt} failed with {}.", failed.line());
    Status::local(Code::DEADLINE_EXCEEDED, message)
}

/// The deadline, while a stream that was lost was to be opened again; `lost` is what it ended with.
pub(super) fn deadline_without_stream(timeout: Duration, lost: &Status) -> Status {
    let timeout = words::duration(timeout);
    let message = format!("No final status within {timeout} · The stream was lost with {}.", lost.line());
    Status::local(Code::DEADLINE_EXCEEDED, message)
}

/// The deadline; `received` counts all streams of the call, and is `None` while there is no connection yet.
pub(super) fn deadline(timeout: Duration, received: Option<u64>) -> Status {
    let so_far = match received {
        Some(received) => format!("{} received before.", words::messages(received)),
        None => "Still connecting.".to_owned(),
    };
    Status::local(Code::DEADLINE_EXCEEDED, format!("No final status within {} · {so_far}", words::duration(timeout)))
}

/// The deadline of a call that waited for a connection, with why the last attempt failed.
pub(super) fn never_connected(timeout: Duration, last_failure: &str) -> Status {
    let message = format!("No connection within {} · {last_failure}", words::duration(timeout));
    Status::local(Code::DEADLINE_EXCEEDED, message)
}

/// The user's cancel.
pub(super) fn cancelled(after: Duration) -> Status {
    Status::local(Code::CANCELLED, format!("Cancelled by you after {}", words::duration(after)))
}
