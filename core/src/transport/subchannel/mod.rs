//! A subchannel: at most one connection at a time, to one address or to whichever address of a name answers first; with
//! the states and waits of grpc `doc/connectivity-semantics-and-api.md` and `doc/connection-backoff.md`.
//! It connects for who asks, and tries again only while somebody waits; it does not choose between addresses.

mod attempt;
mod report;

use std::{
    pin::pin,
    sync::{Arc, Weak, atomic::Ordering},
};

use parking_lot::Mutex;
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until, timeout_at},
};

use self::attempt::Attempt;
use super::{
    ChannelState, ConnectError, Connection, Step,
    backoff::Backoff,
    connect::{Goal, Maker},
};

pub(super) use self::report::Report;

/// What came of an attempt.
pub(super) type Made = Result<Arc<Connection>, Arc<ConnectError>>;
/// Called, without any lock held, when a report changed.
pub(super) type Told = Arc<dyn Fn() + Send + Sync>;

/// What to do while there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Try now, whatever the backoff says, and fail with that attempt.
    FailFast,
    /// Wait through failures, however many, and through the backoff (grpc `doc/wait-for-ready.md`).
    WaitForReady,
}

pub(super) struct Subchannel {
    maker: Arc<Maker>,
    goal: Goal,
    slot: Mutex<Slot>,
    turned: Notify,
    told: Told,
}

struct Slot {
    phase: Phase,
    backoff: Backoff,
    /// Who waits through failures.
    waiting: usize,
    report: Report,
}

enum Phase {
    Idle,
    Connecting(Weak<Attempt>),
    Ready(Arc<Connection>),
    Failed { retry_at: Instant },
    Shutdown,
}

enum Next {
    Done(Made),
    Join(Arc<Attempt>),
    Wait(Instant),
}

impl Subchannel {
    /// In state `Idle`.
    pub(super) fn new(maker: Arc<Maker>, goal: Goal, told: Told) -> Arc<Self> {
        let backoff = Backoff::new(maker.options.backoff);
        let report = Report { ladder: goal.ladder(), ..Report::default() };
        let slot = Mutex::new(Slot { phase: Phase::Idle, backoff, waiting: 0, report });
        Arc::new(Self { maker, goal, slot, turned: Notify::new(), told })
    }

    /// The connection, if there is one.
    pub(super) fn ready(&self) -> Option<Arc<Connection>> {
        match &self.slot.lock().phase {
            Phase::Ready(connection) if connection.is_open() => Some(connection.clone()),
            _ => None,
        }
    }

    /// The connection, made if there is none. Must run inside a tokio runtime.
    pub(super) async fn connection(self: &Arc<Self>, patience: Patience) -> Made {
        let _waiting = (patience == Patience::WaitForReady).then(|| Waiting::begin(self));
        loop {
            let mut turned = pin!(self.turned.notified());
            turned.as_mut().enable();
            match self.next(patience) {
                Next::Done(made) => return made,
                Next::Join(attempt) => match attempt.made().await {
                    Err(error) if patience == Patience::WaitForReady && !matches!(*error, ConnectError::Shutdown) => {}
                    made => return made,
                },
                // Whoever turns it meanwhile is as good as the clock.
                Next::Wait(until) => drop(timeout_at(until, turned).await),
            }
        }
    }

    fn next(self: &Arc<Self>, patience: Patience) -> Next {
        let mut slot = self.slot.lock();
        match &slot.phase {
            Phase::Shutdown => return Next::Done(Err(Arc::new(ConnectError::Shutdown))),
            Phase::Ready(connection) if connection.is_open() => return Next::Done(Ok(connection.clone())),
            Phase::Failed { retry_at } if patience == Patience::WaitForReady && Instant::now() < *retry_at => {
                return Next::Wait(*retry_at);
            }
            Phase::Connecting(attempt) => {
                if let Some(attempt) = attempt.upgrade() {
                    return Next::Join(attempt);
                }
            }
            Phase::Ready(_) | Phase::Idle | Phase::Failed { .. } => {}
        }
        if patience == Patience::FailFast {
            slot.backoff.reset();
        }
        let (attempt, before) = Attempt::start(self, &mut slot);
        drop(slot);
        self.release(before);
        self.tell();
        Next::Join(attempt)
    }

    /// Keeps it connected, until this is dropped or the subchannel is shut down.
    pub(super) async fn keep(self: Arc<Self>) {
        loop {
            let began = Instant::now();
            if self.connection(Patience::WaitForReady).await.is_err() {
                return;
            }
            self.departure().await;
            // A server that takes connections only to drop them is not worn out.
            sleep_until(began + self.maker.options.backoff.initial).await;
        }
    }

    /// Lets those who wait for the next attempt make it now.
    pub(super) fn hurry(&self) {
        {
            let mut slot = self.slot.lock();
            if !matches!(slot.phase, Phase::Failed { .. }) {
                return;
            }
            slot.backoff.reset();
            slot.phase = Phase::Failed { retry_at: Instant::now() };
        }
        self.tell();
    }

    async fn departure(&self) {
        loop {
            let mut turned = pin!(self.turned.notified());
            turned.as_mut().enable();
            if !matches!(self.slot.lock().phase, Phase::Ready(_)) {
                return;
            }
            turned.await;
        }
    }

    /// Gives a connection up that turned out dead or going away: the next call makes a new one, without a wait.
    pub(super) fn retire(&self, id: u64, error: Option<ConnectError>) {
        self.leave(|phase| matches!(phase, Phase::Ready(connection) if connection.id == id), error);
    }

    /// Closes the connection once its calls have ended; forgets a wait that nobody sits through.
    pub(super) fn go_idle(&self) {
        self.leave(|phase| matches!(phase, Phase::Ready(_) | Phase::Failed { .. }), None);
    }

    fn leave(&self, is_left: impl FnOnce(&Phase) -> bool, error: Option<ConnectError>) {
        let mut slot = self.slot.lock();
        if !is_left(&slot.phase) {
            return;
        }
        let before = slot.turn(Phase::Idle, ChannelState::Idle);
        if let Some(error) = error {
            slot.report.last_failure = Some(Arc::new(error));
        }
        drop(slot);
        self.release(before);
        self.tell();
    }

    /// Takes no more calls; running ones go on, then the connection closes.
    pub(super) fn shut_down(&self) {
        let before = self.slot.lock().turn(Phase::Shutdown, ChannelState::Shutdown);
        self.release(before);
        self.tell();
    }

    /// Whether a call runs on its connection.
    pub(super) fn is_used(&self) -> bool {
        match &self.slot.lock().phase {
            Phase::Ready(connection) => Connection::is_used(&Arc::downgrade(connection), &connection.activity),
            _ => false,
        }
    }

    /// Notes on the ladder what the first answer on a connection showed.
    pub(super) fn note_answer(&self, connection: &Connection, is_grpc: bool, finding: &str) {
        {
            let mut slot = self.slot.lock();
            if slot.report.ladder_of != Some(connection.id) {
                return;
            }
            let (ladder, began) = (&mut slot.report.ladder, connection.ready_at());
            match is_grpc {
                true => ladder.done(Step::Grpc, began, finding),
                false => ladder.failed(Step::Grpc, began, finding),
            }
        }
        self.tell();
    }

    /// What it tells of itself.
    pub(super) fn report(&self) -> Report {
        let slot = self.slot.lock();
        let retry_at = match slot.phase {
            Phase::Failed { retry_at } if slot.waiting > 0 => Some(retry_at.into_std()),
            _ => None,
        };
        Report { retry_at, ..slot.report.clone() }
    }

    /// Lets go of what it held, outside the lock.
    fn release(&self, before: Phase) {
        if let Phase::Ready(connection) = before {
            connection.activity.is_kept.store(false, Ordering::Relaxed);
            self.maker.pulse.heed(&connection.record);
        }
    }

    fn tell(&self) {
        // The status first: who is woken may look at it.
        (self.told)();
        self.turned.notify_waiters();
    }
}

impl Slot {
    fn turn(&mut self, phase: Phase, state: ChannelState) -> Phase {
        self.report.state = state;
        std::mem::replace(&mut self.phase, phase)
    }
}

/// Somebody who waits through failures; while there is one, it is told when the next attempt comes.
struct Waiting<'a> {
    subchannel: &'a Subchannel,
}

impl<'a> Waiting<'a> {
    fn begin(subchannel: &'a Subchannel) -> Self {
        let waiting = Self { subchannel };
        waiting.count(|count| count + 1);
        waiting
    }

    fn count(&self, change: impl FnOnce(usize) -> usize) {
        let mut slot = self.subchannel.slot.lock();
        let before = slot.waiting;
        slot.waiting = change(before);
        let matters = (before == 0 || slot.waiting == 0) && matches!(slot.phase, Phase::Failed { .. });
        drop(slot);
        if matters {
            (self.subchannel.told)();
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count(|count| count - 1);
    }
}
