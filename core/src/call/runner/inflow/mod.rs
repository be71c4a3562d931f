//! The reading side: headers, messages, trailers. It reads whatever there is and gives the windows back at once, unless a
//! rate is asked for. It stops only at a limit; what an end means is judged elsewhere.

mod beginning;
mod ending;
mod slowly;
mod taking;
mod valve;

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use tokio::time::Sleep;

use self::valve::Valve;
use super::{end::End, rest};
use crate::{
    call::{
        CallEvent, CallObserver, ReadPace, Timings,
        encoding::Encoding,
        framing::Reader,
        spec::Limits,
        verdict::{self, Facts, HttpAnswer, Way},
        web::WebAnswer,
    },
    metadata::{Entry, Metadata},
    status::Status,
    transport::{Answer, Protocol, ReceiveHalf},
};

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
    /// Messages that are told together.
    told: Vec<CallEvent>,
    /// What slows the reading down, where that can be asked for.
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
            told: Vec::new(),
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
                State::Reading(..) if self.valve.as_ref().is_some_and(Valve::is_at_work) => {
                    ready!(self.poll_slowly(cx, started, &facts, observer))
                }
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
}
