//! Reading at a rate: what is not read yet stays in the stream, and its window is not given back.
//! How fast, the valve says; what is read is told as everywhere else.

use std::{
    task::{Context, Poll, ready},
    time::Instant,
};

use bytes::Bytes;

use super::{Inflow, State, taking::BURST};
use crate::{
    call::{CallObserver, read_pace::RateUnit, runner::end::End, verdict::Facts},
    status::Status,
    transport::ReceiveHalf,
};

/// What a step of reading came to.
enum Step {
    /// Something was read.
    Went,
    /// The state has changed.
    Turned,
    /// The body ended, or the reading.
    Over(End),
}

impl Inflow {
    /// `None`: the state has changed.
    pub(super) fn poll_slowly(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<Option<End>> {
        for _ in 0..BURST {
            match ready!(self.poll_step(cx, started, facts, observer)) {
                Step::Went => {}
                Step::Turned => return Poll::Ready(None),
                Step::Over(end) => return Poll::Ready(Some(end)),
            }
        }
        // There may be more, but the deadline and the sending side must get their turn.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<Step> {
        let (State::Reading(stream, _), Some(valve)) = (&mut self.state, &mut self.valve) else {
            return Poll::Pending;
        };
        let credit = ready!(valve.poll_credit(cx, stream));
        let by_message = valve.unit() == RateUnit::Messages;
        match self.take_next(by_message, started, facts, observer) {
            Ok(false) => {}
            Ok(true) => return Poll::Ready(Step::Went),
            Err(status) => return Poll::Ready(Step::Over(End::Local(status))),
        }
        if self.has_web_trailers() {
            self.close();
            return Poll::Ready(Step::Turned);
        }
        let data = match ready!(self.poll_held(cx)) {
            Some(Ok(())) => self.let_through(if by_message { usize::MAX } else { credit }),
            Some(Err(end)) => return Poll::Ready(Step::Over(end)),
            None => return self.poll_end(cx, started, facts, observer).map(Step::Over),
        };
        let taken = self.push(data).and_then(|()| self.take_next(by_message, started, facts, observer));
        Poll::Ready(taken.map_or_else(|status| Step::Over(End::Local(status)), |_| Step::Went))
    }

    /// Tells the next message if it is whole, or all that are where bytes are counted. True if one was told.
    fn take_next(
        &mut self,
        by_message: bool,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Result<bool, Box<Status>> {
        let before = self.received;
        let mut left = if by_message { 1 } else { usize::MAX };
        self.take_messages(&mut left, started, facts, observer)?;
        let told = self.received - before;
        if let Some(valve) = self.valve.as_mut().filter(|_| by_message) {
            valve.spend(usize::try_from(told).unwrap_or(usize::MAX));
        }
        self.give_back();
        Ok(told > 0)
    }

    /// Waits for bytes that were not let through yet; `None` after the last ones.
    fn poll_held(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), End>>> {
        let (State::Reading(stream, _), Some(valve)) = (&mut self.state, &mut self.valve) else {
            return Poll::Ready(None);
        };
        while valve.held.is_empty() {
            match ready!(stream.poll_data(cx)) {
                Some(Ok(data)) => valve.held = data,
                Some(Err(error)) => return Poll::Ready(Some(Err(End::Broken(error)))),
                None => return Poll::Ready(None),
            }
        }
        Poll::Ready(Some(Ok(())))
    }

    fn let_through(&mut self, most: usize) -> Bytes {
        let Some(valve) = &mut self.valve else { return Bytes::new() };
        let data = valve.held.split_to(most.min(valve.held.len()));
        valve.unreleased += data.len();
        if valve.unit() == RateUnit::Bytes {
            valve.spend(data.len());
        }
        data
    }

    /// Lets the server send as much again as was read: all that was let through but what stands before the next message.
    fn give_back(&mut self) {
        let (State::Reading(stream, _), Some(valve)) = (&mut self.state, &mut self.valve) else { return };
        let read = valve.unreleased.saturating_sub(self.reader.unread());
        valve.unreleased -= read;
        ReceiveHalf::release(stream, read);
    }
}
