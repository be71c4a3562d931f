//! The body of a request on its way into hyper: a small hand-over place between a call and its connection.
//! A body whose length servers want to know beforehand is gathered first; any other goes out in chunks as it comes.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use parking_lot::Mutex;

/// Bytes that may wait for hyper.
const ROOM: usize = 64 << 10;

/// How a body goes out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shape {
    /// With `content-length`, once it is whole: servers on WSGI and the like read no chunks.
    #[default]
    Whole,
    /// In chunks, as they come.
    Chunked,
}

/// A body and the end that fills it.
pub(super) fn new(shape: Shape) -> (BodySender, RequestBody) {
    let shared = Arc::new(Mutex::new(Place { shape, ..Place::default() }));
    (BodySender { shared: shared.clone() }, RequestBody { shared })
}

#[derive(Default)]
struct Place {
    shape: Shape,
    waiting: VecDeque<Bytes>,
    waiting_bytes: usize,
    has_ended: bool,
    is_given_up: bool,
    is_gone: bool,
    sender: Option<Waker>,
    receiver: Option<Waker>,
}

/// Fills a body.
pub(crate) struct BodySender {
    shared: Arc<Mutex<Place>>,
}

impl BodySender {
    /// Waits until bytes are taken, and tells how many; `None` if no more ever are.
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        let mut place = self.shared.lock();
        if place.is_gone || place.has_ended {
            return Poll::Ready(None);
        }
        match place.shape {
            // It is in memory already, whole.
            Shape::Whole => Poll::Ready(Some(usize::MAX)),
            Shape::Chunked if place.waiting_bytes < ROOM => Poll::Ready(Some(ROOM - place.waiting_bytes)),
            Shape::Chunked => {
                place.sender = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Hands bytes over, and the end if this is it. False if they are not taken.
    pub(crate) fn send(&mut self, bytes: Bytes, end: bool) -> bool {
        let mut place = self.shared.lock();
        if place.is_gone || place.has_ended {
            return false;
        }
        place.has_ended = end;
        if !bytes.is_empty() {
            place.waiting_bytes += bytes.len();
            place.waiting.push_back(bytes);
        }
        if let Some(waker) = place.receiver.take() {
            waker.wake();
        }
        true
    }

    /// The rest of it is not sent, nor the connection used again.
    pub(crate) fn give_up(&mut self) {
        self.shared.lock().is_given_up = true;
    }
}

/// The body as hyper reads it.
pub(super) struct RequestBody {
    shared: Arc<Mutex<Place>>,
}

impl RequestBody {
    /// Waits until the request may go out.
    pub(super) fn poll_start(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut place = self.shared.lock();
        if place.shape == Shape::Chunked || place.has_ended {
            return Poll::Ready(());
        }
        place.receiver = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Tells later whether all of it went out.
    pub(super) fn watch(&self) -> BodyWatch {
        BodyWatch { shared: self.shared.clone() }
    }
}

/// Sees a body that hyper has.
pub(super) struct BodyWatch {
    shared: Arc<Mutex<Place>>,
}

impl BodyWatch {
    /// Whether all of it went out.
    pub(super) fn is_done(&self) -> bool {
        self.shared.lock().is_done()
    }
}

impl Place {
    fn is_done(&self) -> bool {
        self.has_ended && self.waiting.is_empty() && !self.is_given_up
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let mut place = self.shared.lock();
        let Some(bytes) = place.waiting.pop_front() else {
            if place.has_ended {
                return Poll::Ready(None);
            }
            place.receiver = Some(cx.waker().clone());
            return Poll::Pending;
        };
        place.waiting_bytes -= bytes.len();
        if let Some(waker) = place.sender.take() {
            waker.wake();
        }
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.shared.lock().is_done()
    }

    fn size_hint(&self) -> SizeHint {
        let place = self.shared.lock();
        match place.shape {
            Shape::Whole if place.has_ended => SizeHint::with_exact(place.waiting_bytes as u64),
            Shape::Whole | Shape::Chunked => SizeHint::default(),
        }
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        let mut place = self.shared.lock();
        place.is_gone = true;
        if let Some(waker) = place.sender.take() {
            waker.wake();
        }
    }
}
