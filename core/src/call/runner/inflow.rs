//! The reading side: headers, messages, trailers. It reads whatever there is and gives the windows back at once.
//! It stops only at a limit; what an end means is judged elsewhere.

use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use h2::{RecvStream, client::ResponseFuture};
use http::{HeaderMap, Response, header};
use tokio::time::{Sleep, sleep};

use crate::{
    call::{
        CallEvent, CallObserver, HeadersReceived, MessageReceived, Timings,
        decompress::Encoding,
        framing::Reader,
        headers::{block_size, to_metadata},
        spec::Limits,
        verdict::{self, Facts, HttpAnswer},
    },
    metadata::Metadata,
    status::Status,
};

/// DATA frames, and bytes of messages after decompression, that are read in one go before others get their turn.
const BURST: usize = 128;
const BURST_BYTES: usize = 8 << 20;
/// What a message counts for besides its bytes, so that empty ones end a turn too.
const MESSAGE_COST: usize = 64;
/// Window bytes given back at once.
const RELEASE_AT: usize = 1 << 20;
/// What is read of a body that is not gRPC, and for how long.
const EXCERPT: usize = 2 << 10;
const EXCERPT_TIME: Duration = Duration::from_secs(1);

/// How reading ended.
pub(super) enum End {
    /// With trailers.
    Trailers(Metadata),
    /// With the one header block of a trailers-only answer.
    TrailersOnly(Metadata),
    /// In good order, without trailers.
    Silent,
    /// The answer is not gRPC; enough of it was read.
    Foreign(HttpAnswer),
    /// The stream broke off.
    Broken(h2::Error),
    /// By a verdict of ours.
    Local(Box<Status>),
}

pub(super) struct Inflow {
    limits: Limits,
    state: State,
    http_status: Option<u16>,
    status_in_headers: Option<Status>,
    received: u64,
    reader: Reader,
    pub(super) timings: Timings,
}

enum State {
    Waiting(ResponseFuture),
    Reading(RecvStream, Encoding),
    Excerpt(RecvStream, HttpAnswer, Pin<Box<Sleep>>),
    Done,
}

impl Inflow {
    pub(super) fn new(response: ResponseFuture, limits: Limits) -> Self {
        Self {
            limits,
            state: State::Waiting(response),
            http_status: None,
            status_in_headers: None,
            received: 0,
            reader: Reader::new(limits.max_message_bytes),
            timings: Timings::default(),
        }
    }

    /// Response messages received whole.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Whether anything was answered.
    pub(super) fn has_answer(&self) -> bool {
        self.http_status.is_some()
    }

    /// Whether a gRPC answer began.
    pub(super) fn has_grpc_answer(&self) -> bool {
        matches!(self.state, State::Reading(..))
    }

    /// A status in headers that were not the end of the stream: it counts if none comes later.
    pub(super) fn status_in_headers(&self) -> Option<Status> {
        self.status_in_headers.clone()
    }

    /// The facts, with what was received.
    pub(super) fn facts<'a>(&self, before: Facts<'a>) -> Facts<'a> {
        let incomplete = self.reader.incomplete();
        Facts { http_status: self.http_status, received: self.received, incomplete, ..before }
    }

    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<End> {
        loop {
            let end = match &mut self.state {
                State::Waiting(response) => match ready!(Pin::new(response).poll(cx)) {
                    Ok(response) => self.answered(response, started, &facts, observer),
                    Err(error) => Some(End::Broken(error)),
                },
                State::Reading(..) => Some(ready!(self.poll_reading(cx, started, &facts, observer))),
                State::Excerpt(stream, answer, time) => Some(ready!(poll_excerpt(cx, stream, answer, time))),
                State::Done => return Poll::Pending,
            };
            if let Some(end) = end {
                return Poll::Ready(end);
            }
        }
    }

    /// The first header block.
    fn answered(
        &mut self,
        response: Response<RecvStream>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Option<End> {
        let (head, stream) = response.into_parts();
        let at = started.elapsed();
        self.http_status = Some(head.status.as_u16());
        self.timings.headers = Some(at);
        self.state = State::Done;
        if self.is_too_large(&head.headers) {
            return Some(End::Local(Box::new(verdict::block_too_large("headers", facts))));
        }
        let metadata = to_metadata(&head.headers);
        if stream.is_end_stream() && verdict::has_status(&metadata) {
            self.timings.trailers = Some(at);
            return Some(End::TrailersOnly(metadata));
        }
        self.status_in_headers = verdict::server_status(&metadata);
        let is_grpc = head.headers.get(header::CONTENT_TYPE).is_some_and(|value| verdict::is_grpc(value.as_bytes()));
        self.state = if is_grpc {
            State::Reading(stream, encoding(&head.headers))
        } else {
            State::Excerpt(stream, http_answer(&head.headers), Box::pin(sleep(EXCERPT_TIME)))
        };
        observer.event(CallEvent::Headers(HeadersReceived { at, http_status: head.status.as_u16(), metadata }));
        None
    }

    fn poll_reading(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<End> {
        let mut unreleased = 0;
        let mut left = BURST_BYTES;
        for _ in 0..BURST {
            if let Err(status) = self.take_messages(&mut left, started, facts, observer) {
                return Poll::Ready(End::Local(status));
            }
            let State::Reading(stream, _) = &mut self.state else { return Poll::Pending };
            if left == 0 {
                break;
            }
            let data = match stream.poll_data(cx) {
                Poll::Ready(Some(Ok(data))) => data,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(End::Broken(error)),
                Poll::Ready(None) => {
                    release(stream, unreleased);
                    return self.poll_trailers(cx, started, facts);
                }
                Poll::Pending => {
                    release(stream, unreleased);
                    return Poll::Pending;
                }
            };
            unreleased += data.len();
            if unreleased >= RELEASE_AT {
                release(stream, std::mem::take(&mut unreleased));
            }
            self.reader.push(data);
        }
        if let State::Reading(stream, _) = &mut self.state {
            release(stream, unreleased);
        }
        // There may be more, but the deadline and the sending side must get their turn.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Tells the messages that are whole, until `left` bytes of them are used up.
    fn take_messages(
        &mut self,
        left: &mut usize,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Result<(), Box<Status>> {
        let at = started.elapsed();
        while *left > 0
            && let Some(frame) = self.reader.next().map_err(|error| Box::new(verdict::framing(error, facts)))?
        {
            let wire_bytes = frame.bytes.len();
            let bytes = match (&self.state, frame.compressed) {
                (State::Reading(_, encoding), true) => encoding
                    .decompress(&frame.bytes, self.limits.max_message_bytes)
                    .map_err(|error| Box::new(verdict::decompression(error, facts)))?,
                _ => frame.bytes,
            };
            *left = left.saturating_sub(bytes.len() + MESSAGE_COST);
            let index = self.received;
            self.received += 1;
            self.timings.first_message.get_or_insert(at);
            let compressed = frame.compressed;
            observer.event(CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed }));
        }
        Ok(())
    }

    fn poll_trailers(&mut self, cx: &mut Context<'_>, started: Instant, facts: &Facts<'_>) -> Poll<End> {
        let State::Reading(stream, _) = &mut self.state else { return Poll::Pending };
        let trailers = match ready!(stream.poll_trailers(cx)) {
            Ok(Some(trailers)) => trailers,
            Ok(None) => return Poll::Ready(End::Silent),
            Err(error) => return Poll::Ready(End::Broken(error)),
        };
        self.timings.trailers = Some(started.elapsed());
        Poll::Ready(if self.is_too_large(&trailers) {
            End::Local(Box::new(verdict::block_too_large("trailers", facts)))
        } else {
            End::Trailers(to_metadata(&trailers))
        })
    }

    fn is_too_large(&self, block: &HeaderMap) -> bool {
        block_size(block) > self.limits.max_header_bytes as usize
    }
}

fn release(stream: &mut RecvStream, bytes: usize) {
    // Fails only for more than was received.
    let _ = stream.flow_control().release_capacity(bytes);
}

fn encoding(headers: &HeaderMap) -> Encoding {
    let name = headers.get("grpc-encoding").map(|value| String::from_utf8_lossy(value.as_bytes()));
    Encoding::named(name.as_deref().unwrap_or_default())
}

fn http_answer(headers: &HeaderMap) -> HttpAnswer {
    let text = |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    HttpAnswer { content_type: text(header::CONTENT_TYPE), excerpt: Vec::new(), size: announced.unwrap_or(0) }
}

/// Reads the beginning of a body that is not gRPC.
fn poll_excerpt(
    cx: &mut Context<'_>,
    stream: &mut RecvStream,
    answer: &mut HttpAnswer,
    time: &mut Pin<Box<Sleep>>,
) -> Poll<End> {
    loop {
        let is_over = answer.excerpt.len() >= EXCERPT || time.as_mut().poll(cx).is_ready();
        let data = if is_over { None } else { ready!(stream.poll_data(cx)) };
        match data {
            Some(Ok(data)) => {
                release(stream, data.len());
                answer.excerpt.extend(data.iter().take(EXCERPT - answer.excerpt.len()));
                answer.size = answer.size.max(answer.excerpt.len() as u64);
            }
            Some(Err(_)) | None => return Poll::Ready(End::Foreign(std::mem::take(answer))),
        }
    }
}
