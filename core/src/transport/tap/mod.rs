//! A tap on a stream: it passes everything on and remembers what the other side said first.
//! Above TLS it also reads frame headers, so that the server's settings and its GOAWAY are known exactly.

mod frames;
mod settings;

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
    time::Instant,
};

use self::frames::FrameScanner;

pub(crate) use self::frames::{GoAway, HeaderBlock};
pub use self::settings::Http2Settings;

/// First bytes that are remembered.
const FIRST_BYTES: usize = 512;

/// What the first bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing, or too little.
    Waiting,
    /// The head of a SETTINGS frame, as HTTP/2 begins; the rest of it is to come.
    Begun,
    /// A whole SETTINGS frame.
    Http2,
    /// Anything else.
    Foreign,
}

/// What a tap remembers, shared with who asks.
#[derive(Debug)]
pub(super) struct TapRecord {
    first: Mutex<Vec<u8>>,
    opening: watch::Sender<Opening>,
    began: Instant,
    /// Microseconds after `began`.
    last_read: AtomicU64,
    is_going_away: AtomicBool,
    go_away: Mutex<Option<GoAway>>,
    largest_block: Mutex<HeaderBlock>,
    settings: Mutex<Http2Settings>,
    end: Mutex<Option<ReadEnd>>,
}

/// How reading ended.
#[derive(Debug)]
pub(super) enum ReadEnd {
    /// The other side closed.
    Closed,
    /// Reading failed. h2 keeps but the text of it.
    Failed(io::Error),
    /// This client gave it up, for this reason.
    GivenUp(String),
}

impl TapRecord {
    fn new() -> Arc<Self> {
        let (opening, _) = watch::channel(Opening::Waiting);
        Arc::new(Self {
            first: Mutex::default(),
            opening,
            began: Instant::now(),
            last_read: AtomicU64::new(0),
            is_going_away: AtomicBool::new(false),
            go_away: Mutex::default(),
            largest_block: Mutex::default(),
            settings: Mutex::default(),
            end: Mutex::default(),
        })
    }

    /// The first bytes received, at most 512.
    pub(super) fn first_bytes(&self) -> Bytes {
        Bytes::copy_from_slice(&self.first.lock())
    }

    /// What the first bytes look like, now and later. Stays `Waiting` on a tap that reads no frames.
    pub(super) fn opening(&self) -> watch::Receiver<Opening> {
        self.opening.subscribe()
    }

    /// When the last byte was received, or when the tap was set.
    pub(super) fn last_read(&self) -> Instant {
        self.began + Duration::from_micros(self.last_read.load(Ordering::Relaxed))
    }

    /// Notes why this client gives the connection up, before it does.
    pub(super) fn give_up(&self, reason: String) {
        self.end.lock().get_or_insert(ReadEnd::GivenUp(reason));
    }

    /// Whether a GOAWAY was received.
    pub(super) fn is_going_away(&self) -> bool {
        self.is_going_away.load(Ordering::Acquire)
    }

    /// The last GOAWAY received.
    pub(super) fn go_away(&self) -> Option<GoAway> {
        self.go_away.lock().clone()
    }

    /// The largest header block received.
    pub(super) fn largest_block(&self) -> HeaderBlock {
        *self.largest_block.lock()
    }

    /// What the server's SETTINGS frames say so far.
    pub(super) fn settings(&self) -> Http2Settings {
        *self.settings.lock()
    }

    /// The error that ended reading, once.
    pub(super) fn take_failure(&self) -> Option<io::Error> {
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
    pub(super) fn with_end<R>(&self, look: impl FnOnce(&ReadEnd) -> R) -> Option<R> {
        self.end.lock().as_ref().map(look)
    }
}

/// The stream.
pub(super) struct Tap<S> {
    inner: S,
    record: Arc<TapRecord>,
    remembers_more: bool,
    frames: Option<FrameScanner>,
}

impl<S> Tap<S> {
    /// Remembers the first bytes.
    pub(super) fn first_bytes(inner: S) -> (Self, Arc<TapRecord>) {
        let record = TapRecord::new();
        (Self { inner, record: record.clone(), remembers_more: true, frames: None }, record)
    }

    /// Remembers the first bytes and reads frame headers.
    pub(super) fn frames(inner: S) -> (Self, Arc<TapRecord>) {
        let (tap, record) = Self::first_bytes(inner);
        (Self { frames: Some(FrameScanner::default()), ..tap }, record)
    }

    fn received(&mut self, bytes: &[u8]) {
        let since = u64::try_from(self.record.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.record.last_read.store(since, Ordering::Relaxed);
        if self.remembers_more {
            let mut first = self.record.first.lock();
            let room = FIRST_BYTES - first.len().min(FIRST_BYTES);
            first.extend(bytes.iter().take(room));
            self.remembers_more = first.len() < FIRST_BYTES;
        }
        if let Some(frames) = &mut self.frames {
            let (opening_before, block_before) = (frames.opening(), frames.largest_block());
            let settings_before = frames.settings();
            if let Some(go_away) = frames.feed(bytes) {
                *self.record.go_away.lock() = Some(go_away);
                self.record.is_going_away.store(true, Ordering::Release);
            }
            if frames.largest_block() != block_before {
                *self.record.largest_block.lock() = frames.largest_block();
            }
            if frames.settings() != settings_before {
                *self.record.settings.lock() = frames.settings();
            }
            if frames.opening() != opening_before {
                self.record.opening.send_replace(frames.opening());
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match ready!(Pin::new(&mut self.inner).poll_read(cx, buf)) {
            Ok(()) => {
                match buf.filled().get(before..) {
                    Some([]) | None if buf.remaining() > 0 => *self.record.end.lock() = Some(ReadEnd::Closed),
                    new => self.received(new.unwrap_or_default()),
                }
                Poll::Ready(Ok(()))
            }
            Err(error) => {
                let told = io::Error::new(error.kind(), error.to_string());
                *self.record.end.lock() = Some(ReadEnd::Failed(error));
                Poll::Ready(Err(told))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
