//! What runs beneath a connection, driven by hand: panics, pulses that stop, drivers that are dropped.
//! Real servers are in `core/tests/channels`.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    future::{pending, poll_fn},
    io,
    sync::atomic::AtomicBool,
    time::Duration,
};

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};

use super::*;
use crate::transport::{ConnectOptions, deadline::Deadline, http2::Http2, tap::Tap};

type Seen = Arc<Mutex<Vec<String>>>;

fn watched() -> (Arc<TapRecord>, Arc<Activity>, Told, Seen) {
    let (_, record) = Tap::frames(tokio::io::empty());
    let seen = Seen::default();
    let told = {
        let seen = seen.clone();
        Box::new(move |departure| seen.lock().push(format!("{departure:?}")))
    };
    (record, Arc::default(), told, seen)
}

#[tokio::test]
async fn a_panic_beneath_a_connection_ends_it_and_says_so() {
    let (record, activity, told, seen) = watched();
    let broken = poll_fn(|_| -> Poll<Result<(), h2::Error>> { panic!("beneath") });
    let driven = tokio::spawn(Drive::new(broken, None, record.clone(), activity.clone(), told));
    assert!(driven.await.unwrap_err().is_panic());
    assert!(activity.is_closed.load(Ordering::Acquire));
    let words = "Farcall failed to read it. Please report this.";
    assert_eq!(*seen.lock(), [format!("Ended({words:?})")]);
    assert_eq!(http2::end_words(&record, None), words);
}

#[tokio::test]
async fn a_pulse_that_stops_ends_the_connection_for_its_reason() {
    let (record, activity, told, seen) = watched();
    let pulse: Pulse = Box::pin(async { "No answer".to_owned() });
    Drive::new(pending(), Some(pulse), record, activity, told).await;
    assert_eq!(*seen.lock(), [r#"Ended("No answer")"#]);
}

#[tokio::test]
async fn the_end_is_told_once_also_of_a_driver_that_is_dropped() {
    let (record, activity, told, seen) = watched();
    drop(Drive::new(pending(), None, record, activity.clone(), told));
    assert!(activity.is_closed.load(Ordering::Acquire));
    assert_eq!(*seen.lock(), [r#"Ended("Closed by this client")"#]);
}

/// A stream whose reading panics once it is armed.
struct Mined {
    inner: DuplexStream,
    is_armed: Arc<AtomicBool>,
}

impl AsyncRead for Mined {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        assert!(read.is_pending() || !self.is_armed.load(Ordering::SeqCst), "beneath");
        read
    }
}

impl AsyncWrite for Mined {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[tokio::test]
async fn a_panic_beneath_a_connection_ends_the_calls_on_it() {
    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    let (inner, mut server) = tokio::io::duplex(1 << 16);
    let is_armed = Arc::new(AtomicBool::new(false));
    let mined = Box::new(Mined { inner, is_armed: is_armed.clone() });
    server.write_all(SETTINGS).await.unwrap();
    let deadline = Deadline::after(Duration::from_secs(10));
    let Ok(Http2 { send, driver, record }) = http2::open(mined, &ConnectOptions::default(), deadline).await else {
        panic!("no HTTP/2")
    };
    let (_, activity, told, seen) = watched();
    let driven = tokio::spawn(Drive::new(driver, None, record.clone(), activity, told));
    let mut send = send.ready().await.unwrap();
    let (answer, _body) = send.send_request(http::Request::new(()), false).unwrap();
    is_armed.store(true, Ordering::SeqCst);
    server.write_all(SETTINGS).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(10), answer).await.unwrap().is_err());
    assert!(driven.await.unwrap_err().is_panic());
    assert_eq!(seen.lock().len(), 1);
    assert!(http2::end_words(&record, None).starts_with("Farcall failed to read it"));
}
