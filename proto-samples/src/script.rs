//! An answer written out frame by frame, for what a well-behaved server would never send.
//! It does not know which method asked for it.

use std::{
    collections::VecDeque,
    error::Error,
    fmt,
    future::Future as _,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{BufMut as _, Bytes, BytesMut};
use h2::Reason;
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body::Frame;
use tokio::time::{Sleep, sleep};
use tonic::body::Body;

use crate::cut::Cut;

/// What a service may fail with.
pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// Time for what was written to reach the wire before it is broken.
const FLUSH: Duration = Duration::from_millis(50);

/// What to answer. A method puts it into the extensions of its response; its own message is then left out.
#[derive(Clone)]
pub(crate) struct Script {
    /// What begins the answer.
    pub(crate) head: Head,
    /// Encoded messages.
    pub(crate) messages: Vec<Bytes>,
    /// What comes last.
    pub(crate) ending: Ending,
}

/// What begins an answer.
#[derive(Clone)]
pub(crate) enum Head {
    /// The headers of the method's own response.
    Usual,
    /// No answer at all: the stream is reset.
    Reset(Reason),
    /// No answer at all: the socket is closed.
    Disconnect,
    /// Something that is not gRPC.
    Http { status: StatusCode, content_type: Option<HeaderValue> },
}

/// What ends an answer.
#[derive(Clone)]
pub(crate) enum Ending {
    /// Trailers, whatever is in them; with no messages and `apart` false they are the headers too.
    Trailers { trailers: HeaderMap, apart: bool },
    /// RST_STREAM.
    Reset(Reason),
    /// The socket is closed.
    Disconnect,
    /// END_STREAM on the last message.
    NoTrailers,
    /// A message that is shorter than it says, then `OK`.
    ShortMessage,
    /// These bytes as they are, and END_STREAM.
    Bytes(Bytes),
    /// Nothing for a while, then `OK`.
    Silence(Duration),
}

/// Trailers that say `OK`.
pub(crate) fn ok_trailers() -> HeaderMap {
    HeaderMap::from_iter([(http::HeaderName::from_static("grpc-status"), HeaderValue::from_static("0"))])
}

impl Script {
    /// Turns the method's own response into the one that was written.
    pub(crate) fn perform(self, own: http::Response<Body>, cut: Cut) -> Result<http::Response<Body>, BoxError> {
        let (mut parts, _) = own.into_parts();
        parts.headers.remove("grpc-encoding");
        match self.head {
            Head::Usual => {}
            Head::Reset(reason) => return Err(Box::new(ResetStream(reason.into()))),
            Head::Disconnect => {
                cut.throw();
                return Err(Box::new(ResetStream(Reason::CANCEL.into())));
            }
            Head::Http { status, content_type } => {
                parts.status = status;
                parts.headers.clear();
                parts.headers.extend(content_type.map(|value| (http::header::CONTENT_TYPE, value)));
            }
        }
        let mut steps: VecDeque<Step> = self.messages.into_iter().map(|message| Step::Data(framed(&message))).collect();
        match self.ending {
            Ending::Trailers { trailers, apart: false } if steps.is_empty() => parts.headers.extend(trailers),
            Ending::Trailers { trailers, .. } => steps.push_back(Step::Trailers(trailers)),
            Ending::Reset(reason) => steps.extend([Step::Wait(FLUSH), Step::Reset(reason)]),
            Ending::Disconnect => steps.extend([Step::Wait(FLUSH), Step::Disconnect(cut)]),
            Ending::NoTrailers => steps.push_back(Step::Data(Bytes::new())),
            Ending::ShortMessage => steps.extend([Step::Data(short_message()), Step::Trailers(ok_trailers())]),
            Ending::Bytes(bytes) => steps.push_back(Step::Data(bytes)),
            Ending::Silence(time) => steps.extend([Step::Wait(time), Step::Trailers(ok_trailers())]),
        }
        Ok(http::Response::from_parts(parts, Body::new(ScriptBody { steps, waiting: None })))
    }
}

fn framed(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(5 + message.len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    frame.put_slice(message);
    frame.freeze()
}

fn short_message() -> Bytes {
    Bytes::from_static(b"\x00\x00\x00\x00\x64\x08\x01\x12\x08cut off.")
}

enum Step {
    Data(Bytes),
    Trailers(HeaderMap),
    Wait(Duration),
    Reset(Reason),
    Disconnect(Cut),
}

struct ScriptBody {
    steps: VecDeque<Step>,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl http_body::Body for ScriptBody {
    type Data = Bytes;
    type Error = ResetStream;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        loop {
            if let Some(sleep) = &mut self.waiting {
                std::task::ready!(sleep.as_mut().poll(cx));
                self.waiting = None;
            }
            return match self.steps.pop_front() {
                None => Poll::Ready(None),
                Some(Step::Data(bytes)) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Trailers(trailers)) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
                Some(Step::Reset(reason)) => Poll::Ready(Some(Err(ResetStream(reason.into())))),
                Some(Step::Wait(time)) => {
                    self.waiting = Some(Box::pin(sleep(time)));
                    continue;
                }
                Some(Step::Disconnect(cut)) => {
                    cut.throw();
                    Poll::Pending
                }
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty() && self.waiting.is_none()
    }
}

/// hyper looks for the reason of a reset in the sources of an error.
#[derive(Debug)]
pub(crate) struct ResetStream(h2::Error);

impl fmt::Display for ResetStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stream is reset on request")
    }
}

impl Error for ResetStream {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}
