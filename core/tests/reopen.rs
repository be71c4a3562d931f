//! Streams that are opened again: after what, with which request, and what is told of it.
//! Requests and answers are Timestamps: a `seconds` that counts, and no schema to load.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use bytes::Bytes;
use farcall_core::{
    call::{self, CallEvent, CallLog, Lost, Outbound, Reopen, ReopenPlan, SendAgain},
    schema::{MethodKind, Schema},
    status::Code,
};

use crate::support::{Caller, Done, RawServer, Step, grpc_headers, message, trailers, within};

const WAIT: Duration = Duration::from_millis(2);

fn quick() -> Reopen {
    Reopen { wait: WAIT, longest_wait: 8 * WAIT, ..Reopen::default() }
}

/// Goes on after the last second that came.
fn resuming() -> Reopen {
    Reopen { resume: vec!["seconds = last.seconds + 1".to_owned()], ..quick() }
}

async fn until(holds: impl Fn() -> bool) {
    within(async {
        while !holds() {
            tokio::time::sleep(WAIT).await;
        }
    })
    .await;
}

fn plan(choice: &Reopen) -> ReopenPlan {
    let of = Schema::builtin().message("google.protobuf.Timestamp").unwrap();
    choice.plan(&of, &of).unwrap()
}

/// A Timestamp of these seconds, below 128.
fn at(seconds: u8) -> Bytes {
    match seconds {
        0 => Bytes::new(),
        _ => Bytes::copy_from_slice(&[0x08, seconds]),
    }
}

fn wire(messages: &[Bytes]) -> Vec<u8> {
    messages.iter().flat_map(|bytes| message(bytes)).collect()
}

fn caller(server: &RawServer, choice: &Reopen, kind: MethodKind) -> Caller {
    let mut caller = Caller::to(server.target()).kind(kind);
    caller.spec.reopen = Some(plan(choice));
    caller.messages = vec![at(5)];
    caller
}

/// Headers and these seconds, then what ends it.
fn tells(seconds: &[u8], end: &[Step]) -> Vec<Step> {
    let messages = seconds.iter().map(|seconds| Step::Data(message(&at(*seconds)), false));
    let begun = [Step::AwaitBytes(5), grpc_headers(&[])].into_iter().chain(messages);
    begun.chain(end.iter().cloned()).collect()
}

fn ends(code: &str) -> Vec<Step> {
    vec![trailers(&[("grpc-status", code)])]
}

fn lost(done: &Done) -> Vec<Arc<Lost>> {
    let lost = |event: &CallEvent| match event {
        CallEvent::Lost(lost) => Some(lost.clone()),
        _ => None,
    };
    done.events.iter().filter_map(lost).collect()
}

fn requests(server: &RawServer) -> Vec<Vec<u8>> {
    server.seen().into_iter().map(|seen| seen.data).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_break_off_is_followed_by_another_stream_that_goes_on_where_it_ended() {
    let pause = Step::Pause(Duration::from_millis(20));
    let breaks: [(&str, Vec<Step>); 6] = [
        ("goaway", vec![Step::GoAway(0, 0, b"max_age"), pause.clone(), Step::Close]),
        ("goaway that lets the stream end", vec![Step::GoAway(1, 0, b"max_age"), pause, Step::Abort]),
        ("closed", vec![Step::Close]),
        ("reset", vec![Step::Reset(2)]),
        ("without a status", vec![Step::Data(Vec::new(), true)]),
        ("unavailable", ends("14")),
    ];
    for (name, end) in breaks {
        let server = RawServer::start(vec![tells(&[10, 11], &end), tells(&[12], &ends("0"))]).await;
        let done = caller(&server, &resuming(), MethodKind::ServerStreaming).run().await;
        assert_eq!(
            (done.verdict().as_str(), done.received()),
            ("OK (0) remote: ", vec![at(10), at(11), at(12)]),
            "{name}"
        );
        assert_eq!(requests(&server), [wire(&[at(5)]), wire(&[at(12)])], "{name}");
        assert!(server.seen().iter().all(|seen| seen.ended), "{name}");
        let lost = lost(&done);
        assert_eq!(lost.len(), 1, "{name}");
        assert_eq!((lost[0].resumed[0].field.as_str(), lost[0].resumed[0].value.as_deref()), ("seconds", Some("12")));
        assert_eq!(done.finished.status.notes, ["The stream was lost once on the way"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_and_indexes_go_on_and_the_log_marks_the_gap() {
    let server = RawServer::start(vec![tells(&[1, 2], &ends("14")), tells(&[3], &ends("0"))]).await;
    let done = caller(&server, &resuming(), MethodKind::ServerStreaming).run().await;
    let names = done.names();
    let stream = ["opened", "request_sent", "half_closed", "headers", "message"];
    assert_eq!((names[0], names[7], *names.last().unwrap()), ("started", "lost", "finished"));
    assert!(stream.iter().all(|name| names[1..7].contains(name) && names[8..].contains(name)), "{names:?}");
    let indexes: Vec<(&str, u64)> = done
        .events
        .iter()
        .filter_map(|event| match event {
            CallEvent::RequestSent(sent) => Some(("sent", sent.index)),
            CallEvent::Message(received) => Some(("received", received.index)),
            _ => None,
        })
        .collect();
    assert_eq!(indexes, [("sent", 0), ("received", 0), ("received", 1), ("sent", 1), ("received", 2)]);

    let log = CallLog::default();
    done.events.iter().for_each(|event| log.record(event));
    let gaps = log.gaps();
    assert_eq!((gaps.len(), gaps[0].row, gaps[0].tries), (1, 3, 0));
    assert!(gaps[0].took().unwrap() >= WAIT.mul_f64(0.8));
    assert!(!log.snapshot().gaps.is_away);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_well_or_with_another_status_is_over_unless_chosen() {
    for (code, verdict) in [("0", "OK (0) remote: "), ("5", "NOT_FOUND (5) remote: ")] {
        let server = RawServer::always(tells(&[1], &ends(code))).await;
        let done = caller(&server, &quick(), MethodKind::ServerStreaming).run().await;
        assert_eq!((done.verdict().as_str(), server.seen().len(), lost(&done).len()), (verdict, 1, 0));
    }
    let chosen = Reopen { codes: vec![Code::ABORTED], after_ok: true, ..quick() };
    let server =
        RawServer::start(vec![tells(&[1], &ends("0")), tells(&[2], &ends("10")), tells(&[3], &ends("5"))]).await;
    let done = caller(&server, &chosen, MethodKind::BidiStreaming).run().await;
    assert_eq!((done.verdict().as_str(), done.received()), ("NOT_FOUND (5) remote: ", vec![at(1), at(2), at(3)]));
    assert_eq!(
        lost(&done).iter().map(|lost| (lost.number, lost.status.code)).collect::<Vec<_>>(),
        [(1, Code::OK), (2, Code::ABORTED)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_tried_until_it_is_there_again() {
    let server = RawServer::start(vec![tells(&[1], &[Step::Close])]).await;
    let address = server.address;
    let (log, target) = (Arc::new(CallLog::default()), caller(&server, &resuming(), MethodKind::ServerStreaming));
    let (handle, call) = call::new(target.spec.clone());
    handle.try_send(Outbound::Message(at(5))).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    let mut observer = log.clone();
    let running = tokio::spawn(async move { call.run(&target.channel, &mut observer).await });
    server.wait_until(|seen| !seen.is_empty()).await;
    until(|| log.snapshot().received > 0).await;
    drop(server);
    until(|| log.gaps().first().is_some_and(|gap| gap.tries >= 2)).await;
    assert!(log.snapshot().gaps.is_away);
    let back = RawServer::start_at(address, vec![tells(&[2], &ends("0"))], None).await;
    let finished = within(running).await.unwrap();
    assert_eq!((finished.status.code, back.seen()[0].data.clone()), (Code::OK, wire(&[at(2)])));
    let gaps = log.gaps();
    assert_eq!((gaps.len(), log.snapshot().received), (1, 2));
    assert!(gaps[0].last.status.message.contains("Connection refused"), "{:?}", gaps[0].last.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_never_had_a_stream_is_not_made_again() {
    let port = crate::support::ClosedPort::hold();
    let mut caller = Caller::to(port.address.to_string()).kind(MethodKind::ServerStreaming);
    caller.spec.reopen = Some(plan(&quick()));
    let done = caller.run().await;
    assert_eq!((done.finished.status.code, lost(&done).len()), (Code::UNAVAILABLE, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_that_bring_nothing_are_counted_and_the_server_may_ask_for_none() {
    let choice = Reopen { tries: NonZeroU32::new(3), ..quick() };
    let server = RawServer::start(vec![tells(&[1], &ends("14")), tells(&[], &ends("14"))]).await;
    let done = caller(&server, &choice, MethodKind::ServerStreaming).run().await;
    assert_eq!((done.finished.status.code, server.seen().len()), (Code::UNAVAILABLE, 4));
    assert_eq!(done.finished.status.notes[0], "Not opened again: 3 in a row brought no message");

    let refused = vec![trailers(&[("grpc-status", "14"), ("grpc-retry-pushback-ms", "-1")])];
    let server = RawServer::always(tells(&[1], &refused)).await;
    let done = caller(&server, &quick(), MethodKind::ServerStreaming).run().await;
    assert_eq!(done.finished.status.notes, ["Not opened again: the server asks not to"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_sends_its_first_message_again_or_all_of_them() {
    for (send_again, second) in [(SendAgain::First, vec![at(9)]), (SendAgain::All, vec![at(9), at(6), at(7)])] {
        let all = Step::AwaitBytes(wire(&[at(5), at(6), at(7)]).len());
        let first = vec![grpc_headers(&[]), all, Step::Data(message(&at(8)), false), Step::Reset(2)];
        let again = vec![Step::AwaitEnd, grpc_headers(&[]), trailers(&[("grpc-status", "0")])];
        let server = RawServer::start(vec![first, again]).await;
        let mut caller = caller(&server, &Reopen { send_again, ..resuming() }, MethodKind::BidiStreaming);
        caller.messages = vec![at(5), at(6), at(7)];
        let done = caller.run().await;
        assert_eq!(done.verdict(), "OK (0) remote: ");
        assert_eq!(requests(&server)[1], wire(&second), "{send_again:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_while_there_is_no_stream_goes_into_the_next_one() {
    let again =
        vec![Step::AwaitBytes(wire(&[at(5), at(6)]).len()), grpc_headers(&[]), trailers(&[("grpc-status", "0")])];
    let server = RawServer::start(vec![tells(&[1], &[Step::Close]), again]).await;
    let wait = Duration::from_millis(150);
    let caller = caller(&server, &Reopen { wait, ..Reopen::default() }, MethodKind::BidiStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    handle.try_send(Outbound::Message(at(5))).unwrap();
    let log = Arc::new(CallLog::default());
    let mut observer = log.clone();
    let running = tokio::spawn(async move { call.run(&caller.channel, &mut observer).await });
    // The next stream may be there before this looks.
    until(|| !log.gaps().is_empty()).await;
    handle.try_send(Outbound::Message(at(6))).unwrap();
    assert_eq!(within(running).await.unwrap().status.code, Code::OK);
    assert_eq!(requests(&server)[1], wire(&[at(5), at(6)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_and_deadline_end_the_wait_for_the_next_stream() {
    let server = RawServer::always(tells(&[1], &[Step::Close])).await;
    let patient = Reopen { wait: Duration::from_secs(30), ..Reopen::default() };
    let late = caller(&server, &patient, MethodKind::ServerStreaming).timeout(Duration::from_millis(150)).run().await;
    let verdict = late.verdict();
    assert!(
        verdict.starts_with(
            "DEADLINE_EXCEEDED (4) local: No final status within 150 ms · The stream was lost with UNAVAILABLE"
        ),
        "{verdict}"
    );

    let caller = caller(&server, &patient, MethodKind::ServerStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    handle.try_send(Outbound::Message(at(5))).unwrap();
    let log = Arc::new(CallLog::default());
    let mut observer = log.clone();
    let running = tokio::spawn(async move { call.run(&caller.channel, &mut observer).await });
    until(|| log.snapshot().gaps.is_away).await;
    handle.cancel();
    let finished = within(running).await.unwrap();
    assert!(finished.status.message.starts_with("Cancelled by you after "), "{:?}", finished.status);
    assert!(log.gaps()[0].reopened.is_none() && !log.snapshot().gaps.is_away);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_no_message_told_stays_as_it_was() {
    let server = RawServer::start(vec![tells(&[], &[Step::Close]), tells(&[1], &ends("0"))]).await;
    let done = caller(&server, &resuming(), MethodKind::ServerStreaming).run().await;
    assert_eq!(requests(&server), [wire(&[at(5)]), wire(&[at(5)])]);
    assert_eq!(lost(&done)[0].resumed[0].value, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_counts_the_messages_of_all_streams() {
    let stays = Step::Pause(Duration::from_secs(30));
    let server = RawServer::start(vec![tells(&[1, 2], &[Step::Close]), tells(&[3], &[stays])]).await;
    let caller = caller(&server, &resuming(), MethodKind::ServerStreaming).timeout(Duration::from_millis(500));
    let done = caller.run().await;
    let words = "DEADLINE_EXCEEDED (4) local: No final status within 500 ms · 3 messages received before.";
    assert_eq!(done.verdict(), words);
}
