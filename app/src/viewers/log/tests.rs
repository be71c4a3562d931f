//! What a user of the log sees: which rows, how many new, how fast.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use bytes::Bytes;
use farcall_core::call::{CallPhase, CallSnapshot, Direction, LogRow};

use super::{
    filter::{Budget, ListedRows},
    follow::Follow,
    rates::Rates,
    source::{LogSource, Summary},
};

/// Every tenth message is sent; message n reads `driver n`.
struct Made {
    rows: u64,
    dropped: u64,
}

impl Made {
    fn snapshot(&self) -> CallSnapshot {
        snapshot(self.rows, self.dropped, Duration::from_secs(1))
    }
}

impl LogSource for Made {
    fn rows(&self, range: Range<u64>) -> Vec<LogRow> {
        (range.start.max(self.dropped)..range.end.min(self.rows)).map(row).collect()
    }

    fn message(&self, row: u64) -> Option<Bytes> {
        (self.dropped..self.rows).contains(&row).then(|| Bytes::from(format!("driver {row}")))
    }
}

fn row(row: u64) -> LogRow {
    LogRow {
        row,
        direction: if row.is_multiple_of(10) { Direction::Sent } else { Direction::Received },
        index: row,
        at: Duration::from_millis(row),
        gap: Duration::from_millis(1),
        size: 31,
        wire_size: 31,
        compressed: false,
    }
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
    }
}

fn summarise(_: Direction, bytes: &[u8]) -> Summary {
    Summary { text: String::from_utf8_lossy(bytes).into_owned(), tokens: Vec::new() }
}

fn advance(listed: &mut ListedRows, log: &Made, rows: u64) -> usize {
    let until = Instant::now() + Duration::from_secs(60);
    listed.advance(log, &log.snapshot(), &summarise, Budget { rows, until })
}

#[test]
fn all_rows_are_listed_without_scanning() {
    let mut listed = ListedRows::default();
    advance(&mut listed, &Made { rows: 1_000_000, dropped: 0 }, 0);
    assert_eq!(listed.len(), 1_000_000);
    assert_eq!(listed.row_at(999_999), Some(999_999));
    assert_eq!(listed.row_at(1_000_000), None);
    assert_eq!(listed.searching(), None);
}

#[test]
fn a_filter_scans_a_bounded_piece_a_frame_and_says_so() {
    let log = Made { rows: 1000, dropped: 0 };
    let mut listed = ListedRows::default();
    listed.filter.words = "DRIVER 99".to_owned();
    advance(&mut listed, &log, 200);
    advance(&mut listed, &log, 200);
    assert_eq!(listed.searching(), Some(0.2));
    assert_eq!(listed.len(), 2);
    for _ in 0..4 {
        advance(&mut listed, &log, 200);
    }
    assert_eq!(listed.searching(), None);
    let rows: Vec<u64> = listed.rows(&log, 0..listed.len()).iter().map(|row| row.row).collect();
    let expected: Vec<u64> = (0..1000).filter(|row| row.to_string().contains("99")).collect();
    assert_eq!(rows, expected);
}

#[test]
fn a_direction_lists_its_rows_alone() {
    let log = Made { rows: 100, dropped: 0 };
    let mut listed = ListedRows::default();
    listed.filter.direction = Some(Direction::Sent);
    advance(&mut listed, &log, 1000);
    advance(&mut listed, &log, 1000);
    assert_eq!(listed.len(), 10);
    assert_eq!(listed.row_at(3), Some(30));
    assert_eq!(listed.place_of(31), 4);
}

#[test]
fn rows_taken_by_the_budget_are_told_so_that_the_view_stays() {
    let mut listed = ListedRows::default();
    advance(&mut listed, &Made { rows: 100, dropped: 0 }, 0);
    assert_eq!(advance(&mut listed, &Made { rows: 150, dropped: 40 }, 0), 40);
    assert_eq!(listed.row_at(0), Some(40));
    listed.filter.direction = Some(Direction::Sent);
    advance(&mut listed, &Made { rows: 150, dropped: 40 }, 1000);
    advance(&mut listed, &Made { rows: 150, dropped: 40 }, 1000);
    assert_eq!(advance(&mut listed, &Made { rows: 150, dropped: 71 }, 1000), 4);
}

#[test]
fn cleared_rows_come_back_by_undo() {
    let log = Made { rows: 100, dropped: 0 };
    let mut listed = ListedRows::default();
    advance(&mut listed, &log, 0);
    let undo = listed.clear();
    advance(&mut listed, &log, 0);
    assert!(listed.is_empty());
    advance(&mut listed, &Made { rows: 103, dropped: 0 }, 0);
    assert_eq!(listed.len(), 3);
    listed.undo_clear(undo);
    advance(&mut listed, &log, 0);
    advance(&mut listed, &log, 0);
    assert_eq!(listed.len(), 100);
}

#[test]
fn a_paused_view_holds_while_the_call_goes_on() {
    let mut listed = ListedRows::default();
    advance(&mut listed, &Made { rows: 100, dropped: 0 }, 0);
    listed.set_paused(true);
    let later = Made { rows: 138, dropped: 0 };
    advance(&mut listed, &later, 0);
    assert_eq!(listed.len(), 100);
    assert_eq!(listed.held_back(&later.snapshot()), 38);
    listed.set_paused(false);
    advance(&mut listed, &later, 0);
    assert_eq!(listed.len(), 138);
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

#[test]
fn rates_are_messages_over_the_last_second() {
    let mut rates = Rates::default();
    for quarter in 1..=12u64 {
        rates.sample(&snapshot(quarter * 25, 0, Duration::from_millis(quarter * 250)));
        rates.sample(&snapshot(quarter * 25, 0, Duration::from_millis(quarter * 250 + 1)));
    }
    assert_eq!(rates.points().len(), 12);
    assert_eq!(rates.received_per_second(), Some(100.0));
    for quarter in 13..=16u64 {
        rates.sample(&snapshot(300, 0, Duration::from_millis(quarter * 250)));
    }
    assert_eq!(rates.received_per_second(), Some(0.0));
}

#[test]
fn a_minute_is_kept() {
    let mut rates = Rates::default();
    for quarter in 1..=1000u64 {
        rates.sample(&snapshot(quarter, 0, Duration::from_millis(quarter * 250)));
    }
    let points = rates.points();
    assert_eq!(points.len(), 240);
    assert_eq!(points.last().map(|point| point.at), Some(Duration::from_secs(250)));
}
