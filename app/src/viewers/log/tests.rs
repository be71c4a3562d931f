//! What a user of the log sees: which rows, how many new, how fast.
#![allow(clippy::unwrap_used)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{CallEvent, CallLog, CallPhase, CallSnapshot, Direction, GapNumbers, MessageReceived, MessageSent},
    schema::{MessageDescriptor, Schema},
};

use super::{
    filter::{ListedRows, MessageTypes},
    follow::Follow,
    marks::Marks,
};

/// Every tenth message is sent; message n is a `StringValue` of `driver n`.
fn grow(log: &CallLog, rows: std::ops::Range<u64>) {
    for row in rows {
        let words = format!("driver {row}");
        let bytes = [&[0x0a, words.len() as u8], words.as_bytes()].concat();
        let (at, wire_bytes) = (Duration::from_millis(row), bytes.len());
        let (bytes, compressed) = (bytes.into(), false);
        log.record(&match row.is_multiple_of(10) {
            true => CallEvent::RequestSent(MessageSent { index: row / 10, at, bytes, wire_bytes, compressed }),
            false => {
                CallEvent::Message(MessageReceived { index: row - row / 10 - 1, at, bytes, wire_bytes, compressed })
            }
        });
    }
}

fn made(rows: u64) -> Arc<CallLog> {
    let log = Arc::new(CallLog::new(64 << 20));
    grow(&log, 0..rows);
    log
}

fn snapshot(rows: u64, dropped: u64, elapsed: Duration) -> CallSnapshot {
    CallSnapshot {
        phase: CallPhase::Open,
        sent: 0,
        received: rows,
        sent_bytes: 0,
        received_bytes: 0,
        sent_wire_bytes: 0,
        received_wire_bytes: 0,
        elapsed,
        rows,
        dropped,
        gaps: GapNumbers::default(),
    }
}

fn words() -> MessageDescriptor {
    Schema::builtin().message("google.protobuf.StringValue").unwrap()
}

/// What is listed once the search has come to its end.
fn advance(listed: &mut ListedRows, log: &Arc<CallLog>) -> usize {
    advance_by(listed, log, &log.snapshot())
}

fn advance_by(listed: &mut ListedRows, log: &Arc<CallLog>, now: &CallSnapshot) -> usize {
    let of = words();
    let types = MessageTypes { sent: Some(&of), received: Some(&of) };
    let gone = listed.advance(log, now, types, || ());
    let patience = Instant::now() + Duration::from_secs(20);
    while listed.is_searching() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(!listed.is_searching());
    gone
}

fn rows(listed: &ListedRows, log: &CallLog) -> Vec<u64> {
    listed.rows(log, 0..listed.len()).into_iter().filter_map(|(number, row)| row.map(|_| number)).collect()
}

#[test]
fn all_rows_are_listed_without_a_search() {
    let log = made(100_000);
    let mut listed = ListedRows::default();
    advance(&mut listed, &log);
    assert_eq!((listed.len(), listed.progress()), (100_000, None));
    assert_eq!((listed.row_at(99_999), listed.row_at(100_000)), (Some(99_999), None));
    assert_eq!(listed.rows(&log, 40..43).iter().map(|(number, _)| *number).collect::<Vec<_>>(), [40, 41, 42]);
}

#[test]
fn a_filter_lists_what_is_found_and_goes_on_as_the_log_grows() {
    let log = made(1000);
    let mut listed = ListedRows::default();
    listed.filter.text = "DRIVER 99".to_owned();
    advance(&mut listed, &log);
    let expected = |end: u64| (0..end).filter(|row| row.to_string().contains("99")).collect::<Vec<u64>>();
    assert_eq!(rows(&listed, &log), expected(1000));
    grow(&log, 1000..2000);
    advance(&mut listed, &log);
    assert_eq!(rows(&listed, &log), expected(2000));
    assert_eq!((listed.found(), listed.progress().map(|progress| progress.end)), (38, Some(2000)));
}

#[test]
fn a_direction_lists_its_rows_alone() {
    let log = made(100);
    let mut listed = ListedRows::default();
    listed.filter.direction = Some(Direction::Sent);
    advance(&mut listed, &log);
    assert_eq!((listed.len(), listed.row_at(3), listed.place_of(31)), (10, Some(30), 4));
    listed.filter.text = "driver 30 or driver 31".to_owned();
    advance(&mut listed, &log);
    assert_eq!(rows(&listed, &log), [30]);
}

#[test]
fn a_filter_that_cannot_be_read_leaves_the_list_and_says_why() {
    let log = made(100);
    let mut listed = ListedRows::default();
    listed.filter.text = "valu = 3".to_owned();
    advance(&mut listed, &log);
    let error = listed.told_error(false).cloned().unwrap();
    assert_eq!((error.place, listed.len()), (0..4, 100));
    assert_eq!(error.message, "no field \"valu\" in StringValue; did you mean value?");
    listed.filter.text = "value ends 77".to_owned();
    advance(&mut listed, &log);
    assert_eq!((listed.told_error(false), rows(&listed, &log)), (None, vec![77]));
    listed.filter.text = "value ends 77 and (".to_owned();
    advance(&mut listed, &log);
    assert_eq!((listed.told_error(false).is_some(), rows(&listed, &log)), (true, vec![77]));
}

#[test]
fn a_filter_is_read_anew_when_the_types_change() {
    let log = made(100);
    let mut listed = ListedRows::default();
    listed.filter.text = "value ends 77".to_owned();
    advance(&mut listed, &log);
    let other = Schema::builtin().message("google.protobuf.Duration").unwrap();
    let types = MessageTypes { sent: Some(&other), received: Some(&other) };
    listed.advance(&log, &log.snapshot(), types, || ());
    assert!(listed.told_error(false).is_some_and(|error| error.message.starts_with("no field \"value\" in Duration")));
    advance(&mut listed, &log);
    assert_eq!((listed.told_error(false), rows(&listed, &log)), (None, vec![77]));
}

#[test]
fn what_is_only_counted_stays_among_all_rows() {
    let log = made(100);
    let mut listed = ListedRows::default();
    listed.only_counts = true;
    listed.filter.text = "value ends 7".to_owned();
    advance(&mut listed, &log);
    assert_eq!((listed.len(), listed.found()), (100, 10));
    assert!(listed.is_marked_as_found(17) && !listed.is_marked_as_found(18));
    assert_eq!((listed.next_found(Some(17), true), listed.next_found(Some(17), false)), (Some(27), Some(7)));
    assert_eq!((listed.next_found(Some(97), true), listed.next_found(None, false)), (None, Some(97)));
    listed.only_counts = false;
    assert_eq!((listed.len(), listed.is_marked_as_found(17)), (10, false));
}

#[test]
fn rows_taken_by_the_budget_are_told_so_that_the_view_stays() {
    let log = made(150);
    let mut listed = ListedRows::default();
    advance_by(&mut listed, &log, &snapshot(100, 0, Duration::ZERO));
    assert_eq!(advance_by(&mut listed, &log, &snapshot(150, 40, Duration::ZERO)), 40);
    assert_eq!(listed.row_at(0), Some(40));
    listed.filter.direction = Some(Direction::Sent);
    advance_by(&mut listed, &log, &snapshot(150, 40, Duration::ZERO));
    assert_eq!(listed.row_at(0), Some(40));
    assert_eq!(advance_by(&mut listed, &log, &snapshot(150, 71, Duration::ZERO)), 4);
    assert_eq!(listed.row_at(0), Some(80));
}

#[test]
fn cleared_rows_come_back_by_undo() {
    let log = made(100);
    let mut listed = ListedRows::default();
    advance(&mut listed, &log);
    let undo = listed.clear();
    advance(&mut listed, &log);
    assert!(listed.is_empty());
    grow(&log, 100..103);
    listed.filter.text = "driver".to_owned();
    advance(&mut listed, &log);
    assert_eq!(listed.len(), 3);
    listed.undo_clear(undo);
    advance(&mut listed, &log);
    assert_eq!(listed.len(), 103);
}

#[test]
fn a_paused_view_holds_while_the_call_goes_on() {
    let log = made(100);
    let mut listed = ListedRows::default();
    listed.filter.text = "driver".to_owned();
    advance(&mut listed, &log);
    listed.set_paused(true);
    grow(&log, 100..138);
    advance(&mut listed, &log);
    assert_eq!((listed.len(), listed.held_back(&log.snapshot())), (100, 38));
    listed.set_paused(false);
    advance(&mut listed, &log);
    assert_eq!(listed.len(), 138);
}

#[test]
fn marks_are_gone_through_in_a_ring() {
    let mut marks = Marks::default();
    assert_eq!(marks.next(Some(3), true), None);
    for row in [40, 7, 900, 8] {
        marks.toggle(row);
    }
    marks.toggle(8);
    assert_eq!(
        (marks.next(None, true), marks.next(Some(7), true), marks.next(Some(900), true)),
        (Some(7), Some(40), Some(7))
    );
    assert_eq!((marks.next(Some(40), false), marks.next(Some(7), false), marks.has(8)), (Some(7), Some(900), false));
}

#[test]
fn the_end_is_followed_until_the_user_moves_away() {
    let mut follow = Follow::default();
    follow.saw(100);
    assert!(follow.is_following());
    follow.moved(false);
    assert!(!follow.is_following());
    follow.saw(90);
    assert_eq!(follow.first_new(), 100);
    follow.moved(true);
    assert!(follow.is_following());
    follow.stay();
    follow.jump_to_end();
    assert!(follow.is_following());
}
