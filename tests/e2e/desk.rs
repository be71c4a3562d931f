//! A window without a window: sends commands, drains events, waits for what it wants to see, and not for ever.

use std::{
    path::Path,
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use bytes::Bytes;
use farcall_core::{
    call::{CallLog, CallSpec, Direction, Finished},
    engine::{CallId, Command, Engine, Event, Outbound},
    schema::{MethodKind, MethodPath},
    transport::Target,
};
use farcall_proto_samples::{SampleOptions, SampleServer};
use prost::Message;

/// Far beyond what anything here takes: a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Rung when there are events.
type Bell = Arc<(Mutex<bool>, Condvar)>;

pub struct Desk {
    engine: Engine,
    bell: Bell,
    next_id: u64,
}

pub struct Running {
    pub id: CallId,
    pub log: Arc<CallLog>,
}

impl Desk {
    pub fn new() -> Self {
        let bell = Bell::default();
        let engine = Engine::start(ringing(&bell)).unwrap();
        Self { engine, bell, next_id: 0 }
    }

    /// With copies of schemas in this folder.
    pub fn with_copies(folder: &Path) -> Self {
        let bell = Bell::default();
        let engine = Engine::start_with_copies(folder.to_owned(), ringing(&bell)).unwrap();
        Self { engine, bell, next_id: 0 }
    }

    pub fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub fn send(&self, command: Command) {
        self.engine.send(command).unwrap();
    }

    /// The first event that is wanted; the others are dropped.
    #[track_caller]
    pub fn wait_for<T>(&self, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.engine.drain(1000).into_iter().find_map(&mut wanted) {
                return found;
            }
            let mut rung = self.bell.0.lock().unwrap();
            while !*rung {
                let left = until.saturating_duration_since(Instant::now());
                assert!(!left.is_zero(), "what was waited for did not come");
                rung = self.bell.1.wait_timeout(rung, left).unwrap().0;
            }
            *rung = false;
        }
    }

    pub fn start(
        &mut self,
        target: &Target,
        method: &str,
        kind: MethodKind,
        timeout: Option<Duration>,
        first: Vec<Outbound>,
    ) -> Running {
        let id = CallId(self.id());
        let log = Arc::new(CallLog::new(64 << 20));
        let (service, method) = method.split_once('/').unwrap();
        let path = MethodPath { service: service.into(), method: method.into() };
        let spec = CallSpec { timeout, ..CallSpec::new(path, kind) };
        let (target, spec) = (Box::new(target.clone()), Box::new(spec));
        self.send(Command::StartCall { id, target, spec, first, log: Arc::clone(&log) });
        Running { id, log }
    }

    #[track_caller]
    pub fn wait_until(&self, call: &Running, holds: impl Fn(&CallLog) -> bool) {
        if !holds(&call.log) {
            self.wait_for(|_| holds(&call.log).then_some(()));
        }
    }

    #[track_caller]
    pub fn finished(&self, call: &Running) -> Arc<Finished> {
        self.wait_until(call, |log| log.finished().is_some());
        call.log.finished().unwrap()
    }
}

fn ringing(bell: &Bell) -> impl Fn() + Send + Sync + 'static {
    let bell = Arc::clone(bell);
    move || {
        *bell.0.lock().unwrap() = true;
        bell.1.notify_all();
    }
}

pub fn sample() -> (SampleServer, Target) {
    sample_with(SampleOptions::default())
}

pub fn sample_with(options: SampleOptions) -> (SampleServer, Target) {
    let server = SampleServer::start(options).unwrap();
    let target = Target::new(server.addr().to_string());
    (server, target)
}

pub fn message(message: &impl Message) -> Outbound {
    Outbound::Message(Bytes::from(message.encode_to_vec()))
}

/// The response messages of a log, decoded.
pub fn received<M: Message + Default>(log: &CallLog) -> Vec<M> {
    let rows = log.rows(0..log.snapshot().rows);
    rows.iter()
        .filter(|row| row.direction == Direction::Received)
        .map(|row| M::decode(log.message(row.row).unwrap()).unwrap())
        .collect()
}
