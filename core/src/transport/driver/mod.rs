//! What runs beneath a ready connection: h2 is driven, keepalive is watched, and its end is told however it comes.
//! It makes no connection and picks none.

#[cfg(test)]
mod tests;

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
};

use super::{connection::Activity, http2, tap::TapRecord};

/// What becomes of a ready connection.
#[derive(Debug)]
pub(super) enum Departure {
    /// The server asked by GOAWAY not to use it any more; running calls go on.
    GoingAway(String),
    /// It ended.
    Ended(String),
    /// It ended by our own doing: the call on it was given up, or nobody needs it any more.
    LetGo,
}

/// Told at most once of each.
pub(super) type Told = Box<dyn Fn(Departure) + Send>;
/// Ends with the reason for which a connection is given up.
pub(super) type Pulse = Pin<Box<dyn Future<Output = String> + Send>>;

/// Drives a connection to its end. Polling it may panic where h2 does; the end is told all the same.
pub(super) struct Drive<D> {
    // Dropped first: what ends the calls must be known before h2 ends them.
    watch: Watch,
    pulse: Option<Pulse>,
    driver: Pin<Box<D>>,
}

struct Watch {
    record: Arc<TapRecord>,
    activity: Arc<Activity>,
    told: Told,
    told_of_going_away: bool,
    has_ended: bool,
}

impl<D: Future<Output = Result<(), h2::Error>>> Drive<D> {
    pub(super) fn new(
        driver: D,
        pulse: Option<Pulse>,
        record: Arc<TapRecord>,
        activity: Arc<Activity>,
        told: Told,
    ) -> Self {
        let watch = Watch { record, activity, told, told_of_going_away: false, has_ended: false };
        Self { watch, pulse, driver: Box::pin(driver) }
    }
}

impl<D: Future<Output = Result<(), h2::Error>>> Future for Drive<D> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Poll::Ready(result) = self.driver.as_mut().poll(cx) {
            self.watch.ended(result.err().as_ref());
            return Poll::Ready(());
        }
        self.watch.look_for_go_away();
        if let Some(Poll::Ready(reason)) = self.pulse.as_mut().map(|pulse| pulse.as_mut().poll(cx)) {
            self.watch.record.give_up(reason);
            self.watch.ended(None);
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl Watch {
    fn look_for_go_away(&mut self) {
        if !self.told_of_going_away && self.record.is_going_away() {
            self.told_of_going_away = true;
            (self.told)(Departure::GoingAway(http2::end_words(&self.record, None)));
        }
    }

    fn ended(&mut self, error: Option<&h2::Error>) {
        self.has_ended = true;
        self.activity.is_closed.store(true, Ordering::Release);
        self.record.close();
        (self.told)(Departure::Ended(http2::end_words(&self.record, error)));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        if std::thread::panicking() {
            self.record.give_up("Farcall failed to read it. Please report this.".to_owned());
        }
        self.ended(None);
    }
}
