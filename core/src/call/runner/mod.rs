//! Runs one call from its start to its verdict: connect, open a stream, send and read side by side, judge.
//! One runner for all four kinds; the words of a verdict are those of `verdict`.

mod end;
mod exchange;
mod inflow;
mod interrupt;
mod kept;
mod outflow;
mod prepare;
mod reopen;
mod rest;
mod retry;

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use self::{
    exchange::{Exchange, Outcome},
    inflow::Inflow,
    interrupt::{Interrupt, Interrupts},
    outflow::{Outflow, Replay},
    retry::{Next, Retries},
};
use super::{
    AttemptFailed, Call, CallEvent, CallObserver, CallSpec, Finished, Opened, SentHeaders, Timings,
    ear::Overheard,
    handle::Stop,
    headers::{self, RequestHead},
    rules::Rules,
    verdict, web,
};
use crate::{
    metadata::Metadata,
    schema::MethodKind,
    status::Status,
    transport::{self, Channel, Connection, FrameLog, Ladder, Opener, Patience, Protocol, Step, StreamError},
};

impl Call {
    /// Runs the call to its end: connects if need be, sends what the handle is given, reads everything, and tells
    /// the observer of every event. Must run inside a tokio runtime with time and I/O.
    pub async fn run(self, channel: &Channel, observer: &mut dyn CallObserver) -> Arc<Finished> {
        let started = Instant::now();
        let observer = &mut Overheard { ear: Arc::clone(&self.ear), observer };
        observer.event(CallEvent::Started);
        let finished = Arc::new(match Rules::of(&self.spec, channel) {
            Ok(rules) => self.follow(rules, channel, started, observer).await,
            Err(status) => Finished { at: started.elapsed(), ..Finished::local(status) },
        });
        observer.event(CallEvent::Finished(finished.clone()));
        finished
    }

    async fn follow(
        self,
        rules: Rules<'_>,
        channel: &Channel,
        started: Instant,
        observer: &mut dyn CallObserver,
    ) -> Finished {
        let Call { mut spec, outbound, stop, .. } = self;
        let request = prepare::Request::of(std::mem::take(&mut spec.metadata));
        let path = format!("{}{}", channel.endpoint().path_prefix, headers::path(&spec.method));
        let mut run = Run {
            spec: &spec,
            path: &path,
            name: path.as_str().into(),
            channel,
            started,
            interrupts: Interrupts::new(stop, rules.timeout, started),
            outflow: Outflow::new(outbound, spec.compression, rules.limits.max_send_bytes, channel.target().protocol),
            retries: Retries::new(rules.retry, rules.bucket),
            rules,
            attempt: 1,
            timings: Timings::default(),
            frames: spec.frames.then(Arc::default),
            received: 0,
            request,
        };
        run.finish(observer).await
    }
}

/// A call under way.
struct Run<'a> {
    spec: &'a CallSpec,
    path: &'a str,
    /// The same, for whoever asks what uses a connection up.
    name: Arc<str>,
    channel: &'a Channel,
    started: Instant,
    rules: Rules<'a>,
    interrupts: Interrupts,
    outflow: Outflow,
    retries: Retries<'a>,
    /// Number of the present attempt, from 1.
    attempt: u32,
    /// Of the present attempt.
    timings: Timings,
    /// Of all attempts, if they are recorded.
    frames: Option<Arc<FrameLog>>,
    /// Response messages of the streams that ended.
    received: u64,
    request: prepare::Request,
}

/// How a run ended: the status, and the trailers if there were any.
struct Ending {
    status: Status,
    trailers: Metadata,
    /// The stream ended without a status of the server.
    broke_off: bool,
}

impl From<Status> for Ending {
    fn from(status: Status) -> Self {
        Self { status, trailers: Metadata::new(), broke_off: false }
    }
}

impl Run<'_> {
    async fn finish(&mut self, observer: &mut dyn CallObserver) -> Finished {
        let typed = self.spec.reopen.as_ref().map(|_| self.request.metadata.clone()).unwrap_or_default();
        let mut ending = match self.prepare().await {
            Ok(()) => self.streams(typed, observer).await,
            Err(status) => status.into(),
        };
        self.settle(&mut ending.status);
        let Ending { mut status, trailers, .. } = ending;
        if self.channel.target().protocol.is_web() && self.spec.kind == MethodKind::BidiStreaming {
            status.notes.push(Protocol::ANSWERS_LATE.to_owned());
        }
        let at = self.started.elapsed();
        Finished { at, status: self.rules.explain(status), trailers, timings: self.timings }
    }

    /// One attempt, a second if the first provably never reached a handler, and more by the policy of the service
    /// config (grpc proposal A6).
    async fn attempts(&mut self, observer: &mut dyn CallObserver) -> Outcome {
        loop {
            let mut ending = match self.attempt(observer).await {
                Outcome::Stopped(ending) => return Outcome::Stopped(ending),
                Outcome::NotProcessed(ending) if self.may_be_transparent() => {
                    self.fail_attempt(&ending, Duration::ZERO, true, observer);
                    continue;
                }
                Outcome::Ended(ending) | Outcome::NotProcessed(ending) => ending,
            };
            match self.retries.after(&ending, self.outflow.replay()) {
                Next::Over => return Outcome::Ended(ending),
                Next::Refused(why) => {
                    ending.status.notes.push(why.to_owned());
                    return Outcome::Ended(ending);
                }
                Next::Again(wait) => {
                    self.fail_attempt(&ending, wait, false, observer);
                    if let Err(status) = self.back_off(wait, &ending.status).await {
                        return Outcome::Stopped(Box::new(status.into()));
                    }
                }
            }
        }
    }

    /// From a connection to the end of a stream on it.
    async fn attempt(&mut self, observer: &mut dyn CallObserver) -> Outcome {
        self.timings = Timings { attempts: self.timings.attempts, ..Timings::default() };
        loop {
            let (connection, opener) = match self.connect().await {
                Ok(pair) => pair,
                Err(outcome) => return outcome,
            };
            let mut exchange = match self.open(&connection, opener, observer) {
                Ok(Some(exchange)) => exchange,
                Ok(None) if self.retries.take_transparent() => {
                    self.channel.retire(&connection);
                    continue;
                }
                Ok(None) => return Outcome::Ended(Box::new(self.lost(&connection))),
                Err(status) => return Outcome::Stopped(Box::new(status.into())),
            };
            let outcome = exchange.run(self, observer).await;
            if matches!(outcome, Outcome::NotProcessed(_)) && !connection.is_open() {
                self.channel.retire(&connection);
            }
            return outcome;
        }
    }

    fn may_be_transparent(&mut self) -> bool {
        self.outflow.replay() == Replay::Possible && self.retries.take_transparent()
    }

    /// Tells of an attempt that another one follows, and goes back to the first message.
    fn fail_attempt(&mut self, ending: &Ending, wait: Duration, is_transparent: bool, observer: &mut dyn CallObserver) {
        let (at, attempt) = (self.started.elapsed(), self.attempt);
        let (status, trailers) = (ending.status.clone(), ending.trailers.clone());
        let failed = AttemptFailed { at, attempt, status, trailers, wait, is_transparent };
        observer.event(CallEvent::AttemptFailed(Arc::new(failed)));
        self.timings.attempts = attempt;
        self.attempt += 1;
        self.outflow.rewind();
    }

    /// Waits before the next attempt.
    async fn back_off(&mut self, wait: Duration, failed: &Status) -> Result<(), Status> {
        let attempt = self.attempt - 1;
        self.until_interrupt(sleep(wait)).await.map_err(|interrupt| match interrupt {
            Interrupt::Deadline(timeout) => verdict::deadline_between_attempts(timeout, attempt, failed),
            stop @ Interrupt::Stop(_) => self.interrupted(stop, None),
        })
    }

    /// A connection that takes a stream. One that went away since it was last used is replaced once.
    async fn connect(&mut self) -> Result<(Arc<Connection>, Opener), Outcome> {
        let patience = if self.rules.wait_for_ready { Patience::WaitForReady } else { Patience::FailFast };
        loop {
            let channel = self.channel;
            let made = self.until_interrupt(channel.connection(patience)).await;
            let connection = match made.map_err(|interrupt| self.never_connected(interrupt))? {
                Ok(connection) => connection,
                Err(error) => {
                    self.note_steps(&channel.status().ladder);
                    return Err(Outcome::Ended(Box::new(error.status().into())));
                }
            };
            self.note_steps(connection.ladder());
            self.timings.reused = self.timings.http2.is_none();
            match self.or_interrupt(connection.opener()).await? {
                Ok(opener) => return Ok((connection, opener)),
                Err(_) if self.retries.take_transparent() => self.channel.retire(&connection),
                Err(StreamError::Http1(error)) => {
                    let status = verdict::broken_http1(&error, connection.address(), &self.facts());
                    return Err(Outcome::Ended(Box::new(status.into())));
                }
                Err(StreamError::Http2(_)) => return Err(Outcome::Ended(Box::new(self.lost(&connection)))),
            }
        }
    }

    /// The deadline of a call that waited through failures names the last one.
    fn never_connected(&self, interrupt: Interrupt) -> Outcome {
        let failure = self.channel.status().last_failure.filter(|_| self.rules.wait_for_ready);
        let status = match (interrupt, failure) {
            (Interrupt::Deadline(timeout), Some(failure)) => verdict::never_connected(timeout, &failure.message()),
            (interrupt, _) => self.interrupted(interrupt, None),
        };
        Outcome::Stopped(Box::new(status.into()))
    }

    /// Sends the request headers. `None` if the connection takes no stream any more.
    fn open(
        &mut self,
        connection: &Arc<Connection>,
        opener: Opener,
        observer: &mut dyn CallObserver,
    ) -> Result<Option<Exchange>, Status> {
        let endpoint = self.channel.endpoint();
        let request = RequestHead {
            scheme: if endpoint.tls { "https" } else { "http" },
            authority: &endpoint.authority,
            path: self.path,
            user_agent: self.channel.target().user_agent.as_deref(),
            metadata: &self.request.metadata,
            timeout: self.rules.timeout.map(|timeout| timeout.saturating_sub(self.started.elapsed())),
            compression: self.spec.compression,
            accepted: &self.spec.accepted,
            previous_attempts: self.retries.previous(),
        };
        let mut request = request.build()?;
        let protocol = self.channel.target().protocol;
        web::dress(request.headers_mut(), protocol)?;
        let request_headers = SentHeaders::of(request.headers());
        let watching = connection.watch(self.frames.clone(), self.started);
        let Some((answer, send)) = opener.send(request, !self.spec.kind.client_streams()) else { return Ok(None) };
        let stream = watching.zip(send.stream_id()).map(|(watching, id)| Arc::new(watching.opened(id, &self.name)));
        let at = self.started.elapsed();
        self.timings.request_headers = Some(at);
        self.timings.attempts = self.attempt;
        let (attempt, peer) = (self.attempt, connection.peer().clone());
        let read_pace = self.spec.read_pace.clone();
        let opened =
            Opened { at, attempt, peer, request_headers, stream: stream.clone(), read_pace: read_pace.clone() };
        observer.event(CallEvent::Opened(Arc::new(opened)));
        let inflow = Inflow::new(answer, self.rules.limits, protocol, read_pace).after(self.received);
        Ok(Some(Exchange::new(connection.clone(), stream, send, inflow)))
    }

    /// Waits for something on the way to a stream, unless the deadline or a cancel comes first.
    async fn or_interrupt<T>(&mut self, wait: impl Future<Output = T>) -> Result<T, Outcome> {
        let result = self.until_interrupt(wait).await;
        result.map_err(|interrupt| Outcome::Stopped(Box::new(self.interrupted(interrupt, None).into())))
    }

    async fn until_interrupt<T>(&mut self, wait: impl Future<Output = T>) -> Result<T, Interrupt> {
        let mut wait = pin!(wait);
        let interrupts = &mut self.interrupts;
        let result = poll_fn(|cx| match interrupts.poll(cx) {
            Poll::Ready(interrupt) => Poll::Ready(Err(interrupt)),
            Poll::Pending => wait.as_mut().poll(cx).map(Ok),
        });
        result.await
    }

    /// The verdict on an interrupt; `received` is `None` while there is no stream.
    fn interrupted(&self, interrupt: Interrupt, received: Option<u64>) -> Status {
        match interrupt {
            Interrupt::Deadline(timeout) => verdict::deadline(timeout, received),
            Interrupt::Stop(Stop::Cancel) => verdict::cancelled(self.started.elapsed()),
            Interrupt::Stop(Stop::Verdict(status)) => *status,
        }
    }

    /// When the steps of a ladder were done, as far as they were done during this call.
    fn note_steps(&mut self, ladder: &Ladder) {
        let since = |step| {
            let report = ladder.step(step);
            let done_at = report.done_at.filter(|_| matches!(report.outcome, transport::Outcome::Done(_)))?;
            done_at.checked_duration_since(self.started)
        };
        self.timings.resolved = since(Step::Name);
        self.timings.connected = since(Step::Tcp);
        self.timings.tls = since(Step::Tls);
        self.timings.http2 = since(Step::Http2);
    }

    /// The end of an attempt whose connection takes no stream any more.
    fn lost(&self, connection: &Connection) -> Ending {
        let status = verdict::broken(&exchange::breakage(connection, None), &self.facts());
        Ending { broke_off: true, ..status.into() }
    }

    /// The facts before anything was received.
    fn facts(&self) -> verdict::Facts<'_> {
        verdict::Facts {
            kind: self.spec.kind,
            path: self.path,
            limits: self.rules.limits,
            most_header_bytes: self.rules.most_header_bytes,
            compression: self.spec.compression,
            accepted: &self.spec.accepted,
            http_status: None,
            received: 0,
            incomplete: None,
        }
    }
}
