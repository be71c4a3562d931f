//! Calls of all four kinds through the engine: what lands in the log, and how each ends.

use std::{
    num::NonZeroU32,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use farcall_core::{
    call::{Cadence, CadenceProgress, CallPhase, Script, ScriptPhase, ScriptProgress},
    engine::{Command, Event, Outbound},
    schema::{MethodKind, Schema},
    status::{Code, Origin},
    transport::Target,
};
use farcall_proto_samples::protos::{
    fleet::v1::{Ping, TrackRequest, TrackResponse, track_request::Action, track_response},
    samples::v1::{FailWithRequest, FaultReply, StallRequest, stall_request::Point},
    shop::v1::{ListProductsRequest, ListProductsResponse},
};

use prost::Message as _;

use crate::desk::{Desk, Running, message, received, sample};

#[test]
fn a_unary_call_lands_in_its_log() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let first = vec![message(&ListProductsRequest::default()), Outbound::HalfClose];
    let call = desk.start(&target, "shop.v1.Catalogue/ListProducts", MethodKind::Unary, None, first);
    let finished = desk.finished(&call);
    assert_eq!((finished.status.code, finished.status.origin), (Code::OK, Origin::Remote), "{:?}", finished.status);
    let [products] = &received::<ListProductsResponse>(&call.log)[..] else { panic!("not one message") };
    assert!(products.total_size > 0);
    assert!(call.log.headers().is_some());
    let snapshot = call.log.snapshot();
    assert_eq!((snapshot.phase, snapshot.sent, snapshot.received), (CallPhase::Finished, 1, 1));
}

#[test]
fn a_server_stream_and_a_client_stream_run_to_their_ends() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let three = FailWithRequest { code: 0, messages: 3, ..FailWithRequest::default() };
    let first = vec![message(&three), Outbound::HalfClose];
    let method = "samples.v1.Faults/FailWithServerStream";
    let call = desk.start(&target, method, MethodKind::ServerStreaming, None, first);
    assert_eq!(desk.finished(&call).status.code, Code::OK);
    assert_eq!(received::<FaultReply>(&call.log).len(), 3);

    let method = "samples.v1.Everything/EchoClientStream";
    let call = desk.start(&target, method, MethodKind::ClientStreaming, None, Vec::new());
    for _ in 0..1000 {
        desk.send(Command::Send(call.id, Outbound::Message(Bytes::new())));
    }
    desk.send(Command::Send(call.id, Outbound::HalfClose));
    assert_eq!(desk.finished(&call).status.code, Code::OK);
    let snapshot = call.log.snapshot();
    assert_eq!((snapshot.sent, snapshot.received), (1000, 1), "more than the call's own queue holds, none lost");
}

#[test]
fn a_bidi_conversation_goes_message_by_message() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let call = desk.start(&target, "fleet.v1.Drivers/Track", MethodKind::BidiStreaming, None, Vec::new());
    for round in 1..=3 {
        let ping = TrackRequest { action: Some(Action::Ping(Ping { text: format!("round {round}") })) };
        desk.send(Command::Send(call.id, message(&ping)));
        desk.wait_until(&call, |log| log.snapshot().received == round);
    }
    assert_eq!(call.log.snapshot().phase, CallPhase::Open);
    desk.send(Command::Send(call.id, Outbound::HalfClose));
    assert_eq!(desk.finished(&call).status.code, Code::OK);
    let pongs: Vec<_> = received::<TrackResponse>(&call.log)
        .into_iter()
        .map(|response| match response.event {
            Some(track_response::Event::Pong(pong)) => pong.text,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(pongs, ["round 1", "round 2", "round 3"]);

    desk.send(Command::Send(call.id, Outbound::HalfClose));
    let failure = desk.wait_for(|event| match event {
        Event::NotSent(id, failure) if id == call.id => Some(failure),
        _ => None,
    });
    assert!(failure.cause.unwrap().starts_with("The call has ended"));
}

/// Waits for what no event tells.
#[track_caller]
fn until(holds: impl Fn() -> bool) {
    let late = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < late, "it never was so");
        thread::sleep(Duration::from_millis(2));
    }
}

fn paced(call: &Running, every: Duration, times: u32) -> (Command, Arc<CadenceProgress>) {
    let cadence = Cadence::every(every).times(NonZeroU32::new(times).unwrap());
    let messages = vec![Bytes::new(), Bytes::new()];
    let progress = Arc::new(CadenceProgress::new(&cadence, messages.len()));
    (Command::SendPaced { id: call.id, messages, cadence, progress: progress.clone() }, progress)
}

#[test]
fn a_pace_ends_with_its_last_message_by_a_stop_and_with_the_call() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let start =
        |desk: &mut Desk| desk.start(&target, "fleet.v1.Drivers/Track", MethodKind::BidiStreaming, None, Vec::new());
    let call = start(&mut desk);
    let (send, whole) = paced(&call, Duration::from_millis(2), 3);
    desk.send(send);
    desk.wait_until(&call, |log| log.snapshot().sent == 6);
    until(|| !whole.is_running());

    let (send, stopped) = paced(&call, Duration::from_secs(3600), 2);
    desk.send(send);
    until(|| stopped.sent() == 1 && stopped.next().is_some());
    assert!(stopped.is_running());
    desk.send(Command::StopPaced(call.id));
    desk.send(Command::Send(call.id, Outbound::Message(Bytes::new())));
    desk.wait_until(&call, |log| log.snapshot().sent == 8);
    assert!(!stopped.is_running(), "the call goes on, the pace does not");

    let (send, cancelled) = paced(&call, Duration::from_secs(3600), 2);
    desk.send(send);
    until(|| cancelled.sent() == 1);
    desk.send(Command::Cancel(call.id));
    assert_eq!(desk.finished(&call).status.code, Code::CANCELLED);
    until(|| !cancelled.is_running());
}

/// A script on a call: `messages` are a ping for each text.
fn following(call: &Running, lines: &[&str], texts: &[&str]) -> (Command, Arc<ScriptProgress>) {
    let track = Schema::builtin().message("google.protobuf.Empty").unwrap();
    let script = Arc::new(Script::parse(lines.iter().copied(), &track, texts.len()).unwrap());
    let ping = |text: &&str| TrackRequest { action: Some(Action::Ping(Ping { text: (*text).to_owned() })) };
    let messages = texts.iter().map(|text| ping(text).encode_to_vec().into()).collect();
    let progress = Arc::<ScriptProgress>::default();
    (Command::RunScript { id: call.id, messages, script, progress: progress.clone() }, progress)
}

#[test]
fn a_script_is_followed_to_its_end_or_until_it_is_stopped() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let start =
        |desk: &mut Desk| desk.start(&target, "fleet.v1.Drivers/Track", MethodKind::BidiStreaming, None, Vec::new());
    let call = start(&mut desk);
    let (run, waiting) = following(&call, &["send 1", "wait for 2 messages", "half-close"], &["one"]);
    desk.send(run);
    desk.wait_until(&call, |log| log.snapshot().received == 1);
    until(|| waiting.state().line == 1);
    desk.send(Command::StopPaced(call.id));
    until(|| waiting.state().phase == ScriptPhase::Stopped);

    let lines = ["send 2", "wait for message", "repeat 2 times"];
    let (run, twice) = following(&call, &lines, &["one", "two"]);
    desk.send(run);
    until(|| twice.state().phase == ScriptPhase::Done);
    assert_eq!((twice.state().round, twice.state().sent), (2, 2));
    let (run, last) = following(&call, &["half-close", "wait for end within 20s"], &[]);
    desk.send(run);
    assert_eq!(desk.finished(&call).status.code, Code::OK);
    until(|| last.state().phase == ScriptPhase::Done);
    assert_eq!(received::<TrackResponse>(&call.log).len(), 3);

    let (run, late) = following(&call, &["send 1"], &["one"]);
    desk.send(run);
    until(|| late.state().phase == ScriptPhase::Stopped);
}

#[test]
fn a_status_of_the_server_is_a_result() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let fail = FailWithRequest { code: 5, message: "no such thing".into(), ..FailWithRequest::default() };
    let first = vec![message(&fail), Outbound::HalfClose];
    let call = desk.start(&target, "samples.v1.Faults/FailWith", MethodKind::Unary, None, first);
    let finished = desk.finished(&call);
    assert_eq!(finished.status.code, Code::NOT_FOUND);
    assert_eq!(finished.status.message, "no such thing");
    assert_eq!(finished.status.origin, Origin::Remote);
}

#[test]
fn cancel_ends_a_stream_and_keeps_what_came() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let stall = StallRequest { point: Point::AfterMessages.into(), messages: 2, duration: None };
    let first = vec![message(&stall), Outbound::HalfClose];
    let method = "samples.v1.Faults/StallServerStream";
    let call = desk.start(&target, method, MethodKind::ServerStreaming, None, first);
    desk.wait_until(&call, |log| log.snapshot().received == 2);
    desk.send(Command::Cancel(call.id));
    let finished = desk.finished(&call);
    assert_eq!((finished.status.code, finished.status.origin), (Code::CANCELLED, Origin::Local));
    assert_eq!(received::<FaultReply>(&call.log).len(), 2);
}

#[test]
fn a_deadline_passes_wherever_the_server_went_quiet() {
    let (_server, target) = sample();
    for point in [Point::BeforeHeaders, Point::AfterHeaders, Point::AfterMessages] {
        let mut desk = Desk::new();
        let stall = StallRequest { point: point.into(), messages: 1, duration: None };
        let first = vec![message(&stall), Outbound::HalfClose];
        let timeout = Some(Duration::from_millis(300));
        let method = "samples.v1.Faults/StallServerStream";
        let call = desk.start(&target, method, MethodKind::ServerStreaming, timeout, first);
        let finished = desk.finished(&call);
        let status = &finished.status;
        assert_eq!((status.code, status.origin), (Code::DEADLINE_EXCEEDED, Origin::Local), "{point:?}");
        assert!(finished.at >= Duration::from_millis(300));
    }
}

#[test]
fn two_calls_at_once_do_not_wait_for_each_other() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let stall = message(&StallRequest::default());
    let quiet =
        desk.start(&target, "samples.v1.Faults/Stall", MethodKind::Unary, None, vec![stall, Outbound::HalfClose]);
    let first = vec![message(&ListProductsRequest::default()), Outbound::HalfClose];
    let quick = desk.start(&target, "shop.v1.Catalogue/ListProducts", MethodKind::Unary, None, first);
    assert_eq!(desk.finished(&quick).status.code, Code::OK);
    assert!(quiet.log.finished().is_none());
    desk.send(Command::Cancel(quiet.id));
    assert_eq!(desk.finished(&quiet).status.code, Code::CANCELLED);
}

#[test]
fn a_closed_port_and_a_target_that_is_none_are_verdicts_of_this_client() {
    let mut desk = Desk::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (address, words) in [(format!("127.0.0.1:{port}"), "Can't reach"), ("no-port".into(), "has no port")] {
        let call = desk.start(&Target::new(address), "a.B/C", MethodKind::Unary, None, vec![Outbound::HalfClose]);
        let finished = desk.finished(&call);
        assert_eq!((finished.status.code, finished.status.origin), (Code::UNAVAILABLE, Origin::Local));
        assert!(finished.status.message.contains(words), "{}", finished.status.message);
    }
}
