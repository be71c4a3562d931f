//! What is kept of frames, and how they are put into words.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use bytes::Bytes;

use super::{frame::kind, *};

fn frame(kind: u8, flags: u8, payload: &'static [u8]) -> Frame {
    Frame {
        row: 0,
        at: FrameTime { micros: 1_500 },
        direction: Direction::Received,
        connection: 1,
        kind,
        flags,
        stream: 0,
        length: payload.len() as u32,
        payload: Bytes::from_static(payload),
        effect: FrameEffect::None,
    }
}

#[test]
fn a_frame_says_what_its_payload_says() {
    let gists = [
        (frame(kind::WINDOW_UPDATE, 0, &[0, 1, 0, 0]), "+65,536 B"),
        (frame(kind::RST_STREAM, 0, &[0, 0, 0, 7]), "REFUSED_STREAM (7)"),
        (frame(kind::RST_STREAM, 0, &[1, 0, 0, 0]), "0x1000000"),
        (
            frame(kind::SETTINGS, 0, &[0, 3, 0, 0, 0, 100, 0, 9, 0, 0, 0, 1]),
            "MAX_CONCURRENT_STREAMS 100, setting 0x0009 1",
        ),
        (frame(kind::SETTINGS, 1, &[]), ""),
        (
            frame(kind::GOAWAY, 0, b"\0\0\0\x05\0\0\0\x0bcalm\n"),
            "last stream 5, error ENHANCE_YOUR_CALM (11), says \"calm\\n\"",
        ),
        (frame(kind::GOAWAY, 0, b"\0\0"), ""),
        (frame(kind::PING, 1, b"12345678"), ""),
        (frame(0x2a, 0, b"?"), ""),
    ];
    for (frame, gist) in gists {
        assert_eq!(frame.gist(), gist, "{frame:?}");
    }
    assert_eq!(frame(0x2a, 0x81, b"?").name(), "type 0x2a");
    assert_eq!(frame(kind::DATA, 0x81, b"").flag_names(), ["END_STREAM", "0x80"]);
    let fact =
        |name: &str| frame(kind::DATA, 0, b"abc").facts().into_iter().find(|fact| fact.name == name).unwrap().value;
    assert_eq!(fact("size"), "9 B of header and 3 B of payload");
    assert_eq!(fact("time"), "1.5 ms since the start");
}

#[test]
fn frames_behind_the_first_ones_go_when_the_budget_is_spent_and_all_are_counted() {
    let log = FrameLog::new(4096);
    for _ in 0..1000 {
        log.push(frame(kind::DATA, 0, b"0123456789"), None);
    }
    let summary = log.summary();
    assert_eq!(summary.rows, 1000);
    let dropped = summary.dropped;
    assert!(dropped.start > 2 && dropped.end > 900 && dropped.end < 1000, "{dropped:?}");
    let rows: Vec<u64> = log.frames(0..2000).iter().map(|frame| frame.row).collect();
    assert_eq!(rows, (0..dropped.start).chain(dropped.end..1000).collect::<Vec<_>>());
    let across: Vec<u64> = log.frames(dropped.start - 1..dropped.end + 1).iter().map(|frame| frame.row).collect();
    assert_eq!(across, [dropped.start - 1, dropped.end]);
    assert!(log.frames(dropped).is_empty());
    let mut looked = Vec::new();
    log.look(FrameTime { micros: 0 }, |frame| {
        looked.push(frame.row);
        true
    });
    assert_eq!(looked, rows);
    assert_eq!(log.count(kind::DATA, Direction::Received), FrameCount { frames: 1000, bytes: 10_000 });
    assert_eq!(log.count(kind::DATA, Direction::Sent), FrameCount::default());
}

#[test]
fn windows_over_time_stay_bounded_and_never_lose_a_dip() {
    let mut history = WindowHistory::default();
    let at = |left: i64| Windows {
        send_connection: Some(left),
        receive_connection: Some(1),
        send_stream: Some(left),
        receive_stream: None,
    };
    for step in 0..200_000_u64 {
        let left = if step == 77_777 { -5 } else { 1000 + (step % 7) as i64 };
        history.record(step * 1_000, at(left));
    }
    let line = history.line(WindowLine::SendConnection);
    assert!(line.len() <= 2049, "{}", line.len());
    assert_eq!(line.iter().map(|point| point.least).min(), Some(-5));
    assert!(line.is_sorted_by_key(|point| point.from_micros));
    assert_eq!(line.last().unwrap().last, 1000 + 199_999 % 7);
    assert!(history.line(WindowLine::ReceiveStream).is_empty());
    assert_eq!(history.line(WindowLine::ReceiveConnection).len(), 1, "what stays as it is takes no room");
}

#[test]
fn what_a_log_keeps_makes_another_one_that_tells_the_same() {
    let log = FrameLog::new(4096);
    log.begin(7);
    log.opened(5);
    let windows = |left| Windows {
        send_connection: Some(left),
        receive_connection: Some(9),
        send_stream: Some(left),
        receive_stream: None,
    };
    for step in 0..100 {
        log.push(Frame { stream: 5, ..frame(kind::DATA, 0, b"0123456789") }, Some(windows(step)));
        log.mark(Direction::Sent, Duration::from_millis(step.unsigned_abs()));
    }
    log.push(
        Frame { effect: FrameEffect::RoundTrip(Duration::from_micros(7)), ..frame(kind::PING, 1, b"12345678") },
        None,
    );
    log.pass(70);
    log.end();
    let other = FrameLog::default();
    log.frames(0..u64::MAX).into_iter().for_each(|frame| other.restore(frame));
    assert_eq!(other.summary().dropped, log.summary().dropped, "the rows between are not there");
    other.restore_sums(log.sums());
    other.end();
    let told = |log: &FrameLog| {
        let summary = FrameSummary { revision: 0, ..log.summary() };
        let lines = WindowLine::ALL.map(|line| log.history().line(line).to_vec());
        let counts = [kind::DATA, kind::PING].map(|kind| log.count(kind, Direction::Received));
        (summary, lines, counts, log.trips(), log.marks(), log.frames(0..u64::MAX))
    };
    assert_eq!(told(&other), told(&log));
}

#[test]
fn frames_alone_tell_the_windows_that_they_count() {
    let log = FrameLog::default();
    let windows = FrameEffect::Windows { connection: 70, stream: Some(50) };
    let data = Frame { row: 4, stream: 3, effect: windows, ..frame(kind::DATA, 0, b"abc") };
    log.restore(Frame { direction: Direction::Sent, ..data.clone() });
    log.restore(Frame { row: 9, kind: kind::WINDOW_UPDATE, ..data.clone() });
    log.restore(Frame { row: 10, effect: FrameEffect::Windows { connection: 30, stream: None }, ..data });
    let last = |line| log.history().line(line).last().map(|point| point.last);
    assert_eq!(WindowLine::ALL.map(last), [Some(50), Some(70), None, Some(30)]);
    let summary = log.summary();
    assert_eq!((summary.rows, summary.dropped, summary.streams), (11, 0..9, vec![3]), "what is missing counts");
}

#[test]
fn marks_of_messages_stay_bounded_and_count_all() {
    let log = FrameLog::default();
    for step in 0..50_000 {
        log.mark(Direction::Sent, Duration::from_millis(step));
        log.mark(Direction::Received, Duration::from_millis(step));
    }
    let marks = log.marks();
    assert!(marks.len() <= 2049, "{}", marks.len());
    assert_eq!(marks.iter().map(|mark| u64::from(mark.sent)).sum::<u64>(), 50_000);
    assert_eq!(marks.iter().map(|mark| u64::from(mark.received)).sum::<u64>(), 50_000);
}
