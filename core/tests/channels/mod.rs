//! Channels over time: balancing, backoff, wait-for-ready, GOAWAY, keepalive, idleness, and servers that come and go.
//! What one connection or one call does is tried in `connections` and `calls`.

mod balancing;
mod failing;
mod keepalive;
mod leaving;
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use crate::support::{self, Caller, RawServer, Step, grpc_headers, message, trailers, within};
use farcall_core::transport::{BackoffPolicy, Channel, ChannelState, ChannelStatus, ConnectOptions, Target};

fn ok() -> Step {
    trailers(&[("grpc-status", "0")])
}

fn answer() -> Vec<Step> {
    vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"a"), false), ok()]
}

/// Waits that a test can afford.
fn quick() -> ConnectOptions {
    let (initial, max) = (Duration::from_millis(50), Duration::from_millis(200));
    ConnectOptions {
        connect_timeout: Duration::from_secs(3),
        backoff: BackoffPolicy { initial, max, ..BackoffPolicy::default() },
        min_lookup_interval: Duration::from_millis(50),
        min_keepalive_time: Duration::from_millis(1),
        ..ConnectOptions::default()
    }
}

/// Waits that no test can sit through.
fn patient() -> ConnectOptions {
    let backoff = BackoffPolicy { initial: Duration::from_secs(600), ..BackoffPolicy::default() };
    ConnectOptions { backoff, ..quick() }
}

/// A name that no resolver needs to ask for: its label is too long for one.
fn nowhere() -> String {
    "x".repeat(64)
}

/// An address where nobody listens.
async fn vacant() -> SocketAddr {
    RawServer::always(Vec::new()).await.address
}

async fn until(channel: &Channel, condition: impl Fn(&ChannelStatus) -> bool) -> ChannelStatus {
    let mut watch = channel.watch();
    within(watch.wait_for(|status| condition(status))).await.unwrap().clone()
}

async fn eventually(condition: impl Fn() -> bool) {
    within(async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

/// How many of so many calls each address served; all must be OK.
async fn spread(caller: &Caller, calls: usize) -> BTreeMap<String, usize> {
    let mut served = BTreeMap::new();
    for _ in 0..calls {
        let done = caller.run().await;
        assert_eq!(done.verdict(), "OK (0) remote: ");
        *served.entry(done.peer().unwrap()).or_default() += 1;
    }
    served
}

fn states(status: &ChannelStatus) -> Vec<ChannelState> {
    status.addresses.iter().map(|address| address.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_at_once_share_one_attempt() {
    let server = RawServer::always(answer()).await;
    let caller = Arc::new(Caller::with_options(Target::new(server.target()), patient()));
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let caller = caller.clone();
            tokio::spawn(async move { caller.run().await.verdict() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), "OK (0) remote: ");
    }
    assert_eq!(server.connections(), 1);
}
