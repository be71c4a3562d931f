//! The half on which the request goes out, as fast as the peer takes it.
//! It frames nothing.

use std::task::{Context, Poll};

use bytes::Bytes;
use h2::{Reason, SendStream};
use tokio::task::AbortHandle;

use crate::transport::http1::BodySender;

/// The request's half of a stream.
pub(crate) enum SendHalf {
    /// In HTTP/2.
    Http2(SendStream<Bytes>),
    /// In HTTP/1.1.
    Http1 {
        /// The body.
        body: BodySender,
        /// What drives the connection.
        driver: AbortHandle,
    },
}

/// The peer takes no more bytes; what it says about that is read on the other half.
pub(crate) struct SendClosed;

impl SendHalf {
    /// Waits until some of so many bytes can be sent, and tells how many.
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>, wanted: usize) -> Poll<Result<usize, SendClosed>> {
        match self {
            Self::Http2(stream) => {
                stream.reserve_capacity(wanted);
                loop {
                    match stream.capacity() {
                        0 => {}
                        room => return Poll::Ready(Ok(room)),
                    }
                    match stream.poll_capacity(cx) {
                        Poll::Ready(Some(Ok(_))) => {}
                        Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(Err(SendClosed)),
                        Poll::Pending => return Poll::Pending,
                    }
                }
            }
            Self::Http1 { body, .. } => body.poll_room(cx).map(|room| room.ok_or(SendClosed)),
        }
    }

    /// Sends bytes for which there is room, and the half-close if this is the end.
    ///
    /// # Errors
    /// The peer takes no more.
    pub(crate) fn send(&mut self, bytes: Bytes, end: bool) -> Result<(), SendClosed> {
        match self {
            Self::Http2(stream) => stream.send_data(bytes, end).map_err(|_| SendClosed),
            Self::Http1 { body, .. } => {
                if body.send(bytes, end) {
                    Ok(())
                } else {
                    Err(SendClosed)
                }
            }
        }
    }

    /// Gives the whole stream up: the peer sees CANCEL, or in HTTP/1.1 its connection closed.
    pub(crate) fn cancel(&mut self) {
        match self {
            Self::Http2(stream) => stream.send_reset(Reason::CANCEL),
            Self::Http1 { body, driver } => {
                body.give_up();
                driver.abort();
            }
        }
    }

    /// Its number, where streams have one.
    pub(crate) fn stream_id(&self) -> Option<u32> {
        match self {
            Self::Http2(stream) => Some(stream.stream_id().as_u32()),
            Self::Http1 { .. } => None,
        }
    }
}
