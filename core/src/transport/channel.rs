//! A channel: one target, at most one connection at a time, made when a call needs it and shared by all calls.
//! It never falls back from TLS to plaintext, and it connects only for a call or when told to.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{sync::watch, task::AbortHandle};

use super::{ChannelState, ChannelStatus, ConnectError, Connection, Endpoint, Ladder, Target, TargetError, connect};

/// How connections are made.
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    /// Bounds the lookup of the name, and then each attempt: one address by TCP, TLS and HTTP/2 together. Default 10 s.
    pub connect_timeout: Duration,
    /// Largest header or trailer block that HTTP/2 takes in; a call's own limit stands below. Default 8 MiB, of which
    /// 1.25 MiB fit if a server cuts the block into frames of 16 KiB.
    pub max_header_bytes: u32,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self { connect_timeout: Duration::from_secs(10), max_header_bytes: 8 << 20 }
    }
}

/// A target that calls can be made on. Clones share the connection.
#[derive(Clone)]
pub struct Channel {
    inner: Arc<Inner>,
}

struct Inner {
    target: Target,
    endpoint: Endpoint,
    options: ConnectOptions,
    slot: Mutex<Slot>,
    status: watch::Sender<ChannelStatus>,
    connections: AtomicU64,
}

enum Slot {
    Idle,
    Connecting(Weak<Attempt>),
    Ready(Arc<Connection>),
    Shutdown,
}

type Outcome = Option<Result<Arc<Connection>, Arc<ConnectError>>>;

/// An attempt to connect, kept alive by the calls that wait for it: when the last one leaves, it is given up.
struct Attempt {
    outcome: watch::Receiver<Outcome>,
    task: AbortHandle,
    channel: Weak<Inner>,
}

impl Channel {
    /// A channel in state `Idle`. Files that TLS needs are read when it connects.
    ///
    /// # Errors
    /// What of the target cannot be used.
    pub fn new(target: Target, options: ConnectOptions) -> Result<Self, TargetError> {
        let endpoint = Endpoint::parse(&target)?;
        let status = ChannelStatus {
            endpoint: endpoint.address.to_string(),
            tls: endpoint.tls,
            verified: endpoint.tls && !target.tls.skip_verification,
            ..ChannelStatus::default()
        };
        let (status, _) = watch::channel(status);
        let slot = Mutex::new(Slot::Idle);
        let inner = Inner { target, endpoint, options, slot, status, connections: AtomicU64::new(0) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The target as it was given.
    pub fn target(&self) -> &Target {
        &self.inner.target
    }

    /// The target, read.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }

    /// The state now.
    pub fn state(&self) -> ChannelState {
        self.inner.status.borrow().state
    }

    /// The status now.
    pub fn status(&self) -> ChannelStatus {
        self.inner.status.borrow().clone()
    }

    /// The status now and every later one.
    pub fn watch(&self) -> watch::Receiver<ChannelStatus> {
        self.inner.status.subscribe()
    }

    /// Connects unless connected; a call does so by itself.
    ///
    /// # Errors
    /// Why there is no connection.
    pub async fn connect(&self) -> Result<(), Arc<ConnectError>> {
        self.connection().await.map(drop)
    }

    /// Takes no more calls; running ones go on, then the connection closes.
    pub fn shut_down(&self) {
        let before = std::mem::replace(&mut *self.inner.slot.lock(), Slot::Shutdown);
        self.inner.status.send_modify(|status| status.state = ChannelState::Shutdown);
        drop(before);
    }

    /// The connection, made if there is none. Must run inside a tokio runtime.
    pub(crate) async fn connection(&self) -> Result<Arc<Connection>, Arc<ConnectError>> {
        let attempt = match self.ready_or_attempt()? {
            Ok(connection) => return Ok(connection),
            Err(attempt) => attempt,
        };
        let mut outcome = attempt.outcome.clone();
        let result = match outcome.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone(),
            Err(_) => None,
        };
        result.unwrap_or_else(|| Err(Arc::new(ConnectError::Shutdown)))
    }

    fn ready_or_attempt(&self) -> Result<Result<Arc<Connection>, Arc<Attempt>>, Arc<ConnectError>> {
        let mut slot = self.inner.slot.lock();
        match &*slot {
            Slot::Shutdown => return Err(Arc::new(ConnectError::Shutdown)),
            Slot::Ready(connection) if connection.is_open() => return Ok(Ok(connection.clone())),
            Slot::Connecting(attempt) => {
                if let Some(attempt) = attempt.upgrade() {
                    return Ok(Err(attempt));
                }
            }
            Slot::Ready(_) | Slot::Idle => {}
        }
        let attempt = self.inner.start();
        *slot = Slot::Connecting(Arc::downgrade(&attempt));
        Ok(Err(attempt))
    }

    /// Gives a connection up that turned out dead or going away: the next call makes a new one.
    pub(crate) fn retire(&self, connection: &Connection) {
        self.inner.retire(connection.id, None);
    }

    /// Notes on the ladder what the first answer on a connection showed.
    pub(crate) fn note_answer(&self, connection: &Connection, is_grpc: bool, finding: &str) {
        if !connection.is_first_answer() {
            return;
        }
        self.inner.status.send_modify(|status| {
            let began = connection.ready_at();
            if is_grpc {
                status.ladder.done(super::Step::Grpc, began, finding);
            } else {
                status.ladder.failed(super::Step::Grpc, began, finding);
            }
        });
    }
}

impl Inner {
    fn start(self: &Arc<Self>) -> Arc<Attempt> {
        let (sender, outcome) = watch::channel(None);
        let channel = Arc::downgrade(self);
        self.status.send_modify(|status| {
            status.state = ChannelState::Connecting;
            status.ladder = Ladder::default();
        });
        let (endpoint, tls) = (self.endpoint.clone(), self.target.tls.clone());
        let (options, id) = (self.options.clone(), self.connections.fetch_add(1, Ordering::Relaxed));
        let task = tokio::spawn({
            let channel = channel.clone();
            async move {
                let status = channel.clone();
                let progress = move |ladder: &Ladder| {
                    if let Some(channel) = status.upgrade() {
                        channel.status.send_modify(|status| status.ladder = ladder.clone());
                    }
                };
                let lost = {
                    let channel = channel.clone();
                    move |error| {
                        if let Some(channel) = channel.upgrade() {
                            channel.retire(id, Some(error));
                        }
                    }
                };
                let made = connect::connect(id, &endpoint, &tls, &options, &progress, lost).await;
                let result = made.map(Arc::new).map_err(Arc::new);
                if let Some(channel) = channel.upgrade() {
                    channel.settle(&result);
                }
                sender.send_replace(Some(result));
            }
        });
        Arc::new(Attempt { outcome, task: task.abort_handle(), channel })
    }

    /// An attempt ended.
    fn settle(&self, result: &Result<Arc<Connection>, Arc<ConnectError>>) {
        let mut slot = self.slot.lock();
        if matches!(*slot, Slot::Shutdown) {
            return;
        }
        match result {
            // It may be gone before anybody could hold it.
            Ok(connection) if !connection.is_open() => {
                *slot = Slot::Idle;
                self.status.send_modify(|status| status.state = ChannelState::Idle);
            }
            Ok(connection) => {
                *slot = Slot::Ready(connection.clone());
                self.status.send_modify(|status| {
                    status.state = ChannelState::Ready;
                    status.peer = Some(connection.peer.clone());
                    status.last_failure = None;
                });
            }
            Err(error) => {
                *slot = Slot::Idle;
                self.status.send_modify(|status| {
                    status.state = ChannelState::TransientFailure;
                    status.last_failure = Some(error.clone());
                });
            }
        }
    }

    fn retire(&self, id: u64, error: Option<ConnectError>) {
        let mut slot = self.slot.lock();
        if !matches!(&*slot, Slot::Ready(connection) if connection.id == id) {
            return;
        }
        let retired = std::mem::replace(&mut *slot, Slot::Idle);
        self.status.send_modify(|status| {
            status.state = ChannelState::Idle;
            status.last_failure = error.map(Arc::new).or_else(|| status.last_failure.take());
        });
        drop(slot);
        drop(retired);
    }

    fn give_up(&self, attempt: &Attempt) {
        let mut slot = self.slot.lock();
        if matches!(&*slot, Slot::Connecting(current) if std::ptr::eq(current.as_ptr(), attempt)) {
            *slot = Slot::Idle;
            self.status.send_modify(|status| status.state = ChannelState::Idle);
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(channel) = self.channel.upgrade() {
            channel.give_up(self);
        }
    }
}
