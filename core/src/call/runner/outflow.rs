//! The sending side: takes messages from the handle, frames them, gives them to HTTP/2 as its windows allow.
//! A peer that takes no more is no verdict: what the server says about it is read elsewhere.

use std::{
    collections::VecDeque,
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use h2::SendStream;
use tokio::sync::mpsc::{self, error::TryRecvError};

use crate::{
    call::{CallEvent, CallObserver, MessageSent, Outbound, framing},
    status::{Code, Status},
};

/// Messages sent in one go before others get their turn.
const BURST: usize = 64;
/// Bytes of messages that are remembered for a transparent retry.
const REPLAY_LIMIT: usize = 1 << 20;

pub(super) struct Outflow {
    queue: mpsc::Receiver<Outbound>,
    /// Taken from the queue too early, or to be sent again.
    ahead: VecDeque<Outbound>,
    /// Sent so far, as long as it may have to be sent again.
    replay: Option<Replay>,
    /// Messages and the half-close that the observer was told of.
    told: u64,
    told_half_close: bool,
    /// Sent on the present stream.
    sent: u64,
    sending: Option<Sending>,
    /// Nothing more goes out on the present stream.
    is_closed: bool,
}

#[derive(Default)]
struct Replay {
    outbound: Vec<Outbound>,
    bytes: usize,
}

/// A message on its way.
struct Sending {
    frame: Bytes,
    message: Bytes,
    ends_stream: bool,
}

impl Outflow {
    pub(super) fn new(queue: mpsc::Receiver<Outbound>) -> Self {
        Self {
            queue,
            ahead: VecDeque::new(),
            replay: Some(Replay::default()),
            told: 0,
            told_half_close: false,
            sent: 0,
            sending: None,
            is_closed: false,
        }
    }

    /// The server answered: nothing is sent twice from here on.
    pub(super) fn commit(&mut self) {
        self.replay = None;
    }

    /// Goes back to the first message for a new stream. False if it was not kept.
    pub(super) fn rewind(&mut self) -> bool {
        let Some(replay) = self.replay.take() else { return false };
        let begun = self.sending.take().map(|sending| Outbound::Message(sending.message));
        let again = replay.outbound.into_iter().chain(begun);
        self.ahead = again.chain(std::mem::take(&mut self.ahead)).collect();
        self.sent = 0;
        self.is_closed = false;
        true
    }

    /// Sends what there is. Ready only with a verdict: on a message that cannot be sent.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut SendStream<Bytes>,
        started: Instant,
        observer: &mut dyn CallObserver,
    ) -> Poll<Status> {
        for _ in 0..BURST {
            if self.is_closed {
                return Poll::Pending;
            }
            if self.sending.is_some() {
                match self.poll_sending(cx, stream) {
                    Poll::Ready(Ok(())) => self.message_sent(started, observer),
                    Poll::Ready(Err(StreamClosed)) => self.close(),
                    Poll::Pending => return Poll::Pending,
                }
                continue;
            }
            match self.poll_next(cx) {
                Poll::Ready(Some(Outbound::Message(message))) => match self.begin(message) {
                    Ok(()) => {}
                    Err(status) => return Poll::Ready(status),
                },
                Poll::Ready(Some(Outbound::HalfClose)) => {
                    // A stream the peer has closed meanwhile refuses this; that is for the reading side to tell.
                    let _ = stream.send_data(Bytes::new(), true);
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

    fn begin(&mut self, message: Bytes) -> Result<(), Status> {
        let frame = framing::frame(&message)
            .ok_or_else(|| Status::local(Code::RESOURCE_EXHAUSTED, "A message of 4 GiB or more cannot be sent"))?;
        // A half-close that waits already goes out with the message, as one frame.
        if self.ahead.is_empty() {
            match self.queue.try_recv() {
                Ok(next) => self.ahead.push_back(next),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
        let ends_stream = matches!(self.ahead.front(), Some(Outbound::HalfClose));
        self.sending = Some(Sending { frame, message, ends_stream });
        Ok(())
    }

    fn poll_sending(&mut self, cx: &mut Context<'_>, stream: &mut SendStream<Bytes>) -> Poll<Result<(), StreamClosed>> {
        let Some(sending) = &mut self.sending else { return Poll::Ready(Ok(())) };
        while !sending.frame.is_empty() {
            stream.reserve_capacity(sending.frame.len());
            let capacity = stream.capacity();
            if capacity == 0 {
                match stream.poll_capacity(cx) {
                    Poll::Ready(Some(Ok(_))) => continue,
                    Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(Err(StreamClosed)),
                    Poll::Pending => return Poll::Pending,
                }
            }
            let now = sending.frame.split_to(capacity.min(sending.frame.len()));
            let ends_stream = sending.ends_stream && sending.frame.is_empty();
            if stream.send_data(now, ends_stream).is_err() {
                return Poll::Ready(Err(StreamClosed));
            }
        }
        Poll::Ready(Ok(()))
    }

    fn message_sent(&mut self, started: Instant, observer: &mut dyn CallObserver) {
        let Some(Sending { message, ends_stream, .. }) = self.sending.take() else { return };
        self.remember(Outbound::Message(message.clone()));
        let index = self.sent;
        self.sent += 1;
        if index >= self.told {
            self.told = self.sent;
            observer.event(CallEvent::RequestSent(MessageSent { index, at: started.elapsed(), bytes: message }));
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
        if self.replay.is_none() || self.told_half_close {
            self.queue.close();
        }
    }

    fn remember(&mut self, outbound: Outbound) {
        let Some(replay) = &mut self.replay else { return };
        if let Outbound::Message(message) = &outbound {
            replay.bytes += message.len();
        }
        replay.outbound.push(outbound);
        if replay.bytes > REPLAY_LIMIT {
            self.replay = None;
        }
    }
}

/// The peer takes no more data.
struct StreamClosed;
