//! One HTTP/1.1 connection: a lane that one call at a time goes along.
//! It does not know which call is next.

use std::{sync::Arc, time::Duration};

use hyper::client::conn::http1::{Builder, Connection as Driver, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::{task::AbortHandle, time::timeout};

use super::{Http1Error, body::RequestBody, error::Circumstances, pace::Paced};
use crate::transport::{
    ConnectError,
    socket::Stream,
    tap::{Tap, TapRecord},
    tls::Secured,
};

/// The largest head of an answer that is taken in, in bytes. A call's own limit stands below.
const HEAD_LIMIT: usize = 1 << 20;
/// The most header fields of an answer.
const MOST_FIELDS: usize = 512;
/// How long a lane that served a call may take until it takes the next.
const TURN: Duration = Duration::from_millis(100);

type Io = TokioIo<Paced<Tap<Box<dyn Stream>>>>;

/// An open socket with HTTP/1.1 on it, and the future that drives it.
pub(in crate::transport) struct Http1 {
    pub(super) sender: SendRequest<RequestBody>,
    pub(super) driver: Driver<Io, RequestBody>,
    pub(super) record: Arc<TapRecord>,
    pub(super) secured: Option<Arc<Secured>>,
}

impl Http1 {
    /// What its socket remembers.
    pub(in crate::transport) fn record(&self) -> Arc<TapRecord> {
        self.record.clone()
    }
}

/// Puts HTTP/1.1 on a socket. Nothing is sent or awaited: the protocol begins with the first request.
pub(in crate::transport) async fn open(
    stream: Box<dyn Stream>,
    secured: Option<Arc<Secured>>,
) -> Result<Http1, hyper::Error> {
    let (tap, record) = Tap::first_bytes(stream);
    let (sender, driver) = Builder::new()
        .max_buf_size(HEAD_LIMIT)
        .max_header_size(HEAD_LIMIT)
        .max_headers(MOST_FIELDS)
        .handshake(TokioIo::new(Paced::new(tap)))
        .await?;
    Ok(Http1 { sender, driver, record, secured })
}

/// A lane whose driver runs. Dropping it closes the connection.
pub(crate) struct Lane {
    pub(super) sender: SendRequest<RequestBody>,
    pub(super) driver: AbortHandle,
    pub(super) record: Arc<TapRecord>,
    pub(super) secured: Option<Arc<Secured>>,
    /// `host:port`, for verdicts.
    pub(super) address: Arc<str>,
}

impl Lane {
    /// Waits for the end of the last call's exchange. False: it takes no other.
    pub(super) async fn is_free(&mut self) -> bool {
        matches!(timeout(TURN, self.sender.ready()).await, Ok(Ok(())))
    }

    /// What the server said of our certificate, if that is why it closed.
    pub(super) fn refusal(&self) -> Option<ConnectError> {
        let secured = self.secured.as_ref()?;
        secured.explain(&self.address, &self.record.take_failure()?)
    }

    /// What an error of hyper means on this lane.
    pub(super) fn explain(&self, error: &hyper::Error) -> Http1Error {
        let (address, record) = (&*self.address, &*self.record);
        Circumstances { address, record, secured: self.secured.as_deref() }.explain(error)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
