//! A place on a connection for one stream, and the stream made of it.
//! It waits for room; it connects nothing.

use bytes::Bytes;
use h2::client::SendRequest;
use http::Request;

use super::{Answer, SendHalf, StreamError};
use crate::transport::http1::{self, Leased};

/// Room for one stream.
pub(crate) enum Opener {
    /// In HTTP/2, among others.
    Http2(SendRequest<Bytes>),
    /// A connection of HTTP/1.1, alone on it.
    Http1(Leased),
}

impl Opener {
    /// Waits until the connection takes a stream.
    ///
    /// # Errors
    /// It takes none any more.
    pub(crate) async fn ready(self) -> Result<Self, StreamError> {
        match self {
            Self::Http2(sender) => Ok(Self::Http2(sender.ready().await?)),
            Self::Http1(leased) => Ok(Self::Http1(leased)),
        }
    }

    /// Sends the request headers. `None` if the connection takes no stream any more. HTTP/1.1 holds a request of
    /// `one_message` back until the half-close, to send its length.
    pub(crate) fn send(self, request: Request<()>, one_message: bool) -> Option<(Answer, SendHalf)> {
        match self {
            Self::Http2(mut sender) => {
                let (answer, send) = sender.send_request(request, false).ok()?;
                Some((Answer::Http2(answer), SendHalf::Http2(send)))
            }
            Self::Http1(leased) => {
                let (answer, body, driver) = http1::send(leased, request, one_message)?;
                Some((Answer::Http1(answer), SendHalf::Http1 { body, driver }))
            }
        }
    }
}
