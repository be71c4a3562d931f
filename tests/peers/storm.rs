//! Calls cancelled by the thousand against the C core: what the server counts as begun also ends.
//! What such a storm leaves behind in this client is looked at in the hostile scenarios.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{self, CallSpec, Outbound},
    schema::{MethodKind, MethodPath},
    status::Code,
    transport::{Channel, ConnectOptions, Target},
};
use farcall_tests::{Peer, PeerOptions};
use serde_json::Value;
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

const CALLS: usize = 5_000;
const AT_ONCE: usize = 100;
const METHODS: [(&str, MethodKind); 4] = [
    ("Unary", MethodKind::Unary),
    ("ServerStream", MethodKind::ServerStreaming),
    ("ClientStream", MethodKind::ClientStreaming),
    ("Bidi", MethodKind::BidiStreaming),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_that_the_c_core_saw_begin_it_saw_end() {
    let peer = Peer::start(&PeerOptions::default());
    let channel = Channel::new(Target::new(peer.addr()), ConnectOptions::default()).unwrap();
    channel.connect().await.unwrap();
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for at in 0..CALLS {
        let (channel, room) = (channel.clone(), room.clone());
        running.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            let (method, kind) = METHODS[at % METHODS.len()];
            cancelled_after(&channel, spec(method, kind), Duration::from_micros((at as u64 * 7_919) % 20_000)).await;
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let counts = counts(&channel).await;
        let count = |name: &str| counts.as_ref().ok().and_then(|counts| counts[name].as_u64());
        if count("began").is_some_and(|began| began > 0) && count("began") == count("ended") {
            break;
        }
        assert!(Instant::now() < deadline, "{counts:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Runs a call and cancels it after a while.
async fn cancelled_after(channel: &Channel, spec: CallSpec, wait: Duration) {
    let (handle, call) = call::new(spec);
    handle.try_send(Outbound::Message("hold".into())).unwrap();
    let channel = channel.clone();
    let running = tokio::spawn(async move { call.run(&channel, &mut |_| {}).await });
    sleep(wait).await;
    handle.cancel();
    let status = running.await.unwrap().status.clone();
    assert_eq!(status.code, Code::CANCELLED, "{}", status.message);
}

/// What the server counted, or what it said instead: right after the storm it now and then cancels a call of its own accord.
async fn counts(channel: &Channel) -> Result<Value, String> {
    let told = call::collect(channel, spec("Counts", MethodKind::Unary), vec!["".into()]).await;
    let message = told.messages.first().ok_or_else(|| told.finished.status.line())?;
    serde_json::from_slice(message).map_err(|why| why.to_string())
}

fn spec(method: &str, kind: MethodKind) -> CallSpec {
    let method = MethodPath { service: "farcall.test.Storm".to_owned(), method: method.to_owned() };
    CallSpec { timeout: Some(Duration::from_secs(20)), ..CallSpec::new(method, kind) }
}
