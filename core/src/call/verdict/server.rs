//! The status as the server sent it (grpc `doc/PROTOCOL-HTTP2.md`, "Responses"): what of it can be read is kept.
//! Whether an OK is believed is decided elsewhere.

use percent_encoding::percent_decode;

use crate::{
    metadata::{Entry, Metadata, visible},
    status::{Code, Status},
};

const STATUS: &str = "grpc-status";

/// Whether a header block carries a status.
pub(in crate::call) fn has_status(block: &Metadata) -> bool {
    block.get(STATUS).is_some()
}

/// The status in a header block, if it carries one.
pub(in crate::call) fn server_status(block: &Metadata) -> Option<Status> {
    let said = block.get(STATUS)?;
    let (message, message_note) = block.get("grpc-message").map(decode_message).unwrap_or_default();
    let mut status = match read_code(&said.value) {
        Some(code) => Status::remote(code, message),
        None => {
            let title = format!("Unreadable grpc-status \"{}\"", visible(&said.value));
            let separator = if message.is_empty() { "" } else { " · " };
            Status::local(Code::UNKNOWN, format!("{title}{separator}{message}"))
        }
    };
    status.notes.extend(message_note);
    if block.get_all(STATUS).any(|other| other.value != said.value) {
        status.notes.push("grpc-status was sent more than once; the first counts".to_owned());
    }
    match block.get("grpc-status-details-bin").map(Entry::binary) {
        Some(Some(details)) => status.details = details.into_iter().next(),
        Some(None) => status.notes.push("grpc-status-details-bin could not be decoded (shown raw)".to_owned()),
        None => {}
    }
    Some(status)
}

/// Digits only: `+5`, `-1` and `abc` are not codes.
fn read_code(value: &[u8]) -> Option<Code> {
    if !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok().map(Code)
}

fn decode_message(entry: &Entry) -> (String, Option<String>) {
    let bytes: Vec<u8> = percent_decode(&entry.value).collect();
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some("message was not valid UTF-8".to_owned()))
        }
    }
}
