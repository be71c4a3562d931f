//! Deadlines from 1 ms to 30 s, before headers, in a message and between messages: every one is held, by us, and the
//! server is told. How late the verdicts come is a row of the bench.

use std::time::Duration;

use farcall_core::status::{Code, Origin};
use tokio::task::JoinSet;

use crate::{
    runner::KINDS,
    scenario::{answer, data, good, headers},
    support::{Caller, Plan, RawServer, Seen, Step},
};

const CANCEL: u32 = 8;
const CALLS: usize = 300;
/// Many short ones and one of each long one: all wait at the same time.
const SHORT_MILLIS: [u64; 9] = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const LONG_MILLIS: [u64; 4] = [1_000, 2_000, 5_000, 30_000];

fn scripts() -> [(&'static str, Vec<Step>); 3] {
    let drip = [data(b"x"), Step::Pause(Duration::from_millis(20))];
    let in_a_message = [headers(), data(&[0, 0, 1, 0, 0])].into_iter().chain(drip.into_iter().cycle().take(4_000));
    let between = (0..2_000).flat_map(|_| [answer(b"m"), Step::Pause(Duration::from_millis(20))]);
    [
        ("before headers", vec![Step::Hang]),
        ("in a message", in_a_message.collect()),
        ("between messages", std::iter::once(headers()).chain(between).collect()),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_deadline_is_held_by_us_and_the_server_is_told() {
    let mut running = JoinSet::new();
    let mut servers = Vec::new();
    for (phase, script) in scripts() {
        let server = RawServer::plan(Plan { streams: vec![script], ..good() }, None).await;
        let caller = Caller::to(server.target());
        caller.channel.connect().await.unwrap();
        servers.push(server);
        // 30 s is not waited out: such a call is there, and ends when it is cancelled with the test.
        let millis = (0..).map(|at| SHORT_MILLIS[at % SHORT_MILLIS.len()]).take(CALLS / 3 - 4).chain(LONG_MILLIS);
        for (at, millis) in millis.enumerate() {
            let timeout = Duration::from_millis(millis);
            let mut caller = caller.clone().kind(KINDS[at % KINDS.len()]).timeout(timeout);
            caller.spec.metadata = [("phase", phase)].into_iter().collect();
            running.spawn(async move {
                if millis > 5_000 {
                    return still_running(&caller, phase).await;
                }
                let done = caller.run().await;
                let status = &done.finished.status;
                assert_eq!(
                    (status.code, status.origin),
                    (Code::DEADLINE_EXCEEDED, Origin::Local),
                    "{phase}: {status:?}"
                );
                assert!(done.finished.at >= timeout, "{phase}: {:?} before {timeout:?}", done.finished.at);
                done.finished.timings.attempts
            });
        }
    }
    let mut opened = 0;
    while let Some(attempts) = running.join_next().await {
        opened += attempts.unwrap() as usize;
    }
    let mut seen: Vec<Seen> = Vec::new();
    for server in &servers {
        seen.extend(server.wait_until(|seen| seen.iter().all(|seen| seen.reset.is_some())).await);
    }
    assert_eq!(seen.len(), opened, "every stream that was opened was seen");
    let other: Vec<Option<u32>> = seen.iter().map(|seen| seen.reset).filter(|reset| *reset != Some(CANCEL)).collect();
    assert!(other.is_empty(), "{} of {} streams were reset otherwise: {other:?}", other.len(), seen.len());
}

/// A deadline of half a minute lets a call run that long; nobody waits for it here.
async fn still_running(caller: &Caller, phase: &str) -> u32 {
    let ended = tokio::time::timeout(Duration::from_secs(5), caller.run()).await;
    assert!(ended.is_err(), "{phase}: ended before its deadline");
    1
}
