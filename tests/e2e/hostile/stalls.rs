//! What holds a call up, said at its deadline: windows used up by itself or by another call, no room for a stream, a
//! network that takes nothing, a ping without an answer; and while it lasts, a reader that is slow.

use std::{
    sync::{Arc, mpsc},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use farcall_core::{
    call::{CallEvent, CallLog, CallObserver},
    schema::{MethodKind, MethodPath},
    transport::{ConnectOptions, Keepalive, Target},
};
use tokio::runtime::Runtime;

use crate::{
    scenario::{INITIAL_WINDOW, MAX_STREAMS, headers},
    support::{
        Caller, Plan, RawServer, Reading, Step, message,
        wire::{DATA, WINDOW_UPDATE, frame, settings},
        within,
    },
};

const TIMEOUT: Duration = Duration::from_millis(2_500);

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}

/// A server that opens with these settings, reads so, and says nothing on streams.
async fn silent(values: &[(u16, u32)], reading: Reading) -> RawServer {
    RawServer::plan(Plan::opening_with(settings(values), vec![vec![Step::Hang]]).reading(reading), None).await
}

fn caller(server: &RawServer, messages: &[usize]) -> Caller {
    let messages = messages.iter().map(|size| Bytes::from(vec![7; *size])).collect();
    Caller { messages, ..Caller::to(server.target()).kind(MethodKind::BidiStreaming).timeout(TIMEOUT) }
}

/// The notes at the end of a call.
async fn notes(caller: &Caller) -> Vec<String> {
    let done = caller.run().await;
    assert!(done.verdict().starts_with("DEADLINE_EXCEEDED"), "{}", done.verdict());
    done.finished.status.notes.clone()
}

/// A call that runs on beside others on the same channel, once the server has seen so many of its bytes.
async fn beside(caller: &Caller, method: &str, bytes: usize, server: &RawServer) {
    let mut first = caller.clone();
    first.spec.method = MethodPath { service: "shop.v1.Orders".into(), method: method.into() };
    first.spec.timeout = Some(Duration::from_secs(20));
    tokio::spawn(async move { first.run().await });
    within(server.wait_until(|seen| seen.first().is_some_and(|seen| seen.data.len() >= bytes))).await;
}

#[test]
fn the_call_that_uses_up_the_connection_is_named() {
    runtime().block_on(async {
        let server = silent(&[(INITIAL_WINDOW, 1 << 20)], Reading::AndKeepsAll).await;
        let mut greedy = caller(&server, &[100_000]);
        beside(&greedy, "Watch", 65_535, &server).await;
        greedy.messages = vec![Bytes::from_static(b"ask")];
        let said = "The connection window is used up by /shop.v1.Orders/Watch (stream 1): the server has not read 64.0 KiB \
                    of it";
        assert_eq!(notes(&greedy).await, [said]);
    });
}

#[test]
fn a_call_that_uses_up_its_own_windows_is_told_so() {
    runtime().block_on(async {
        let server = silent(&[], Reading::AndKeepsAll).await;
        let said = "The server does not read: the window of this stream is used up by 64.0 KiB it has not read";
        assert_eq!(notes(&caller(&server, &[100_000])).await, [said]);

        let server = silent(&[(INITIAL_WINDOW, 1 << 20)], Reading::AndKeepsAll).await;
        let said = "The connection window is used up by this call: the server has not read 64.0 KiB of it";
        assert_eq!(notes(&caller(&server, &[100_000])).await, [said]);
    });
}

#[test]
fn a_server_without_room_for_a_stream_is_told_of() {
    runtime().block_on(async {
        let server = silent(&[(MAX_STREAMS, 1)], Reading::AndGivesBack).await;
        let second = caller(&server, &[3]);
        beside(&second, "Watch", 8, &server).await;
        assert_eq!(notes(&second).await, ["Waiting for a stream slot: the server allows 1 at a time"]);
        assert_eq!(server.seen().len(), 1, "the server saw it all the same");

        let server = silent(&[(MAX_STREAMS, 0)], Reading::AndGivesBack).await;
        let said = "Waiting for a stream slot: the server allows no streams at present";
        assert_eq!(notes(&caller(&server, &[3])).await, [said]);
    });
}

#[test]
fn a_server_that_gives_no_window_is_told_of() {
    runtime().block_on(async {
        let server = silent(&[(INITIAL_WINDOW, 0)], Reading::AndGivesBack).await;
        let said = "The server gives no window: it has allowed no byte on this stream yet";
        assert_eq!(notes(&caller(&server, &[3])).await, [said]);
    });
}

#[test]
fn a_network_that_takes_nothing_is_told_of() {
    runtime().block_on(async {
        let mut opening = settings(&[(INITIAL_WINDOW, 1 << 30)]);
        opening.extend(frame(WINDOW_UPDATE, 0, 0, &(1_u32 << 30).to_be_bytes()));
        let plan = Plan::opening_with(opening, vec![vec![Step::Hang]]).reading(Reading::NotAtAll);
        let server = RawServer::plan(plan, None).await;
        let said = "The network takes no more: the server does not read from the connection";
        assert_eq!(notes(&caller(&server, &[48 << 20])).await, [said]);
    });
}

#[test]
fn a_ping_without_an_answer_is_told_of() {
    runtime().block_on(async {
        let server = silent(&[], Reading::AndGivesBack).await;
        server.ignore_pings();
        let every = Duration::from_millis(50);
        let keepalive = Keepalive { time: every, timeout: Duration::from_secs(30), without_calls: false };
        let target = Target { keepalive: Some(keepalive), ..Target::new(server.target()) };
        let options = ConnectOptions { min_keepalive_time: every, ..ConnectOptions::default() };
        let patient = Caller::with_options(target, options).timeout(TIMEOUT);
        assert_eq!(notes(&patient).await, ["The server does not answer a ping"]);
    });
}

#[test]
fn silence_of_a_server_that_holds_nothing_up_is_no_stall() {
    runtime().block_on(async {
        let server = silent(&[], Reading::AndGivesBack).await;
        assert!(notes(&caller(&server, &[3])).await.is_empty());
    });
}

/// Does not read on after the first message until it is told to.
struct Slow {
    log: Arc<CallLog>,
    on: mpsc::Receiver<()>,
}

impl CallObserver for Slow {
    fn event(&mut self, event: CallEvent) {
        self.log.record(&event);
        if matches!(&event, CallEvent::Message(message) if message.index == 0) {
            // The tasks that this thread would run next go elsewhere; one of them may be the connection.
            let _ = tokio::task::block_in_place(|| self.on.recv_timeout(Duration::from_secs(60)));
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.log.poll_ready(cx)
    }
}

#[test]
fn a_slow_reader_is_told_so_while_it_lasts() {
    runtime().block_on(async {
        // As much as we allow on a stream: the server can send no more until it is read.
        let part = frame(DATA, 0, 1, &message(&[1; (16 << 10) - 5]));
        let window = (16 << 20) / (16 << 10);
        let server = RawServer::always(vec![headers(), Step::Repeat(part, window), Step::Hang]).await;
        let mut reader = caller(&server, &[3]);
        reader.spec.timeout = None;
        let (go_on, on) = mpsc::channel();
        let log = Arc::new(CallLog::default());
        let (handle, call) = farcall_core::call::new(reader.spec.clone());
        let mut observer = Slow { log: log.clone(), on };
        let channel = reader.channel.clone();
        let running = tokio::spawn(async move { call.run(&channel, &mut observer).await });
        let stalled = async {
            loop {
                if let Some(stall) = log.stall() {
                    return stall.to_string();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let said = "Your reader is slow: 16 MiB wait to be read, and until then the server may send no more";
        assert_eq!(within(stalled).await, said);
        go_on.send(()).unwrap();
        within(async {
            while log.snapshot().received < window as u64 || log.stall().is_some() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
        handle.cancel();
        within(running).await.unwrap();
        assert_eq!(log.stall(), None, "a call that is over is not held up");
    });
}
