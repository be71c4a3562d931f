//! A slow reader before the C core: the server is held back by its window, and nothing is lost.
//! The same at full size, before a server of ours, stands in the tests of the core.

use std::time::Duration;

use farcall_core::{
    call::{self, CallEvent, CallSpec, Outbound, ReadPace, ReadRate},
    schema::{MethodKind, MethodPath},
    status::Code,
    transport::{Channel, ConnectOptions, Target},
};
use farcall_tests::{Peer, PeerOptions};
use tokio::{sync::mpsc, time::sleep};

/// Of these the window of a slow reader holds less than half: each takes six bytes and more.
const MESSAGES: u64 = 30_000;

fn spec(method: &str, kind: MethodKind) -> CallSpec {
    CallSpec::new(MethodPath { service: "farcall.test.Storm".to_owned(), method: method.to_owned() }, kind)
}

async fn poured(channel: &Channel) -> u64 {
    let counts = CallSpec { timeout: Some(Duration::from_secs(20)), ..spec("Counts", MethodKind::Unary) };
    let told = call::collect(channel, counts, vec!["".into()]).await;
    let counts: serde_json::Value = serde_json::from_slice(&told.messages[0]).unwrap();
    counts["poured"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_c_core_is_held_back_by_a_slow_reader_and_then_all_comes_in_order() {
    let peer = Peer::start(&PeerOptions::default());
    let channel = Channel::new(Target::new(peer.addr()), ConnectOptions::default()).unwrap();
    let pace = ReadPace::new(Some(ReadRate::NOTHING));
    let spec = CallSpec { read_pace: Some(pace.clone()), ..spec("Pour", MethodKind::ServerStreaming) };
    let (handle, call) = call::new(spec);
    handle.try_send(Outbound::Message(MESSAGES.to_string().into())).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    let (told, mut received) = mpsc::unbounded_channel();
    let apart = channel.apart(ReadPace::WINDOW);
    let running = tokio::spawn(async move {
        let mut observer = |event| {
            if let CallEvent::Message(message) = event {
                told.send(message.bytes).unwrap();
            }
        };
        call.run(&apart, &mut observer).await
    });

    let held_back = async {
        let mut before = 0;
        loop {
            sleep(Duration::from_millis(300)).await;
            let now = poured(&channel).await;
            if now > 0 && now == before && pace.unread_bytes() > u64::from(ReadPace::WINDOW) / 2 {
                return now;
            }
            before = now;
        }
    };
    let sent = tokio::time::timeout(Duration::from_secs(30), held_back).await.expect("the server stands still");
    assert!(sent < MESSAGES, "it sent all that it had");
    assert!(received.try_recv().is_err(), "nothing was read");

    pace.set(Some(ReadRate::messages(20_000)));
    for number in 0..MESSAGES {
        let message = tokio::time::timeout(Duration::from_secs(30), received.recv()).await.unwrap();
        assert_eq!(message.unwrap(), number.to_string());
    }
    let ended = tokio::time::timeout(Duration::from_secs(30), running).await.unwrap();
    assert_eq!(ended.unwrap().status.code, Code::OK);
    assert_eq!(poured(&channel).await, MESSAGES);
}
