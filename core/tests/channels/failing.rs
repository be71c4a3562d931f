//! Servers that are not there: backoff, clicks, calls that wait, and fifty deaths in a row.
//! One connection that fails for its own reason is tried in `connections`.

use std::time::{Duration, Instant};

use bytes::Bytes;
use farcall_core::{
    call::{self, Outbound},
    transport::{Channel, ChannelState, LoadBalancing, Target},
};

use super::{
    answer, nowhere, patient, quick, states,
    support::{Caller, RawServer, Step, grpc_headers, message, within},
    until, vacant,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_channel_says_when_it_tries_again_while_somebody_waits() {
    let address = vacant().await;
    let mut caller = Caller::with_options(Target::new(address.to_string()), patient());
    let error = caller.channel.connect().await.unwrap_err();
    let words = format!("Can't reach {address} · Connection refused. Is the server running?");
    assert_eq!(error.message(), words);
    let status = caller.channel.status();
    assert_eq!((status.state, status.retry_at), (ChannelState::TransientFailure, None));

    caller.spec.wait_for_ready = true;
    let channel = caller.channel.clone();
    let waiting = tokio::spawn(async move { caller.run().await });
    let status = until(&channel, |status| status.retry_at.is_some()).await;
    assert!(status.retry_at.unwrap() > Instant::now() + Duration::from_secs(60));
    waiting.abort();
    let status = until(&channel, |status| status.retry_at.is_none()).await;
    assert_eq!((status.state, states(&status)), (ChannelState::TransientFailure, vec![status.state]));
    assert_eq!(status.addresses[0].last_failure.as_ref().unwrap().message(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_skips_the_wait_and_takes_the_patient_along() {
    let address = vacant().await;
    let mut caller = Caller::with_options(Target::new(address.to_string()), patient());
    caller.spec.wait_for_ready = true;
    let channel = caller.channel.clone();
    let waiting = tokio::spawn(async move { caller.run().await });
    until(&channel, |status| status.retry_at.is_some()).await;
    assert!(channel.connect().await.is_err());
    let _server = RawServer::start_at(address, vec![answer()], None).await;
    channel.connect().await.unwrap();
    assert_eq!(within(waiting).await.unwrap().verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_waits_gets_through_when_the_server_appears() {
    for load_balancing in [LoadBalancing::PickFirst, LoadBalancing::RoundRobin] {
        let address = vacant().await;
        let target = Target { load_balancing, ..Target::new(address.to_string()) };
        let mut caller = Caller::with_options(target, quick());
        caller.spec.wait_for_ready = true;
        let channel = caller.channel.clone();
        let waiting = tokio::spawn(async move { caller.run().await });
        // Failed twice at least.
        let first = until(&channel, |status| status.retry_at.is_some()).await.retry_at;
        until(&channel, |status| status.retry_at.is_some() && status.retry_at != first).await;
        let server = RawServer::start_at(address, vec![answer()], None).await;
        assert_eq!(within(waiting).await.unwrap().verdict(), "OK (0) remote: ");
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_waited_in_vain_names_the_last_failure() {
    let address = vacant().await;
    let mut caller = Caller::with_options(Target::new(address.to_string()), quick());
    caller = caller.timeout(Duration::from_millis(300));
    caller.spec.wait_for_ready = true;
    let words = "DEADLINE_EXCEEDED (4) local: No connection within 300 ms";
    let refused = format!("Can't reach {address} · Connection refused. Is the server running?");
    assert_eq!(caller.run().await.verdict(), format!("{words} · {refused}"));

    let mut lost = Caller::with_options(Target::new(format!("http://{}:1", nowhere())), quick());
    lost = lost.timeout(Duration::from_millis(300));
    lost.spec.wait_for_ready = true;
    let verdict = lost.run().await.verdict();
    assert!(verdict.starts_with(&format!("{words} · Can't find host \"{}\"", nowhere())), "{verdict}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_told_to_keep_trying_connects_and_connects_again() {
    let server = RawServer::always(answer()).await;
    let address = server.address;
    let channel = Channel::new(Target::new(server.target()), quick()).unwrap();
    channel.keep_trying(true);
    until(&channel, |status| status.state == ChannelState::Ready).await;
    drop(server);
    let status = until(&channel, |status| status.state == ChannelState::TransientFailure).await;
    assert!(status.retry_at.is_some());
    let server = RawServer::start_at(address, vec![answer()], None).await;
    until(&channel, |status| status.state == ChannelState::Ready).await;
    channel.keep_trying(false);
    drop(server);
    until(&channel, |status| status.state == ChannelState::Idle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_fifty_times_in_a_row_is_found_again_each_time() {
    let mid_call = vec![grpc_headers(&[]), Step::Data(message(b"kept"), false)];
    let mut server = RawServer::always(mid_call.clone()).await;
    let address = server.address;
    let caller = Caller::with_options(Target::new(address.to_string()), patient());
    for round in 0..50 {
        let (handle, call) = call::new(caller.spec.clone());
        handle.try_send(Outbound::Message(Bytes::from_static(b"ask"))).unwrap();
        let (told, mut headers) = tokio::sync::mpsc::unbounded_channel();
        let channel = caller.channel.clone();
        let running = tokio::spawn(async move {
            let mut observer = |event| {
                let _ = told.send(event);
            };
            call.run(&channel, &mut observer).await
        });
        within(async { while !matches!(headers.recv().await, Some(call::CallEvent::Message(_))) {} }).await;
        drop(server);
        let status = within(running).await.unwrap().status.clone();
        assert_eq!(status.code.to_string(), "UNAVAILABLE (14)", "{round}: {}", status.message);
        let words = format!("Connection to {address} closed after 1 message · ");
        assert!(status.message.starts_with(&words), "{round}: {}", status.message);
        drop(handle);
        server = RawServer::start_at(address, vec![mid_call.clone()], None).await;
    }
    assert_eq!(server.connections(), 0);
    caller.channel.connect().await.unwrap();
}
