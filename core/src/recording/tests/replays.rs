//! Replays: what is sent again and when, and how what comes back compares.

use std::time::Instant;

use super::*;
use crate::{
    call::{self, Lost, Outbound, Reopen},
    message::CompareOptions,
    schema::MethodKind,
};

fn log_of(events: &[CallEvent]) -> Arc<CallLog> {
    let log = CallLog::default();
    log.record(&CallEvent::Started);
    events.iter().for_each(|event| log.record(event));
    Arc::new(log)
}

fn outcome(left: &Arc<CallLog>, right: &CallLog, options: &CompareOptions) -> ReplayOutcome {
    found(&Original::of_log(left.clone()), right, options)
}

fn found(original: &Original, right: &CallLog, options: &CompareOptions) -> ReplayOutcome {
    compare_calls(original, right, Some(&method().output), options, &|| true).unwrap()
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
    assert_eq!(compare_calls(&Original::of_log(log.clone()), &log, None, &CompareOptions::default(), &|| false), None);
}

#[tokio::test]
async fn requests_go_out_as_far_apart_as_they_did() {
    let recorded = log_of(&[sent(0, 500, b"a"), sent(1, 530, b"b"), finished()]);
    let (handle, mut call) = call::new(head().spec());
    let begun = Instant::now();
    let replay = Replay::of(Original::of_log(recorded), ReplayPace::Original);
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
    let replay = Replay::of(Original::of_log(recorded), ReplayPace::AtOnce);
    assert_eq!(replay.enough, Some(1));
    let (handle, mut call) = call::new(head().spec());
    let into = CallLog::default();
    into.record(&received(0, 1, b"x"));
    replay.drive(&handle, &into).await;
    assert_eq!(call.taken(), [Outbound::Message("a".into()), Outbound::HalfClose]);
    assert!(call.is_stopped());
}

fn ended(code: Code, message: &str) -> CallEvent {
    CallEvent::Finished(Arc::new(Finished::local(Status::local(code, message))))
}

#[test]
fn only_a_cancel_of_the_user_is_repeated_as_one() {
    let enough = |last: CallEvent| {
        let log = log_of(&[received(0, 2, b"x"), received(1, 3, b"y"), last]);
        Replay::of(Original::of_log(log), ReplayPace::AtOnce).enough
    };
    assert_eq!(enough(ended(Code::CANCELLED, "Cancelled by you after 1 s")), Some(2));
    assert_eq!(enough(ended(Code::DEADLINE_EXCEEDED, "No final status within 2 s")), None, "it runs out again");
    assert_eq!(enough(ended(Code::UNAVAILABLE, "Connection lost")), Some(3), "one more shows that it was not lost");
    let late = log_of(&[received(0, 2, b"x"), ended(Code::DEADLINE_EXCEEDED, "No final status within 2 s")]);
    let again = log_of(&[received(0, 9, b"x"), ended(Code::DEADLINE_EXCEEDED, "No final status within 2.01 s")]);
    assert!(outcome(&late, &again, &CompareOptions::default()).is_equal());
}

#[test]
fn what_a_log_no_longer_keeps_is_counted_and_is_not_equal() {
    let recorded = Arc::new(CallLog::new(1 << 20));
    recorded.record(&CallEvent::Started);
    let replayed = CallLog::default();
    for index in 0..10_000 {
        recorded.record(&received(index, index, &[7; 1024]));
        replayed.record(&received(index, index, &[7; 1024]));
    }
    recorded.record(&finished());
    replayed.record(&finished());
    let dropped = recorded.snapshot().dropped;
    let found = outcome(&recorded, &replayed, &CompareOptions::default());
    assert!(dropped > 0 && !found.is_equal());
    assert_eq!((found.equal, found.not_kept, found.differing()), (10_000 - dropped, dropped, 0));
    assert_eq!(found.trouble, Some(crate::call::LogTrouble::MemoryBudget));
    // The same where the file itself does not hold them.
    let partly = log_of(&[received(2, 1, b"c"), received(4, 2, b"e"), finished()]);
    let all = log_of(
        &[b"a", b"b", b"c", b"d", b"e"]
            .map(|bytes| bytes.as_slice())
            .iter()
            .enumerate()
            .map(|(index, bytes)| received(index as u64, index as u64, bytes))
            .chain([finished()])
            .collect::<Vec<_>>(),
    );
    let found = outcome(&partly, &all, &CompareOptions::default());
    assert_eq!((found.equal, found.not_kept, found.extra, found.trouble), (2, 3, 0, None));
}

#[test]
fn a_recording_that_ends_before_its_call_has_no_status_to_compare_and_nothing_extra() {
    let file = file_of(&head(), &all());
    let cut = opened_file(&file[..file.len() - 150]).unwrap();
    let original = cut.original();
    let held = cut.log.snapshot().received;
    assert!(!cut.has_verdict && held < 3, "{held}");
    assert_eq!(Replay::of(original.clone(), ReplayPace::AtOnce).enough, Some(held.max(1)));
    let replayed = log_of(&all()[1..]);
    let none = found(&original, &replayed, &CompareOptions::default());
    assert!(none.end_is_unknown && none.status.is_none() && none.differing() == 0, "{none:?}");
    assert_eq!((none.equal, none.beyond, none.is_equal()), (held, 3 - held, held > 0));

    let log = log_of(&[received(0, 10, b"\x08\x01"), ended(Code::UNKNOWN, "cut")]);
    let original = Original { has_verdict: false, ..Original::of_log(log) };
    let some = found(&original, &replayed, &CompareOptions::default());
    assert_eq!((some.equal, some.beyond, some.extra, some.is_equal()), (1, 2, 0, true));
    let missing = found(&original, &log_of(&[finished()]), &CompareOptions::default());
    assert_eq!((missing.missing, missing.is_equal()), (1, false));
}

/// A call of three streams, its last response in the second.
fn reopened() -> Vec<CallEvent> {
    let lost = |number: u32, millis: u64| {
        CallEvent::Lost(Arc::new(Lost {
            at: at(millis),
            number,
            status: Status::remote(Code::UNAVAILABLE, "later"),
            trailers: Metadata::new(),
            wait: at(1),
            resumed: Vec::new(),
            left_out: 0,
        }))
    };
    vec![
        opened(),
        sent(0, 4, b"a"),
        received(0, 5, b"\x08\x01"),
        lost(1, 6),
        opened(),
        sent(1, 7, b"b"),
        received(1, 8, b"\x08\x02"),
        lost(2, 9),
        opened(),
        sent(2, 10, b"c"),
        ended(Code::CANCELLED, "Cancelled by you after 1 s"),
    ]
}

#[tokio::test]
async fn a_call_that_was_opened_again_is_replayed_so_or_by_its_first_stream_which_is_said() {
    let first = Original::of_log(log_of(&reopened()));
    assert_eq!(first.streams(), 3);
    assert!(first.note().unwrap().starts_with("The recording holds 3 streams, as the call was opened again"));
    let whole = Original { reopens: true, ..first.clone() };
    assert_eq!(whole.note(), None);
    for (original, enough) in [(&first, None), (&whole, Some(2))] {
        let replay = Replay { enough: None, ..Replay::of(original.clone(), ReplayPace::AtOnce) };
        assert_eq!(Replay::of(original.clone(), ReplayPace::AtOnce).enough, enough);
        let (handle, mut call) = call::new(head().spec());
        replay.drive(&handle, &CallLog::default()).await;
        assert_eq!(call.taken(), [Outbound::Message("a".into()), Outbound::HalfClose]);
    }
    let unavailable = CallEvent::Finished(Arc::new(Finished::local(Status::remote(Code::UNAVAILABLE, "later"))));
    let replayed = log_of(&[received(0, 5, b"\x08\x01"), unavailable]);
    let found = found(&first, &replayed, &CompareOptions::default());
    assert_eq!((found.equal, found.other_streams, found.status.is_none()), (1, 1, true));
    assert!(!found.is_equal(), "the other streams are not known to be the same");
    assert!(outcome_of_whole(&whole).is_equal());
}

fn outcome_of_whole(whole: &Original) -> ReplayOutcome {
    found(whole, &log_of(&reopened()), &CompareOptions::default())
}

#[test]
fn a_replay_opens_its_stream_again_where_the_head_says_how() {
    let mut file_head = RecordingHead { kind: MethodKind::ServerStreaming, ..head() };
    assert!(file_head.reopen_plan(&method()).is_none());
    file_head.options.reopen = Some(Reopen { resume: vec!["service = status".to_owned()], ..Reopen::default() });
    assert!(file_head.reopen_plan(&method()).is_none(), "a rule that does not fit");
    file_head.options.reopen = Some(Reopen::default());
    let recording = opened_file(&file_of(&file_head, &reopened())).unwrap();
    assert!(recording.original().reopens && recording.notes().is_empty(), "{:?}", recording.notes());
    file_head.options.reopen = None;
    let recording = opened_file(&file_of(&file_head, &reopened())).unwrap();
    assert!(recording.notes()[0].contains("3 streams"), "{:?}", recording.notes());
}
