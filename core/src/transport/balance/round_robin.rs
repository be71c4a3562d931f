//! A subchannel for each address of a name, each kept connected by itself; calls go to the ready ones in turn.
//! It opens no stream, and it makes no connection but by its subchannels.

use std::{
    pin::pin,
    sync::{Arc, Weak},
};

use parking_lot::Mutex;
use tokio::{
    sync::Notify,
    task::{AbortHandle, JoinSet},
    time::{Instant, sleep_until, timeout_at},
};

use crate::transport::{
    AddressStatus, ChannelState, ConnectError, Connection, Ladder, Place,
    backoff::Backoff,
    connect::{self, Goal, Maker},
    subchannel::{Made, Patience, Report, Subchannel, Told},
};

pub(in crate::transport) struct RoundRobin {
    maker: Arc<Maker>,
    told: Told,
    state: Mutex<State>,
    turned: Notify,
    signals: Arc<Signals>,
}

/// What its task waits for.
#[derive(Default)]
struct Signals {
    /// The addresses may be out of date.
    doubted: Notify,
    /// Somebody does not want to wait for the next lookup.
    hurried: Notify,
}

#[derive(Default)]
struct State {
    lookup: Lookup,
    /// Of the last lookup.
    ladder: Ladder,
    members: Vec<Member>,
    /// Which member had the last turn.
    turn: usize,
    task: Option<Task>,
}

#[derive(Default)]
enum Lookup {
    #[default]
    Idle,
    Running,
    Done,
    Failed(Arc<ConnectError>, Instant),
    Shutdown,
}

struct Member {
    place: Place,
    subchannel: Arc<Subchannel>,
    _keeper: Task,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.subchannel.shut_down();
    }
}

/// A task that ends with its owner.
struct Task(AbortHandle);

impl Task {
    fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work).abort_handle())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

enum Next {
    Done(Made),
    /// The addresses are known: try each of them.
    Try(Vec<Arc<Subchannel>>),
    Wait,
}

impl RoundRobin {
    pub(super) fn new(maker: Arc<Maker>, told: Told) -> Arc<Self> {
        Arc::new(Self { maker, told, state: Mutex::default(), turned: Notify::new(), signals: Arc::default() })
    }

    /// The next connection in turn.
    pub(super) fn ready(&self) -> Option<Arc<Connection>> {
        let mut state = self.state.lock();
        let count = state.members.len();
        let order = (1..=count).map(|step| (state.turn + step) % count);
        let (turn, connection) = order.into_iter().find_map(|at| {
            let connection = state.members.get(at)?.subchannel.ready()?;
            Some((at, connection))
        })?;
        state.turn = turn;
        Some(connection)
    }

    pub(super) async fn connection(self: &Arc<Self>, patience: Patience) -> Made {
        let mut has_asked = false;
        loop {
            let mut turned = pin!(self.turned.notified());
            turned.as_mut().enable();
            if let Some(connection) = self.ready() {
                return Ok(connection);
            }
            match self.next(patience, std::mem::replace(&mut has_asked, true)) {
                Next::Done(made) => return made,
                Next::Wait => turned.await,
                Next::Try(subchannels) => match first_of(subchannels).await {
                    // What was tried is not among the addresses any more.
                    Err(error) if matches!(*error, ConnectError::Shutdown) => {}
                    made => return made,
                },
            }
        }
    }

    /// What to do while no connection is ready; who has asked before takes a failed lookup for an answer.
    fn next(self: &Arc<Self>, patience: Patience, has_asked: bool) -> Next {
        let mut state = self.state.lock();
        match &state.lookup {
            Lookup::Shutdown => return Next::Done(Err(Arc::new(ConnectError::Shutdown))),
            Lookup::Idle => {
                state.lookup = Lookup::Running;
                state.task = Some(Task::spawn(run(self.maker.clone(), self.signals.clone(), Arc::downgrade(self))));
            }
            Lookup::Failed(error, _) if patience == Patience::FailFast && has_asked => {
                return Next::Done(Err(error.clone()));
            }
            Lookup::Failed(..) if patience == Patience::FailFast => {
                state.lookup = Lookup::Running;
                self.signals.hurried.notify_one();
            }
            Lookup::Done if patience == Patience::FailFast && !state.members.is_empty() => {
                return Next::Try(state.members.iter().map(|member| member.subchannel.clone()).collect());
            }
            Lookup::Running | Lookup::Done | Lookup::Failed(..) => return Next::Wait,
        }
        drop(state);
        (self.told)();
        Next::Wait
    }

    pub(super) fn subchannels(&self) -> Vec<Arc<Subchannel>> {
        self.state.lock().members.iter().map(|member| member.subchannel.clone()).collect()
    }

    pub(super) fn go_idle(&self) {
        self.stop(Lookup::Idle);
    }

    pub(super) fn shut_down(&self) {
        self.stop(Lookup::Shutdown);
    }

    fn stop(&self, lookup: Lookup) {
        let mut state = self.state.lock();
        state.lookup = lookup;
        let dropped = (state.task.take(), std::mem::take(&mut state.members));
        drop(state);
        drop(dropped);
        self.tell();
    }

    /// What there is to tell, and each address.
    pub(super) fn report(&self, addresses: &mut Vec<AddressStatus>) -> Report {
        let state = self.state.lock();
        let reports: Vec<Report> = state.members.iter().map(|member| member.subchannel.report()).collect();
        *addresses = reports.iter().zip(&state.members).map(|(report, member)| member.status(report)).collect();
        let retry_at = reports.iter().filter_map(|report| report.retry_at).min();
        // The best of them speaks for all.
        let best = reports.into_iter().min_by_key(|report| rank(report.state));
        match (best, &state.lookup) {
            (_, Lookup::Shutdown) => Report { state: ChannelState::Shutdown, ..Report::default() },
            (Some(best), _) => Report { retry_at: retry_at.filter(|_| is_failed(best.state)), ..best },
            (None, Lookup::Failed(error, retry_at)) => Report {
                state: ChannelState::TransientFailure,
                ladder: state.ladder.clone(),
                last_failure: Some(error.clone()),
                retry_at: Some(retry_at.into_std()),
                ..Report::default()
            },
            (None, Lookup::Running | Lookup::Done) => {
                Report { state: ChannelState::Connecting, ladder: state.ladder.clone(), ..Report::default() }
            }
            (None, Lookup::Idle) => Report::default(),
        }
    }

    fn tell(&self) {
        // The status first: who is woken may look at it.
        (self.told)();
        self.turned.notify_waiters();
    }

    /// The addresses are these now: those that stay keep their subchannels.
    fn adopt(self: &Arc<Self>, places: Vec<Place>, ladder: &Ladder) {
        let mut state = self.state.lock();
        if !matches!(state.lookup, Lookup::Running | Lookup::Done | Lookup::Failed(..)) {
            return;
        }
        let mut before = std::mem::take(&mut state.members);
        for place in places {
            let known = before.iter().position(|member| member.place == place);
            let member = known.map(|at| before.swap_remove(at)).unwrap_or_else(|| self.member(place, ladder));
            state.members.push(member);
        }
        state.lookup = Lookup::Done;
        state.ladder = ladder.clone();
        drop(state);
        drop(before);
        self.tell();
    }

    fn member(self: &Arc<Self>, place: Place, ladder: &Ladder) -> Member {
        let all = Arc::downgrade(self);
        let told = Arc::new(move || {
            if let Some(all) = all.upgrade() {
                all.member_changed();
            }
        });
        let goal = Goal::place(&self.maker.endpoint, place.clone(), ladder.clone());
        let subchannel = Subchannel::new(self.maker.clone(), goal, told);
        let _keeper = Task::spawn(subchannel.clone().keep());
        Member { place, subchannel, _keeper }
    }

    fn member_changed(&self) {
        let has_lost_one = self.state.lock().members.iter().any(|member| member.has_lost());
        if has_lost_one {
            self.signals.doubted.notify_one();
        }
        self.tell();
    }

    /// A lookup failed. Addresses that were found before stay.
    fn not_found(&self, error: ConnectError, ladder: Ladder, retry_at: Instant) {
        let mut state = self.state.lock();
        if state.members.is_empty() && matches!(state.lookup, Lookup::Running | Lookup::Failed(..)) {
            state.ladder = ladder;
            state.lookup = Lookup::Failed(Arc::new(error), retry_at);
        }
        drop(state);
        self.tell();
    }
}

impl Member {
    /// Whether its last attempt failed, or its last connection was lost.
    fn has_lost(&self) -> bool {
        let report = self.subchannel.report();
        matches!(report.state, ChannelState::TransientFailure | ChannelState::Idle) && report.last_failure.is_some()
    }

    fn status(&self, report: &Report) -> AddressStatus {
        let last_failure = report.last_failure.clone();
        AddressStatus { address: self.place.to_string(), state: report.state, last_failure }
    }
}

/// Looks the name up until it is found, and again when an address failed since.
async fn run(maker: Arc<Maker>, signals: Arc<Signals>, all: Weak<RoundRobin>) {
    let mut backoff = Backoff::new(maker.options.backoff);
    loop {
        let began = Instant::now();
        let mut ladder = Ladder::default();
        let found = connect::look_up(&maker, &mut ladder).await;
        let Some(all) = all.upgrade() else { return };
        match found {
            Ok(places) => {
                backoff.reset();
                all.adopt(places, &ladder);
                drop(all);
                signals.doubted.notified().await;
                sleep_until(began + maker.options.min_lookup_interval).await;
            }
            Err(error) => {
                let retry_at = began + backoff.next();
                ladder.failed(error.step(), began.into_std(), error.message());
                all.not_found(error, ladder, retry_at);
                drop(all);
                // An error is a wait that nobody cut short.
                let _ = timeout_at(retry_at, signals.hurried.notified()).await;
            }
        }
    }
}

/// The first connection that any of them makes, or how the last one failed.
async fn first_of(subchannels: Vec<Arc<Subchannel>>) -> Made {
    let mut attempts = JoinSet::new();
    for subchannel in subchannels {
        attempts.spawn(async move { subchannel.connection(Patience::FailFast).await });
    }
    let mut last = Err(Arc::new(ConnectError::Shutdown));
    while let Some(joined) = attempts.join_next().await {
        match joined {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) if !matches!(*error, ConnectError::Shutdown) => last = Err(error),
            Ok(Err(_)) | Err(_) => {}
        }
    }
    last
}

fn is_failed(state: ChannelState) -> bool {
    state == ChannelState::TransientFailure
}

/// Which state of an address stands for all (grpc `doc/load-balancing.md`): ready if one is, failed if all are.
fn rank(state: ChannelState) -> u8 {
    match state {
        ChannelState::Ready => 0,
        ChannelState::Connecting => 1,
        ChannelState::Idle => 2,
        ChannelState::TransientFailure => 3,
        ChannelState::Shutdown => 4,
    }
}
