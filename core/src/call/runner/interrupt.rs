//! What ends a call from this side: its deadline, and its handle.
//! It does not know what the call is doing meanwhile.

use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::{
    sync::oneshot,
    time::{Sleep, sleep_until},
};

use crate::call::handle::Stop;

pub(super) enum Interrupt {
    /// The deadline passed; the timeout it came from.
    Deadline(Duration),
    /// Told by the handle, or the handle is gone.
    Stop(Stop),
}

pub(super) struct Interrupts {
    stop: oneshot::Receiver<Stop>,
    deadline: Option<(Pin<Box<Sleep>>, Duration)>,
}

impl Interrupts {
    pub(super) fn new(stop: oneshot::Receiver<Stop>, timeout: Option<Duration>, started: Instant) -> Self {
        // A timeout too long for the clock is none.
        let deadline = timeout.and_then(|timeout| {
            let at = started.checked_add(timeout)?;
            Some((Box::pin(sleep_until(at.into())), timeout))
        });
        Self { stop, deadline }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Interrupt> {
        // The clock is asked too: while a stream keeps every worker busy, the timer may be late.
        if let Some((sleep, timeout)) = &mut self.deadline
            && (sleep.as_mut().poll(cx).is_ready() || sleep.deadline() <= tokio::time::Instant::now())
        {
            return Poll::Ready(Interrupt::Deadline(*timeout));
        }
        match Pin::new(&mut self.stop).poll(cx) {
            Poll::Ready(told) => Poll::Ready(Interrupt::Stop(told.unwrap_or(Stop::Cancel))),
            Poll::Pending => Poll::Pending,
        }
    }

    /// The timeout, if its deadline has passed.
    pub(super) fn passed_deadline(&self) -> Option<Duration> {
        let (sleep, timeout) = self.deadline.as_ref()?;
        (sleep.is_elapsed() || sleep.deadline() <= tokio::time::Instant::now()).then_some(*timeout)
    }
}
