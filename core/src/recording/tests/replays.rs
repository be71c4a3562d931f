//! Replays: what is sent again and when, and how what comes back compares.

use std::time::Instant;

use super::*;
use crate::{
    call::{self, Outbound},
    message::CompareOptions,
};

fn log_of(events: &[CallEvent]) -> Arc<CallLog> {
    let log = CallLog::default();
    log.record(&CallEvent::Started);
    events.iter().for_each(|event| log.record(event));
    Arc::new(log)
}

fn outcome(left: &CallLog, right: &CallLog, options: &CompareOptions) -> ReplayOutcome {
    compare_calls(left, right, Some(&method().output), options, &|| true).unwrap()
}

#[test]
fn the_same_responses_are_equal() {
    let log = log_of(&all()[1..]);
    let same = outcome(&log, &log, &CompareOptions::default());
    assert!(same.is_equal());
    assert_eq!(same.equal, 3);
}

#[test]
fn what_differs_is_told_by_response_and_by_field() {
    let recorded = log_of(&all()[1..]);
    let other = Arc::new(Finished::local(Status::remote(Code::OK, "")));
    let replayed = log_of(&[received(0, 1, b"\x08\x01"), received(1, 2, b"\x08\x03"), CallEvent::Finished(other)]);
    let found = outcome(&recorded, &replayed, &CompareOptions::default());
    assert_eq!((found.equal, found.changed, found.missing, found.extra), (1, 1, 1, 0));
    let (was, is) = found.status.clone().unwrap();
    assert_eq!((was.code, is.code), (Code::NOT_FOUND, Code::OK));
    let rows = &found.differences[0].comparison.as_ref().unwrap().rows;
    assert_eq!((rows.len(), rows[0].path.as_str()), (1, "status"));
    assert_eq!((found.differences[1].index, found.differences[1].replayed), (2, None));
    assert_eq!((found.differences[0].recorded, found.differences[0].replayed), (Some(3), Some(1)));

    let ignored = CompareOptions { ignored: vec!["status".parse().unwrap()], ..CompareOptions::default() };
    let found = outcome(&recorded, &replayed, &ignored);
    assert_eq!((found.equal, found.changed, found.missing), (2, 0, 1));
    let found = outcome(&replayed, &recorded, &ignored);
    assert_eq!((found.missing, found.extra), (0, 1));
}

#[test]
fn a_comparison_can_be_given_up() {
    let log = log_of(&all()[1..]);
    assert_eq!(compare_calls(&log, &log, None, &CompareOptions::default(), &|| false), None);
}

#[tokio::test]
async fn requests_go_out_as_far_apart_as_they_did() {
    let recorded = log_of(&[sent(0, 500, b"a"), sent(1, 530, b"b"), finished()]);
    let (handle, mut call) = call::new(head().spec());
    let begun = Instant::now();
    let replay = Replay::of_log(recorded.clone(), ReplayPace::Original);
    assert_eq!(replay.enough, None, "the server ended the recorded call");
    replay.drive(&handle, &CallLog::default()).await;
    assert!(begun.elapsed() >= at(30), "the second is 30 ms after the first");
    assert_eq!(call.taken(), [Outbound::Message("a".into()), Outbound::Message("b".into()), Outbound::HalfClose]);

    let replay = Replay { pace: ReplayPace::Every(at(10)), ..replay };
    let begun = Instant::now();
    replay.drive(&handle, &CallLog::default()).await;
    assert!(begun.elapsed() >= at(10));
    assert_eq!(call.taken().len(), 3);
}

#[tokio::test]
async fn a_call_that_was_cancelled_is_cancelled_after_as_many_responses() {
    let cancelled = Arc::new(Finished::local(Status::local(Code::CANCELLED, "Cancelled by you after 1 s")));
    let recorded = log_of(&[sent(0, 1, b"a"), received(0, 2, b"x"), CallEvent::Finished(cancelled)]);
    let replay = Replay::of_log(recorded, ReplayPace::AtOnce);
    assert_eq!(replay.enough, Some(1));
    let (handle, mut call) = call::new(head().spec());
    let into = CallLog::default();
    into.record(&received(0, 1, b"x"));
    replay.drive(&handle, &into).await;
    assert_eq!(call.taken(), [Outbound::Message("a".into()), Outbound::HalfClose]);
    assert!(call.is_stopped());
}
