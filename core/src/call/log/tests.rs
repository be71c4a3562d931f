//! Tests of the log: what is kept, what is dropped, when a reader is woken.
#![allow(clippy::unwrap_used)]

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use super::*;
use crate::{
    call::{MessageReceived, MessageSent, Opened, SentHeaders, Timings},
    metadata::Metadata,
    status::{Code, Status},
    transport::PeerFacts,
};

fn received(index: u64, bytes: Vec<u8>) -> CallEvent {
    let at = Duration::from_millis(10 * (index + 1));
    let wire_bytes = bytes.len() + 1;
    CallEvent::Message(MessageReceived { index, at, bytes: bytes.into(), wire_bytes, compressed: true })
}

#[test]
fn rows_and_messages_come_back_as_they_went_in() {
    let log = CallLog::new(1 << 20);
    log.record(&CallEvent::Started);
    let at = Duration::from_millis(4);
    log.record(&CallEvent::RequestSent(MessageSent {
        index: 0,
        at,
        bytes: Bytes::from_static(b"ask"),
        wire_bytes: 3,
        compressed: false,
    }));
    log.record(&received(0, b"answer".to_vec()));
    log.record(&received(1, Vec::new()));

    let rows = log.rows(0..99);
    assert_eq!(rows.len(), 3);
    assert_eq!((rows[0].direction, rows[0].size, rows[0].gap), (Direction::Sent, 3, at));
    assert_eq!((rows[1].direction, rows[1].size, rows[1].wire_size), (Direction::Received, 6, 7));
    assert_eq!((rows[1].gap, rows[1].compressed), (Duration::from_millis(6), true));
    let now = log.snapshot();
    assert_eq!((now.sent_bytes, now.sent_wire_bytes), (3, 8));
    assert_eq!((now.received_bytes, now.received_wire_bytes), (6, 7 + 5 + 1 + 5));
    assert_eq!(log.rows(2..3), rows[2..]);
    assert_eq!(log.message(1).unwrap(), "answer");
    assert_eq!(log.message(2).unwrap(), "");
    assert_eq!(log.message(3), None);
}

#[test]
fn the_oldest_go_when_the_budget_is_spent_and_numbers_stay() {
    let budget = 8 << 20;
    let log = CallLog::new(budget);
    for index in 0..40_000_u64 {
        log.record(&received(index, vec![(index % 251) as u8; 1024]));
    }
    let snapshot = log.snapshot();
    assert_eq!((snapshot.rows, snapshot.received, snapshot.received_bytes), (40_000, 40_000, 40_000 * 1024));
    assert!(snapshot.dropped > 30_000 && snapshot.dropped < 36_000, "{}", snapshot.dropped);
    assert_eq!(log.message(snapshot.dropped - 1), None);
    for row in [snapshot.dropped, snapshot.dropped + 1000, 39_999] {
        assert_eq!(log.message(row).unwrap(), vec![(row % 251) as u8; 1024]);
    }
    let rows = log.rows(0..snapshot.dropped + 3);
    assert_eq!(rows.iter().map(|row| row.row - snapshot.dropped).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(rows[0].gap, Duration::from_millis(10));
}

#[test]
fn empty_messages_are_bounded_too() {
    let log = CallLog::new(4 << 20);
    for index in 0..500_000 {
        log.record(&received(index, Vec::new()));
    }
    let snapshot = log.snapshot();
    assert_eq!(snapshot.rows, 500_000);
    assert!(snapshot.dropped > 400_000, "{}", snapshot.dropped);
}

#[test]
fn a_message_larger_than_the_budget_is_kept_until_the_next() {
    let log = CallLog::new(1 << 20);
    log.record(&received(0, vec![1; 3 << 20]));
    assert_eq!(log.message(0).unwrap().len(), 3 << 20);
    log.record(&received(1, vec![2]));
    assert_eq!((log.message(0), log.message(1).unwrap().len()), (None, 1));
}

#[test]
fn a_reader_is_woken_once_until_it_looks() {
    let woken = Arc::new(AtomicUsize::new(0));
    let log = CallLog::with_waker(1 << 20, {
        let woken = woken.clone();
        move || {
            woken.fetch_add(1, Ordering::SeqCst);
        }
    });
    for index in 0..100 {
        log.record(&received(index, vec![0]));
    }
    assert_eq!(woken.load(Ordering::SeqCst), 1);
    assert_eq!(log.snapshot().received, 100);
    log.record(&received(100, vec![0]));
    assert_eq!(woken.load(Ordering::SeqCst), 2);
}

#[test]
fn phases_go_forward_and_the_verdict_stays() {
    let log = CallLog::default();
    assert_eq!(log.snapshot().phase, CallPhase::Connecting);
    log.record(&CallEvent::Started);
    let (peer, request_headers) = (Arc::new(PeerFacts::of("127.0.0.1:1")), SentHeaders::default());
    log.record(&CallEvent::Opened(Arc::new(Opened { at: Duration::ZERO, attempt: 1, peer, request_headers })));
    assert_eq!(log.snapshot().phase, CallPhase::Open);
    log.record(&CallEvent::HalfClosed { at: Duration::ZERO });
    log.record(&CallEvent::Headers(HeadersReceived {
        at: Duration::ZERO,
        http_status: 200,
        metadata: Metadata::new(),
    }));
    assert_eq!(log.snapshot().phase, CallPhase::HalfClosed);
    let (at, status) = (Duration::from_secs(7), Status::remote(Code::OK, ""));
    let finished = Finished { at, status, trailers: Metadata::new(), timings: Timings::default() };
    log.record(&CallEvent::Finished(Arc::new(finished)));
    assert_eq!((log.snapshot().phase, log.snapshot().elapsed), (CallPhase::Finished, at));
    assert!(log.finished().unwrap().status.is_ok());
}
