//! The half on which the answer comes in: its headers, its bytes, its trailers.
//! It cuts no messages out of the bytes.

use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use h2::{RecvStream, client::ResponseFuture};
use http::{HeaderMap, Response};

use super::StreamError;
use crate::transport::http1::{Http1Answer, Http1Receive};

/// An answer that is awaited.
pub(crate) enum Answer {
    /// In HTTP/2.
    Http2(ResponseFuture),
    /// In HTTP/1.1.
    Http1(Http1Answer),
}

impl Answer {
    /// Its headers, and the rest of it.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response<ReceiveHalf>, StreamError>> {
        match self {
            Self::Http2(answer) => Pin::new(answer).poll(cx).map(|result| Ok(result?.map(ReceiveHalf::Http2))),
            Self::Http1(answer) => {
                answer.poll(cx).map(|result| Ok(result?.map(|stream| ReceiveHalf::Http1(Box::new(stream)))))
            }
        }
    }
}

/// The answer's half of a stream, after its headers.
pub(crate) enum ReceiveHalf {
    /// In HTTP/2.
    Http2(RecvStream),
    /// In HTTP/1.1.
    Http1(Box<Http1Receive>),
}

impl ReceiveHalf {
    /// Whether nothing follows, not even trailers.
    pub(crate) fn is_at_end(&self) -> bool {
        match self {
            Self::Http2(stream) => stream.is_end_stream(),
            Self::Http1(stream) => stream.is_at_end(),
        }
    }

    /// Some bytes; `None` after the last ones.
    pub(crate) fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        match self {
            Self::Http2(stream) => stream.poll_data(cx).map_err(StreamError::from),
            Self::Http1(stream) => stream.poll_data(cx).map_err(StreamError::from),
        }
    }

    /// Trailers, once there are no more bytes.
    pub(crate) fn poll_trailers(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<HeaderMap>, StreamError>> {
        match self {
            Self::Http2(stream) => stream.poll_trailers(cx).map_err(StreamError::from),
            Self::Http1(stream) => Poll::Ready(Ok(stream.take_trailers())),
        }
    }

    /// Bytes that were received and not given back, and whether the peer used up its window; nothing is known of it in
    /// HTTP/1.1.
    pub(crate) fn unread(&mut self) -> (u64, bool) {
        match self {
            Self::Http2(stream) => {
                let flow = stream.flow_control();
                (flow.used_capacity() as u64, flow.available_capacity() <= 0)
            }
            Self::Http1(_) => (0, false),
        }
    }

    /// Lets the peer send as many bytes again as were read.
    pub(crate) fn release(&mut self, bytes: usize) {
        match self {
            // Fails only for more than was received.
            Self::Http2(stream) => drop(stream.flow_control().release_capacity(bytes)),
            // Bytes are read from the socket as they are asked for.
            Self::Http1(_) => {}
        }
    }
}
