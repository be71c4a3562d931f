//! What a stream broke off with, as the library below tells it.
//! It is no verdict: the call makes one of it.

use crate::transport::http1::Http1Error;

/// Why a stream does not go on.
#[derive(Debug)]
pub(crate) enum StreamError {
    /// In HTTP/2.
    Http2(h2::Error),
    /// In HTTP/1.1.
    Http1(Http1Error),
}

impl From<h2::Error> for StreamError {
    fn from(error: h2::Error) -> Self {
        Self::Http2(error)
    }
}

impl From<Http1Error> for StreamError {
    fn from(error: Http1Error) -> Self {
        Self::Http1(error)
    }
}
