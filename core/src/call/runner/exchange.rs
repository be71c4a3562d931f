//! One stream: sending and reading side by side until something ends it.
//! It resets what it gives up, and tells whether the server can have seen the request at all.

use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use h2::Reason;

use super::{
    Ending, Run,
    end::End,
    inflow::{Inflow, MOST_FIELDS},
    interrupt::Interrupt,
};
use crate::{
    call::{
        CallEvent, CallObserver, Direction,
        encoding::{ACCEPT_ENCODING, with_servers_choice},
        spec::Limits,
        stall,
        verdict::{self, Breakage, Facts},
    },
    metadata::Metadata,
    status::Status,
    transport::{Connection, FrameLog, Http1Error, SendHalf, StreamError, StreamWatch},
};

pub(super) struct Exchange {
    connection: Arc<Connection>,
    stream: Option<Arc<StreamWatch>>,
    /// Bytes of a message that wait for room, as the stream was told last.
    waiting: usize,
    send: SendHalf,
    inflow: Inflow,
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(stream) = &self.stream {
            stream.end();
        }
    }
}

/// How an exchange ended.
pub(super) enum Outcome {
    /// By this side: cancelled, past the deadline, over a limit.
    Stopped(Box<Ending>),
    /// By the server or the network.
    Ended(Box<Ending>),
    /// The same, but the server says that it did not look at the request.
    NotProcessed(Box<Ending>),
}

impl Outcome {
    pub(super) fn into_ending(self) -> Ending {
        match self {
            Self::Stopped(ending) | Self::Ended(ending) | Self::NotProcessed(ending) => *ending,
        }
    }
}

impl Exchange {
    pub(super) fn new(
        connection: Arc<Connection>,
        stream: Option<Arc<StreamWatch>>,
        send: SendHalf,
        inflow: Inflow,
    ) -> Self {
        Self { connection, stream, waiting: 0, send, inflow }
    }

    pub(super) async fn run(&mut self, run: &mut Run<'_>, observer: &mut dyn CallObserver) -> Outcome {
        let end = match run.frames.clone() {
            None => poll_fn(|cx| self.poll(cx, run, observer)).await,
            Some(frames) => {
                let mut marking = Marking { frames, observer };
                poll_fn(|cx| self.poll(cx, run, &mut marking)).await
            }
        };
        if !matches!(end, End::Trailers(_) | End::TrailersOnly(_) | End::Silent | End::Broken(_)) {
            self.send.cancel();
        }
        run.received += self.inflow.received();
        run.timings.headers = self.inflow.timings.headers;
        run.timings.first_message = self.inflow.timings.first_message;
        run.timings.trailers = self.inflow.timings.trailers;
        let body = match &end {
            End::Foreign(answer) => answer.excerpt.clone(),
            _ => Vec::new(),
        };
        let mut outcome = self.judge(end, run);
        if let Outcome::Ended(ending) | Outcome::NotProcessed(ending) = &mut outcome {
            let note = self.inflow.answered_on_the_way(&run.facts(), &ending.status, &body);
            ending.status.notes.extend(note);
        }
        outcome
    }

    fn poll(&mut self, cx: &mut Context<'_>, run: &mut Run<'_>, observer: &mut dyn CallObserver) -> Poll<End> {
        if let Poll::Ready(interrupt) = run.interrupts.poll(cx) {
            return Poll::Ready(self.interrupted(interrupt, run));
        }
        ready!(observer.poll_ready(cx));
        let end = self.inflow.poll(cx, run.started, run.facts(), observer);
        if self.inflow.is_committed() {
            run.outflow.commit();
        }
        if end.is_ready() {
            return end;
        }
        let refused = run.outflow.poll(cx, &mut self.send, run.started, observer);
        self.tell_waiting(run.outflow.waiting_bytes());
        refused.map(|status| End::Local(Box::new(status)))
    }

    fn tell_waiting(&mut self, bytes: usize) {
        if self.waiting != bytes {
            self.waiting = bytes;
            if let Some(stream) = &self.stream {
                stream.wait_for_room(bytes);
            }
        }
    }

    /// A deadline takes nothing back of an answer whose verdict is known, however long its body goes on.
    fn interrupted(&mut self, interrupt: Interrupt, run: &Run<'_>) -> End {
        let known = match interrupt {
            Interrupt::Deadline(_) => self.inflow.take_known_end(),
            Interrupt::Stop(_) => None,
        };
        known.unwrap_or_else(|| {
            let received = run.received + self.inflow.received();
            let stalled = match interrupt {
                Interrupt::Deadline(timeout) => self.stalled(timeout, run),
                Interrupt::Stop(_) => None,
            };
            let mut status = run.interrupted(interrupt, Some(received));
            status.notes.extend(stalled);
            End::Local(Box::new(status))
        })
    }

    /// What held the call up when its deadline passed.
    fn stalled(&self, timeout: Duration, run: &Run<'_>) -> Option<String> {
        let flow = self.stream.as_ref()?.flow()?;
        let held_back = run.spec.read_pace.as_ref().and_then(|pace| pace.held_back());
        Some(stall::at_deadline(&flow, held_back, timeout)?.to_string())
    }

    fn judge(&mut self, end: End, run: &Run<'_>) -> Outcome {
        let facts = self.inflow.facts(run.facts());
        self.note_answer(run, &end);
        let which = if self.inflow.has_answer() { "trailers" } else { "headers" };
        let ended = |status: Status, trailers: Metadata| {
            let accepts = self.inflow.accepts().or(trailers.get(ACCEPT_ENCODING));
            let status = with_servers_choice(status, facts.compression, accepts);
            Outcome::Ended(Box::new(Ending { status, trailers, broke_off: false }))
        };
        match end {
            End::Trailers(_) | End::Broken(_) if self.has_block_over_limit(facts.limits) => {
                Outcome::Stopped(Box::new(verdict::block_too_large(which, &facts).into()))
            }
            End::Broken(error) if self.is_block_refused(&error) => {
                Outcome::Stopped(Box::new(verdict::block_refused(which, &facts).into()))
            }
            End::Trailers(trailers) => {
                let said = verdict::server_status(&trailers).or_else(|| self.inflow.status_in_headers());
                let mut status = verdict::ended(said, &facts);
                status.notes.extend(self.inflow.note_on_trailers());
                ended(status, trailers)
            }
            End::TrailersOnly(block) => ended(verdict::ended(verdict::server_status(&block), &facts), block),
            End::Silent => {
                let said = self.inflow.status_in_headers();
                let broke_off = said.is_none();
                let status = verdict::ended(said, &facts);
                Outcome::Ended(Box::new(Ending { broke_off, ..status.into() }))
            }
            End::Foreign(answer) => {
                // A status that was given must be used, whatever it came with; but such an OK is not believed.
                let said = self.inflow.status_in_headers().filter(|said| !said.is_ok());
                Outcome::Ended(Box::new(said.unwrap_or_else(|| verdict::foreign(&answer, &facts)).into()))
            }
            End::Local(status) => Outcome::Stopped(Box::new((*status).into())),
            End::Broken(error) => {
                if let Some(timeout) = run.interrupts.passed_deadline() {
                    let mut status = verdict::deadline(timeout, Some(run.received));
                    status.notes.extend(self.stalled(timeout, run));
                    return Outcome::Stopped(Box::new(status.into()));
                }
                match error {
                    StreamError::Http2(error) => self.judge_http2(&error, &facts),
                    StreamError::Http1(error) => self.judge_http1(&error, &facts, run),
                }
            }
        }
    }

    fn judge_http2(&self, error: &h2::Error, facts: &Facts<'_>) -> Outcome {
        let breakage = breakage(&self.connection, Some(error));
        let broke_off = !matches!(breakage, Breakage::Violation { .. });
        let ending = Box::new(Ending { broke_off, ..verdict::broken(&breakage, facts).into() });
        if self.was_not_processed(&breakage) { Outcome::NotProcessed(ending) } else { Outcome::Ended(ending) }
    }

    fn judge_http1(&self, error: &Http1Error, facts: &Facts<'_>, run: &Run<'_>) -> Outcome {
        if let Http1Error::Connect(error) = error {
            run.channel.note_answer(&self.connection, false, &error.message());
        }
        let status = verdict::broken_http1(error, self.connection.address(), facts);
        let broke_off = matches!(error, Http1Error::NotSent | Http1Error::Lost(_));
        let ending = Box::new(Ending { broke_off, ..status.into() });
        match error {
            Http1Error::NotSent => Outcome::NotProcessed(ending),
            _ => Outcome::Ended(ending),
        }
    }

    /// Whether a block of this stream was larger on the wire already than it may be unpacked.
    fn has_block_over_limit(&self, limits: Limits) -> bool {
        self.block_bytes() > limits.max_header_bytes as usize
    }

    /// Size on the wire of the largest block of the connection, if that is one of this stream's.
    fn block_bytes(&self) -> usize {
        self.send.stream_id().and_then(|id| self.connection.largest_block_of(id)).unwrap_or(0)
    }

    /// Whether h2 itself would not take a header block in. One over its size, or of too many fields, is to it as one
    /// that breaks the protocol; for one in too many frames, or far over its size, it ends the connection.
    fn is_block_refused(&self, error: &StreamError) -> bool {
        let StreamError::Http2(error) = error else { return false };
        if error.is_remote() {
            return false;
        }
        let wire_bytes = self.block_bytes();
        match error.reason() {
            Some(Reason::PROTOCOL_ERROR) => error.is_reset() && wire_bytes >= MOST_FIELDS,
            Some(Reason::ENHANCE_YOUR_CALM) => error.is_go_away() && is_about_headers(error),
            _ => false,
        }
    }

    /// REFUSED_STREAM, or a GOAWAY that names an earlier stream as the last one (RFC 9113, 8.7).
    fn was_not_processed(&self, breakage: &Breakage) -> bool {
        if self.inflow.has_answer() {
            return false;
        }
        match breakage {
            Breakage::Reset(reason) => *reason == Reason::REFUSED_STREAM,
            Breakage::GoAway { .. } => {
                let last = self.connection.go_away().map(|go_away| go_away.last_stream_id);
                last.zip(self.send.stream_id()).is_some_and(|(last, ours)| last < ours)
            }
            Breakage::Lost { .. } | Breakage::Violation { .. } => false,
        }
    }

    fn note_answer(&self, run: &Run<'_>, end: &End) {
        match end {
            End::Trailers(_) | End::TrailersOnly(_) => run.channel.note_answer(&self.connection, true, "answers"),
            End::Foreign(_) => run.channel.note_answer(&self.connection, false, "the answer is not gRPC"),
            End::Silent | End::Local(_) | End::Broken(_) if self.inflow.has_grpc_answer() => {
                run.channel.note_answer(&self.connection, true, "answers");
            }
            End::Silent | End::Local(_) | End::Broken(_) => {}
        }
    }
}

/// Tells a log of frames when messages pass, so that both can be drawn over one time.
struct Marking<'a> {
    frames: Arc<FrameLog>,
    observer: &'a mut dyn CallObserver,
}

impl CallObserver for Marking<'_> {
    fn event(&mut self, event: CallEvent) {
        match &event {
            CallEvent::RequestSent(sent) => self.frames.mark(Direction::Sent, sent.at),
            CallEvent::Message(message) => self.frames.mark(Direction::Received, message.at),
            _ => {}
        }
        self.observer.event(event);
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.observer.poll_ready(cx)
    }
}

/// h2 tells its reasons apart by the words that it sends with GOAWAY, and nowhere else.
fn is_about_headers(error: &h2::Error) -> bool {
    let words = error.to_string();
    words.contains("continuations") || words.contains("header_list")
}

/// How a stream broke off, from h2's error and from what the connection remembers.
pub(super) fn breakage(connection: &Connection, error: Option<&h2::Error>) -> Breakage {
    if let Some(error) = error
        && error.is_reset()
        && let Some(reason) = error.reason()
    {
        return match error.is_remote() {
            true => Breakage::Reset(reason),
            false => Breakage::Violation { reason: Some(reason), text: error.to_string() },
        };
    }
    // What we object to comes before what the server said last.
    if let Some(error) = error
        && error.is_go_away()
        && error.is_library()
    {
        return Breakage::Violation { reason: error.reason(), text: error.to_string() };
    }
    if let Some(go_away) = connection.go_away() {
        let (reason, debug) = (go_away.code.into(), go_away.debug.to_vec());
        return Breakage::GoAway { reason, debug, keepalive: connection.keepalive() };
    }
    match error {
        Some(error) if error.is_library() => Breakage::Violation { reason: error.reason(), text: error.to_string() },
        other => Breakage::Lost { address: connection.address().to_owned(), reason: connection.end_words(other) },
    }
}
