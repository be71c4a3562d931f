//! What floods and bombs do to the memory: a client in a process of its own, with a limit of 4 MiB, is back within 32 MiB
//! of where it began after each call. The servers are in this process.

use std::{sync::Arc, time::Duration};

use farcall_core::call::{self, CallLog, Outbound};

use crate::{
    compression::gzip,
    headers::hpack_bomb,
    process::{Again, ROLE},
    runner::KINDS,
    scenario::{OK, answer, data, good, headers, ok},
    support::{
        Caller, Plan, RawServer, Step, grpc_headers, message,
        wire::{CONTINUATION, DATA, HEADERS, PING, frame, literal, prefixed, settings},
        within,
    },
};

const LIMIT: usize = 4 << 20;
const ALLOWED: usize = 32 << 20;
const PAGE: usize = 4096;

/// What a server does to the memory of a client.
fn heavy() -> Vec<(&'static str, Vec<Step>)> {
    let packed = grpc_headers(&[("grpc-encoding", "gzip")]);
    let bomb = prefixed(1, &gzip(&vec![0; 64 << 20]));
    let kilobyte = frame(DATA, 0, 1, &message(&[7; 1024]));
    vec![
        ("PINGs", vec![headers(), Step::Repeat(frame(PING, 0, 0, &[0; 8]), 60_000), answer(b"a"), ok()]),
        ("SETTINGS", vec![headers(), Step::Repeat(settings(&[]), 60_000), answer(b"a"), ok()]),
        ("64 MiB of messages", vec![headers(), Step::DataCut(message(&[7; 1024]).repeat(64 << 10), 16_000), ok()]),
        (
            "tiny frames",
            vec![headers(), Step::Repeat(kilobyte, 1), Step::DataCut(message(b"").repeat(30_000), 5), ok()],
        ),
        ("a bomb of 64 MiB", vec![packed.clone(), Step::DataCut(bomb.clone(), 16_000), ok()]),
        ("bombs one after the other", vec![packed, Step::DataCut(bomb.repeat(5), 16_000), ok()]),
        ("a message that never comes", vec![headers(), data(&[0, 0, 0x40, 0, 0]), Step::Close]),
        ("a message of 40 MiB", vec![headers(), Step::DataCut(message(&vec![7; 40 << 20]), 16_000), ok()]),
        ("HPACK that unpacks to 60 MB", vec![hpack_bomb(), Step::Close]),
        (
            "CONTINUATION for ever",
            vec![
                Step::Frame(HEADERS, 0, Vec::new()),
                Step::Repeat(frame(CONTINUATION, 0, 1, &literal("a", &[b'v'; 1000]).repeat(16)), 2_000),
                Step::Close,
            ],
        ),
        (
            "a page of 40 MiB",
            vec![
                Step::Headers(vec![(":status".to_owned(), b"200".to_vec())], false),
                Step::DataCut(vec![b'p'; 40 << 20], 16_000),
            ],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_and_bombs_leave_the_memory_as_it_was() {
    for (name, script) in heavy() {
        let right = good().streams.concat();
        let turns = KINDS.iter().flat_map(|_| [right.clone(), script.clone()]).chain([right.clone()]).collect();
        let server = RawServer::plan(Plan::new(turns), None).await;
        let target = server.target();
        println!("{name}");
        tokio::task::spawn_blocking(move || Again::start("memory::calls_and_looks_at_its_memory", &target).succeeds())
            .await
            .unwrap_or_else(|_| panic!("{name}: see above"));
    }
}

/// The client: a right call and a heavy one in turn, for each kind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a client in a process of its own, for what floods do to its memory"]
async fn calls_and_looks_at_its_memory() {
    let Ok(target) = std::env::var(ROLE) else { return };
    let caller = Caller::to(target);
    let mut start = None;
    for kind in KINDS {
        let mut caller = caller.clone().kind(kind);
        caller.spec.limits.max_message_bytes = LIMIT;
        assert_eq!(run(&caller).await, OK);
        let start = *start.get_or_insert_with(resident_bytes);
        caller.spec.timeout = Some(Duration::from_secs(10));
        let verdict = run(&caller).await;
        let mut now = resident_bytes();
        for _ in 0..100 {
            if now <= start + ALLOWED {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            now = resident_bytes();
        }
        assert!(now <= start + ALLOWED, "{kind:?}: {} MiB more after {verdict}", (now - start) >> 20);
    }
}

/// A call into a log as a window has it, smaller; its verdict.
async fn run(caller: &Caller) -> String {
    let (handle, call) = call::new(caller.spec.clone());
    handle.try_send(Outbound::Message("ask".into())).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    let mut log = Arc::new(CallLog::new(LIMIT));
    let finished = within(call.run(&caller.channel, &mut log)).await;
    let status = &finished.status;
    format!("{} {}: {}", status.code, status.origin.as_str(), status.message)
}

/// 0 where the system does not tell.
fn resident_bytes() -> usize {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    told.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * PAGE
}
