//! Streams of a server that ends its connections by age: they are opened again and go on where they ended.

use std::{collections::BTreeSet, time::Duration};

use farcall_tests::{Farcall, Peer, PeerOptions, Running};
use serde_json::Value;

const SECONDS: Duration = Duration::from_secs(30);
const AGE_MS: u32 = 400;

fn aged() -> Peer {
    Peer::start(&PeerOptions { max_connection_age_ms: Some(AGE_MS), ..PeerOptions::default() })
}

fn events(running: &mut Running) -> impl Iterator<Item = Value> + '_ {
    std::iter::from_fn(|| running.line(SECONDS)).map(|line| serde_json::from_str(&line).unwrap())
}

#[test]
fn a_stream_outlives_its_connections_and_misses_nothing() {
    let peer = aged();
    let farcall = Farcall::new(["call", &peer.addr(), "shop.v1.Orders/FollowOrders", "-d", r#"{"interval": "0.01s"}"#]);
    let mut running =
        farcall.args(["--events", "--reopen-wait", "10ms", "--resume", "resume_token = last.token"]).start();
    let (mut lost, mut told) = (0, Vec::new());
    for event in events(&mut running) {
        match event["event"].as_str().unwrap() {
            "message" => told.push(event["json"]["token"].as_str().unwrap().to_owned()),
            "lost" => {
                lost += 1;
                assert_eq!(event["name"], "UNAVAILABLE", "{event}");
                let last = format!("{:?}", told.last().unwrap());
                assert_eq!(event["resumed"]["resume_token"], last.as_str(), "{event}");
            }
            "finished" => panic!("{event}"),
            _ => {}
        }
        if lost == 3 {
            break;
        }
    }
    let all: Vec<String> = (1..=told.len()).map(|place| format!("chg-{place}")).collect();
    assert_eq!(told, all, "each change once, in order");
}

#[test]
fn a_health_watch_is_opened_again() {
    let peer = aged();
    let farcall = Farcall::new(["call", &peer.addr(), "grpc.health.v1.Health/Watch"]);
    let service = r#"{"service": "shop.v1.Accounts"}"#;
    let mut running = farcall.args(["-d", service, "--events", "--reopen", "--reopen-wait", "10ms"]).start();
    let mut healthy = BTreeSet::new();
    let mut lost = 0;
    for event in events(&mut running) {
        match event["event"].as_str().unwrap() {
            "message" if event["json"]["status"] == "SERVING" => drop(healthy.insert(lost)),
            "lost" => lost += 1,
            "finished" => panic!("{event}"),
            _ => {}
        }
        if healthy.len() == 3 {
            return;
        }
    }
    panic!("told on {healthy:?} of its streams");
}
