//! The end of the engine: calls reset, files written, within a second.

use std::time::{Duration, Instant};

use farcall_core::{engine::Outbound, schema::MethodKind, status::Code};
use farcall_proto_samples::protos::samples::v1::{StallRequest, stall_request::Point};

use crate::desk::{Desk, message, sample};

#[test]
fn running_calls_are_cancelled_and_the_engine_is_gone_soon() {
    let (_server, target) = sample();
    let mut desk = Desk::new();
    let stall = StallRequest { point: Point::AfterMessages.into(), messages: 1, duration: None };
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let first = vec![message(&stall), Outbound::HalfClose];
            desk.start(&target, "samples.v1.Faults/StallServerStream", MethodKind::ServerStreaming, None, first)
        })
        .collect();
    for call in &calls {
        desk.wait_until(call, |log| log.snapshot().received == 1);
    }
    let began = Instant::now();
    drop(desk);
    // The promise is a second; a busy machine gets more.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    for call in &calls {
        assert_eq!(call.log.finished().unwrap().status.code, Code::CANCELLED);
    }
}

#[test]
fn an_engine_without_work_ends_at_once() {
    let began = Instant::now();
    drop(Desk::new());
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
