//! HTTP/2 on an open stream: our settings sent, the server's received. Only then is a connection ready.
//! It does not know what a failure means; `diagnose` does.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use h2::client::{Builder, Connection as Driver, SendRequest};
use tokio::time::timeout;

use super::{
    ConnectOptions,
    deadline::Deadline,
    dial::Stream,
    tap::{Opening, ReadEnd, Tap, TapRecord},
};
use crate::status::words;

/// Twice the window of a stream as it comes: one answer that nobody reads leaves room for the others.
const CONNECTION_WINDOW: u32 = 32 << 20;
/// h2 takes `header list / frame size` CONTINUATION frames of a header block, and servers send these at 16 KiB whatever
/// we allow: larger frames would mean smaller headers.
const FRAME_SIZE: u32 = 128 << 10;
/// Small frames may pile up while a burst is read; h2 answers with GOAWAY past this.
const SMALL_FRAME_BUDGET: usize = 128 << 20;
/// Calls that were cancelled may still be answered for a while.
const REMEMBERED_RESETS: usize = 1024;
/// Past so many answers to calls that were cancelled and forgotten, h2 gives the whole connection up; its own default of
/// 1024 is reached by a user who cancels a lot.
const LATE_FRAMES: usize = 1 << 20;
/// After a first foreign byte, how long the rest of a first line may take.
const FIRST_LINE_GRACE: Duration = Duration::from_millis(200);

/// A connection whose settings were exchanged, and the future that drives it.
pub(super) struct Http2 {
    pub(super) send: SendRequest<Bytes>,
    pub(super) driver: Driver<Tap<Box<dyn Stream>>, Bytes>,
    pub(super) record: Arc<TapRecord>,
}

/// Why there is none.
pub(super) enum Failure {
    /// The other side said something that is not HTTP/2; its first bytes.
    Foreign(Bytes),
    /// It closed, or reading failed, before it said anything.
    Closed(Option<io::Error>),
    /// HTTP/2 began and broke off.
    Broken(String),
    /// It said nothing in time.
    TimedOut,
}

/// Opens HTTP/2.
pub(super) async fn open(
    stream: Box<dyn Stream>,
    options: &ConnectOptions,
    deadline: Deadline,
) -> Result<Http2, Failure> {
    let (tap, record) = Tap::frames(stream);
    match deadline.bound(exchange_settings(tap, record, options)).await {
        Ok(result) => result,
        Err(_) => Err(Failure::TimedOut),
    }
}

async fn exchange_settings(
    tap: Tap<Box<dyn Stream>>,
    record: Arc<TapRecord>,
    options: &ConnectOptions,
) -> Result<Http2, Failure> {
    let (send, mut driver) = match builder(options).handshake(tap).await {
        Ok(pair) => pair,
        Err(error) => return Err(failure(&record, Some(error))),
    };
    tokio::select! {
        // What was received is judged before what it did to h2.
        biased;
        is_http2 = opens_as_http2(&record) => if !is_http2 {
            // More of the first line may be on its way.
            let _ = timeout(FIRST_LINE_GRACE, &mut driver).await;
            return Err(failure(&record, None));
        },
        result = &mut driver => return Err(failure(&record, result.err())),
    }
    Ok(Http2 { send, driver, record })
}

async fn opens_as_http2(record: &TapRecord) -> bool {
    let mut opening = record.opening();
    let is_known = |opening: &Opening| matches!(opening, Opening::Http2 | Opening::Foreign);
    opening.wait_for(is_known).await.is_ok_and(|opening| *opening == Opening::Http2)
}

fn builder(options: &ConnectOptions) -> Builder {
    let mut builder = Builder::new();
    builder
        .initial_window_size(options.stream_window)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(FRAME_SIZE)
        .max_header_list_size(options.max_header_bytes)
        .data_frame_budget(SMALL_FRAME_BUDGET)
        .max_concurrent_reset_streams(REMEMBERED_RESETS)
        .max_local_error_reset_streams(Some(LATE_FRAMES))
        .enable_push(false);
    builder
}

fn failure(record: &TapRecord, error: Option<h2::Error>) -> Failure {
    let first_bytes = record.first_bytes();
    let opening = *record.opening().borrow();
    match (opening, first_bytes.is_empty()) {
        (Opening::Begun | Opening::Http2, _) => Failure::Broken(end_words(record, error.as_ref())),
        (_, false) => Failure::Foreign(first_bytes),
        (_, true) => Failure::Closed(record.take_failure().or_else(|| error.and_then(h2::Error::into_io))),
    }
}

/// How a connection ended, in words.
pub(super) fn end_words(record: &TapRecord, error: Option<&h2::Error>) -> String {
    let by_reading = record.with_end(|end| match end {
        ReadEnd::Closed => "The server closed it".to_owned(),
        ReadEnd::Failed(error) => words::io(error),
        ReadEnd::GivenUp(reason) => reason.clone(),
    });
    if let Some(go_away) = record.go_away() {
        let debug = crate::metadata::visible(&go_away.debug);
        return if debug.is_empty() { words::http2_error(go_away.code) } else { debug };
    }
    match (by_reading, error) {
        (Some(words), _) => words,
        (None, Some(error)) => error.get_io().map_or_else(|| error.to_string(), words::io),
        (None, None) => "Closed by this client".to_owned(),
    }
}
