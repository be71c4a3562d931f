//! Tests of the log: what is kept, what is dropped, when a reader is woken.
#![allow(clippy::unwrap_used)]

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use super::*;
use crate::{
    call::{Lost, MessageReceived, MessageSent, Opened, SentHeaders, Timings},
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
fn a_log_is_walked_part_by_part() {
    let log = CallLog::new(8 << 20);
    for index in 0..40_000_u64 {
        log.record(&received(index, vec![(index % 251) as u8; 100 + (index % 3) as usize]));
    }
    let mut next = 0;
    let mut seen = 0;
    while let Some(part) = log.part(next) {
        for (row, message) in part.messages() {
            assert_eq!(message, vec![(row.row % 251) as u8; 100 + (row.row % 3) as usize]);
            seen += 1;
        }
        next = part.range().end;
    }
    assert_eq!((seen, next), (40_000, 40_000));
    assert_eq!(log.part(39_999).unwrap().range(), 39_999..40_000);
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
    assert!(snapshot.dropped > 290_000, "{}", snapshot.dropped);
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
    log.record(&CallEvent::Opened(Arc::new(Opened {
        at: Duration::ZERO,
        attempt: 1,
        peer,
        request_headers,
        stream: None,
        read_pace: None,
    })));
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

#[test]
fn a_message_takes_little_more_than_its_bytes() {
    for (size, count) in
        [(0, 200_000), (1, 200_000), (32, 200_000), (300, 50_000), (1024, 20_000), (65_536, 400), (600_000, 60)]
    {
        let log = CallLog::new(1 << 30);
        for index in 0..count {
            log.record(&received(index, vec![7; size]));
        }
        let memory = log.storage().memory_bytes as f64 / count as f64;
        // The last megabyte is still being filled.
        let most = size as f64 * 1.3 + 32.0 + (1 << 20) as f64 / count as f64;
        assert!(memory <= most, "{size}: {memory}");
    }
}

#[test]
fn any_mixture_of_rows_comes_back() {
    let log = CallLog::new(64 << 20);
    let mut expected = Vec::new();
    let mut at = Duration::ZERO;
    // Indexes begin again half way, as in a stream that was opened again; times go on.
    for number in 0..30_000_u64 {
        let size = (number * 7_919 % 977) as usize * if number % 5_000 == 4_999 { 2_000 } else { 1 };
        let (bytes, index) = (Bytes::from(vec![number as u8; size]), number % 15_000);
        at += Duration::from_nanos(number * 1_001);
        let (wire_bytes, compressed) = (size / 2, number % 3 == 0);
        log.record(&match number % 4 {
            0 => CallEvent::RequestSent(MessageSent { index, at, bytes: bytes.clone(), wire_bytes, compressed }),
            _ => CallEvent::Message(MessageReceived { index, at, bytes: bytes.clone(), wire_bytes, compressed }),
        });
        expected.push((index, at, bytes, wire_bytes, compressed));
    }
    let rows = log.rows(0..u64::MAX);
    assert_eq!(rows.len(), expected.len());
    for (row, (index, at, bytes, wire_size, compressed)) in rows.iter().zip(&expected) {
        assert_eq!((row.index, row.at, row.size), (*index, *at, bytes.len()), "{}", row.row);
        assert_eq!((row.wire_size, row.compressed), (*wire_size, *compressed));
        assert_eq!(row.direction == Direction::Sent, row.row % 4 == 0);
        assert_eq!(log.message(row.row).as_ref(), Some(bytes));
    }
    assert_eq!(log.rows(12_345..12_350), rows[12_345..12_350]);
}

fn lost(number: u32, at_secs: u64) -> CallEvent {
    let (at, wait) = (Duration::from_secs(at_secs), Duration::from_secs(1));
    let (status, trailers) = (Status::local(Code::UNAVAILABLE, "gone"), Metadata::new());
    CallEvent::Lost(Arc::new(Lost { at, number, status, trailers, wait, resumed: Vec::new(), left_out: 0 }))
}

fn opened(at_secs: u64) -> CallEvent {
    let (peer, request_headers) = (Arc::new(PeerFacts::of("127.0.0.1:1")), SentHeaders::default());
    CallEvent::Opened(Arc::new(Opened {
        at: Duration::from_secs(at_secs),
        attempt: 1,
        peer,
        request_headers,
        stream: None,
        read_pace: None,
    }))
}

#[test]
fn gaps_stand_between_rows_and_tries_in_vain_are_one_of_them() {
    let log = CallLog::default();
    for event in [CallEvent::Started, opened(0), received(0, vec![1]), lost(1, 10), lost(2, 12)] {
        log.record(&event);
    }
    let away = log.snapshot().gaps;
    assert_eq!((away.count, away.is_away), (1, true));
    assert_eq!(log.gaps()[0].next_try(), Some(Duration::from_secs(13)));
    for event in [opened(14), received(1, vec![2]), lost(3, 20)] {
        log.record(&event);
    }
    let gaps = log.gaps();
    let told: Vec<_> =
        gaps.iter().map(|gap| (gap.number, gap.row, gap.tries, gap.took().map(|took| took.as_secs()))).collect();
    assert_eq!(told, [(1, 1, 1, Some(4)), (2, 2, 0, None)]);
    let (at, status) = (Duration::from_secs(21), Status::local(Code::CANCELLED, ""));
    let finished = Finished { at, status, trailers: Metadata::new(), timings: Timings::default() };
    log.record(&CallEvent::Finished(Arc::new(finished)));
    let ended = log.snapshot().gaps;
    assert_eq!((ended.count, ended.is_away), (2, false));
    assert!(ended.revision > away.revision);
}

#[test]
fn figures_and_milestones_are_kept_of_what_is_recorded() {
    let log = CallLog::new(1 << 20);
    log.record(&CallEvent::Started);
    for index in 0..4 {
        log.record(&received(index, vec![0; 10]));
    }
    log.record(&CallEvent::HalfClosed { at: Duration::from_millis(44) });
    log.record(&received(4, vec![0; 10]));
    let (at, status) = (Duration::from_millis(60), Status::remote(Code::OK, ""));
    let finished = Finished { at, status, trailers: Metadata::new(), timings: Timings::default() };
    log.record(&CallEvent::Finished(Arc::new(finished)));

    let figures = log.figures();
    assert_eq!((figures.received.messages, figures.received.bytes, figures.sent.messages), (5, 50, 0));
    assert_eq!((figures.received.gaps.least(), figures.received.gaps.most()), (Some(10_000_000), Some(10_000_000)));
    assert_eq!(figures.end(), at);
    let milestones: Vec<_> =
        log.milestones().iter().map(|milestone| (milestone.row, milestone.at.as_millis())).collect();
    assert_eq!(milestones, [(4, 44), (5, 60)]);
}
