//! Rows and runs that are let go: brought back while that is offered, and then gone with what they took.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{sync::Arc, time::Duration};

use farcall_core::{
    call::{CallEvent, CallLog, MessageReceived},
    engine::CallId,
    status::{Code, Status},
};

use crate::{action::Action, desk::Desk};

const SERVER_STREAM: &str = "fleet.v1.Drivers/StreamPositions";

/// A run of so many messages that ended; its log.
fn run_of(desk: &mut Desk, messages: u64) -> Arc<CallLog> {
    desk.perform(Action::Send);
    desk.opened();
    let log = Arc::clone(&desk.run().log);
    for index in 0..messages {
        let (at, bytes) = (Duration::from_millis(index), vec![7; 1000].into());
        log.record(&CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes: 1000, compressed: false }));
    }
    desk.ended(Status::remote(Code::OK, ""));
    log
}

fn numbers(desk: &Desk) -> Vec<usize> {
    desk.call().runs.iter().map(|run| run.number).collect()
}

fn notice(desk: &Desk) -> u64 {
    desk.state.notices.shown().last().unwrap().id
}

#[test]
fn cleared_rows_go_for_good_once_they_are_no_longer_offered() {
    let mut desk = Desk::with(SERVER_STREAM);
    let log = run_of(&mut desk, 100);
    let run = desk.run().id;
    desk.perform(Action::SayCleared(run, 100));
    assert_eq!(desk.notices(), ["Rows cleared"]);
    assert_eq!(log.snapshot().dropped, 0, "there is still a way back");
    desk.perform(Action::TakeOffer(notice(&desk)));
    assert_eq!((desk.state.restore_rows, log.snapshot().dropped), (Some(run), 0));
    assert!(desk.notices().is_empty());

    desk.perform(Action::SayCleared(run, 100));
    desk.perform(Action::DismissNotice(notice(&desk)));
    assert_eq!((log.snapshot().dropped, log.storage().memory_bytes), (100, 0));
}

#[test]
fn rows_that_are_cleared_twice_are_offered_once() {
    let mut desk = Desk::with(SERVER_STREAM);
    let log = run_of(&mut desk, 5_000);
    let run = desk.run().id;
    desk.perform(Action::SayCleared(run, 4_000));
    desk.perform(Action::SayCleared(run, 5_000));
    assert_eq!(desk.notices().len(), 1);
    let first = log.snapshot().dropped;
    assert!((2_900..=4_000).contains(&first), "those cleared first are no longer offered: {first}");
}

#[test]
fn forgotten_runs_come_back_to_their_places_or_go_for_good() {
    let mut desk = Desk::with(SERVER_STREAM);
    let logs: Vec<_> = (0..3).map(|_| run_of(&mut desk, 10)).collect();
    desk.perform(Action::ShowRun(desk.tab(), 1));
    desk.perform(Action::ForgetRuns);
    assert_eq!(numbers(&desk), [2]);
    assert_eq!(desk.notices(), ["2 runs forgotten"]);
    desk.perform(Action::TakeOffer(notice(&desk)));
    assert_eq!(numbers(&desk), [1, 2, 3]);

    desk.perform(Action::ForgetRuns);
    let held: Vec<usize> = logs.iter().map(Arc::strong_count).collect();
    desk.perform(Action::DismissNotice(notice(&desk)));
    let left: Vec<usize> = logs.iter().map(Arc::strong_count).collect();
    assert_eq!((numbers(&desk), left), (vec![2], vec![held[0] - 1, held[1], held[2] - 1]));
    desk.perform(Action::ForgetRuns);
    assert_eq!(desk.notices(), ["There is no other run that has ended"]);
    assert!(run_of(&mut desk, 1).snapshot().rows == 1 && numbers(&desk) == [2, 4], "numbers are not used again");
}

#[test]
fn a_run_that_goes_on_is_not_forgotten() {
    let mut desk = Desk::with(SERVER_STREAM);
    run_of(&mut desk, 1);
    run_of(&mut desk, 1);
    desk.perform(Action::Send);
    desk.opened();
    desk.perform(Action::ShowRun(desk.tab(), 0));
    desk.perform(Action::ForgetRuns);
    assert_eq!(numbers(&desk), [1, 3]);
    let runs: Vec<CallId> = desk.call().runs.iter().map(|run| run.id).collect();
    desk.perform(Action::SayCleared(runs[1], 0));
    assert_eq!(desk.notices().last(), Some(&"Rows cleared; the call goes on"));
}
