//! A slow reader holds the server back by its window, keeps the connection, and harms no other call.

use std::{
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
    time::Duration,
};

use farcall_core::{
    call::{CallEvent, Finished, ReadPace, ReadRate},
    schema::MethodKind,
    status::Code,
};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    caller,
    flow_server::{Does, FlowServer},
};
use crate::support::within;

type Received = mpsc::UnboundedReceiver<(Duration, bytes::Bytes)>;

/// A call that pours, read at a pace.
fn pouring(
    server: &FlowServer,
    pace: &Arc<ReadPace>,
) -> (farcall_core::call::CallHandle, JoinHandle<Arc<Finished>>, Received) {
    let mut caller = caller(server.address, "Pour");
    caller.spec.read_pace = Some(pace.clone());
    let (told, received) = mpsc::unbounded_channel();
    let (handle, running) = caller.begin(move |event| {
        if let CallEvent::Message(message) = event {
            told.send((message.at, message.bytes)).unwrap();
        }
    });
    (handle, running, received)
}

async fn until(mut condition: impl FnMut() -> bool) {
    within(async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_reads_is_held_back_and_then_loses_none_of_300_000_messages() {
    const MESSAGES: u64 = 300_000;
    let server = FlowServer::start(Does::Pour(MESSAGES, 32)).await;
    let pace = ReadPace::new(Some(ReadRate::NOTHING));
    let (handle, running, mut received) = pouring(&server, &pace);
    until(|| pace.is_held_back()).await;
    assert_eq!(server.poured(), u64::from(ReadPace::WINDOW), "it stands at the end of its window");
    assert_eq!(pace.unread_bytes(), u64::from(ReadPace::WINDOW));
    assert!(received.try_recv().is_err());

    pace.set(Some(ReadRate::messages(100_000)));
    let reading = async {
        let mut read = 0;
        while read < MESSAGES {
            let next = received.recv().await.expect("the connection lives");
            let poured = server.poured();
            let more = std::iter::from_fn(|| received.try_recv().ok());
            for (_, message) in std::iter::once(next).chain(more) {
                assert!(message.starts_with(format!("{read}.").as_bytes()), "message {read}: {message:?}");
                read += 1;
            }
            let allowed = (read + 1) * 37 + u64::from(ReadPace::WINDOW);
            assert!(poured <= allowed, "its window is given back before its messages are read");
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading).await.unwrap();
    assert_eq!(within(running).await.unwrap().status.code, Code::OK);
    drop(handle);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_calls_of_the_channel_go_on_beside_a_call_that_is_not_read() {
    let server = FlowServer::start(Does::Pour(u64::MAX, 1024)).await;
    let pace = ReadPace::new(Some(ReadRate::NOTHING));
    let (_handle, running, _received) = pouring(&server, &pace);
    until(|| pace.is_held_back()).await;
    let mut other = caller(server.address, "Echo");
    other.messages = vec![vec![7; 1 << 20].into(); 48];
    let done = within(other.run()).await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    assert_eq!(done.received().len(), 48, "more than the connection's window of 32 MiB");
    assert_eq!(server.connections(), 2, "what is read slowly has a connection of its own");
    assert!(!running.is_finished());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_of_messages_and_one_of_bytes_are_not_exceeded() {
    let server = FlowServer::start(Does::Pour(10, 95)).await;
    for (rate, ten_take) in [
        (ReadRate::messages(100), Duration::from_millis(85)),
        // Ten messages of 100 bytes with their prefix, at a hundred a second.
        (ReadRate::bytes(10_000), Duration::from_millis(40)),
    ] {
        let (handle, running, mut received) = pouring(&server, &ReadPace::new(Some(rate)));
        let mut times = Vec::new();
        while let Some((at, message)) = within(received.recv()).await {
            assert!(message.starts_with(format!("{}.", times.len()).as_bytes()));
            times.push(at);
        }
        assert_eq!(times.len(), 10);
        // From the start of the call: a reader that came late to the first catches up.
        assert!(times[9] >= ten_take, "{rate}: {times:?}");
        assert_eq!(within(running).await.unwrap().status.code, Code::OK);
        drop(handle);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_larger_than_the_window_is_read_whole_at_any_rate() {
    const LARGE: usize = 1 << 20;
    let server = FlowServer::start(Does::Pour(2, LARGE)).await;
    for rate in [ReadRate::messages(50), ReadRate::bytes(64 << 20)] {
        let (handle, running, mut received) = pouring(&server, &ReadPace::new(Some(rate)));
        for _ in 0..2 {
            assert_eq!(within(received.recv()).await.unwrap().1.len(), LARGE);
        }
        assert_eq!(within(running).await.unwrap().status.code, Code::OK);
        drop(handle);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_cancelled_and_reaches_its_deadline_while_it_waits() {
    let server = FlowServer::start(Does::Pour(u64::MAX, 32)).await;
    let pace = ReadPace::new(Some(ReadRate::NOTHING));
    let (handle, running, _received) = pouring(&server, &pace);
    until(|| pace.is_held_back()).await;
    handle.cancel();
    assert_eq!(within(running).await.unwrap().status.code, Code::CANCELLED);

    let mut caller = caller(server.address, "Pour").kind(MethodKind::ServerStreaming);
    caller.spec.read_pace = Some(ReadPace::new(Some(ReadRate::NOTHING)));
    caller.spec.timeout = Some(Duration::from_millis(300));
    let count = Arc::new(AtomicU64::new(0));
    let counted = count.clone();
    let (_handle, running) = caller.begin(move |event| {
        counted.fetch_add(u64::from(matches!(event, CallEvent::Message(_))), Ordering::SeqCst);
    });
    assert_eq!(within(running).await.unwrap().status.code, Code::DEADLINE_EXCEEDED);
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_read_at_full_speed_again_once_that_is_said() {
    let server = FlowServer::start(Does::Pour(50_000, 32)).await;
    let pace = ReadPace::new(Some(ReadRate::messages(1)));
    let (handle, running, mut received) = pouring(&server, &pace);
    within(received.recv()).await.unwrap();
    pace.set(None);
    let mut rest = 0;
    while within(received.recv()).await.is_some() {
        rest += 1;
    }
    assert_eq!(rest, 49_999);
    assert_eq!(within(running).await.unwrap().status.code, Code::OK);
    drop(handle);
}
