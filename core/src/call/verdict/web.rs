//! Answers of gRPC-Web, and of HTTP/1.1 below it, that are not as they should be.
//! What gRPC-Web shares with gRPC is judged as there.

use super::{Breakage, Facts, block_too_large, broken};
use crate::{
    call::web::WebError,
    metadata::visible,
    status::{Code, Status},
    transport::Http1Error,
};

/// A body that cannot be read on.
pub(in crate::call) fn web(error: WebError) -> Status {
    match error {
        WebError::NotBase64 { at } => Status::local(Code::INTERNAL, format!("Answer is not base64 (character {at})")),
        WebError::DataAfterTrailers => Status::local(Code::INTERNAL, "Server sent data after the trailers"),
    }
}

/// An exchange over HTTP/1.1 that broke off.
pub(in crate::call) fn broken_http1(error: &Http1Error, address: &str, facts: &Facts<'_>) -> Status {
    let lost = |reason: &str| {
        let (address, reason) = (address.to_owned(), reason.to_owned());
        broken(&Breakage::Lost { address, reason }, facts)
    };
    match error {
        Http1Error::NotSent => lost("The server closed it"),
        Http1Error::Lost(reason) => lost(reason),
        Http1Error::Connect(error) => error.status(),
        Http1Error::HeadTooLarge => block_too_large("headers", facts),
        Http1Error::Violation(text) => {
            let message = format!("Server's answer breaks HTTP/1.1 · {}", visible(text.as_bytes()));
            Status::local(Code::INTERNAL, message)
        }
    }
}

/// What is to be said of trailers of which some lines could not be read.
pub(in crate::call) fn unreadable_trailers(lines: usize) -> Option<String> {
    match lines {
        0 => None,
        1 => Some("1 line of the trailers could not be read".to_owned()),
        several => Some(format!("{several} lines of the trailers could not be read")),
    }
}
