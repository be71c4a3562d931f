//! The engine against a scripted server: what the window is told of calls and channels.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{CallLog, CallPhase, CallSpec},
    engine::{CallId, Command, Engine, Event, Outbound},
    schema::{MethodKind, MethodPath},
    transport::{ChannelState, Target},
};
use support::{RawServer, Step, grpc_headers};

fn start(engine: &Engine, id: u64, target: &Target) -> Arc<CallLog> {
    let method = MethodPath { service: "shop.v1.Orders".into(), method: "Chat".into() };
    let log = Arc::new(CallLog::default());
    let command = Command::StartCall {
        id: CallId(id),
        target: Box::new(target.clone()),
        spec: Box::new(CallSpec::new(method, MethodKind::BidiStreaming)),
        first: Vec::new(),
        log: log.clone(),
    };
    engine.send(command).unwrap();
    log
}

async fn until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < deadline, "it never happened");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_open_once_its_request_headers_went_out() {
    let server = RawServer::always(vec![Step::AwaitEnd]).await;
    let engine = Engine::start(|| {}).unwrap();
    let log = start(&engine, 1, &Target::new(server.target()));
    server.wait_until(|seen| !seen.is_empty()).await;
    until(|| log.snapshot().phase == CallPhase::Open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_given_up_says_nothing_more_once_a_new_channel_took_its_place() {
    let late = vec![Step::AwaitBytes(1), grpc_headers(&[])];
    let server = RawServer::start(vec![late, vec![grpc_headers(&[])]]).await;
    let engine = Engine::start(|| {}).unwrap();
    let target = Target::new(server.target());
    let first = start(&engine, 1, &target);
    server.wait_until(|seen| seen.len() == 1).await;
    engine.send(Command::Disconnect(Box::new(target.clone()))).unwrap();
    let second = start(&engine, 2, &target);
    until(|| second.headers().is_some()).await;
    // What the first call finds, it finds on the connection that was given up.
    engine.send(Command::Send(CallId(1), Outbound::Message("x".into()))).unwrap();
    until(|| first.headers().is_some()).await;
    engine.send(Command::Cancel(CallId(1))).unwrap();
    until(|| first.finished().is_some()).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let last = engine.drain(usize::MAX).into_iter().rev().find_map(|event| match event {
        Event::Channel { status, .. } => Some(status.state),
        _ => None,
    });
    assert_eq!(last, Some(ChannelState::Ready));
}
