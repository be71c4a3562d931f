//! What a tap remembers, shared with who asks: the connection, the verdicts of calls, and those who look at its frames.
//! It moves no bytes.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{sync::watch, time::Instant};

use super::{
    GoAway, HeaderBlock, Http2Settings, Opening,
    books::{Booking, Books},
    flow::{Flow, flow_of},
    ledger::Micros,
    scan::Scanner,
};
use crate::transport::frames::{Direction, FrameLog};

/// Numbers of taps, so that two connections are told apart.
static TAPS: AtomicU64 = AtomicU64::new(1);
/// Of `blocked_since`: the network takes what it is given.
const NOT_BLOCKED: u64 = u64::MAX;

/// What a tap remembers.
#[derive(Debug)]
pub(in crate::transport) struct TapRecord {
    number: u64,
    first: Mutex<Vec<u8>>,
    opening: watch::Sender<Opening>,
    began: Instant,
    /// Microseconds after `began`.
    last_read: AtomicU64,
    blocked_since: AtomicU64,
    is_going_away: AtomicBool,
    books: Mutex<Books>,
    end: Mutex<Option<ReadEnd>>,
}

/// How reading ended.
#[derive(Debug)]
pub(in crate::transport) enum ReadEnd {
    /// The other side closed.
    Closed,
    /// Reading failed. h2 keeps but the text of it.
    Failed(io::Error),
    /// This client gave it up, for this reason.
    GivenUp(String),
}

impl TapRecord {
    pub(super) fn new() -> Arc<Self> {
        let (opening, _) = watch::channel(Opening::Waiting);
        Arc::new(Self {
            number: TAPS.fetch_add(1, Ordering::Relaxed),
            first: Mutex::default(),
            opening,
            began: Instant::now(),
            last_read: AtomicU64::new(0),
            blocked_since: AtomicU64::new(NOT_BLOCKED),
            is_going_away: AtomicBool::new(false),
            books: Mutex::default(),
            end: Mutex::default(),
        })
    }

    /// The first bytes received, at most 512.
    pub(in crate::transport) fn first_bytes(&self) -> Bytes {
        Bytes::copy_from_slice(&self.first.lock())
    }

    /// What the first bytes look like, now and later. Stays `Waiting` on a tap that reads no frames.
    pub(in crate::transport) fn opening(&self) -> watch::Receiver<Opening> {
        self.opening.subscribe()
    }

    /// When the last byte was received, or when the tap was set.
    pub(in crate::transport) fn last_read(&self) -> Instant {
        self.began + Duration::from_micros(self.last_read.load(Ordering::Relaxed))
    }

    /// Notes why this client gives the connection up, before it does.
    pub(in crate::transport) fn give_up(&self, reason: String) {
        self.end.lock().get_or_insert(ReadEnd::GivenUp(reason));
    }

    /// Whether a GOAWAY was received.
    pub(in crate::transport) fn is_going_away(&self) -> bool {
        self.is_going_away.load(Ordering::Acquire)
    }

    /// The last GOAWAY received.
    pub(in crate::transport) fn go_away(&self) -> Option<GoAway> {
        self.books.lock().go_away.clone()
    }

    /// The largest header block received.
    pub(in crate::transport) fn largest_block(&self) -> HeaderBlock {
        self.books.lock().largest_block
    }

    /// What the server's SETTINGS frames say so far.
    pub(in crate::transport) fn settings(&self) -> Http2Settings {
        self.books.lock().settings
    }

    /// The error that ended reading, once.
    pub(in crate::transport) fn take_failure(&self) -> Option<io::Error> {
        let mut end = self.end.lock();
        match end.take() {
            Some(ReadEnd::Failed(error)) => Some(error),
            other => {
                *end = other;
                None
            }
        }
    }

    /// How reading ended, if it did.
    pub(in crate::transport) fn with_end<R>(&self, look: impl FnOnce(&ReadEnd) -> R) -> Option<R> {
        self.end.lock().as_ref().map(look)
    }

    /// How the flow of a stream stands now.
    pub(in crate::transport) fn flow(&self, stream: u32) -> Flow {
        let (now, blocked) = (self.micros(), self.blocked());
        let books = self.books.lock();
        Flow { blocked, ..flow_of(&books.ledger, &books.settings, stream, now) }
    }

    /// For how long the network has taken nothing of what is written.
    fn blocked(&self) -> Option<Duration> {
        let since = self.blocked_since.load(Ordering::Relaxed);
        (since != NOT_BLOCKED).then(|| Duration::from_micros(self.micros().saturating_sub(since)))
    }

    /// A call that began at an instant asks for its frames; its stream comes next.
    pub(in crate::transport) fn watch(&self, log: &Arc<FrameLog>, started: std::time::Instant) {
        let began = self.began.into_std();
        let micros = |span: Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        let offset = match started.checked_duration_since(began) {
            Some(later) => micros(later),
            None => -micros(began.duration_since(started)),
        };
        self.books.lock().watch(log, offset, self.number, self.micros());
    }

    /// The stream of a call, and the log it asked with.
    pub(in crate::transport) fn bind(&self, stream: u32, method: &Arc<str>, log: Option<&Arc<FrameLog>>) {
        let at = self.micros();
        let mut books = self.books.lock();
        books.ledger.name(stream, method.clone());
        if let Some(log) = log {
            books.bind(log, stream, at);
        }
    }

    /// A call is over. The frames that its end makes are still told, if its stream was opened at all.
    pub(in crate::transport) fn release(&self, stream: u32) {
        let mut books = self.books.lock();
        books.ledger.forget_name(stream);
        if books.ledger.stream(stream).is_none() {
            books.unwatch(stream);
        }
    }

    /// A call that asked opened no stream.
    pub(in crate::transport) fn unwatch(&self, log: &Arc<FrameLog>) {
        self.books.lock().unwatch_where(|watching| Arc::ptr_eq(watching, log));
    }

    /// The connection is over.
    pub(in crate::transport) fn close(&self) {
        self.books.lock().unwatch_where(|_| true);
    }

    pub(super) fn micros(&self) -> Micros {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Something was read now.
    pub(super) fn read_at(&self) -> Micros {
        let now = self.micros();
        self.last_read.store(now, Ordering::Relaxed);
        now
    }

    /// Keeps the first bytes; false once there are enough.
    pub(super) fn remember(&self, bytes: &[u8], most: usize) -> bool {
        let mut first = self.first.lock();
        let room = most - first.len().min(most);
        first.extend(bytes.iter().take(room));
        first.len() < most
    }

    /// Reads what passed.
    pub(super) fn book(&self, direction: Direction, at: Micros, scanner: &mut Scanner, bytes: &[u8]) {
        let mut books = self.books.lock();
        scanner.feed(bytes, &mut Booking { books: &mut books, direction, at });
        if books.go_away.is_some() && direction == Direction::Received {
            self.is_going_away.store(true, Ordering::Release);
        }
    }

    /// What the first bytes look like has changed.
    pub(super) fn open(&self, opening: Opening) {
        self.opening.send_replace(opening);
    }

    pub(super) fn note_end(&self, end: ReadEnd) {
        *self.end.lock() = Some(end);
    }

    pub(super) fn note_blocked(&self, is_blocked: bool) {
        let since = if is_blocked { self.micros() } else { NOT_BLOCKED };
        self.blocked_since.store(since, Ordering::Relaxed);
    }
}
