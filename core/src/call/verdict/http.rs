//! Answers that are HTTP but not gRPC: a proxy's error, a login page, a path nobody serves.
//! The codes follow grpc `doc/http-grpc-status-mapping.md`; the body is shown as inert text.

use super::Facts;
use crate::{
    metadata::visible,
    status::{Code, Status, words},
};

/// What is kept of an answer that is not gRPC.
#[derive(Debug, Clone, Default)]
pub(in crate::call) struct HttpAnswer {
    /// `content-type`, as sent.
    pub(in crate::call) content_type: Option<String>,
    /// The beginning of the body.
    pub(in crate::call) excerpt: Vec<u8>,
    /// Whether gRPC-Web was spoken.
    pub(in crate::call) is_web: bool,
    /// Bytes of the body that were seen, or that `content-length` announces.
    pub(in crate::call) size: u64,
}

impl HttpAnswer {
    fn wanted(&self) -> &'static str {
        if self.is_web { "gRPC-Web" } else { "gRPC" }
    }
}

/// Characters of a body that are shown.
const SHOWN: usize = 240;

/// Whether a content-type is gRPC's: `application/grpc`, alone or followed by `+proto`, `;…` and the like.
pub(in crate::call) fn is_grpc(content_type: &[u8]) -> bool {
    let lower = content_type.to_ascii_lowercase();
    match lower.strip_prefix(b"application/grpc") {
        Some(rest) => matches!(rest.first(), None | Some(b'+' | b';' | b' ')),
        None => false,
    }
}

/// `HTTP 502 Bad Gateway`.
pub(super) fn status_line(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    match reason {
        Some(reason) => format!("HTTP {status} {reason}"),
        None => format!("HTTP {status}"),
    }
}

/// The verdict on an answer that is not gRPC.
pub(in crate::call) fn foreign(answer: &HttpAnswer, facts: &Facts<'_>) -> Status {
    let http_status = facts.http_status.unwrap_or(200);
    match http_status {
        200 => {
            let what = match &answer.content_type {
                Some(name) => format!("content-type is \"{}\"", visible(name.as_bytes())),
                None => "there is no content-type".to_owned(),
            };
            let wanted = answer.wanted();
            let message = format!("HTTP 200 but {what}, not {wanted} · A login page or proxy may be in between.");
            with_body(Status::local(Code::UNKNOWN, message), answer)
        }
        404 => {
            let message = format!("HTTP 404: nothing serves {} here", facts.path);
            with_body(Status::local(Code::from_http(404), message), answer)
        }
        other => {
            let title = format!("{}, not a {} answer", status_line(other), answer.wanted());
            Status::local(Code::from_http(other), format!("{title} · {}", body(answer)))
        }
    }
}

fn with_body(mut status: Status, answer: &HttpAnswer) -> Status {
    if answer.size > 0 {
        status.notes.push(body(answer));
    }
    status
}

/// Content-type, size and the beginning of the body on one line.
fn body(answer: &HttpAnswer) -> String {
    let content_type = answer.content_type.as_deref().unwrap_or("no content-type");
    let head = format!("{}, {}", visible(content_type.as_bytes()), words::size(answer.size));
    let text = String::from_utf8_lossy(&answer.excerpt);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = visible(words.join(" ").as_bytes());
    if line.is_empty() {
        return head;
    }
    let shown: String = line.chars().take(SHOWN).collect();
    let rest = if shown.len() < line.len() { "…" } else { "" };
    format!("{head}: {shown}{rest}")
}
