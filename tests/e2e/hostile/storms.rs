//! Storms: servers killed in the middle of a call, and calls cancelled by the thousand; nothing is left behind.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{self, CallEvent, Outbound},
    schema::MethodKind,
};
use tokio::{net::TcpListener, runtime::Handle, sync::Semaphore, task::JoinSet};

use crate::{
    process::{Again, ROLE},
    runner::KINDS,
    scenario::{answer, data, good, headers},
    support::{Caller, Plan, RawServer, Step, within},
};

const KILLS_PER_KIND: usize = 50;
const CANCELLED: usize = 5_000;
/// Calls of the cancel storm under way at once.
const AT_ONCE: usize = 200;

/// The server of the kill storm: it begins to answer every stream, each in another way, and never ends one.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "a server in a process of its own, for the storm of kills"]
async fn serves_until_killed() {
    let Ok(address) = std::env::var(ROLE) else { return };
    let listener = TcpListener::bind(address).await.unwrap();
    let server = RawServer::on(listener, Plan::new(vec![begun(), vec![Step::Hang]]), None);
    println!("listens on {}", server.target());
    std::future::pending().await
}

/// Two messages and the beginning of a third.
fn begun() -> Vec<Step> {
    vec![headers(), answer(b"one"), answer(b"two"), data(&[0, 0, 0, 0, 9, 7]), Step::Hang]
}

#[test]
fn a_server_killed_in_the_middle_of_a_call_loses_nothing_that_came() {
    std::thread::scope(|scope| {
        // A lane a kind, in turn killing a server and starting another in its place.
        for kind in KINDS {
            scope.spawn(move || kill_lane(kind));
        }
    });
}

fn kill_lane(kind: MethodKind) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = |address: &str| Again::start("storms::serves_until_killed", address);
    let mut server = start("127.0.0.1:0");
    let address = server.line("listens on");
    let caller = runtime.block_on(async { Caller::to(&address).kind(kind) });
    for round in 0..KILLS_PER_KIND {
        let place = format!("{kind:?}, kill {round}");
        let (ended, received, took) = runtime.block_on(killed(&caller, &mut server));
        let words = format!("UNAVAILABLE (14) local: Connection to {address} closed after 2 messages · ");
        assert!(ended.starts_with(&words), "{place}: {ended}");
        assert_eq!(received, 2, "{place}");
        assert!(took < Duration::from_secs(1), "{place}: {took:?}");
        server = start(&address);
        assert_eq!(server.line("listens on"), address, "{place}");
    }
}

/// Runs a call, kills the server after its second message, and tells the verdict, the messages and the time since.
async fn killed(caller: &Caller, server: &mut Again) -> (String, usize, Duration) {
    let (handle, call) = call::new(caller.spec.clone());
    let channel = caller.channel.clone();
    let (told, mut events) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(async move { call.run(&channel, &mut |event| drop(told.send(event))).await });
    handle.try_send(Outbound::Message("ask".into())).unwrap();
    let mut received = 0;
    while received < 2 {
        match within(events.recv()).await {
            Some(CallEvent::Message(_)) => received += 1,
            Some(CallEvent::Finished(finished)) => panic!("ended before the kill: {:?}", finished.status),
            _ => {}
        }
    }
    server.kill();
    let began = Instant::now();
    let finished = within(running).await.unwrap();
    while let Some(event) = events.recv().await {
        received += usize::from(matches!(event, CallEvent::Message(_)));
    }
    let status = &finished.status;
    (format!("{} {}: {}", status.code, status.origin.as_str(), status.message), received, began.elapsed())
}

#[test]
fn calls_cancelled_by_the_thousand_leave_nothing_behind() {
    Again::start("storms::cancels_by_the_thousand", "cancel").succeeds();
}

/// In a process of its own, so that every task and descriptor is the storm's.
#[test]
#[ignore = "the storm of cancels, in a process of its own"]
fn cancels_by_the_thousand() {
    if std::env::var(ROLE).is_err() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(cancel_storm());
}

async fn cancel_storm() {
    // It answers some calls that are cancelled already; its own tasks end with the script.
    let answers = vec![Step::Pause(Duration::from_millis(5)), headers(), answer(b"a")];
    let server = RawServer::plan(Plan { streams: vec![answers], ..good() }, None).await;
    let caller = Caller::to(server.target());
    let alone = (Handle::current().metrics().num_alive_tasks(), open_descriptors());
    caller.channel.connect().await.unwrap();
    let one_connection = (Handle::current().metrics().num_alive_tasks(), open_descriptors());
    cancel_many(&caller, &server).await;
    // What is left belongs to the connection; when that goes too, nothing is.
    back_to("after the storm", one_connection).await;
    caller.channel.shut_down();
    drop(caller);
    back_to("after the connection", alone).await;
}

async fn cancel_many(caller: &Caller, server: &RawServer) {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for at in 0..CANCELLED {
        let (caller, room) = (caller.clone().kind(KINDS[at % KINDS.len()]), room.clone());
        running.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            cancelled_after(&caller, Duration::from_micros((at as u64 * 7_919) % 20_000)).await
        });
    }
    let opened: u32 = running.join_all().await.into_iter().sum();
    let seen = server.wait_until(|seen| seen.len() == opened as usize && seen.iter().all(|seen| seen.reset.is_some()));
    let seen = seen.await;
    assert!(opened as usize > CANCELLED / 2, "{opened} opened a stream");
    let other: Vec<Option<u32>> = seen.iter().map(|seen| seen.reset).filter(|reset| *reset != Some(8)).collect();
    assert!(other.is_empty(), "{} of {} streams were reset otherwise: {other:?}", other.len(), seen.len());
    assert_eq!(server.connections(), 1);
}

/// Waits until no more tasks and descriptors are there than before.
async fn back_to(when: &str, (tasks, descriptors): (usize, usize)) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let now = (Handle::current().metrics().num_alive_tasks(), open_descriptors());
        if now.0 <= tasks && now.1 <= descriptors {
            return;
        }
        assert!(Instant::now() < deadline, "{when}: {now:?} tasks and descriptors, before {:?}", (tasks, descriptors));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Runs a call, cancelled after a while; how many streams it opened.
async fn cancelled_after(caller: &Caller, wait: Duration) -> u32 {
    let (handle, call) = call::new(caller.spec.clone());
    handle.try_send(Outbound::Message("ask".into())).unwrap();
    let channel = caller.channel.clone();
    let running = tokio::spawn(async move { call.run(&channel, &mut |_| {}).await });
    tokio::time::sleep(wait).await;
    handle.cancel();
    let finished = within(running).await.unwrap();
    assert!(finished.status.message.starts_with("Cancelled by you after "), "{}", finished.status.message);
    finished.timings.attempts
}

/// Descriptors that this process has open; 0 where the system does not tell.
fn open_descriptors() -> usize {
    std::fs::read_dir(Path::new("/proc/self/fd")).map_or(0, Iterator::count)
}
