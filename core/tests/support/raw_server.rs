//! A raw HTTP/2 server that does what a script says, byte by byte, however wrong that is.
//! It knows no gRPC and checks nothing: what it saw is for the test to look at.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf},
    net::{TcpListener, TcpSocket},
    sync::{Notify, watch},
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::{
    abort::Abort,
    wire::{ACK, DATA, END_STREAM, HEADERS, PING, RST_STREAM, SETTINGS, WINDOW_UPDATE},
};
pub use super::{
    script::{Plan, Reading, Step, grpc_headers, trailers},
    wire::{fields, frame, message},
};

/// What the client sent on one stream, or its connection.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub connection: usize,
    pub stream: u32,
    pub data: Vec<u8>,
    pub ended: bool,
    pub reset: Option<u32>,
}

/// A server on a free loopback port. Dropping it stops it.
pub struct RawServer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: AbortHandle,
}

struct Shared {
    plan: watch::Sender<Planned>,
    seen: Mutex<Vec<Seen>>,
    connections: Mutex<usize>,
    open: AtomicUsize,
    pings: AtomicUsize,
    is_deaf_to_pings: AtomicBool,
    changed: Notify,
}

/// A plan in force.
#[derive(Clone)]
struct Planned {
    plan: Arc<Plan>,
    tls: Option<TlsAcceptor>,
    /// Streams that there were before it.
    streams_before: usize,
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RawServer {
    /// The n-th stream, counted over all connections, follows the n-th script; later ones the last.
    pub async fn start(scripts: Vec<Vec<Step>>) -> Self {
        Self::start_with(scripts, None).await
    }

    /// The same over TLS.
    pub async fn start_with(scripts: Vec<Vec<Step>>, tls: Option<TlsAcceptor>) -> Self {
        Self::plan(Plan::new(scripts), tls).await
    }

    /// The same where another one was before.
    pub async fn start_at(address: SocketAddr, scripts: Vec<Vec<Step>>, tls: Option<TlsAcceptor>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        Self::on(socket.listen(64).unwrap(), Plan::new(scripts), tls)
    }

    /// One script for every stream.
    pub async fn always(script: Vec<Step>) -> Self {
        Self::start(vec![script]).await
    }

    /// A server that opens its connections by a plan too.
    pub async fn plan(plan: Plan, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, plan, tls)
    }

    /// The same on a socket that listens already.
    pub fn on(listener: TcpListener, plan: Plan, tls: Option<TlsAcceptor>) -> Self {
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            plan: watch::Sender::new(Planned { plan: Arc::new(plan), tls, streams_before: 0 }),
            seen: Mutex::default(),
            connections: Mutex::default(),
            open: AtomicUsize::new(0),
            pings: AtomicUsize::new(0),
            is_deaf_to_pings: AtomicBool::new(false),
            changed: Notify::new(),
        });
        let task = tokio::spawn(accept(listener, shared.clone()));
        Self { address, shared, task: task.abort_handle() }
    }

    /// From now on it does something else: new connections open so, and the next stream follows the first script.
    pub fn change(&self, plan: Plan, tls: Option<TlsAcceptor>) {
        let streams_before = self.shared.seen.lock().len();
        self.shared.plan.send_replace(Planned { plan: Arc::new(plan), tls, streams_before });
    }

    /// `127.0.0.1:port`.
    pub fn target(&self) -> String {
        self.address.to_string()
    }

    /// Every stream so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().clone()
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock()
    }

    /// How many of them are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// How many pings came in.
    pub fn pings(&self) -> usize {
        self.shared.pings.load(Ordering::SeqCst)
    }

    /// Answers no ping from now on.
    pub fn ignore_pings(&self) {
        self.shared.is_deaf_to_pings.store(true, Ordering::SeqCst);
    }

    /// Waits until the streams seen satisfy a condition.
    pub async fn wait_until(&self, condition: impl Fn(&[Seen]) -> bool) -> Vec<Seen> {
        let wait = async {
            loop {
                let changed = self.shared.changed.notified();
                let seen = self.seen();
                if condition(&seen) {
                    return seen;
                }
                changed.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("the client never did what was awaited")
    }
}

/// Takes connections for as long as it lives; they end with it.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let number = {
            let mut count = shared.connections.lock();
            *count += 1;
            *count
        };
        let shared = shared.clone();
        connections.spawn(async move {
            let Ok((socket, abort)) = Abort::of(socket) else { return };
            let tls = shared.plan.borrow().tls.clone();
            match tls {
                None => serve(socket, number, abort, shared).await,
                Some(tls) => {
                    if let Ok(secured) = tls.accept(socket).await {
                        serve(secured, number, abort, shared).await;
                    }
                }
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

/// Counts a connection while it is open.
struct Open(Arc<Shared>);

impl Open {
    fn count(shared: &Arc<Shared>) -> Self {
        shared.open.fetch_add(1, Ordering::SeqCst);
        Self(shared.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One connection.
struct Connection<S> {
    number: usize,
    write: tokio::sync::Mutex<WriteHalf<S>>,
    abort: Abort,
    /// The client's first words were heard.
    greeted: Notify,
    /// What the plan opens with was said.
    opened: Notify,
    shared: Arc<Shared>,
}

/// Serves one connection over any stream.
async fn serve<S: AsyncRead + AsyncWrite + Send + 'static>(
    socket: S,
    number: usize,
    abort: Abort,
    shared: Arc<Shared>,
) {
    let _open = Open::count(&shared);
    let (read, write) = tokio::io::split(socket);
    let mut plans = shared.plan.subscribe();
    let plan = plans.borrow_and_update().plan.clone();
    let write = tokio::sync::Mutex::new(write);
    let (greeted, opened) = (Notify::new(), Notify::new());
    let connection = Arc::new(Connection { number, write, abort, greeted, opened, shared });
    let mut scripts = JoinSet::new();
    let opening = connection.clone();
    scripts.spawn(async move {
        opening.follow(&plan.opening, 0, usize::MAX).await;
        opening.opened.notify_one();
    });
    let onwards = connection.clone();
    scripts.spawn(async move {
        while plans.changed().await.is_ok() {
            let plan = plans.borrow_and_update().plan.clone();
            onwards.send(&plan.onwards).await;
        }
    });
    tokio::select! {
        () = connection.read(read, &mut scripts) => {}
        () = connection.abort.told.notified() => {}
    }
    scripts.shutdown().await;
}

impl<S: AsyncRead + AsyncWrite + Send + 'static> Connection<S> {
    async fn ping(&self, payload: &[u8]) {
        self.shared.pings.fetch_add(1, Ordering::SeqCst);
        if !self.shared.is_deaf_to_pings.load(Ordering::SeqCst) {
            self.send(&frame(PING, ACK, 0, payload)).await;
        }
    }

    /// Reads frames to the end, starting a script for each stream.
    async fn read(self: &Arc<Self>, mut read: ReadHalf<S>, scripts: &mut JoinSet<()>) {
        let mut preface = [0; 24];
        if read.read_exact(&mut preface).await.is_err() {
            return;
        }
        self.greeted.notify_one();
        if &preface != super::wire::PREFACE {
            // Reads on, so that closing does not turn into a reset that eats what was said.
            let mut rest = [0; 4096];
            while matches!(read.read(&mut rest).await, Ok(1..)) {}
            return;
        }
        self.opened.notified().await;
        while let Some((kind, flags, stream, payload)) = read_frame(&mut read).await {
            match kind {
                SETTINGS if flags & ACK == 0 => self.send(&frame(SETTINGS, ACK, 0, &[])).await,
                PING if flags & ACK == 0 => self.ping(&payload).await,
                HEADERS => {
                    self.begin(stream, flags & END_STREAM != 0, scripts);
                    if self.shared.plan.borrow().plan.reading == Reading::NotAtAll {
                        return std::future::pending().await;
                    }
                }
                DATA => self.data(stream, flags & END_STREAM != 0, &payload).await,
                RST_STREAM => {
                    let code = <[u8; 4]>::try_from(payload.as_slice()).map(u32::from_be_bytes).ok();
                    // What it says of frames that cross its reset comes after.
                    self.note(stream, |seen| seen.reset = seen.reset.or(code));
                }
                _ => {}
            }
            self.shared.changed.notify_waiters();
        }
    }

    fn begin(self: &Arc<Self>, stream: u32, ended: bool, scripts: &mut JoinSet<()>) {
        let number = {
            let mut seen = self.shared.seen.lock();
            seen.push(Seen { connection: self.number, stream, ended, ..Seen::default() });
            seen.len() - 1
        };
        let Planned { plan, streams_before, .. } = self.shared.plan.borrow().clone();
        let script = plan.streams.get(number - streams_before).or(plan.streams.last()).cloned().unwrap_or_default();
        let connection = self.clone();
        scripts.spawn(async move { connection.follow(&script, stream, number).await });
    }

    async fn data(&self, stream: u32, ended: bool, payload: &[u8]) {
        let grown = (payload.len() as u32).to_be_bytes();
        self.note(stream, |seen| {
            seen.data.extend_from_slice(payload);
            seen.ended |= ended;
        });
        let reading = self.shared.plan.borrow().plan.reading;
        if !payload.is_empty() && reading == Reading::AndGivesBack {
            self.send(&frame(WINDOW_UPDATE, 0, 0, &grown)).await;
        }
        if !payload.is_empty() && matches!(reading, Reading::AndGivesBack | Reading::AndKeepsTheConnection) {
            self.send(&frame(WINDOW_UPDATE, 0, stream, &grown)).await;
        }
    }

    fn note(&self, stream: u32, change: impl FnOnce(&mut Seen)) {
        let mut seen = self.shared.seen.lock();
        if let Some(seen) = seen.iter_mut().rev().find(|seen| seen.connection == self.number && seen.stream == stream) {
            change(seen);
        }
    }

    async fn follow(&self, script: &[Step], stream: u32, number: usize) {
        for step in script {
            match step {
                Step::Repeat(bytes, times) => self.repeat(bytes, *times).await,
                Step::Drip(bytes, pause) => {
                    // Held all the while: an answer to a SETTINGS or a PING must not fall between the bytes of a frame.
                    let mut write = self.write.lock().await;
                    for byte in bytes {
                        let _ = write.write_all(&[*byte]).await;
                        tokio::time::sleep(*pause).await;
                    }
                }
                Step::Pause(time) => tokio::time::sleep(*time).await,
                Step::AwaitPreface => self.greeted.notified().await,
                Step::AwaitBytes(bytes) => self.wait_for(number, |seen| seen.data.len() >= *bytes).await,
                Step::AwaitEnd => self.wait_for(number, |seen| seen.ended).await,
                Step::AwaitReset => self.wait_for(number, |seen| seen.reset.is_some()).await,
                Step::Close => drop(self.write.lock().await.shutdown().await),
                Step::Abort => {
                    self.abort.tell();
                    std::future::pending().await
                }
                Step::Hang => std::future::pending().await,
                sends => self.send(&sends.bytes(stream).unwrap_or_default()).await,
            }
        }
    }

    /// Floods go out in large writes; they end with the connection.
    async fn repeat(&self, bytes: &[u8], times: usize) {
        let batch = ((64 << 10) / bytes.len().max(1)).clamp(1, times.max(1));
        let many = bytes.repeat(batch);
        for _ in 0..times / batch {
            if self.write.lock().await.write_all(&many).await.is_err() {
                return;
            }
        }
        self.send(&bytes.repeat(times % batch)).await;
    }

    async fn wait_for(&self, number: usize, condition: impl Fn(&Seen) -> bool) {
        loop {
            let changed = self.shared.changed.notified();
            if self.shared.seen.lock().get(number).is_some_and(&condition) {
                return;
            }
            changed.await;
        }
    }

    async fn send(&self, bytes: &[u8]) {
        // A client that is gone already is no fault of the script.
        let _ = self.write.lock().await.write_all(bytes).await;
    }
}

async fn read_frame<S: AsyncRead>(read: &mut ReadHalf<S>) -> Option<(u8, u8, u32, Vec<u8>)> {
    let mut head = [0; 9];
    read.read_exact(&mut head).await.ok()?;
    let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
    read.read_exact(&mut payload).await.ok()?;
    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
    Some((head[3], head[4], stream, payload))
}
