//! The reading side: headers, messages, trailers. It reads whatever there is and gives the windows back at once, unless a
//! rate is asked for. It stops only at a limit; what an end means is judged elsewhere.

mod slowly;
mod valve;

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use tokio::time::{Sleep, sleep};

use self::valve::Valve;
use super::{end::End, rest};
use crate::{
    call::{
        CallEvent, CallObserver, Compression, HeadersReceived, MessageReceived, ReadPace, Timings,
        encoding::{ACCEPT_ENCODING, ENCODING, Encoding},
        framing::Reader,
        headers::{block_size, field_size, to_metadata},
        spec::Limits,
        verdict::{self, Facts, HttpAnswer, Way},
        web::{WebAnswer, WebError, WebForm},
    },
    metadata::{Entry, Metadata},
    status::Status,
    transport::{Answer, Protocol, ReceiveHalf},
};

/// DATA frames, and bytes of messages after decompression, that are read in one go before others get their turn.
const BURST: usize = 128;
const BURST_BYTES: usize = 8 << 20;
/// What a message counts for besides its bytes, so that empty ones end a turn too.
const MESSAGE_COST: usize = 64;
/// Window bytes given back at once.
const RELEASE_AT: usize = 1 << 20;
/// Fields that h2 takes in of a block; it drops the rest of trailers without a word. A field is a byte or more.
pub(super) const MOST_FIELDS: usize = 24_576;

pub(super) struct Inflow {
    limits: Limits,
    state: State,
    http_status: Option<u16>,
    way: Way,
    status_in_headers: Option<Status>,
    /// Response headers were told, so that no other attempt may follow.
    is_committed: bool,
    /// What the server accepts, by its headers; only kept where our messages are compressed.
    accepts: Option<Entry>,
    received: u64,
    /// Response messages of streams of this call that ended before.
    received_before: u64,
    reader: Reader,
    is_web: bool,
    web: Option<WebAnswer>,
    /// What slows the reading down, where that is asked for.
    valve: Option<Valve>,
    pub(super) timings: Timings,
}

enum State {
    Waiting(Answer),
    Reading(ReceiveHalf, Encoding),
    /// gRPC-Web: the trailers are there, the end of the body is not.
    Closing(ReceiveHalf, Metadata, Pin<Box<Sleep>>),
    Excerpt(ReceiveHalf, HttpAnswer, Pin<Box<Sleep>>),
    Done,
}

impl Inflow {
    pub(super) fn new(answer: Answer, limits: Limits, protocol: Protocol, pace: Option<Arc<ReadPace>>) -> Self {
        let reader = Reader::new(limits.max_message_bytes);
        let is_web = protocol.is_web();
        Self {
            limits,
            state: State::Waiting(answer),
            http_status: None,
            way: Way::default(),
            status_in_headers: None,
            is_committed: false,
            accepts: None,
            received: 0,
            received_before: 0,
            reader: if is_web { reader.with_trailers(limits.max_header_bytes as usize) } else { reader },
            is_web,
            web: None,
            valve: pace.map(Valve::new),
            timings: Timings::default(),
        }
    }

    /// Counts on from streams that ended before.
    pub(super) fn after(self, received_before: u64) -> Self {
        Self { received_before, ..self }
    }

    /// Response messages received whole.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Whether anything was answered.
    pub(super) fn has_answer(&self) -> bool {
        self.http_status.is_some()
    }

    /// Whether response headers came that were not the whole answer.
    pub(super) fn is_committed(&self) -> bool {
        self.is_committed
    }

    /// `grpc-accept-encoding` of the response headers, where our messages are compressed.
    pub(super) fn accepts(&self) -> Option<&Entry> {
        self.accepts.as_ref()
    }

    /// Whether a gRPC answer began.
    pub(super) fn has_grpc_answer(&self) -> bool {
        matches!(self.state, State::Reading(..) | State::Closing(..))
    }

    /// A status in headers that were not the end of the stream: it counts if none comes later.
    pub(super) fn status_in_headers(&self) -> Option<Status> {
        self.status_in_headers.clone()
    }

    /// Whether something on the way answered in place of the service; `body` is the beginning of one that is not gRPC.
    pub(super) fn answered_on_the_way(&self, facts: &Facts<'_>, status: &Status, body: &[u8]) -> Option<String> {
        let http_status = self.http_status?;
        self.way.note(&verdict::Ending { kind: facts.kind, http_status, received: self.received, body, status })
    }

    /// What is to be said of trailers that could not be read whole.
    pub(super) fn note_on_trailers(&self) -> Option<String> {
        self.web.as_ref().and_then(|web| verdict::unreadable_trailers(web.unreadable_lines()))
    }

    /// The facts, with what was received.
    pub(super) fn facts<'a>(&self, before: Facts<'a>) -> Facts<'a> {
        let incomplete = self.reader.incomplete();
        Facts { http_status: self.http_status, received: self.received, incomplete, ..before }
    }

    /// How reading would end if it were cut short now, where that is known.
    pub(super) fn take_known_end(&mut self) -> Option<End> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Closing(_, trailers, _) => Some(End::Trailers(trailers)),
            State::Excerpt(_, answer, _) => Some(End::Foreign(answer)),
            before => {
                self.state = before;
                None
            }
        }
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
                State::Waiting(response) => match ready!(response.poll(cx)) {
                    Ok(response) => self.answered(response, started, &facts, observer),
                    Err(error) => Some(End::Broken(error)),
                },
                State::Reading(..) if self.valve.is_some() => ready!(self.poll_slowly(cx, started, &facts, observer)),
                State::Reading(..) => ready!(self.poll_reading(cx, started, &facts, observer)),
                State::Closing(stream, trailers, time) => Some(ready!(rest::poll_closing(cx, stream, trailers, time))),
                State::Excerpt(stream, answer, time) => Some(ready!(rest::poll_excerpt(cx, stream, answer, time))),
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
        response: Response<ReceiveHalf>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Option<End> {
        let (head, stream) = response.into_parts();
        let at = started.elapsed();
        self.http_status = Some(head.status.as_u16());
        self.timings.headers = Some(at);
        self.state = State::Done;
        if let Some(status) = over_limit("headers", &head.headers, facts) {
            return Some(End::Local(Box::new(status)));
        }
        let metadata = to_metadata(&head.headers);
        let is_grpc = self.is_readable(&head.headers);
        self.way = Way::of(&metadata, is_grpc, stream.is_at_end());
        if stream.is_at_end() && verdict::has_status(&metadata) {
            self.timings.trailers = Some(at);
            return Some(End::TrailersOnly(metadata));
        }
        self.status_in_headers = verdict::server_status(&metadata);
        self.is_committed = true;
        self.accepts = facts.compression.and_then(|_| metadata.get(ACCEPT_ENCODING).cloned());
        self.state = if is_grpc {
            State::Reading(stream, encoding(&head.headers, facts.accepted))
        } else {
            State::Excerpt(stream, rest::http_answer(&head.headers, self.is_web), Box::pin(sleep(rest::EXCERPT_TIME)))
        };
        observer.event(CallEvent::Headers(HeadersReceived { at, http_status: head.status.as_u16(), metadata }));
        None
    }

    /// Whether the content-type is that of the protocol.
    fn is_readable(&mut self, headers: &HeaderMap) -> bool {
        let content_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        if !self.is_web {
            return verdict::is_grpc(content_type);
        }
        self.web = WebForm::of(content_type).map(WebAnswer::new);
        self.web.is_some()
    }

    /// `None`: the state has changed.
    fn poll_reading(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<Option<End>> {
        let mut unreleased = 0;
        let mut left = BURST_BYTES;
        for _ in 0..BURST {
            if let Err(status) = self.take_messages(&mut left, started, facts, observer) {
                return Poll::Ready(Some(End::Local(status)));
            }
            if self.has_web_trailers() {
                self.close();
                return Poll::Ready(None);
            }
            let State::Reading(stream, _) = &mut self.state else { return Poll::Pending };
            if left == 0 {
                break;
            }
            let data = match stream.poll_data(cx) {
                Poll::Ready(Some(Ok(data))) => data,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(End::Broken(error))),
                Poll::Ready(None) => {
                    stream.release(unreleased);
                    return self.poll_end(cx, started, facts, observer).map(Some);
                }
                Poll::Pending => {
                    stream.release(unreleased);
                    return Poll::Pending;
                }
            };
            unreleased += data.len();
            if unreleased >= RELEASE_AT {
                stream.release(std::mem::take(&mut unreleased));
            }
            if let Err(status) = self.push(data) {
                return Poll::Ready(Some(End::Local(status)));
            }
        }
        if let State::Reading(stream, _) = &mut self.state {
            stream.release(unreleased);
        }
        // There may be more, but the deadline and the sending side must get their turn.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn push(&mut self, data: Bytes) -> Result<(), Box<Status>> {
        let data = match &mut self.web {
            Some(web) => web.read(data).map_err(|error| Box::new(verdict::web(error)))?,
            None => data,
        };
        self.reader.push(data);
        Ok(())
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
            if self.has_web_trailers() {
                return Err(Box::new(verdict::web(WebError::DataAfterTrailers)));
            }
            let (compressed, wire_bytes, are_trailers) = (frame.compressed, frame.bytes.len(), frame.are_trailers);
            let limit =
                if are_trailers { self.limits.max_header_bytes as usize } else { self.limits.max_message_bytes };
            let bytes = match (&self.state, compressed) {
                (State::Reading(_, encoding), true) => encoding
                    .decompress(&frame.bytes, limit)
                    .map_err(|error| Box::new(verdict::decompression(error, facts)))?,
                _ => frame.bytes,
            };
            if are_trailers {
                self.web_trailers(&bytes, at, facts)?;
                continue;
            }
            *left = left.saturating_sub(bytes.len() + MESSAGE_COST);
            let index = self.received_before + self.received;
            self.received += 1;
            self.timings.first_message.get_or_insert(at);
            observer.event(CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed }));
        }
        if self.has_web_trailers() && self.reader.incomplete().is_some() {
            return Err(Box::new(verdict::web(WebError::DataAfterTrailers)));
        }
        Ok(())
    }

    fn has_web_trailers(&self) -> bool {
        self.web.as_ref().is_some_and(WebAnswer::has_trailers)
    }

    /// Trailers in the body.
    fn web_trailers(&mut self, block: &[u8], at: Duration, facts: &Facts<'_>) -> Result<(), Box<Status>> {
        let Some(web) = &mut self.web else { return Ok(()) };
        self.timings.trailers = Some(at);
        let size = web.take_in_trailers(block).iter().map(|entry| field_size(entry.key.len(), entry.value.len()));
        if size.sum::<usize>() > self.limits.max_header_bytes as usize {
            return Err(Box::new(verdict::block_too_large("trailers", facts)));
        }
        Ok(())
    }

    /// Waits for the end of a body whose trailers are there, for a while: they are the last of it.
    fn close(&mut self) {
        let trailers = self.web.as_ref().and_then(WebAnswer::trailers).unwrap_or_default();
        if let State::Reading(stream, _) = std::mem::replace(&mut self.state, State::Done) {
            self.state = State::Closing(stream, trailers, Box::pin(sleep(rest::CLOSING_TIME)));
        }
    }

    /// The body ended.
    fn poll_end(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<End> {
        if let Some(web) = &mut self.web {
            let rest = web.end().map_err(|error| Box::new(verdict::web(error)));
            let rest = rest.and_then(|rest| {
                self.reader.push(rest);
                let mut all = usize::MAX;
                self.take_messages(&mut all, started, facts, observer)
            });
            if let Err(status) = rest {
                return Poll::Ready(End::Local(status));
            }
            if let Some(trailers) = self.web.as_ref().and_then(WebAnswer::trailers) {
                return Poll::Ready(End::Trailers(trailers));
            }
        }
        self.poll_trailers(cx, started, facts)
    }

    fn poll_trailers(&mut self, cx: &mut Context<'_>, started: Instant, facts: &Facts<'_>) -> Poll<End> {
        let State::Reading(stream, _) = &mut self.state else { return Poll::Pending };
        let trailers = match ready!(stream.poll_trailers(cx)) {
            Ok(Some(trailers)) => trailers,
            Ok(None) => return Poll::Ready(End::Silent),
            Err(error) => return Poll::Ready(End::Broken(error)),
        };
        self.timings.trailers = Some(started.elapsed());
        Poll::Ready(match over_limit("trailers", &trailers, facts) {
            Some(status) => End::Local(Box::new(status)),
            None => End::Trailers(to_metadata(&trailers)),
        })
    }
}

/// The verdict on a block that is too large to be taken.
fn over_limit(which: &str, block: &HeaderMap, facts: &Facts<'_>) -> Option<Status> {
    if block_size(block) > facts.limits.max_header_bytes as usize {
        return Some(verdict::block_too_large(which, facts));
    }
    (block.len() >= MOST_FIELDS).then(|| verdict::block_refused(which, facts))
}

fn encoding(headers: &HeaderMap, accepted: &[Compression]) -> Encoding {
    let name = headers.get(ENCODING).map(|value| String::from_utf8_lossy(value.as_bytes()));
    Encoding::named(name.as_deref().unwrap_or_default(), accepted)
}
