//! One exchange on a lane: request out, answer in, and the lane given back if both came to their end.
//! An exchange that is given up closes its connection: HTTP/1.1 has no other way to say so.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, Version, header, uri::Uri};
use hyper::body::{Body as _, Incoming};
use tokio::task::AbortHandle;

use super::{
    BodySender, Http1Error, Leased,
    body::{self, BodyWatch, RequestBody, Shape},
};

/// An answer that is awaited.
pub(crate) struct Http1Answer {
    future: Pin<Box<dyn Future<Output = Result<Response<Http1Receive>, Http1Error>> + Send>>,
}

impl Http1Answer {
    /// Its headers, and the rest of it.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response<Http1Receive>, Http1Error>> {
        self.future.as_mut().poll(cx)
    }
}

/// Sends a request. With `has_one_message` it goes out when it is whole, with its length; else at once, in chunks.
pub(crate) fn send(
    leased: Leased,
    request: Request<()>,
    has_one_message: bool,
) -> Option<(Http1Answer, BodySender, AbortHandle)> {
    let request = in_origin_form(request)?;
    let (sender, body) = body::new(if has_one_message { Shape::Whole } else { Shape::Chunked });
    let driver = leased.lane.driver.clone();
    let future = Box::pin(exchange(leased, request.map(|()| body)));
    Some((Http1Answer { future }, sender, driver))
}

async fn exchange(mut leased: Leased, request: Request<RequestBody>) -> Result<Response<Http1Receive>, Http1Error> {
    poll_fn(|cx| request.body().poll_start(cx)).await;
    let sent = request.body().watch();
    match leased.lane.sender.try_send_request(request).await {
        Ok(response) => Ok(response.map(|incoming| Http1Receive {
            incoming,
            leased: Some(leased),
            sent,
            trailers: None,
            has_ended: false,
        })),
        Err(error) if error.message().is_some() => {
            Err(leased.lane.refusal().map_or(Http1Error::NotSent, Http1Error::Connect))
        }
        Err(error) => Err(leased.lane.explain(error.error())),
    }
}

/// The path alone in the first line, the authority in `host` (RFC 9112, 3.2.1).
fn in_origin_form(mut request: Request<()>) -> Option<Request<()>> {
    let authority = request.uri().authority()?.as_str().to_owned();
    let path = request.uri().path_and_query()?.clone();
    *request.uri_mut() = Uri::from(path);
    *request.version_mut() = Version::HTTP_11;
    request.headers_mut().insert(header::HOST, HeaderValue::from_str(&authority).ok()?);
    Some(request)
}

/// The answer after its headers.
pub(crate) struct Http1Receive {
    incoming: Incoming,
    leased: Option<Leased>,
    sent: BodyWatch,
    trailers: Option<HeaderMap>,
    has_ended: bool,
}

impl Http1Receive {
    /// Whether nothing follows.
    pub(crate) fn is_at_end(&self) -> bool {
        self.has_ended || self.incoming.is_end_stream()
    }

    /// Some bytes; `None` after the last ones.
    pub(crate) fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Http1Error>>> {
        while !self.has_ended {
            let frame = match ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(self.explain(&error)))),
                None => break,
            };
            match frame.into_data() {
                Ok(data) => return Poll::Ready(Some(Ok(data))),
                Err(frame) => self.trailers = frame.into_trailers().ok(),
            }
        }
        self.has_ended = true;
        Poll::Ready(None)
    }

    /// Trailers after the last chunk, if there were any.
    pub(crate) fn take_trailers(&mut self) -> Option<HeaderMap> {
        self.trailers.take()
    }

    fn explain(&self, error: &hyper::Error) -> Http1Error {
        match &self.leased {
            Some(leased) => leased.lane.explain(error),
            None => Http1Error::Lost(error.to_string()),
        }
    }
}

impl Drop for Http1Receive {
    fn drop(&mut self) {
        if !self.is_at_end() || !self.sent.is_done() {
            return;
        }
        if let Some(leased) = self.leased.take() {
            leased.give_back();
        }
    }
}
