//! Runs one call from its start to its verdict: connect, open a stream, send and read side by side, judge.
//! One runner for all four kinds; the words of a verdict are those of `verdict`.

mod exchange;
mod inflow;
mod interrupt;
mod outflow;

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Instant,
};

use h2::client::SendRequest;

use self::{
    exchange::{Exchange, Outcome},
    interrupt::{Interrupt, Interrupts},
    outflow::Outflow,
};
use super::{
    Call, CallEvent, CallObserver, CallSpec, Finished, Timings,
    handle::Stop,
    headers::{self, RequestHead},
    verdict,
};
use crate::{
    metadata::Metadata,
    status::Status,
    transport::{Channel, Connection, Step},
};

impl Call {
    /// Runs the call to its end: connects if need be, sends what the handle is given, reads everything, and tells
    /// the observer of every event. Must run inside a tokio runtime with time and I/O.
    pub async fn run(self, channel: &Channel, observer: &mut dyn CallObserver) -> Arc<Finished> {
        let started = Instant::now();
        observer.event(CallEvent::Started);
        let path = headers::path(&self.spec.method);
        let interrupts = Interrupts::new(self.stop, self.spec.timeout, started);
        let outflow = Outflow::new(self.outbound);
        let spec = self.spec;
        let run = Run { spec: &spec, path: &path, channel, started, interrupts, outflow, timings: Timings::default() };
        let finished = Arc::new(run.finish(observer).await);
        observer.event(CallEvent::Finished(finished.clone()));
        finished
    }
}

/// A call under way.
struct Run<'a> {
    spec: &'a CallSpec,
    path: &'a str,
    channel: &'a Channel,
    started: Instant,
    interrupts: Interrupts,
    outflow: Outflow,
    timings: Timings,
}

/// How a run ended: the status, and the trailers if there were any.
struct Ending {
    status: Status,
    trailers: Metadata,
}

impl From<Status> for Ending {
    fn from(status: Status) -> Self {
        Self { status, trailers: Metadata::new() }
    }
}

impl Run<'_> {
    async fn finish(mut self, observer: &mut dyn CallObserver) -> Finished {
        let ending = self.attempts(observer).await;
        let at = self.started.elapsed();
        Finished { at, status: ending.status, trailers: ending.trailers, timings: self.timings }
    }

    /// One attempt, and a second if the first provably never reached a handler (grpc proposal A6, "transparent
    /// retries").
    async fn attempts(&mut self, observer: &mut dyn CallObserver) -> Ending {
        let mut may_retry = true;
        loop {
            let (connection, sender) = match self.connect(&mut may_retry).await {
                Ok(pair) => pair,
                Err(status) => return status.into(),
            };
            let mut exchange = match self.open(&connection, sender) {
                Ok(Some(exchange)) => exchange,
                Ok(None) if may_retry => {
                    may_retry = false;
                    self.channel.retire(&connection);
                    continue;
                }
                Ok(None) => return verdict::broken(&self.lost(&connection), &self.facts()).into(),
                Err(status) => return status.into(),
            };
            observer.opened();
            match exchange.run(self, observer).await {
                Outcome::Ended(ending) => return *ending,
                Outcome::NotProcessed(ending) => {
                    let can_replay = self.outflow.rewind();
                    if !may_retry || !can_replay {
                        return *ending;
                    }
                    may_retry = false;
                    if !connection.is_open() {
                        self.channel.retire(&connection);
                    }
                }
            }
        }
    }

    /// A connection that takes a stream. One that went away since it was last used is replaced once.
    async fn connect(&mut self, may_retry: &mut bool) -> Result<(Arc<Connection>, SendRequest<bytes::Bytes>), Status> {
        loop {
            let channel = self.channel;
            let connection = match self.or_interrupt(channel.connection()).await? {
                Ok(connection) => connection,
                Err(error) => return Err(error.status()),
            };
            self.note_ladder(&connection);
            match self.or_interrupt(connection.sender().ready()).await? {
                Ok(sender) => return Ok((connection, sender)),
                Err(_) if *may_retry => {
                    *may_retry = false;
                    self.channel.retire(&connection);
                }
                Err(_) => return Err(verdict::broken(&self.lost(&connection), &self.facts())),
            }
        }
    }

    /// Sends the request headers. `None` if the connection takes no stream any more.
    fn open(
        &mut self,
        connection: &Arc<Connection>,
        mut sender: SendRequest<bytes::Bytes>,
    ) -> Result<Option<Exchange>, Status> {
        let endpoint = self.channel.endpoint();
        let request = RequestHead {
            scheme: if endpoint.tls { "https" } else { "http" },
            authority: &endpoint.authority,
            path: self.path,
            user_agent: self.channel.target().user_agent.as_deref(),
            metadata: &self.spec.metadata,
            timeout: self.spec.timeout.map(|timeout| timeout.saturating_sub(self.started.elapsed())),
        };
        let request = request.build()?;
        let Ok((response, send)) = sender.send_request(request, false) else { return Ok(None) };
        self.timings.request_headers = Some(self.started.elapsed());
        Ok(Some(Exchange::new(connection.clone(), response, send, self.spec.limits)))
    }

    /// Waits for something, unless the deadline or a cancel comes first.
    async fn or_interrupt<T>(&mut self, wait: impl Future<Output = T>) -> Result<T, Status> {
        let mut wait = pin!(wait);
        let interrupts = &mut self.interrupts;
        let result = poll_fn(|cx| match interrupts.poll(cx) {
            Poll::Ready(interrupt) => Poll::Ready(Err(interrupt)),
            Poll::Pending => wait.as_mut().poll(cx).map(Ok),
        });
        result.await.map_err(|interrupt| self.interrupted(interrupt, None))
    }

    /// The verdict on an interrupt; `received` is `None` while there is no stream.
    fn interrupted(&self, interrupt: Interrupt, received: Option<u64>) -> Status {
        match interrupt {
            Interrupt::Deadline(timeout) => verdict::deadline(timeout, received),
            Interrupt::Stop(Stop::Cancel) => verdict::cancelled(self.started.elapsed()),
            Interrupt::Stop(Stop::Verdict(status)) => *status,
        }
    }

    /// When the steps of the ladder were done, as far as they were done during this call.
    fn note_ladder(&mut self, connection: &Connection) {
        let since = |step| {
            let done_at = connection.ladder().step(step).done_at?;
            done_at.checked_duration_since(self.started)
        };
        self.timings.resolved = since(Step::Name);
        self.timings.connected = since(Step::Tcp);
        self.timings.tls = since(Step::Tls);
        self.timings.http2 = since(Step::Http2);
        self.timings.reused = self.timings.http2.is_none();
    }

    fn lost(&self, connection: &Connection) -> verdict::Breakage {
        exchange::breakage(connection, None)
    }

    /// The facts before anything was received.
    fn facts(&self) -> verdict::Facts<'_> {
        verdict::Facts {
            kind: self.spec.kind,
            path: self.path,
            limits: self.spec.limits,
            http_status: None,
            received: 0,
            incomplete: None,
        }
    }
}
