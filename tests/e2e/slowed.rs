//! A call that began at full speed and is slowed down while it runs: it stands still, and then all comes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use farcall_core::{
    call::{self, CallEvent, CallLog, CallObserver, CallOptions, CallSpec, Outbound, ReadPace, ReadRate},
    schema::{MethodKind, MethodPath},
    status::Code,
    transport::{Channel, ConnectOptions},
};
use farcall_proto_samples::protos::fleet::v1::StreamPositionsRequest;
use prost::Message as _;
use tokio::time::{sleep, timeout};

use crate::desk::sample;

/// More than is read in one go: 128 frames of 16 KiB.
const MESSAGES: u64 = 200_000;
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_slowed_down_while_it_runs_and_goes_on_to_its_end() {
    let (_server, target) = sample();
    let channel = Channel::new(target, ConnectOptions::default()).unwrap();
    let path = MethodPath::parse("fleet.v1.Drivers/StreamPositions").unwrap();
    let mut spec = CallSpec::new(path, MethodKind::ServerStreaming);
    CallOptions::default().apply(&mut spec);
    let pace = spec.read_pace.clone().unwrap();
    assert!(!pace.wants_connection() && pace.window_bytes() > ReadPace::WINDOW, "it shares its connection");
    let channel = spec.channel(channel);

    let (handle, call) = call::new(spec);
    let request =
        StreamPositionsRequest { driver_id: "drv-1".to_owned(), count: MESSAGES, ..StreamPositionsRequest::default() };
    handle.try_send(Outbound::Message(request.encode_to_vec().into())).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    let received = Arc::<AtomicU64>::default();
    let (counted, slowed) = (received.clone(), pace.clone());
    let running = tokio::spawn(async move {
        let mut observer = |event| {
            if let CallEvent::Message(message) = event {
                assert_eq!(message.index, counted.fetch_add(1, Ordering::SeqCst));
                if message.index == 100 {
                    slowed.set(Some(ReadRate::NOTHING));
                }
            }
        };
        call.run(&channel, &mut observer).await
    });

    let stands_still = async {
        while pace.unread_bytes() == 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, stands_still).await.expect("what is not read waits");
    let before = received.load(Ordering::SeqCst);
    sleep(Duration::from_millis(200)).await;
    assert_eq!(received.load(Ordering::SeqCst), before, "nothing is read");
    assert!(before < MESSAGES, "it was slowed down before its end");

    pace.set(Some(ReadRate::messages(1)));
    let one_more = async {
        while received.load(Ordering::SeqCst) == before {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, one_more).await.expect("it is read on");
    pace.set(None);
    let finished = timeout(PATIENCE, running).await.expect("it ends").unwrap();
    assert_eq!((finished.status.code, received.load(Ordering::SeqCst)), (Code::OK, MESSAGES));
    assert_eq!(pace.unread_bytes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_whose_rate_holds_the_server_back_is_said_to_be_slow_all_the_time() {
    let (_server, target) = sample();
    let channel = Channel::new(target, ConnectOptions::default()).unwrap();
    let path = MethodPath::parse("fleet.v1.Drivers/StreamPositions").unwrap();
    let rate = Some(ReadRate::messages(10));
    let spec = CallSpec { read_pace: Some(ReadPace::new(rate)), ..CallSpec::new(path, MethodKind::ServerStreaming) };
    let channel = spec.channel(channel);
    let (handle, call) = call::new(spec);
    let request =
        StreamPositionsRequest { driver_id: "drv-1".to_owned(), count: MESSAGES, ..StreamPositionsRequest::default() };
    handle.try_send(Outbound::Message(request.encode_to_vec().into())).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    let log = Arc::new(CallLog::default());
    let told = log.clone();
    let running = tokio::spawn(async move {
        let mut observer = |event| told.record(&event);
        call.run(&channel, &mut observer as &mut dyn CallObserver).await
    });
    let said = || log.stall().map(|stall| stall.to_string()).unwrap_or_default();
    let is_said = async {
        while said().is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, is_said).await.expect("the window is used up");
    let before = log.snapshot().received;
    for _ in 0..100 {
        assert!(said().starts_with("Your reader is slow, 10 messages/s: "), "{:?}", said());
        sleep(Duration::from_millis(20)).await;
    }
    assert!(log.snapshot().received > before, "it is read meanwhile");
    handle.cancel();
    let _ = timeout(PATIENCE, running).await.expect("it ends");
    assert_eq!(log.stall(), None);
}
