//! Reading as fast as messages come: what is there goes into the reader, what is whole is told, windows are given back.
//! It waits for nothing but the stream.

use std::{
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;

use super::{Inflow, State};
use crate::{
    call::{
        CallEvent, CallObserver, MessageReceived,
        runner::end::End,
        verdict::{self, Facts},
        web::WebError,
    },
    status::Status,
};

/// DATA frames, and bytes of messages after decompression, that are read in one go before others get their turn.
pub(super) const BURST: usize = 128;
const BURST_BYTES: usize = 8 << 20;
/// Messages that are told together, unless one is larger than this.
const TOGETHER: usize = 128;
const LARGE: usize = 16 << 10;
/// What a message counts for besides its bytes, so that empty ones end a turn too.
const MESSAGE_COST: usize = 64;
/// Window bytes given back at once.
const RELEASE_AT: usize = 1 << 20;

impl Inflow {
    /// `None`: the state has changed.
    pub(super) fn poll_reading(
        &mut self,
        cx: &mut Context<'_>,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Poll<Option<End>> {
        let mut unreleased = 0;
        let mut left = BURST_BYTES;
        for _ in 0..BURST {
            if let Err(status) = self.take_messages(&mut left, started, facts, observer) {
                return Poll::Ready(Some(End::Local(status)));
            }
            if self.has_web_trailers() {
                self.close();
                return Poll::Ready(None);
            }
            let State::Reading(stream, _) = &mut self.state else { return Poll::Pending };
            if left == 0 {
                break;
            }
            let data = match stream.poll_data(cx) {
                Poll::Ready(Some(Ok(data))) => data,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(End::Broken(error))),
                Poll::Ready(None) => {
                    stream.release(unreleased);
                    return self.poll_end(cx, started, facts, observer).map(Some);
                }
                Poll::Pending => {
                    stream.release(unreleased);
                    return Poll::Pending;
                }
            };
            unreleased += data.len();
            if unreleased >= RELEASE_AT {
                stream.release(std::mem::take(&mut unreleased));
            }
            if let Err(status) = self.push(data) {
                return Poll::Ready(Some(End::Local(status)));
            }
        }
        if let State::Reading(stream, _) = &mut self.state {
            stream.release(unreleased);
        }
        // There may be more, but the deadline and the sending side must get their turn.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    pub(super) fn push(&mut self, data: Bytes) -> Result<(), Box<Status>> {
        let data = match &mut self.web {
            Some(web) => web.read(data).map_err(|error| Box::new(verdict::web(error)))?,
            None => data,
        };
        self.reader.push(data);
        Ok(())
    }

    /// Tells the messages that are whole, until `left` bytes of them are used up.
    pub(super) fn take_messages(
        &mut self,
        left: &mut usize,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Result<(), Box<Status>> {
        let taken = self.read_messages(left, started, facts, observer);
        observer.events(&mut self.told);
        taken
    }

    fn read_messages(
        &mut self,
        left: &mut usize,
        started: Instant,
        facts: &Facts<'_>,
        observer: &mut dyn CallObserver,
    ) -> Result<(), Box<Status>> {
        let at = started.elapsed();
        while *left > 0
            && let Some(frame) = self.reader.next().map_err(|error| Box::new(verdict::framing(error, facts)))?
        {
            if self.has_web_trailers() {
                return Err(Box::new(verdict::web(WebError::DataAfterTrailers)));
            }
            let (compressed, wire_bytes, are_trailers) = (frame.compressed, frame.bytes.len(), frame.are_trailers);
            let limit =
                if are_trailers { self.limits.max_header_bytes as usize } else { self.limits.max_message_bytes };
            let bytes = match (&self.state, compressed) {
                (State::Reading(_, encoding), true) => encoding
                    .decompress(&frame.bytes, limit)
                    .map_err(|error| Box::new(verdict::decompression(error, facts)))?,
                _ => frame.bytes,
            };
            if are_trailers {
                self.web_trailers(&bytes, at, facts)?;
                continue;
            }
            *left = left.saturating_sub(bytes.len() + MESSAGE_COST);
            let index = self.received_before + self.received;
            self.received += 1;
            self.timings.first_message.get_or_insert(at);
            let is_large = bytes.len() > LARGE;
            self.told.push(CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed }));
            if is_large || self.told.len() == TOGETHER {
                observer.events(&mut self.told);
            }
        }
        if self.has_web_trailers() && self.reader.incomplete().is_some() {
            return Err(Box::new(verdict::web(WebError::DataAfterTrailers)));
        }
        Ok(())
    }
}
