//! One HTTP/2 connection that is ready for calls, with what was learnt while it was made.
//! It opens streams; what goes over them is not its concern.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use h2::client::SendRequest;

use super::{Ladder, PeerFacts, Step, tap::GoAway, tap::TapRecord};

/// A ready connection. Its driver runs until the last stream and the last holder are gone.
pub(crate) struct Connection {
    /// Unique within its channel.
    pub(super) id: u64,
    pub(super) send: SendRequest<Bytes>,
    pub(super) peer: PeerFacts,
    pub(super) ladder: Ladder,
    pub(super) record: Arc<TapRecord>,
    pub(super) is_closed: Arc<AtomicBool>,
    pub(super) answered: AtomicBool,
    /// `host:port`, for verdicts.
    pub(super) address: String,
}

impl Connection {
    /// A handle to open one stream.
    pub(crate) fn sender(&self) -> SendRequest<Bytes> {
        self.send.clone()
    }

    /// `host:port`, as verdicts name it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The steps that made it.
    pub(crate) fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// Whether new streams may be opened, as far as is known.
    pub(crate) fn is_open(&self) -> bool {
        !self.is_closed.load(Ordering::Acquire) && self.record.go_away().is_none()
    }

    /// The server's GOAWAY, if it sent one.
    pub(crate) fn go_away(&self) -> Option<GoAway> {
        self.record.go_away()
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

    /// When it became ready.
    pub(crate) fn ready_at(&self) -> Instant {
        self.ladder.step(Step::Http2).done_at.unwrap_or_else(Instant::now)
    }

    /// True once.
    pub(super) fn is_first_answer(&self) -> bool {
        !self.answered.load(Ordering::Relaxed) && !self.answered.swap(true, Ordering::Relaxed)
    }
}
