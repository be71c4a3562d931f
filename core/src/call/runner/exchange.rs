//! One stream: sending and reading side by side until something ends it.
//! It resets what it gives up, and tells whether the server can have seen the request at all.

use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use h2::{Reason, SendStream, client::ResponseFuture};

use super::{
    Ending, Run,
    inflow::{End, Inflow},
};
use crate::{
    call::{
        CallObserver,
        spec::Limits,
        verdict::{self, Breakage},
    },
    transport::Connection,
};

pub(super) struct Exchange {
    connection: Arc<Connection>,
    send: SendStream<Bytes>,
    inflow: Inflow,
}

/// How an exchange ended.
pub(super) enum Outcome {
    /// For good.
    Ended(Box<Ending>),
    /// The same, but the server says that it did not look at the request.
    NotProcessed(Box<Ending>),
}

impl Exchange {
    pub(super) fn new(
        connection: Arc<Connection>,
        response: ResponseFuture,
        send: SendStream<Bytes>,
        limits: Limits,
    ) -> Self {
        Self { connection, send, inflow: Inflow::new(response, limits) }
    }

    pub(super) async fn run(&mut self, run: &mut Run<'_>, observer: &mut dyn CallObserver) -> Outcome {
        let end = poll_fn(|cx| self.poll(cx, run, observer)).await;
        if !matches!(end, End::Trailers(_) | End::TrailersOnly(_) | End::Silent | End::Broken(_)) {
            self.send.send_reset(Reason::CANCEL);
        }
        run.timings.headers = self.inflow.timings.headers;
        run.timings.first_message = self.inflow.timings.first_message;
        run.timings.trailers = self.inflow.timings.trailers;
        self.judge(end, run)
    }

    fn poll(&mut self, cx: &mut Context<'_>, run: &mut Run<'_>, observer: &mut dyn CallObserver) -> Poll<End> {
        if let Poll::Ready(interrupt) = run.interrupts.poll(cx) {
            let received = self.inflow.received();
            return Poll::Ready(End::Local(Box::new(run.interrupted(interrupt, Some(received)))));
        }
        let end = self.inflow.poll(cx, run.started, run.facts(), observer);
        if self.inflow.has_answer() {
            run.outflow.commit();
        }
        if end.is_ready() {
            return end;
        }
        run.outflow.poll(cx, &mut self.send, run.started, observer).map(|status| End::Local(Box::new(status)))
    }

    fn judge(&mut self, end: End, run: &Run<'_>) -> Outcome {
        let facts = self.inflow.facts(run.facts());
        self.note_answer(run, &end);
        let ended = |status, trailers| Outcome::Ended(Box::new(Ending { status, trailers }));
        match end {
            End::Trailers(_) | End::Broken(_) if self.has_block_over_limit(facts.limits) => {
                let which = if self.inflow.has_answer() { "trailers" } else { "headers" };
                Outcome::Ended(Box::new(verdict::block_too_large(which, &facts).into()))
            }
            End::Trailers(trailers) => {
                let said = verdict::server_status(&trailers).or_else(|| self.inflow.status_in_headers());
                ended(verdict::ended(said, &facts), trailers)
            }
            End::TrailersOnly(block) => ended(verdict::ended(verdict::server_status(&block), &facts), block),
            End::Silent => Outcome::Ended(Box::new(verdict::ended(self.inflow.status_in_headers(), &facts).into())),
            End::Foreign(answer) => Outcome::Ended(Box::new(verdict::foreign(&answer, &facts).into())),
            End::Local(status) => Outcome::Ended(Box::new((*status).into())),
            End::Broken(error) => {
                if let Some(timeout) = run.interrupts.passed_deadline() {
                    return Outcome::Ended(Box::new(verdict::deadline(timeout, Some(facts.received)).into()));
                }
                let breakage = breakage(&self.connection, Some(&error));
                let ending = Box::new(verdict::broken(&breakage, &facts).into());
                if self.was_not_processed(&breakage) { Outcome::NotProcessed(ending) } else { Outcome::Ended(ending) }
            }
        }
    }

    /// Whether a block of this stream was larger on the wire already than it may be unpacked.
    fn has_block_over_limit(&self, limits: Limits) -> bool {
        let largest = self.connection.largest_block_of(self.send.stream_id().as_u32());
        largest.is_some_and(|wire_bytes| wire_bytes > limits.max_header_bytes as usize)
    }

    /// REFUSED_STREAM, or a GOAWAY that names an earlier stream as the last one (RFC 9113, 8.7).
    fn was_not_processed(&self, breakage: &Breakage) -> bool {
        if self.inflow.has_answer() {
            return false;
        }
        match breakage {
            Breakage::Reset(reason) => *reason == Reason::REFUSED_STREAM,
            Breakage::GoAway { .. } => {
                let ours = self.send.stream_id().as_u32();
                self.connection.go_away().is_some_and(|go_away| go_away.last_stream_id < ours)
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
    if let Some(go_away) = connection.go_away() {
        return Breakage::GoAway { reason: go_away.code.into(), debug: go_away.debug.to_vec() };
    }
    match error {
        Some(error) if error.is_library() => Breakage::Violation { reason: error.reason(), text: error.to_string() },
        other => Breakage::Lost { address: connection.address().to_owned(), reason: connection.end_words(other) },
    }
}
