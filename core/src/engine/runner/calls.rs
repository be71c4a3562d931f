//! Running calls: one task each, whose observer writes the log and marks the call for the window.
//! It decides no verdict, but for a call whose task broke.

use std::{
    collections::HashMap,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};

use super::{caught::caught, paced::Paced, pool::Pool, replaying::Replaying};
use crate::{
    call::{
        self, Cadence, CadenceProgress, Call, CallEvent, CallHandle, CallLog, CallObserver, CallSpec, Finished,
        Outbound, Script, ScriptProgress,
    },
    engine::{
        command::CallId,
        event::Event,
        failure::Failure,
        queue::{CallMark, EventQueue},
    },
    recording::Replay,
    status::{Code, Status},
    transport::Target,
};

/// Messages that may wait behind a server that does not read.
const OUTBOX: usize = 65_536;
const NOT_OPEN: &str = "The call has ended, or its sending side is closed";

pub(super) struct Calls {
    running: Arc<Running>,
    events: Arc<EventQueue>,
}

#[derive(Default)]
struct Running {
    calls: Mutex<HashMap<CallId, Sending>>,
    ended: Notify,
}

/// The sending end of one call. The outbox exists once the call's own queue was full.
struct Sending {
    handle: Arc<CallHandle>,
    outbox: Option<mpsc::Sender<Outbound>>,
    /// Messages that go out by themselves; dropped, they stop.
    paced: Option<Paced>,
    /// A recording whose requests go out.
    replaying: Option<Replaying>,
}

/// Writes the log, marks the call.
struct Observer {
    log: Arc<CallLog>,
    mark: Arc<CallMark>,
    events: Arc<EventQueue>,
}

impl CallObserver for Observer {
    fn event(&mut self, event: CallEvent) {
        self.log.event(event);
        self.events.call_changed(&self.mark);
    }

    fn events(&mut self, events: &mut Vec<CallEvent>) {
        if !events.is_empty() {
            self.log.events(events);
            self.events.call_changed(&self.mark);
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.log.poll_ready(cx)
    }
}

impl Calls {
    pub(super) fn new(events: Arc<EventQueue>) -> Self {
        Self { running: Arc::default(), events }
    }

    pub(super) fn start(
        &self,
        pool: &Pool,
        id: CallId,
        target: &Target,
        spec: CallSpec,
        first: Vec<Outbound>,
        log: Arc<CallLog>,
    ) {
        let mut observer = Observer { log, mark: EventQueue::mark(id), events: Arc::clone(&self.events) };
        let channel = match pool.channel(target) {
            Ok(channel) => channel,
            Err(error) => {
                observer.event(CallEvent::Started);
                return observer.finish(Status::local(Code::UNAVAILABLE, error.to_string()));
            }
        };
        let channel = spec.channel(channel);
        let (handle, call) = call::new(spec);
        let mut sending = Sending { handle: Arc::new(handle), outbox: None, paced: None, replaying: None };
        for outbound in first {
            self.hand_over(id, &mut sending, outbound);
        }
        let mut calls = self.running.calls.lock();
        calls.insert(id, sending);
        let running = Arc::clone(&self.running);
        tokio::spawn(async move {
            observer.watch(call, &channel).await;
            let over = running.calls.lock().remove(&id);
            over.and_then(|sending| sending.paced).into_iter().for_each(Paced::let_go);
            running.ended.notify_waiters();
        });
    }

    pub(super) fn send(&self, id: CallId, outbound: Outbound) {
        match self.running.calls.lock().get_mut(&id) {
            Some(sending) => {
                if outbound == Outbound::HalfClose {
                    sending.paced = None;
                }
                self.hand_over(id, sending, outbound);
            }
            None => not_sent(&self.events, id, "The call has ended"),
        }
    }

    pub(super) fn send_paced(
        &self,
        id: CallId,
        messages: Vec<Bytes>,
        cadence: Cadence,
        progress: Arc<CadenceProgress>,
    ) {
        match self.running.calls.lock().get_mut(&id) {
            Some(sending) => {
                // The one before has to end first, or both would send.
                sending.paced = None;
                sending.paced = Some(Paced::start(Arc::clone(&sending.handle), messages, cadence, progress));
            }
            None => {
                progress.end();
                not_sent(&self.events, id, "The call has ended");
            }
        }
    }

    pub(super) fn run_script(
        &self,
        id: CallId,
        messages: Vec<Bytes>,
        script: Arc<Script>,
        progress: Arc<ScriptProgress>,
    ) {
        match self.running.calls.lock().get_mut(&id) {
            Some(sending) => {
                sending.paced = None;
                sending.paced = Some(Paced::follow(Arc::clone(&sending.handle), messages, script, progress));
            }
            None => {
                progress.stop();
                not_sent(&self.events, id, "The call has ended");
            }
        }
    }

    pub(super) fn stop_paced(&self, id: CallId) {
        if let Some(sending) = self.running.calls.lock().get_mut(&id) {
            sending.paced = None;
        }
    }

    pub(super) fn replay(&self, id: CallId, replay: Replay, into: Arc<CallLog>) {
        match self.running.calls.lock().get_mut(&id) {
            Some(sending) => {
                sending.replaying = Some(Replaying::start(Arc::clone(&sending.handle), replay, into));
            }
            None => not_sent(&self.events, id, "The call has ended"),
        }
    }

    pub(super) fn cancel(&self, id: CallId) {
        if let Some(sending) = self.running.calls.lock().get(&id) {
            sending.handle.cancel();
        }
    }

    /// Cancels every call and waits until each has its verdict. True if there was one.
    pub(super) async fn close(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        let mut had_any = false;
        loop {
            let ended = self.running.ended.notified();
            {
                let calls = self.running.calls.lock();
                if calls.is_empty() {
                    return had_any;
                }
                had_any = true;
                calls.values().for_each(|sending| sending.handle.cancel());
            }
            if tokio::time::timeout_at(deadline.into(), ended).await.is_err() {
                return had_any;
            }
        }
    }

    fn hand_over(&self, id: CallId, sending: &mut Sending, outbound: Outbound) {
        let outbound = match &sending.outbox {
            None => match sending.handle.try_send(outbound) {
                Ok(()) => return,
                Err(outbound) => outbound,
            },
            Some(_) => outbound,
        };
        let outbox =
            sending.outbox.get_or_insert_with(|| outbox(id, Arc::clone(&sending.handle), Arc::clone(&self.events)));
        match outbox.try_send(outbound) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => {
                not_sent(&self.events, id, "The server does not read: too many messages wait already");
            }
            Err(mpsc::error::TrySendError::Closed(_)) => not_sent(&self.events, id, NOT_OPEN),
        }
    }
}

impl Observer {
    async fn watch(&mut self, call: Call, channel: &crate::transport::Channel) {
        let outcome = caught(call.run(channel, self)).await;
        if let Err(panic) = outcome
            && self.log.finished().is_none()
        {
            let message = format!("Farcall failed to read this call: {panic}");
            self.finish(Status::local(Code::INTERNAL, message).with_hint("Please report it; other calls go on"));
        }
    }

    fn finish(&mut self, status: Status) {
        self.event(CallEvent::Finished(Arc::new(Finished::local(status))));
    }
}

fn not_sent(events: &EventQueue, id: CallId, cause: &str) {
    events.push(Event::NotSent(id, Failure::new("Not sent").because(cause)));
}

/// Passes on what waits, in order, as fast as the call takes it; says so if it takes no more.
fn outbox(id: CallId, handle: Arc<CallHandle>, events: Arc<EventQueue>) -> mpsc::Sender<Outbound> {
    let (sender, mut waiting) = mpsc::channel(OUTBOX);
    // The handle lives as long as this task: dropped with the map's entry, it would cancel what is still to be sent.
    tokio::spawn(async move {
        while let Some(outbound) = waiting.recv().await {
            if handle.send(outbound).await.is_err() {
                return not_sent(&events, id, NOT_OPEN);
            }
        }
    });
    sender
}
