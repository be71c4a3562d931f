//! Tests of gaps as rows: where they stand among the messages, and what they say.
#![allow(clippy::unwrap_used)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{CallEvent, CallLog, Lost, MessageReceived, Opened, Resumed, SentHeaders},
    metadata::Metadata,
    schema::Schema,
    status::{Code, Status},
    transport::PeerFacts,
};

use super::*;
use crate::viewers::log::filter::MessageTypes;

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn received(log: &CallLog, count: u64) {
    for index in log.snapshot().received..log.snapshot().received + count {
        let words = format!("n{index}");
        let bytes = [&[0x0a, words.len() as u8], words.as_bytes()].concat().into();
        log.record(&CallEvent::Message(MessageReceived {
            index,
            at: secs(1),
            bytes,
            wire_bytes: 2,
            compressed: false,
        }));
    }
}

fn lost(log: &CallLog, at: u64, message: &str) {
    let status = Status::local(Code::UNAVAILABLE, message);
    let resumed = vec![Resumed { field: "token".to_owned(), value: Some("\"n1\"".to_owned()) }];
    let (at, trailers, wait) = (secs(at), Metadata::new(), secs(2));
    log.record(&CallEvent::Lost(Arc::new(Lost { at, number: 1, status, trailers, wait, resumed, left_out: 0 })));
}

fn opened(log: &CallLog, at: u64) {
    let (peer, request_headers) = (Arc::new(PeerFacts::of("127.0.0.1:1")), SentHeaders::default());
    log.record(&CallEvent::Opened(Arc::new(Opened {
        at: secs(at),
        attempt: 1,
        peer,
        request_headers,
        stream: None,
        read_pace: None,
    })));
}

/// Two messages, a gap, three messages, a gap.
fn broken_twice() -> Arc<CallLog> {
    let log = Arc::new(CallLog::default());
    log.record(&CallEvent::Started);
    received(&log, 2);
    lost(&log, 2, "gone");
    opened(&log, 4);
    received(&log, 3);
    lost(&log, 9, "gone again");
    log
}

fn advance(listed: &mut ListedRows, log: &Arc<CallLog>) {
    let of = Schema::builtin().message("google.protobuf.StringValue").unwrap();
    let types = MessageTypes { sent: Some(&of), received: Some(&of) };
    listed.advance(log, &log.snapshot(), types, || ());
    let patience = Instant::now() + secs(20);
    while listed.is_searching() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(!listed.is_searching());
}

fn listed(log: &Arc<CallLog>, listed: &mut ListedRows, gaps: &mut GapRows) -> String {
    let now = log.snapshot();
    advance(listed, log);
    gaps.advance(log, &now, listed);
    let item = |place| match gaps.item(listed, place) {
        Item::Message(place) => format!("n{}", listed.row_at(place).unwrap()),
        Item::Gap(index) => format!("gap{}", gaps.gap(index).unwrap().number),
    };
    (0..gaps.len(listed)).map(item).collect::<Vec<_>>().join(" ")
}

#[test]
fn gaps_stand_between_the_messages_whatever_is_listed() {
    let log = broken_twice();
    let (mut rows, mut gaps) = (ListedRows::default(), GapRows::default());
    assert_eq!(listed(&log, &mut rows, &mut gaps), "n0 n1 gap1 n2 n3 n4 gap2");
    assert_eq!([0, 2, 4].map(|row| gaps.place_of(&rows, row)), [0, 3, 5]);
    rows.filter.text = "n3".to_owned();
    assert_eq!(listed(&log, &mut rows, &mut gaps), "gap1 n3 gap2");
    rows.filter.text.clear();
    opened(&log, 11);
    received(&log, 1);
    assert_eq!(listed(&log, &mut rows, &mut gaps), "n0 n1 gap1 n2 n3 n4 gap2 n5");
    rows.clear();
    received(&log, 1);
    assert_eq!(listed(&log, &mut rows, &mut gaps), "n6");
}

#[test]
fn gaps_that_are_cleared_away_count_as_rows_gone_from_the_front() {
    let log = broken_twice();
    let (mut rows, mut gaps) = (ListedRows::default(), GapRows::default());
    listed(&log, &mut rows, &mut gaps);
    rows.clear();
    let now = log.snapshot();
    advance(&mut rows, &log);
    assert_eq!((gaps.advance(&log, &now, &rows), gaps.len(&rows)), (1, 1), "the one at the end stays");
}

#[test]
fn a_gap_says_why_and_what_came_of_it() {
    let log = broken_twice();
    let gaps = log.gaps();
    let words = gap_words(&gaps[0], secs(20), false);
    assert_eq!(words.lost, "Lost at 2.000 s: UNAVAILABLE · gone");
    assert_eq!(words.after, "open again after 2.00 s, token = \"n1\"");
    assert_eq!(gap_words(&gaps[1], secs(10), false).after, "opens again in 1.0 s, token = \"n1\"");
    assert_eq!(gap_words(&gaps[1], secs(12), true).after, "not open again, token = \"n1\"");
    let mut short = gaps[1].clone();
    short.last = Arc::new(Lost { left_out: 3, ..(*short.last).clone() });
    let after = gap_words(&short, secs(12), true).after;
    assert_eq!(after, "not open again, token = \"n1\", 3 requests not sent again: 64 MiB before them are");
    lost(&log, 11, "refused");
    let tried = &log.gaps()[1];
    assert_eq!(gap_words(tried, secs(12), false).after, "opens again in 1.0 s, 1 try failed: refused, token = \"n1\"");
}
