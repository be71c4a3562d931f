//! One connection that is ready for calls, with what was learnt while it was made.
//! It opens streams; what goes over them is not its concern.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use h2::client::SendRequest;
use tokio::sync::Notify;

use super::{
    FrameLog, Http1Error, Ladder, Opener, PeerFacts, Step, StreamError, http1::Pool, stream::Watching, tap::GoAway,
    tap::TapRecord,
};

/// A ready connection. Its driver runs until the last stream and the last holder are gone: the subchannel that made it,
/// and each call on it.
pub(crate) struct Connection {
    /// Unique within its channel.
    pub(super) id: u64,
    pub(super) carrier: Carrier,
    pub(super) peer: Arc<PeerFacts>,
    pub(super) ladder: Ladder,
    /// Of the socket that it began with.
    pub(super) record: Arc<TapRecord>,
    pub(super) activity: Arc<Activity>,
    pub(super) answered: AtomicBool,
    /// `host:port`, for verdicts.
    pub(super) address: String,
    /// How often it pings while nothing is heard.
    pub(super) keepalive: Option<Duration>,
}

/// What carries the streams.
pub(super) enum Carrier {
    /// One socket with many streams.
    Http2(SendRequest<Bytes>),
    /// As many sockets as there are calls at a time.
    Http1(Pool),
}

/// What a connection, its subchannel and its driver tell each other.
#[derive(Debug)]
pub(super) struct Activity {
    pub(super) is_closed: AtomicBool,
    /// Whether a subchannel holds it for calls to come.
    pub(super) is_kept: AtomicBool,
    call_began: Notify,
}

impl Default for Activity {
    fn default() -> Self {
        Self { is_closed: AtomicBool::new(false), is_kept: AtomicBool::new(true), call_began: Notify::new() }
    }
}

impl Connection {
    /// Waits for room for one stream.
    ///
    /// # Errors
    /// It takes no stream any more.
    pub(crate) async fn opener(&self) -> Result<Opener, StreamError> {
        if self.keepalive.is_some() {
            self.activity.call_began.notify_waiters();
        }
        match &self.carrier {
            Carrier::Http2(send) => Opener::Http2(send.clone()).ready().await,
            Carrier::Http1(pool) => Ok(Opener::Http1(pool.lease().await.map_err(Http1Error::Connect)?)),
        }
    }

    /// `host:port`, as verdicts name it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The other side.
    pub(crate) fn peer(&self) -> &Arc<PeerFacts> {
        &self.peer
    }

    /// The steps that made it.
    pub(crate) fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// Whether new streams may be opened, as far as is known.
    pub(crate) fn is_open(&self) -> bool {
        !self.activity.is_closed.load(Ordering::Acquire) && !self.record.is_going_away()
    }

    /// The server's GOAWAY, if it sent one.
    pub(crate) fn go_away(&self) -> Option<GoAway> {
        self.record.go_away()
    }

    /// How long it hears nothing before it pings; `None`: it does not.
    pub(crate) fn keepalive(&self) -> Option<Duration> {
        self.keepalive
    }

    /// Bytes on the wire of the largest header block, if that was of this stream: h2 does not tell of a block that it
    /// drops, or drops fields of.
    pub(crate) fn largest_block_of(&self, stream_id: u32) -> Option<usize> {
        let block = self.record.largest_block();
        (block.stream_id == stream_id).then_some(block.wire_bytes)
    }

    /// How it ended, in the words of the system or of h2.
    pub(crate) fn end_words(&self, error: Option<&h2::Error>) -> String {
        super::http2::end_words(&self.record, error)
    }

    /// A stream is about to be opened by a call that began at an instant, and asks for its frames if it has a log for
    /// them. `None` where there are no frames.
    pub(crate) fn watch(&self, frames: Option<Arc<FrameLog>>, started: Instant) -> Option<Watching> {
        match self.carrier {
            Carrier::Http2(_) => Some(Watching::new(self.record.clone(), frames, started)),
            Carrier::Http1(_) => None,
        }
    }

    /// When it became ready.
    pub(crate) fn ready_at(&self) -> Instant {
        self.ladder.step(Step::Http2).done_at.unwrap_or_else(Instant::now)
    }

    /// True once.
    pub(super) fn is_first_answer(&self) -> bool {
        !self.answered.load(Ordering::Relaxed) && !self.answered.swap(true, Ordering::Relaxed)
    }

    /// Whether a call runs on it: whoever holds it but its subchannel is one.
    pub(super) fn is_used(connection: &Weak<Self>, activity: &Activity) -> bool {
        let kept = usize::from(activity.is_kept.load(Ordering::Relaxed));
        connection.strong_count() > kept
    }

    /// Waits until a call runs on it, if none does.
    pub(super) async fn await_call(connection: &Weak<Self>, activity: &Activity) {
        let began = activity.call_began.notified();
        if !Self::is_used(connection, activity) {
            began.await;
        }
    }
}
