//! The engine's channels: connected when the window says so, kept while it shows them, watched for health.
//! What a channel does by itself is tried in `channels`.

use std::time::{Duration, Instant};

use crate::support::{RawServer, Step, grpc_headers, message};
use farcall_core::{
    call::Auth,
    diagnostics::Serving,
    engine::{Command, Engine, Event, TaskId},
    metadata::Metadata,
    transport::{ChannelState, ChannelStatus, Target},
};

async fn until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < deadline, "it never happened");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What the window was told last of a channel.
fn last_status(engine: &Engine, last: &mut Option<ChannelStatus>) {
    for event in engine.drain(usize::MAX) {
        if let Event::Channel { status, .. } = event {
            *last = Some(*status);
        }
    }
}

async fn told(engine: &Engine, condition: impl Fn(&ChannelStatus) -> bool) -> ChannelStatus {
    let mut last = None;
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        last_status(engine, &mut last);
        match &last {
            Some(status) if condition(status) => return status.clone(),
            _ => assert!(Instant::now() < deadline, "the window was never told; last: {last:?}"),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_the_window_keeps_open_is_found_when_it_appears() {
    let address = RawServer::always(Vec::new()).await.address;
    let engine = Engine::start(|| {}).unwrap();
    let target = Box::new(Target::new(address.to_string()));
    engine.send(Command::Connect(target.clone())).unwrap();
    let failed = told(&engine, |status| status.state == ChannelState::TransientFailure).await;
    assert_eq!((failed.retry_at, failed.addresses.len()), (None, 1));

    engine.send(Command::KeepTrying(target.clone(), true)).unwrap();
    told(&engine, |status| status.retry_at.is_some()).await;
    let server = RawServer::start_at(address, vec![Vec::new()], None).await;
    // A click need not wait for the backoff.
    engine.send(Command::Connect(target.clone())).unwrap();
    let ready = told(&engine, |status| status.state == ChannelState::Ready).await;
    assert_eq!((ready.retry_at, ready.addresses[0].state), (None, ChannelState::Ready));

    engine.send(Command::Disconnect(target)).unwrap();
    told(&engine, |status| status.state == ChannelState::Shutdown).await;
    until(|| server.open() == 0).await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_health_watch_outlasts_its_server() {
    // HealthCheckResponse { status: SERVING }, and the stream stays open.
    let serving = vec![grpc_headers(&[]), Step::Data(message(&[8, 1]), false)];
    let server = RawServer::always(serving.clone()).await;
    let address = server.address;
    let engine = Engine::start(|| {}).unwrap();
    let (id, target) = (TaskId(1), Box::new(Target::new(address.to_string())));
    engine
        .send(Command::WatchHealth { id, target, service: String::new(), metadata: Metadata::new(), auth: Auth::None })
        .unwrap();
    let next = async || {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            for event in engine.drain(usize::MAX) {
                match event {
                    Event::Health(_, outcome) => return outcome,
                    Event::HealthEnded(_, failure) => panic!("{failure:?}"),
                    _ => {}
                }
            }
            assert!(Instant::now() < deadline, "the window was never told");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert_eq!(next().await, Ok(Serving::Serving));
    drop(server);
    assert!(next().await.unwrap_err().cause.unwrap().contains("UNAVAILABLE (14)"));
    let _server = RawServer::start_at(address, vec![serving], None).await;
    assert_eq!(next().await, Ok(Serving::Serving));
    engine.send(Command::StopTask(id)).unwrap();
}
