//! Runs scenarios: each for all four kinds, on a server and a channel of its own, then one more call on that channel.
//! What must come out is not known here.

use std::{sync::Arc, time::Duration};

use farcall_core::{call::Limits, schema::MethodKind, transport::ChannelState};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use crate::{
    scenario::{OK, Scenario, good},
    support::{Authority, Done, RawServer},
};

pub const KINDS: [MethodKind; 4] =
    [MethodKind::Unary, MethodKind::ServerStreaming, MethodKind::ClientStreaming, MethodKind::BidiStreaming];

/// Scenarios under way at once.
const AT_ONCE: usize = 12;
/// How long a call without a deadline may take, and how late one with a deadline may be: generous, since the machine may
/// have more to do. How late verdicts really are is a row of the bench.
const PATIENCE: Duration = Duration::from_secs(15);
const LATENESS: Duration = Duration::from_secs(3);

/// Runs all, then fails with every scenario that went wrong.
pub fn check(scenarios: Vec<Scenario>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let failures = runtime.block_on(run(scenarios));
    assert!(failures.is_empty(), "{} failed:\n  {}", failures.len(), failures.join("\n  "));
}

async fn run(scenarios: Vec<Scenario>) -> Vec<String> {
    let authority = Arc::new(Authority::new("Hostile"));
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for scenario in scenarios.into_iter().map(Arc::new) {
        for kind in KINDS {
            let (scenario, authority, room) = (scenario.clone(), authority.clone(), room.clone());
            running.spawn(async move {
                let _place = room.acquire_owned().await.unwrap();
                let name = format!("{} ({kind:?})", scenario.name);
                let faults = tokio::spawn(async move { one(&scenario, kind, &authority).await }).await;
                let faults = faults.unwrap_or_else(|error| vec![format!("panicked: {error}")]);
                (!faults.is_empty()).then(|| format!("{name}: {}", faults.join("; ")))
            });
        }
    }
    let mut failures: Vec<String> = running.join_all().await.into_iter().flatten().collect();
    failures.sort();
    failures
}

async fn one(scenario: &Scenario, kind: MethodKind, authority: &Authority) -> Vec<String> {
    let acceptor = |alpn: &[&str]| authority.acceptor(authority.sign(&["127.0.0.1"]), alpn, false);
    let tls = scenario.choices.server_alpn.map(acceptor);
    let server = RawServer::plan(scenario.plan.clone(), tls).await;
    let mut caller = scenario.caller(&server.target(), kind);
    let patience = scenario.choices.timeout.map_or(PATIENCE, |timeout| timeout + LATENESS);
    let Ok(done) = timeout(patience, caller.run()).await else { return vec![format!("hung past {patience:?}")] };
    let mut faults = scenario.expectation.faults(kind, &server.target(), &done);
    faults.extend(scenario.expectation.faults_of_server(&server.seen()));
    if let Some(code) = scenario.expectation.client_reset {
        let reset = server.wait_until(|seen| seen.first().is_some_and(|seen| seen.reset.is_some()));
        match timeout(LATENESS, reset).await {
            Ok(seen) if seen[0].reset == Some(code) => {}
            Ok(seen) => faults.push(format!("reset the stream with {:?} instead of {code}", seen[0].reset)),
            Err(_) => faults.push("did not reset the stream".to_owned()),
        }
    }
    if scenario.choices.ends_connection {
        let mut status = caller.channel.watch();
        let gone = status.wait_for(|status| status.state != ChannelState::Ready);
        if timeout(LATENESS, gone).await.is_err() {
            faults.push("did not see the connection end".to_owned());
        }
    }
    server.change(good(), scenario.client_does_tls().then(|| acceptor(&["h2"])));
    caller.spec.timeout = None;
    caller.spec.limits = Limits::default();
    match timeout(PATIENCE, caller.run()).await {
        Ok(next) => faults.extend(fault_of_next(&next)),
        Err(_) => faults.push("the next call hung".to_owned()),
    }
    faults
}

fn fault_of_next(next: &Done) -> Option<String> {
    let is_good = next.verdict() == OK && next.received() == ["good"];
    (!is_good).then(|| format!("the next call said {:?} and kept {:?}", next.verdict(), next.received()))
}
