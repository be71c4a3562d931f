//! Retries by service config: which attempts follow which, what the server and the user are told of them.

use std::{sync::Arc, time::Duration};

use crate::support::{Caller, Done, RawServer, Step, grpc_headers, message, trailers, within};
use bytes::Bytes;
use farcall_core::{
    call::{self, AttemptFailed, CallEvent, Opened, Outbound},
    schema::MethodKind,
    status::Code,
    transport::Target,
};

/// Four attempts after UNAVAILABLE, quickly.
const QUICK: &str = r#"{"methodConfig": [{"name": [{"service": "shop.v1.Orders"}], "retryPolicy": {
    "maxAttempts": 4, "initialBackoff": "0.005s", "maxBackoff": "0.02s", "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"]}}]}"#;

fn ok() -> Step {
    trailers(&[("grpc-status", "0")])
}

fn good() -> Vec<Step> {
    vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"a"), false), ok()]
}

/// A trailers-only answer once the request is whole.
fn refused(code: &str, more: &[(&str, &str)]) -> Vec<Step> {
    let usual = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", code)];
    vec![Step::AwaitEnd, trailers(&[&usual, more].concat())]
}

fn caller(server: &RawServer, config: &str) -> Caller {
    Caller::with(Target { service_config: Some(config.to_owned()), ..Target::new(server.target()) })
}

/// A quick policy with one wait in place of its first.
fn with_backoff(wait: &str) -> String {
    QUICK.replace("0.005s", wait).replace("0.02s", wait)
}

fn failed(done: &Done) -> Vec<Arc<AttemptFailed>> {
    let attempt = |event: &CallEvent| match event {
        CallEvent::AttemptFailed(failed) => Some(failed.clone()),
        _ => None,
    };
    done.events.iter().filter_map(attempt).collect()
}

fn opened(done: &Done) -> Vec<Arc<Opened>> {
    let attempt = |event: &CallEvent| match event {
        CallEvent::Opened(opened) => Some(opened.clone()),
        _ => None,
    };
    done.events.iter().filter_map(attempt).collect()
}

fn previous(done: &Done) -> Vec<Option<String>> {
    let header =
        |opened: &Arc<Opened>| opened.request_headers.get("grpc-previous-rpc-attempts").map(|entry| entry.display());
    opened(done).iter().map(header).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_policy_nothing_is_retried() {
    let server = RawServer::start(vec![refused("14", &[]), good()]).await;
    let done = Caller::to(server.target()).run().await;
    assert_eq!((done.verdict().as_str(), server.seen().len()), ("UNAVAILABLE (14) remote: ", 1));
    assert_eq!(done.finished.timings.attempts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_call_is_tried_again_and_each_attempt_told() {
    let kinds =
        [MethodKind::Unary, MethodKind::ServerStreaming, MethodKind::ClientStreaming, MethodKind::BidiStreaming];
    for kind in kinds {
        let busy = refused("14", &[("grpc-message", "busy"), ("cost", "1")]);
        let server = RawServer::start(vec![busy.clone(), busy, good()]).await;
        let mut caller = caller(&server, QUICK).kind(kind);
        if matches!(kind, MethodKind::ClientStreaming | MethodKind::BidiStreaming) {
            caller.messages = vec!["one".into(), "".into(), "three".into()];
        }
        let done = caller.run().await;
        assert_eq!((done.verdict().as_str(), done.received()), ("OK (0) remote: ", vec![Bytes::from("a")]), "{kind:?}");
        assert_eq!(previous(&done), [None, Some("1".to_owned()), Some("2".to_owned())]);
        let failed = failed(&done);
        assert_eq!(failed.iter().map(|failed| failed.attempt).collect::<Vec<_>>(), [1, 2]);
        assert!(failed.iter().all(|failed| failed.status.message == "busy" && !failed.is_transparent));
        assert_eq!(failed[0].trailers.get("cost").unwrap().value, "1");
        assert_eq!(opened(&done).iter().map(|opened| opened.attempt).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(done.finished.timings.attempts, 3);

        // Told once, sent three times.
        let told = done.names().into_iter().filter(|name| *name == "request_sent").count();
        assert_eq!(told, caller.messages.len());
        let wire: Vec<u8> = caller.messages.iter().flat_map(|bytes| message(bytes)).collect();
        let seen = server.seen();
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|seen| seen.data == wire && seen.ended), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_attempt_is_the_verdict() {
    let server = RawServer::always(refused("14", &[("grpc-message", "busy")])).await;
    let done = caller(&server, QUICK).run().await;
    assert_eq!(done.verdict(), "UNAVAILABLE (14) remote: busy");
    assert_eq!((server.seen().len(), failed(&done).len(), done.finished.timings.attempts), (4, 3, 4));

    let server = RawServer::start(vec![refused("14", &[]), refused("5", &[])]).await;
    let done = caller(&server, QUICK).run().await;
    assert_eq!((done.verdict().as_str(), server.seen().len()), ("NOT_FOUND (5) remote: ", 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_answered_in_part_is_not_tried_again() {
    let begun = vec![grpc_headers(&[]), Step::Pause(Duration::from_millis(20)), trailers(&[("grpc-status", "14")])];
    let server = RawServer::start(vec![begun, good()]).await;
    let done = caller(&server, QUICK).kind(MethodKind::ServerStreaming).run().await;
    assert_eq!((done.verdict().as_str(), server.seen().len()), ("UNAVAILABLE (14) remote: ", 1));
    assert_eq!(done.finished.status.notes, ["Not retried: response headers had come".to_owned()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_sent_more_than_is_remembered_is_not_tried_again() {
    let server = RawServer::start(vec![refused("14", &[]), good()]).await;
    let mut caller = caller(&server, QUICK).kind(MethodKind::ClientStreaming);
    caller.messages = vec![Bytes::from(vec![7; 600 << 10]); 2];
    let done = caller.run().await;
    assert_eq!((done.verdict().as_str(), server.seen().len()), ("UNAVAILABLE (14) remote: ", 1));
    assert_eq!(done.finished.status.notes, ["Not retried: more was sent than is kept to be sent again".to_owned()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_tried_again_on_a_new_one() {
    let server = RawServer::start(vec![vec![Step::AwaitEnd, Step::Close], good()]).await;
    let done = caller(&server, QUICK).run().await;
    assert_eq!((done.verdict().as_str(), server.connections()), ("OK (0) remote: ", 2));
    assert!(failed(&done)[0].status.message.starts_with("Connection to "));
    assert!(!done.finished.timings.reused && done.finished.timings.http2.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_tried_again_too() {
    let address = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let target = Target { service_config: Some(QUICK.to_owned()), ..Target::new(address.to_string()) };
    let done = Caller::with(target).run().await;
    assert!(done.verdict().starts_with("UNAVAILABLE (14) local: Can't reach "), "{}", done.verdict());
    assert_eq!(done.names(), ["started", "attempt_failed", "attempt_failed", "attempt_failed", "finished"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_was_not_looked_at_is_made_up_for_and_does_not_count() {
    let refusing = vec![Step::AwaitEnd, Step::Reset(7)];
    let busy = refused("14", &[]);
    let scripts = vec![refusing, busy.clone(), busy.clone(), busy, good()];
    let server = RawServer::start(scripts).await;
    let done = caller(&server, QUICK).run().await;
    assert_eq!((done.verdict().as_str(), server.seen().len()), ("OK (0) remote: ", 5));
    assert_eq!(
        failed(&done).iter().map(|failed| failed.is_transparent).collect::<Vec<_>>(),
        [true, false, false, false]
    );
    let counts = [None, None, Some("1".to_owned()), Some("2".to_owned()), Some("3".to_owned())];
    assert_eq!(previous(&done), counts);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_pushback_is_obeyed() {
    // The policy would wait for a minute.
    let soon = refused("14", &[("grpc-retry-pushback-ms", "1")]);
    let server = RawServer::start(vec![soon, good()]).await;
    let done = caller(&server, &with_backoff("60s")).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    assert_eq!(failed(&done)[0].wait, Duration::from_millis(1));

    let server = RawServer::start(vec![refused("14", &[("grpc-retry-pushback-ms", "-1")]), good()]).await;
    let done = caller(&server, QUICK).run().await;
    assert_eq!((done.verdict().as_str(), server.seen().len()), ("UNAVAILABLE (14) remote: ", 1));
    assert_eq!(done.finished.status.notes, ["Not retried: the server asks not to".to_owned()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_whose_calls_keep_failing_stops_retrying() {
    let throttled = QUICK.replacen('{', r#"{"retryThrottling": {"maxTokens": 4, "tokenRatio": 1}, "#, 1);
    let server = RawServer::always(refused("14", &[])).await;
    let caller = caller(&server, &throttled);
    let done = caller.run().await;
    assert_eq!(server.seen().len(), 2);
    let words = ["Not retried: too many calls of this channel failed (retryThrottling)".to_owned()];
    assert_eq!(done.finished.status.notes, words);
    caller.run().await;
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_holds_while_the_next_attempt_is_waited_for() {
    let server = RawServer::always(refused("14", &[("grpc-message", "busy")])).await;
    let done = caller(&server, &with_backoff("60s")).timeout(Duration::from_secs(2)).run().await;
    let words = "DEADLINE_EXCEEDED (4) local: No final status within 2 s \
                 · Attempt 1 failed with UNAVAILABLE (14): busy.";
    assert_eq!((done.verdict().as_str(), server.seen().len()), (words, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_ends_the_wait_for_the_next_attempt() {
    let server = RawServer::always(refused("14", &[])).await;
    let caller = caller(&server, &with_backoff("60s"));
    let (handle, call) = call::new(caller.spec.clone());
    handle.try_send(Outbound::HalfClose).unwrap();
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(async move {
        let mut observer = |event| drop(sender.send(event));
        call.run(&caller.channel, &mut observer).await
    });
    while !matches!(within(events.recv()).await, Some(CallEvent::AttemptFailed(_))) {}
    handle.cancel();
    let finished = within(running).await.unwrap();
    assert_eq!(finished.status.code, Code::CANCELLED);
    assert!(finished.status.message.starts_with("Cancelled by you after "), "{}", finished.status.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_a_stream_go_on_in_the_attempt_that_follows() {
    let first = message(b"one");
    let refuse = vec![Step::AwaitBytes(first.len()), refused("14", &[]).remove(1)];
    let server = RawServer::start(vec![refuse, good()]).await;
    let caller = caller(&server, QUICK).kind(MethodKind::BidiStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(async move {
        let mut observer = |event| drop(sender.send(event));
        call.run(&caller.channel, &mut observer).await
    });
    handle.send(Outbound::Message("one".into())).await.unwrap();
    while !matches!(within(events.recv()).await, Some(CallEvent::AttemptFailed(_))) {}
    handle.send(Outbound::Message("two".into())).await.unwrap();
    handle.send(Outbound::HalfClose).await.unwrap();
    assert!(within(running).await.unwrap().status.is_ok());
    assert_eq!(server.seen()[1].data, [first, message(b"two")].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_config_that_cannot_be_used_says_what_of_it() {
    let server = RawServer::always(good()).await;
    let done = caller(&server, &QUICK.replace("\"maxAttempts\": 4", "\"maxAttempts\": 1")).run().await;
    let words = "INVALID_ARGUMENT (3) local: The service config cannot be used \
                 · methodConfig[0].retryPolicy.maxAttempts: must be 2 or more";
    assert_eq!((done.verdict().as_str(), server.seen().len()), (words, 0));
    assert_eq!(done.names(), ["started", "finished"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn timeout_and_sizes_of_the_service_config_hold_and_are_named() {
    let config = r#"{"methodConfig": [{"name": [{}], "timeout": "0.2s", "maxRequestMessageBytes": 2}]}"#;
    let server = RawServer::always(vec![Step::Pause(Duration::from_secs(30))]).await;
    let mut caller = caller(&server, config).timeout(Duration::from_secs(20));
    let done = caller.run().await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Message of 3 B exceeds the send limit of 2 B");
    let hint = |done: &Done| done.finished.status.hint.clone().unwrap();
    assert_eq!(hint(&done), "It is maxRequestMessageBytes of the service config");
    caller.messages.clear();
    let done = caller.run().await;
    assert!(
        done.verdict().starts_with("DEADLINE_EXCEEDED (4) local: No final status within 200 ms"),
        "{}",
        done.verdict()
    );
    assert_eq!(hint(&done), "It is timeout of the service config");
}
