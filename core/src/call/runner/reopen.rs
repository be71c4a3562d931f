//! A stream that is meant to stay: when it ends it is opened again, with what the messages received say in the request.
//! When that is done, and how long is waited before it, is the plan's to say.

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{
    Ending, Run,
    exchange::Outcome,
    interrupt::Interrupt,
    prepare,
    retry::{Pushback, Retries, jitter},
};
use crate::{
    call::{CallEvent, CallObserver, Lost, Opened, ReopenPlan, Resumed, Timings, verdict},
    message::Carried,
    metadata::Metadata,
    status::Status,
};

/// What is remembered over the streams of one call.
struct Reopening<'p> {
    plan: &'p ReopenPlan,
    /// For each field to be filled, the newest value.
    values: Vec<Option<Carried>>,
    /// A stream was open once: a call that finds nobody at its start is not made again.
    was_open: bool,
    /// When the present one was opened.
    opened: Option<Instant>,
    /// The present one brought a message.
    brought_some: bool,
    /// Streams that ended.
    lost: u32,
    /// Of those the last ones that brought nothing.
    in_vain: u32,
}

/// What follows the end of a stream.
enum Next {
    Again(Duration),
    Over,
    Refused(String),
}

/// Tells of what happens, and keeps what is needed to go on after it.
struct Watch<'r, 'p, 'o> {
    reopening: &'r mut Reopening<'p>,
    observer: &'o mut dyn CallObserver,
}

impl Run<'_> {
    /// Streams one after another, for as long as what ends is to be opened again.
    pub(super) async fn streams(&mut self, typed: Metadata, observer: &mut dyn CallObserver) -> Ending {
        let plan = self.spec.reopen.as_ref().filter(|_| self.spec.kind.server_streams());
        let Some(plan) = plan else { return self.attempts(observer).await.into_ending() };
        let mut reopening = Reopening::new(plan);
        self.outflow.keep_for_reopening(plan.sends_all_again());
        loop {
            let mut watch = Watch { reopening: &mut reopening, observer: &mut *observer };
            let mut ending = match self.attempts(&mut watch).await {
                Outcome::Stopped(ending) => return reopening.last(*ending),
                Outcome::Ended(ending) | Outcome::NotProcessed(ending) => *ending,
            };
            let wait = match reopening.after(&ending) {
                Next::Again(wait) => wait,
                Next::Over => return reopening.last(ending),
                Next::Refused(why) => {
                    ending.status.notes.push(why);
                    return reopening.last(ending);
                }
            };
            let resumed = self.outflow.begin_anew(|first| reopening.resume(first));
            observer.event(CallEvent::Lost(Arc::new(Lost {
                at: self.started.elapsed(),
                number: reopening.lost,
                status: ending.status.clone(),
                trailers: ending.trailers,
                wait,
                resumed: resumed.unwrap_or_default(),
                left_out: self.outflow.left_out(),
            })));
            if let Err(status) = self.before_next(&typed, wait, &ending.status).await {
                return reopening.last(status.into());
            }
        }
    }

    /// Waits, and makes what goes along anew: a token may have expired meanwhile.
    async fn before_next(&mut self, typed: &Metadata, wait: Duration, lost: &Status) -> Result<(), Status> {
        (self.attempt, self.timings) = (1, Timings::default());
        self.retries = Retries::new(self.rules.retry, self.rules.bucket);
        self.until_interrupt(sleep(wait)).await.map_err(|interrupt| match interrupt {
            Interrupt::Deadline(timeout) => verdict::deadline_without_stream(timeout, lost),
            stop @ Interrupt::Stop(_) => self.interrupted(stop, None),
        })?;
        self.request = prepare::Request::of(typed.clone());
        self.prepare().await
    }
}

impl<'p> Reopening<'p> {
    fn new(plan: &'p ReopenPlan) -> Self {
        let values = vec![None; plan.carries().len()];
        Self { plan, values, was_open: false, opened: None, brought_some: false, lost: 0, in_vain: 0 }
    }

    fn after(&mut self, ending: &Ending) -> Next {
        if !self.was_open || !self.plan.goes_on_after(&ending.status, ending.broke_off) {
            return Next::Over;
        }
        // One that stayed as long as the longest wait was no vain one: there may have been nothing to tell.
        let stayed = self.opened.is_some_and(|opened| opened.elapsed() >= self.plan.choice().longest_wait);
        self.in_vain = if self.brought_some || stayed { 0 } else { self.in_vain.saturating_add(1) };
        if !self.plan.may_try(self.in_vain) {
            return Next::Refused(format!("Not opened again: {} in a row brought no message", self.in_vain));
        }
        let wait = match Pushback::of(&ending.trailers) {
            Pushback::Never => return Next::Refused("Not opened again: the server asks not to".to_owned()),
            Pushback::After(wait) => wait,
            Pushback::None => self.plan.wait(self.in_vain, jitter()),
        };
        (self.opened, self.brought_some) = (None, false);
        self.lost = self.lost.saturating_add(1);
        Next::Again(wait)
    }

    /// The first request with its fields filled, and what they say.
    fn resume(&self, first: &mut bytes::Bytes) -> Vec<Resumed> {
        let carries = self.plan.carries().iter().zip(&self.values);
        let filled = carries.map(|(carry, value)| {
            let written = value.as_ref().and_then(|value| Some((carry.write(first, value)?, carry.text(value))));
            let value = written.map(|(message, text)| {
                *first = message;
                text
            });
            Resumed { field: carry.field().to_owned(), value }
        });
        filled.collect()
    }

    /// The verdict of the call, with how often its stream was lost on the way to it.
    fn last(&self, mut ending: Ending) -> Ending {
        let times = match self.lost {
            0 => return ending,
            1 => "once".to_owned(),
            many => format!("{many} times"),
        };
        ending.status.notes.push(format!("The stream was lost {times} on the way"));
        ending
    }

    fn opened(&mut self, _: &Opened) {
        self.was_open = true;
        self.opened = Some(Instant::now());
    }

    fn received(&mut self, message: &bytes::Bytes) {
        self.brought_some = true;
        for (carry, value) in self.plan.carries().iter().zip(&mut self.values) {
            if let Some(newer) = carry.read(message) {
                *value = Some(newer);
            }
        }
    }
}

impl CallObserver for Watch<'_, '_, '_> {
    fn event(&mut self, event: CallEvent) {
        match &event {
            CallEvent::Opened(opened) => self.reopening.opened(opened),
            CallEvent::Message(message) => self.reopening.received(&message.bytes),
            CallEvent::Started
            | CallEvent::AttemptFailed(_)
            | CallEvent::Lost(_)
            | CallEvent::RequestSent(_)
            | CallEvent::HalfClosed { .. }
            | CallEvent::Headers(_)
            | CallEvent::Finished(_) => {}
        }
        self.observer.event(event);
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.observer.poll_ready(cx)
    }
}
