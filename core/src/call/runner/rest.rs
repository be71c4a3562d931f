//! What is read of a body besides messages: its end after the trailers of gRPC-Web, the beginning of one that is not gRPC.
//! It reads for a while only; what it means is judged elsewhere.

use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{HeaderMap, header};
use tokio::time::Sleep;

use super::end::End;
use crate::{
    call::{
        verdict::{self, HttpAnswer},
        web::WebError,
    },
    metadata::Metadata,
    transport::ReceiveHalf,
};

/// What is read of a body that is not gRPC, and for how long.
const EXCERPT: usize = 2 << 10;
pub(super) const EXCERPT_TIME: Duration = Duration::from_secs(1);
/// How long the end of a body may take after the trailers in it.
pub(super) const CLOSING_TIME: Duration = Duration::from_secs(1);

/// What the headers tell of an answer that is not gRPC.
pub(super) fn http_answer(headers: &HeaderMap, is_web: bool) -> HttpAnswer {
    let text = |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let content_type = text(header::CONTENT_TYPE);
    HttpAnswer { content_type, excerpt: Vec::new(), is_web, size: announced.unwrap_or(0) }
}

/// Reads on after the trailers of gRPC-Web: there should be nothing. They count, however the body ends.
pub(super) fn poll_closing(
    cx: &mut Context<'_>,
    stream: &mut ReceiveHalf,
    trailers: &mut Metadata,
    time: &mut Pin<Box<Sleep>>,
) -> Poll<End> {
    loop {
        // Asked each time: empty frames may come without an end.
        let is_over = time.as_mut().poll(cx).is_ready();
        let data = if is_over { None } else { ready!(stream.poll_data(cx)) };
        match data {
            Some(Ok(data)) if data.is_empty() => {}
            Some(Ok(_)) => return Poll::Ready(End::Local(Box::new(verdict::web(WebError::DataAfterTrailers)))),
            Some(Err(_)) | None => return Poll::Ready(End::Trailers(std::mem::take(trailers))),
        }
    }
}

/// Reads the beginning of a body that is not gRPC.
pub(super) fn poll_excerpt(
    cx: &mut Context<'_>,
    stream: &mut ReceiveHalf,
    answer: &mut HttpAnswer,
    time: &mut Pin<Box<Sleep>>,
) -> Poll<End> {
    loop {
        let is_over = answer.excerpt.len() >= EXCERPT || time.as_mut().poll(cx).is_ready();
        let data = if is_over { None } else { ready!(stream.poll_data(cx)) };
        match data {
            Some(Ok(data)) => {
                stream.release(data.len());
                answer.excerpt.extend(data.iter().take(EXCERPT - answer.excerpt.len()));
                answer.size = answer.size.max(answer.excerpt.len() as u64);
            }
            Some(Err(_)) | None => return Poll::Ready(End::Foreign(std::mem::take(answer))),
        }
    }
}
