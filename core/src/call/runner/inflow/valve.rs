//! What lets an answer through no faster than its rate: credit that grows with time and is spent by what is read.
//! It holds what came ahead of its turn; it cuts no messages.

use std::{
    future::Future as _,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use tokio::time::{Instant, Sleep, sleep};

use crate::{
    call::read_pace::{RateUnit, ReadPace, ReadRate},
    transport::ReceiveHalf,
};

/// Credit that a reader who comes late may catch up on: timers are no finer than a millisecond.
const CATCH_UP: Duration = Duration::from_millis(50);
/// What waits unread is told at least this often.
const LOOK: Duration = Duration::from_millis(100);

pub(super) struct Valve {
    pace: Arc<ReadPace>,
    rate: Option<ReadRate>,
    /// Messages or bytes that may be read now.
    credit: f64,
    /// Up to when the credit was counted.
    counted: Instant,
    timer: Pin<Box<Sleep>>,
    /// Out of credit: the server has had time to use its window up.
    is_waiting: bool,
    /// Received, and not let through yet.
    pub(super) held: Bytes,
    /// Let through, and not given back to the window yet.
    pub(super) unreleased: usize,
}

impl Valve {
    pub(super) fn new(pace: Arc<ReadPace>) -> Self {
        let rate = pace.rate();
        Self {
            pace,
            rate,
            // The first message is never late.
            credit: if rate.is_some_and(ReadRate::is_nothing) { 0.0 } else { 1.0 },
            counted: Instant::now(),
            timer: Box::pin(sleep(Duration::ZERO)),
            is_waiting: false,
            held: Bytes::new(),
            unreleased: 0,
        }
    }

    /// Whether there is a rate, or something of it is left to be read or given back. If not it is out of the way.
    pub(super) fn is_at_work(&self) -> bool {
        self.pace.rate().is_some() || !self.held.is_empty() || self.unreleased > 0
    }

    /// What its rate counts. Without a rate whole messages are as good as bytes.
    pub(super) fn unit(&self) -> RateUnit {
        self.rate.map_or(RateUnit::Messages, ReadRate::unit)
    }

    /// Waits until at least one may be read, and tells how many.
    pub(super) fn poll_credit(&mut self, cx: &mut Context<'_>, stream: &mut ReceiveHalf) -> Poll<usize> {
        let rate = self.pace.poll_rate(cx);
        if rate != self.rate {
            // What was saved up at another rate is worth nothing at this one.
            (self.rate, self.credit, self.counted) = (rate, 0.0, Instant::now());
        }
        // Before more is read: right after it the window has room again.
        if std::mem::take(&mut self.is_waiting) {
            self.look(stream);
        }
        let Some(rate) = rate else {
            self.pace.note(0, false);
            return Poll::Ready(usize::MAX);
        };
        loop {
            self.count(rate);
            if self.credit >= 1.0 {
                return Poll::Ready(self.credit as usize);
            }
            self.look(stream);
            let missing = (1.0 - self.credit) / rate.per_second();
            let wait = Duration::try_from_secs_f64(missing).map_or(LOOK, |wait| wait.min(LOOK));
            self.timer.as_mut().reset(Instant::now() + wait.max(Duration::from_millis(1)));
            if self.timer.as_mut().poll(cx).is_pending() {
                self.is_waiting = true;
                return Poll::Pending;
            }
        }
    }

    fn look(&self, stream: &mut ReceiveHalf) {
        let (unread, is_held_back) = stream.unread();
        self.pace.note(unread, is_held_back);
    }

    pub(super) fn spend(&mut self, credit: usize) {
        if self.rate.is_some() {
            self.credit -= credit as f64;
        }
    }

    fn count(&mut self, rate: ReadRate) {
        let now = Instant::now();
        let since = now.duration_since(self.counted).as_secs_f64();
        self.counted = now;
        let most = (rate.per_second() * CATCH_UP.as_secs_f64()).max(1.0);
        self.credit = (self.credit + since * rate.per_second()).min(most);
    }
}
