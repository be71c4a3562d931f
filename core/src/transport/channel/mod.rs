//! A channel: one target, its connections made when a call needs one and shared by all calls.
//! It never falls back from TLS to plaintext, and it connects only for a call or when told to.

mod idle;
mod options;

use std::sync::{
    Arc, Weak,
    atomic::{AtomicUsize, Ordering},
};

use parking_lot::Mutex;
use tokio::{sync::watch, task::AbortHandle};

use self::idle::Resting;
use super::{
    ChannelState, ChannelStatus, ConnectError, Connection, Endpoint, Patience, ServiceConfig, ServiceConfigError,
    Target, TargetError, TokenBucket, balance::Balance, connect::Maker,
};

pub use self::options::ConnectOptions;
pub(crate) use self::options::STREAM_WINDOW;

/// A target that calls can be made on. Clones share its connections.
#[derive(Clone)]
pub struct Channel {
    inner: Arc<Inner>,
}

struct Inner {
    maker: Arc<Maker>,
    balance: Balance,
    status: watch::Sender<ChannelStatus>,
    resting: Resting,
    /// Calls that wait for a connection.
    waiting: AtomicUsize,
    /// What keeps it connected.
    keeper: Mutex<Option<AbortHandle>>,
    /// The target's, read; `None`: it has none.
    service_config: Option<Result<ServiceConfig, ServiceConfigError>>,
    retry_tokens: Option<TokenBucket>,
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
        let text = target.service_config.as_deref().filter(|text| !text.trim().is_empty());
        let service_config = text.map(ServiceConfig::parse);
        let usable = service_config.as_ref().and_then(|config| config.as_ref().ok());
        let retry_tokens = usable.and_then(ServiceConfig::throttling).map(TokenBucket::new);
        let balancing = usable.and_then(ServiceConfig::load_balancing).unwrap_or(target.load_balancing);
        let maker = Maker::new(target, endpoint, options);
        let inner = Arc::new_cyclic(|inner: &Weak<Inner>| Inner {
            balance: Balance::new(balancing, &maker, Inner::told(inner.clone())),
            maker,
            status,
            resting: Resting::default(),
            waiting: AtomicUsize::new(0),
            keeper: Mutex::default(),
            service_config,
            retry_tokens,
        });
        Ok(Self { inner })
    }

    /// Another channel to the same target, whose connections are its own: the server may send only so many bytes of an
    /// answer that were not read yet. What is read slowly there takes no room from other calls.
    #[must_use]
    pub fn apart(&self, stream_window: u32) -> Self {
        let maker = &self.inner.maker;
        let options = ConnectOptions { stream_window, ..maker.options.clone() };
        // It was read before; it cannot fail now.
        Self::new(maker.target.clone(), options).unwrap_or_else(|_| self.clone())
    }

    /// The target as it was given.
    pub fn target(&self) -> &Target {
        &self.inner.maker.target
    }

    /// The target, read.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.maker.endpoint
    }

    /// The target's service config, read once; `None`: it has none.
    pub(crate) fn service_config(&self) -> Option<Result<&ServiceConfig, &ServiceConfigError>> {
        self.inner.service_config.as_ref().map(Result::as_ref)
    }

    /// What keeps the retries of all its calls together in bounds.
    pub(crate) fn retry_tokens(&self) -> Option<&TokenBucket> {
        self.inner.retry_tokens.as_ref()
    }

    /// The largest header or trailer block that its connections take in, in bytes.
    pub(crate) fn max_header_bytes(&self) -> u32 {
        self.inner.maker.options.max_header_bytes
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

    /// Connects unless connected, at once, whatever the backoff says; a call does so by itself. Where there is a
    /// connection for each address, this goes for those that failed too.
    ///
    /// # Errors
    /// Why there is no connection.
    pub async fn connect(&self) -> Result<(), Arc<ConnectError>> {
        self.inner.balance.hurry();
        self.connection(Patience::FailFast).await.map(drop)
    }

    /// Waits until there is a connection, through failures and by backoff.
    ///
    /// # Errors
    /// It was shut down.
    pub async fn wait_for_ready(&self) -> Result<(), Arc<ConnectError>> {
        self.connection(Patience::WaitForReady).await.map(drop)
    }

    /// Whether it connects, and connects again by backoff, without a call: while a window shows it. Once the idle
    /// timeout lets the connection go, this is off. Must run inside a tokio runtime.
    pub fn keep_trying(&self, on: bool) {
        let mut keeper = self.inner.keeper.lock();
        match (on, keeper.as_ref().is_some_and(|keeper| !keeper.is_finished())) {
            (true, false) => {
                *keeper = Some(tokio::spawn(self.inner.balance.keep()).abort_handle());
                idle::begin(&self.inner);
            }
            (false, _) => drop(keeper.take().map(|keeper| keeper.abort())),
            (true, true) => {}
        }
    }

    /// Takes no more calls; running ones go on, then the connections close.
    pub fn shut_down(&self) {
        self.keep_trying(false);
        self.inner.balance.shut_down();
    }

    /// Whether nothing came of it for so long that it may be forgotten: no connection, and nobody wants one.
    pub fn is_dormant(&self) -> bool {
        !self.inner.resting.is_watched() && !self.is_wanted() && self.state() != ChannelState::Connecting
    }

    fn is_wanted(&self) -> bool {
        self.inner.waiting.load(Ordering::Relaxed) > 0
    }

    /// A connection, made if there is none; of several the next in turn. Must run inside a tokio runtime.
    pub(crate) async fn connection(&self, patience: Patience) -> Result<Arc<Connection>, Arc<ConnectError>> {
        self.inner.resting.disturb();
        if let Some(connection) = self.inner.balance.ready() {
            return Ok(connection);
        }
        let _waiting = Waiting::begin(&self.inner.waiting);
        idle::begin(&self.inner);
        self.inner.balance.connection(patience).await
    }

    /// Gives a connection up that turned out dead or going away: the next call makes a new one.
    pub(crate) fn retire(&self, connection: &Connection) {
        self.inner.balance.retire(connection);
    }

    /// Notes on the ladder what the first answer on a connection showed.
    pub(crate) fn note_answer(&self, connection: &Connection, is_grpc: bool, finding: &str) {
        if connection.is_first_answer() {
            self.inner.balance.note_answer(connection, is_grpc, finding);
        }
    }
}

impl Inner {
    /// Brings the status up to date; called without a lock held.
    fn told(inner: Weak<Self>) -> Arc<dyn Fn() + Send + Sync> {
        Arc::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.status.send_modify(|status| inner.balance.tell(status));
            }
        })
    }

    fn is_busy(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0 || self.balance.is_used()
    }

    fn go_idle(&self) {
        if let Some(keeper) = self.keeper.lock().take() {
            keeper.abort();
        }
        self.balance.go_idle();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.get_mut().take() {
            keeper.abort();
        }
    }
}

/// One call that waits for a connection.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
