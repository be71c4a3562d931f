//! A tap on a stream: it passes everything on and remembers what the other side said first.
//! Above TLS it also reads frames in both directions, so that the server's settings, its GOAWAY and the windows are known
//! exactly; calls that ask are shown them.

mod books;
mod flow;
mod ledger;
mod record;
mod scan;
mod settings;
#[cfg(test)]
mod tests;

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use self::scan::Scanner;
use super::frames::Direction;

pub(crate) use self::books::{GoAway, HeaderBlock};
pub use self::flow::{Flow, FlowSide, WindowUser};
pub(super) use self::record::{ReadEnd, TapRecord};
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

/// The stream.
pub(super) struct Tap<S> {
    inner: S,
    record: Arc<TapRecord>,
    remembers_more: bool,
    frames: Option<Frames>,
    /// The network takes nothing at present.
    is_blocked: bool,
}

/// Where we are in what passes.
struct Frames {
    received: Scanner,
    sent: Scanner,
}

impl<S> Tap<S> {
    /// Remembers the first bytes.
    pub(super) fn first_bytes(inner: S) -> (Self, Arc<TapRecord>) {
        let record = TapRecord::new();
        (Self { inner, record: record.clone(), remembers_more: true, frames: None, is_blocked: false }, record)
    }

    /// Remembers the first bytes and reads frames.
    pub(super) fn frames(inner: S) -> (Self, Arc<TapRecord>) {
        let (tap, record) = Self::first_bytes(inner);
        let frames = Frames { received: Scanner::of_server(), sent: Scanner::of_client() };
        (Self { frames: Some(frames), ..tap }, record)
    }

    fn received(&mut self, bytes: &[u8]) {
        let at = self.record.read_at();
        if self.remembers_more {
            self.remembers_more = self.record.remember(bytes, FIRST_BYTES);
        }
        if let Some(frames) = &mut self.frames {
            let before = frames.received.opening();
            self.record.book(Direction::Received, at, &mut frames.received, bytes);
            if frames.received.opening() != before {
                self.record.open(frames.received.opening());
            }
        }
    }

    /// What the network took of a write.
    fn wrote(&mut self, result: &Poll<io::Result<usize>>, parts: &[IoSlice<'_>]) {
        let Some(frames) = &mut self.frames else { return };
        if result.is_pending() != self.is_blocked {
            self.is_blocked = result.is_pending();
            self.record.note_blocked(self.is_blocked);
        }
        let Poll::Ready(Ok(written)) = result else { return };
        let at = self.record.micros();
        let mut left = *written;
        for part in parts {
            let taken = part.get(..left.min(part.len())).unwrap_or_default();
            self.record.book(Direction::Sent, at, &mut frames.sent, taken);
            left -= taken.len();
            if left == 0 {
                break;
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
                    Some([]) | None if buf.remaining() > 0 => self.record.note_end(ReadEnd::Closed),
                    new => self.received(new.unwrap_or_default()),
                }
                Poll::Ready(Ok(()))
            }
            Err(error) => {
                let told = io::Error::new(error.kind(), error.to_string());
                self.record.note_end(ReadEnd::Failed(error));
                Poll::Ready(Err(told))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wrote(&result, &[IoSlice::new(buf)]);
        result
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
        let result = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.wrote(&result, bufs);
        result
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
