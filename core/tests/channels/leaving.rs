//! Connections that end in good order: GOAWAY, a close, idleness, a channel dropped.
//! Calls cut off in the middle are tried in `failing`.

use std::time::Duration;

use bytes::Bytes;
use farcall_core::{
    call::{self, CallSpec, Outbound},
    schema::MethodKind,
    transport::{ChannelState, ConnectOptions, LoadBalancing, Target},
};

use super::{
    answer, eventually, ok, patient, quick,
    support::{Caller, RawServer, Step, grpc_headers, message, within},
    until,
};

#[tokio::test(flavor = "multi_thread")]
async fn goaway_lets_running_calls_go_on_and_new_ones_connect_anew() {
    let farewell =
        vec![grpc_headers(&[]), Step::GoAway(1, 0, b""), Step::AwaitEnd, Step::Data(message(b"a"), false), ok()];
    let server = RawServer::start(vec![farewell, answer()]).await;
    let caller = Caller::with_options(Target::new(server.target()), patient());
    let (handle, call) = call::new(caller.spec.clone());
    let channel = caller.channel.clone();
    let running = tokio::spawn(async move { call.run(&channel, &mut |_| {}).await });
    server.wait_until(|seen| seen.len() == 1).await;
    until(&caller.channel, |status| status.state == ChannelState::Idle && status.peer.is_some()).await;

    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(server.connections(), 2);
    handle.try_send(Outbound::Message(Bytes::from_static(b"ask"))).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    assert!(within(running).await.unwrap().status.is_ok());
    // The connection that was left closes after its last call.
    eventually(|| server.open() == 1).await;
    assert_eq!(caller.channel.state(), ChannelState::Ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_made_again_by_the_next_call_without_a_wait() {
    let server = RawServer::start(vec![[answer(), vec![Step::Close]].concat(), answer()]).await;
    let caller = Caller::with_options(Target::new(server.target()), patient());
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    let status = until(&caller.channel, |status| status.state == ChannelState::Idle).await;
    let words = format!("Connection to {} closed · The server closed it", server.target());
    assert_eq!(status.last_failure.unwrap().message(), words);
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(caller.channel.state(), ChannelState::Ready);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_nobody_calls_lets_its_connections_go() {
    for load_balancing in [LoadBalancing::PickFirst, LoadBalancing::RoundRobin] {
        let server = RawServer::start(vec![answer(), vec![grpc_headers(&[]), Step::AwaitEnd, ok()], answer()]).await;
        let options = ConnectOptions { idle_timeout: Duration::from_millis(200), ..quick() };
        let caller = Caller::with_options(Target { load_balancing, ..Target::new(server.target()) }, options);
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
        until(&caller.channel, |status| status.state == ChannelState::Idle).await;
        eventually(|| server.open() == 0).await;

        // A call that runs is not nobody.
        let (handle, call) = call::new(CallSpec { kind: MethodKind::BidiStreaming, ..caller.spec.clone() });
        let channel = caller.channel.clone();
        let running = tokio::spawn(async move { call.run(&channel, &mut |_| {}).await });
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!((server.open(), caller.channel.state()), (1, ChannelState::Ready));
        handle.try_send(Outbound::HalfClose).unwrap();
        assert!(within(running).await.unwrap().status.is_ok());
        until(&caller.channel, |status| status.state == ChannelState::Idle).await;
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_channel_leaves_no_connection_behind() {
    for load_balancing in [LoadBalancing::PickFirst, LoadBalancing::RoundRobin] {
        let server = RawServer::always(answer()).await;
        let caller = Caller::with_options(Target { load_balancing, ..Target::new(server.target()) }, quick());
        caller.channel.keep_trying(true);
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
        assert_eq!(server.open(), 1);
        drop(caller);
        eventually(|| server.open() == 0).await;
    }
}
