//! A bidirectional stream at 200 messages a second with a unary call ten times a second beside it, through the engine:
//! no error, nothing lost, and the memory stands still once its budget is used.
//!
//! `FARCALL_SOAK_SECS=1200 cargo test --release -p farcall-tests --test soak` is the whole of it; without, it is a minute.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    num::NonZeroU32,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use farcall_core::{
    call::{Cadence, CadenceProgress, CallLog, CallSpec, LogLimits, LogStore, Outbound},
    engine::{CallId, Command, Engine, Event},
    schema::{MethodKind, MethodPath},
    transport::Target,
};
use farcall_tests::sample;

/// Without a word from outside.
const USUAL_SECS: u64 = 60;
const EVERY: Duration = Duration::from_millis(5);
const UNARY_EVERY: Duration = Duration::from_millis(100);
/// Growth after a quarter of the time.
const ALLOWED: usize = 10 << 20;
const PAGE: usize = 4096;
const STREAM: CallId = CallId(1);

#[test]
fn a_long_conversation_beside_many_calls_grows_no_memory() {
    let told = std::env::var("FARCALL_SOAK_SECS").ok().and_then(|secs| secs.parse().ok());
    let lasts = Duration::from_secs(told.unwrap_or(USUAL_SECS));
    let (server, folder) = (sample(), tempfile::tempdir().unwrap());
    // Reached within seconds, so that what is looked at is a log that writes to its file.
    let limits = LogLimits { call_bytes: 1 << 20, ..LogLimits::default() };
    let store = LogStore::in_folder(folder.path().to_owned(), limits);
    let engine = Engine::start(|| {}).unwrap();
    let target = Target::new(server.addr().to_string());
    let begin = |id: CallId, method: &str, kind: MethodKind, first: Vec<Outbound>| {
        let log = Arc::new(CallLog::in_store(Arc::clone(&store)));
        let method = MethodPath { service: "samples.v1.Everything".to_owned(), method: method.to_owned() };
        let (spec, target) = (Box::new(CallSpec::new(method, kind)), Box::new(target.clone()));
        engine.send(Command::StartCall { id, target, spec, first, log: Arc::clone(&log) }).unwrap();
        log
    };

    let talk = begin(STREAM, "EchoBidi", MethodKind::BidiStreaming, Vec::new());
    let messages: Vec<_> = (0..100).map(|at| text_field(&"x".repeat(20 + at)).into()).collect();
    let cadence = Cadence::every(EVERY).times(NonZeroU32::MAX);
    let progress = Arc::new(CadenceProgress::new(&cadence, messages.len()));
    engine.send(Command::SendPaced { id: STREAM, messages, cadence, progress }).unwrap();

    let (begun, mut next, mut calls) = (Instant::now(), 2, Vec::<(CallId, Arc<CallLog>)>::new());
    let (mut ended, mut quarter) = (0_u64, None);
    while begun.elapsed() < lasts {
        let first = vec![Outbound::Message(text_field("unary").into()), Outbound::HalfClose];
        calls.push((CallId(next), begin(CallId(next), "Echo", MethodKind::Unary, first)));
        next += 1;
        thread::sleep(UNARY_EVERY);
        for event in engine.drain(usize::MAX) {
            assert!(!matches!(event, Event::NotSent(..)), "a message was not sent");
        }
        calls.retain(|(id, log)| {
            let Some(finished) = log.finished() else { return true };
            assert!(finished.status.is_ok() && log.snapshot().received == 1, "{id:?}: {}", finished.status.line());
            ended += 1;
            false
        });
        assert!(talk.finished().is_none(), "{:?}", talk.finished());
        assert!(calls.len() < 100, "unary calls pile up");
        if begun.elapsed() >= lasts / 4 {
            quarter.get_or_insert_with(resident_bytes);
        }
    }
    let grown = resident_bytes().saturating_sub(quarter.unwrap_or(0));
    assert!(grown <= ALLOWED, "{} KiB more than after a quarter of the time", grown >> 10);

    engine.send(Command::Send(STREAM, Outbound::HalfClose)).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while talk.finished().is_none() {
        assert!(Instant::now() < until, "the stream did not end");
        engine.drain(usize::MAX);
        thread::sleep(Duration::from_millis(10));
    }
    let (finished, now) = (talk.finished().unwrap(), talk.snapshot());
    assert!(finished.status.is_ok(), "{}", finished.status.line());
    assert_eq!(now.sent, now.received, "every message came back");
    // A busy machine may be late; it must not stand still.
    assert!(now.received > lasts.as_secs() * 20 && ended > lasts.as_secs(), "{} and {ended}", now.received);
    assert_eq!((talk.storage().lost_rows, talk.storage().trouble), (0, None));
    println!("{} messages there and back, {ended} unary calls, {} KiB grown", now.received, grown >> 10);
}

/// `samples.v1.EveryKind` with its string field, number 14; shorter than 128 bytes.
fn text_field(text: &str) -> Vec<u8> {
    [&[14 << 3 | 2, text.len() as u8][..], text.as_bytes()].concat()
}

/// 0 where the system does not tell.
fn resident_bytes() -> usize {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    told.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * PAGE
}
