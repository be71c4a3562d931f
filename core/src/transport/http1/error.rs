//! What an HTTP/1.1 connection broke off with, told apart by what was received.
//! It is no verdict: the call makes one of it.

use std::{error::Error as _, io};

use crate::{
    status::words,
    transport::{ConnectError, diagnose, tap::ReadEnd, tap::TapRecord, tls::Secured},
};

/// Why an answer does not come, or does not go on.
#[derive(Debug)]
pub(crate) enum Http1Error {
    /// The connection was closed before the request went out: the server has not seen it.
    NotSent,
    /// The connection was lost; how, in words.
    Lost(String),
    /// The other side is no HTTP/1.1 server, or wants another TLS.
    Connect(ConnectError),
    /// The head of the answer, or its trailers, are larger than is taken in.
    HeadTooLarge,
    /// The answer is not HTTP as it should be; what is wrong, in words.
    Violation(String),
}

/// What is known of a connection when it breaks off.
pub(super) struct Circumstances<'a> {
    pub(super) address: &'a str,
    pub(super) record: &'a TapRecord,
    pub(super) secured: Option<&'a Secured>,
}

impl Circumstances<'_> {
    /// What an error of hyper means here.
    pub(super) fn explain(&self, error: &hyper::Error) -> Http1Error {
        if error.is_parse() {
            return self.unreadable(error);
        }
        if let Some(failure) = self.record.take_failure() {
            return match self.secured.and_then(|secured| secured.explain(self.address, &failure)) {
                Some(known) => Http1Error::Connect(known),
                None => Http1Error::Lost(words::io(&failure)),
            };
        }
        match flaw(error) {
            Some(flaw) => Http1Error::Violation(flaw),
            None => Http1Error::Lost(self.end_words(error)),
        }
    }

    fn unreadable(&self, error: &hyper::Error) -> Http1Error {
        // hyper tells this apart to servers only.
        if error.to_string() == "message head is too large" {
            return Http1Error::HeadTooLarge;
        }
        let first_bytes = self.record.first_bytes();
        if first_bytes.starts_with(b"HTTP/") {
            Http1Error::Violation(error.to_string())
        } else {
            Http1Error::Connect(diagnose::not_http1(self.address.to_owned(), &first_bytes))
        }
    }

    fn end_words(&self, error: &hyper::Error) -> String {
        let by_reading = read_end(self.record);
        match by_reading {
            Some(words) => words,
            None => io_error(error).map_or_else(|| error.to_string(), words::io),
        }
    }
}

/// How reading from a socket ended, if it did.
pub(super) fn read_end(record: &TapRecord) -> Option<String> {
    record.with_end(|end| match end {
        ReadEnd::Closed => "The server closed it".to_owned(),
        ReadEnd::Failed(error) => words::io(error),
        ReadEnd::GivenUp(reason) => reason.clone(),
    })
}

/// What is wrong with a body, unless it is only cut off.
fn flaw(error: &hyper::Error) -> Option<String> {
    let io = io_error(error)?;
    matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData).then(|| io.to_string())
}

fn io_error(error: &hyper::Error) -> Option<&io::Error> {
    error.source()?.downcast_ref()
}
