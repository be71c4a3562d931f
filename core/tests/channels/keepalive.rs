//! Pings: of a server that hears them no more, of one that complains, and none where none were asked for.
//! The numbers are tried beside the code.

use std::time::Duration;

use bytes::Bytes;
use farcall_core::{
    schema::MethodKind,
    transport::{ChannelState, Keepalive, Target},
};

use super::{
    answer, eventually, patient,
    support::{Caller, RawServer, Step, grpc_headers, message, within},
    until,
};

fn every(millis: u64, without_calls: bool) -> Option<Keepalive> {
    let (time, timeout) = (Duration::from_millis(millis), Duration::from_secs(1));
    Some(Keepalive { time, timeout, without_calls })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_answering_is_given_up() {
    let server = RawServer::start(vec![vec![grpc_headers(&[]), Step::Data(message(b"a"), false)], answer()]).await;
    let target = Target { keepalive: every(50, false), ..Target::new(server.target()) };
    let caller = Caller::with_options(target, patient()).kind(MethodKind::ServerStreaming);
    let channel = caller.channel.clone();
    let running = {
        let caller = caller.clone();
        tokio::spawn(async move { caller.run().await })
    };
    eventually(|| server.pings() >= 3).await;
    server.ignore_pings();
    let reason = "No answer to a keepalive ping within 1 s";
    let done = within(running).await.unwrap();
    let address = server.target();
    let words = format!("UNAVAILABLE (14) local: Connection to {address} closed after 1 message · {reason}");
    assert_eq!(done.verdict(), words);
    assert_eq!(done.received(), [Bytes::from_static(b"a")]);
    let status = until(&channel, |status| status.state == ChannelState::Idle).await;
    assert_eq!(status.last_failure.unwrap().message(), format!("Connection to {address} closed · {reason}"));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_calls_there_are_pings_only_if_asked_for() {
    for without_calls in [true, false] {
        let server = RawServer::always(answer()).await;
        let target = Target { keepalive: every(20, without_calls), ..Target::new(server.target()) };
        let caller = Caller::with_options(target, patient());
        caller.channel.connect().await.unwrap();
        if without_calls {
            eventually(|| server.pings() >= 3).await;
        } else {
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(server.pings(), 0);
        }
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_after_a_long_silence_finds_out_that_nobody_is_there() {
    let server = RawServer::always(vec![Step::AwaitEnd]).await;
    server.ignore_pings();
    let target = Target { keepalive: every(50, false), ..Target::new(server.target()) };
    let caller = Caller::with_options(target, patient());
    caller.channel.connect().await.unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(server.pings(), 0);
    let verdict = caller.run().await.verdict();
    assert!(verdict.ends_with("No answer to a keepalive ping within 1 s"), "{verdict}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_about_pings_is_explained_and_heeded() {
    let complaint = vec![Step::AwaitEnd, Step::GoAway(0x7fff_ffff, 11, b"too_many_pings"), Step::Close];
    let server = RawServer::always(complaint).await;
    let target = Target { keepalive: every(100, false), ..Target::new(server.target()) };
    let caller = Caller::with_options(target, patient());
    for now in ["100 ms", "200 ms", "400 ms"] {
        let done = caller.run().await;
        assert_eq!(done.verdict(), "UNAVAILABLE (14) local: Server closed the connection: too_many_pings");
        let hint = done.finished.status.hint.clone();
        assert_eq!(hint, Some(format!("Raise the keepalive interval (now {now})")));
        until(&caller.channel, |status| status.state == ChannelState::Idle).await;
    }
}
