//! The sending side: takes messages from the handle, compresses and frames them, gives them to HTTP/2 as its windows
//! allow.
//! A peer that takes no more is no verdict: what the server says about it is read elsewhere.

use std::{
    collections::VecDeque,
    task::{Context, Poll, ready},
    time::Instant,
};

use bytes::Bytes;
use tokio::sync::mpsc::{self, error::TryRecvError};

use super::kept::{Kept, MESSAGE_COST, REPLAY_LIMIT};
use crate::{
    call::{
        CallEvent, CallObserver, Compression, MessageSent, Outbound,
        encoding::Packer,
        framing::{self, PREFIX},
        verdict, web,
    },
    status::{Code, Status, words},
    transport::{Protocol, SendClosed, SendHalf},
};

/// Messages sent in one go before others get their turn.
const BURST: usize = 64;

pub(super) struct Outflow {
    queue: mpsc::Receiver<Outbound>,
    /// gRPC-Web in base64: what makes text of the present stream.
    text: Option<web::TextWriter>,
    /// Taken from the queue too early, or to be sent again.
    ahead: VecDeque<Outbound>,
    /// How messages are compressed: each by itself, but those that would not get smaller.
    compression: Option<Compression>,
    /// Largest message, before compression.
    max_bytes: usize,
    /// Sent so far, as long as it may have to be sent again.
    sent_before: Option<SentBefore>,
    /// Why `sent_before` is gone, where that is so.
    is_committed: bool,
    /// Messages and the half-close that the observer was told of.
    told: u64,
    told_half_close: bool,
    /// Sent on the present stream and those that ended before it.
    sent: u64,
    /// Sent on those that ended before.
    sent_before_stream: u64,
    /// What a stream that is opened again begins with, where that may be.
    kept: Option<Kept>,
    packing: Option<Packer>,
    sending: Option<Sending>,
    /// Nothing more goes out on the present stream.
    is_closed: bool,
}

/// Whether what was sent can be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replay {
    /// All of it is kept.
    Possible,
    /// The answer began.
    Committed,
    /// Some of it is no longer kept.
    Forgotten,
}

#[derive(Default)]
struct SentBefore {
    outbound: Vec<Outbound>,
    bytes: usize,
}

/// A message on its way.
struct Sending {
    frame: Bytes,
    message: Bytes,
    /// Without the prefix.
    wire_bytes: usize,
    compressed: bool,
    /// The user wants it so.
    is_plain: bool,
    ends_stream: bool,
}

impl Sending {
    fn outbound(&self) -> Outbound {
        let message = self.message.clone();
        if self.is_plain { Outbound::Uncompressed(message) } else { Outbound::Message(message) }
    }
}

impl Outflow {
    pub(super) fn new(
        queue: mpsc::Receiver<Outbound>,
        compression: Option<Compression>,
        max_bytes: usize,
        protocol: Protocol,
    ) -> Self {
        Self {
            queue,
            text: (protocol == Protocol::GrpcWebText).then(web::TextWriter::default),
            ahead: VecDeque::new(),
            compression,
            max_bytes,
            sent_before: Some(SentBefore::default()),
            is_committed: false,
            told: 0,
            told_half_close: false,
            sent: 0,
            sent_before_stream: 0,
            kept: None,
            packing: None,
            sending: None,
            is_closed: false,
        }
    }

    /// The server answered: nothing is sent twice from here on.
    pub(super) fn commit(&mut self) {
        self.sent_before = None;
        self.is_committed = true;
        if self.is_closed && self.kept.is_none() {
            self.queue.close();
        }
    }

    /// Whether what was sent can be sent again.
    pub(super) fn replay(&self) -> Replay {
        match (&self.sent_before, self.is_committed) {
            (Some(_), _) => Replay::Possible,
            (None, true) => Replay::Committed,
            (None, false) => Replay::Forgotten,
        }
    }

    /// Bytes of a begun message that wait for room.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.sending.as_ref().map_or(0, |sending| sending.frame.len())
    }

    /// Goes back to the first message for a new stream, if all were kept.
    pub(super) fn rewind(&mut self) {
        let Some(before) = self.sent_before.replace(SentBefore::default()) else { return };
        let sending = self.sending.take().map(|sending| sending.outbound());
        let begun = sending.or(self.packing.take().map(|packer| Outbound::Message(packer.into_message())));
        let again = before.outbound.into_iter().chain(begun);
        self.ahead = again.chain(std::mem::take(&mut self.ahead)).collect();
        if let Some(kept) = &mut self.kept {
            kept.take();
        }
        self.sent = self.sent_before_stream;
        self.text = self.text.is_some().then(web::TextWriter::default);
        self.is_closed = false;
    }

    /// From now on what is sent is kept for a stream that is opened again: all of it, or the first message.
    pub(super) fn keep_for_reopening(&mut self, all: bool) {
        self.kept = Some(Kept::new(all));
    }

    /// Messages that went out and do not go out again with the rest, though all were to.
    pub(super) fn left_out(&self) -> u64 {
        self.kept.as_ref().map_or(0, Kept::left_out)
    }

    /// Begins a stream that is opened again: what was kept goes out once more, then what has not gone out yet. `change`
    /// may write another first message; what it gives comes back, if there is one.
    pub(super) fn begin_anew<T>(&mut self, change: impl FnOnce(&mut Bytes) -> T) -> Option<T> {
        let kept = self.kept.as_mut().map(Kept::take).unwrap_or_default();
        let end = std::mem::take(&mut self.told_half_close).then_some(Outbound::HalfClose);
        let sending = self.sending.take().map(|sending| sending.outbound());
        let begun = sending.or(self.packing.take().map(|packer| Outbound::Message(packer.into_message())));
        let ahead = begun.into_iter().chain(std::mem::take(&mut self.ahead));
        self.ahead = kept.into_iter().chain(ahead).chain(end).collect();
        (self.sent, self.sent_before_stream) = (self.told, self.told);
        self.sent_before = Some(SentBefore::default());
        (self.is_committed, self.is_closed) = (false, false);
        self.text = self.text.is_some().then(web::TextWriter::default);
        match self.ahead.front_mut() {
            Some(Outbound::Message(first) | Outbound::Uncompressed(first)) => Some(change(first)),
            Some(Outbound::HalfClose) | None => None,
        }
    }

    /// Sends what there is. Ready only with a verdict: on a message that cannot be sent.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut SendHalf,
        started: Instant,
        observer: &mut dyn CallObserver,
    ) -> Poll<Status> {
        for _ in 0..BURST {
            if self.is_closed {
                return Poll::Pending;
            }
            if self.packing.is_some() {
                match self.pack() {
                    Ok(true) => {}
                    // The deadline, a cancel and the reading side get their turn between two parts.
                    Ok(false) => break,
                    Err(status) => return Poll::Ready(status),
                }
            }
            if self.sending.is_some() {
                match self.poll_sending(cx, stream) {
                    Poll::Ready(Ok(())) => self.message_sent(started, observer),
                    Poll::Ready(Err(SendClosed)) => self.close(),
                    Poll::Pending => return Poll::Pending,
                }
                continue;
            }
            match self.poll_next(cx) {
                Poll::Ready(Some(Outbound::Message(message))) => match self.begin(message) {
                    Ok(()) => {}
                    Err(status) => return Poll::Ready(status),
                },
                Poll::Ready(Some(Outbound::Uncompressed(message))) => {
                    if let Err(status) = self.check_size(&message).and_then(|()| self.send_plain(message, true)) {
                        return Poll::Ready(status);
                    }
                }
                Poll::Ready(Some(Outbound::HalfClose)) => {
                    let rest = self.text.as_mut().map_or_else(Bytes::new, |text| text.write(&[], true));
                    // A stream the peer has closed meanwhile refuses this; that is for the reading side to tell.
                    let _ = stream.send(rest, true);
                    self.half_closed(started, observer);
                }
                // The handle is gone: the interrupt that comes with it ends the call.
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Outbound>> {
        match self.ahead.pop_front() {
            Some(outbound) => Poll::Ready(Some(outbound)),
            None => self.queue.poll_recv(cx),
        }
    }

    fn check_size(&self, message: &Bytes) -> Result<(), Status> {
        if message.len() > self.max_bytes {
            return Err(verdict::too_large_to_send(message.len(), self.max_bytes));
        }
        Ok(())
    }

    fn begin(&mut self, message: Bytes) -> Result<(), Status> {
        self.check_size(&message)?;
        match self.compression {
            // There is nothing to make smaller in an empty one.
            Some(compression) if !message.is_empty() => {
                self.packing = Some(Packer::new(compression, message).map_err(|error| not_packed(&error))?);
            }
            _ => self.send_plain(message, false)?,
        }
        Ok(())
    }

    /// Compresses a part of the message; true once it is ready to go.
    fn pack(&mut self) -> Result<bool, Status> {
        let Some(packer) = &mut self.packing else { return Ok(true) };
        if !packer.advance().map_err(|error| not_packed(&error))? {
            return Ok(false);
        }
        let Some(packer) = self.packing.take() else { return Ok(true) };
        match packer.finish().map_err(|error| not_packed(&error))? {
            (message, Some(packed)) => self.send(message, framing::frame_packed(packed), true)?,
            (message, None) => self.send_plain(message, false)?,
        }
        Ok(true)
    }

    fn send_plain(&mut self, message: Bytes, is_plain: bool) -> Result<(), Status> {
        let frame = framing::frame(&message);
        self.send(message, frame, false)?;
        if let Some(sending) = &mut self.sending {
            sending.is_plain = is_plain;
        }
        Ok(())
    }

    fn send(&mut self, message: Bytes, frame: Option<Bytes>, compressed: bool) -> Result<(), Status> {
        let frame = frame
            .ok_or_else(|| Status::local(Code::RESOURCE_EXHAUSTED, "A message of 4 GiB or more cannot be sent"))?;
        // A half-close that waits already goes out with the message, as one frame.
        if self.ahead.is_empty() {
            match self.queue.try_recv() {
                Ok(next) => self.ahead.push_back(next),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
        let ends_stream = matches!(self.ahead.front(), Some(Outbound::HalfClose));
        let wire_bytes = frame.len() - PREFIX;
        let frame = match &mut self.text {
            Some(text) => text.write(&frame, ends_stream),
            None => frame,
        };
        self.sending = Some(Sending { frame, message, wire_bytes, compressed, is_plain: false, ends_stream });
        Ok(())
    }

    fn poll_sending(&mut self, cx: &mut Context<'_>, stream: &mut SendHalf) -> Poll<Result<(), SendClosed>> {
        let Some(sending) = &mut self.sending else { return Poll::Ready(Ok(())) };
        while !sending.frame.is_empty() {
            let room = ready!(stream.poll_room(cx, sending.frame.len()))?;
            let now = sending.frame.split_to(room.min(sending.frame.len()));
            let ends_stream = sending.ends_stream && sending.frame.is_empty();
            stream.send(now, ends_stream)?;
        }
        Poll::Ready(Ok(()))
    }

    fn message_sent(&mut self, started: Instant, observer: &mut dyn CallObserver) {
        let Some(sending) = self.sending.take() else { return };
        self.remember(sending.outbound());
        let Sending { message, wire_bytes, compressed, ends_stream, .. } = sending;
        let index = self.sent;
        self.sent += 1;
        if index >= self.told {
            self.told = self.sent;
            let at = started.elapsed();
            observer.event(CallEvent::RequestSent(MessageSent { index, at, bytes: message, wire_bytes, compressed }));
        }
        if ends_stream {
            self.ahead.pop_front();
            self.half_closed(started, observer);
        }
    }

    fn half_closed(&mut self, started: Instant, observer: &mut dyn CallObserver) {
        self.remember(Outbound::HalfClose);
        let is_told = std::mem::replace(&mut self.told_half_close, true);
        self.close();
        if !is_told {
            observer.event(CallEvent::HalfClosed { at: started.elapsed() });
        }
    }

    /// Whoever sends from here on is told that the call takes no more.
    fn close(&mut self) {
        self.is_closed = true;
        if (self.sent_before.is_none() && self.kept.is_none()) || self.told_half_close {
            self.queue.close();
        }
    }

    fn remember(&mut self, outbound: Outbound) {
        if let Some(kept) = &mut self.kept {
            kept.keep(&outbound);
        }
        let Some(before) = &mut self.sent_before else { return };
        if let Outbound::Message(message) | Outbound::Uncompressed(message) = &outbound {
            before.bytes += message.len() + MESSAGE_COST;
        }
        before.outbound.push(outbound);
        if before.bytes > REPLAY_LIMIT {
            self.sent_before = None;
        }
    }
}

fn not_packed(error: &std::io::Error) -> Status {
    Status::local(Code::INTERNAL, format!("The message cannot be compressed · {}", words::io(error)))
}
