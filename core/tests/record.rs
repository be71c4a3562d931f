//! The record of a call: who served it, when each thing happened, and how much went over the wire.

use std::{sync::Arc, time::Duration};

use crate::support::{Authority, Caller, Done, RawServer, Step, grpc_headers, message, trailers};
use farcall_core::{
    call::{CallEvent, CallLog, Compression, Direction},
    metadata::Metadata,
    schema::MethodKind,
    status::Remedy,
    transport::Target,
};

fn ok() -> Step {
    trailers(&[("grpc-status", "0")])
}

fn good() -> Vec<Step> {
    vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"answer"), false), ok()]
}

/// Everything a log was told of.
fn log_of(done: &Done) -> Arc<CallLog> {
    let log = Arc::new(CallLog::new(1 << 20));
    done.events.iter().for_each(|event| log.record(event));
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_headers_are_told_as_they_went_out() {
    let server = RawServer::always(good()).await;
    let mut caller = Caller::to(server.target()).timeout(Duration::from_secs(15));
    caller.spec.metadata = [("x", "1"), ("y-bin", "AQ"), ("x", "2")].into_iter().collect::<Metadata>();
    caller.spec.compression = Some(Compression::Gzip);
    let opened = log_of(&caller.run().await).opened().unwrap();
    let keys: Vec<_> = opened.request_headers.iter().map(|entry| entry.key.as_str()).collect();
    let usual = [
        "te",
        "grpc-timeout",
        "content-type",
        "grpc-encoding",
        "grpc-accept-encoding",
        "user-agent",
        "x",
        "x",
        "y-bin",
    ];
    assert_eq!(keys, usual);
    assert_eq!((opened.attempt, opened.peer.address.as_str()), (1, server.target().as_str()));
    assert_eq!((opened.peer.alpn.as_deref(), opened.peer.certificates.len()), (None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_peer_comes_with_its_certificate_and_what_was_agreed() {
    let authority = Authority::new("The Authority");
    let acceptor = authority.acceptor(authority.sign(&["127.0.0.1"]), &["h2"], false);
    let server = RawServer::start_with(vec![good()], Some(acceptor)).await;
    let mut target = Target::new(format!("https://{}", server.target()));
    target.tls.roots = Some(authority.roots());
    let done = Caller::with(target).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    let peer = log_of(&done).opened().unwrap().peer.clone();
    assert_eq!((peer.alpn.as_deref(), peer.certificates.len()), (Some("h2"), 1));
    assert!(peer.tls_version.is_some() && peer.cipher_suite.is_some());
    let timings = done.finished.timings;
    assert!(timings.connected.is_some() && timings.connected <= timings.tls && timings.tls <= timings.http2);
}

#[tokio::test(flavor = "multi_thread")]
async fn sizes_and_flags_are_those_of_the_wire() {
    let packed = zstd::encode_all(&[7; 5000][..], 1).unwrap();
    let flagged = [&[1][..], &(packed.len() as u32).to_be_bytes(), &packed].concat();
    let script = vec![
        Step::AwaitEnd,
        grpc_headers(&[("grpc-encoding", "zstd")]),
        Step::Data([flagged.clone(), message(b"plain")].concat(), false),
        ok(),
    ];
    let server = RawServer::always(script).await;
    let mut caller = Caller::to(server.target()).kind(MethodKind::BidiStreaming);
    caller.spec.compression = Some(Compression::Deflate);
    caller.messages = vec![vec![1; 3000].into(), "tiny".into()];
    let log = log_of(&caller.run().await);
    let now = log.snapshot();
    assert_eq!((now.sent_bytes, now.received_bytes), (3004, 5005));
    assert_eq!(now.sent_wire_bytes, server.seen()[0].data.len() as u64);
    assert_eq!(now.received_wire_bytes, (flagged.len() + message(b"plain").len()) as u64);
    let flags: Vec<_> = log.rows(0..9).iter().map(|row| (row.direction, row.compressed, row.size)).collect();
    let (sent, received) = (Direction::Sent, Direction::Received);
    assert_eq!(flags, [(sent, true, 3000), (sent, false, 4), (received, true, 5000), (received, false, 5)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_those_of_the_last_attempt() {
    let refused = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "14")];
    let server = RawServer::start(vec![vec![Step::AwaitEnd, trailers(&refused)], good()]).await;
    let config = r#"{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 2, "initialBackoff": "0.05s",
        "maxBackoff": "0.05s", "backoffMultiplier": 1, "retryableStatusCodes": [14]}}]}"#;
    let target = Target { service_config: Some(config.to_owned()), ..Target::new(server.target()) };
    let done = Caller::with(target).run().await;
    let timings = done.finished.timings;
    let (log, first) = (
        log_of(&done),
        done.events.iter().find_map(|event| match event {
            CallEvent::Opened(opened) => Some(opened.at),
            _ => None,
        }),
    );
    let failed = log.failed_attempts();
    assert_eq!((failed.len(), timings.attempts, log.opened().unwrap().attempt), (1, 2, 2));
    assert!(first < Some(failed[0].at) && Some(failed[0].at + failed[0].wait) <= timings.request_headers);
    assert_eq!(Some(log.opened().unwrap().at), timings.request_headers);
    assert!(timings.request_headers <= timings.headers && timings.headers <= timings.first_message);
    assert!(timings.first_message <= timings.trailers && timings.trailers <= Some(done.finished.at));
    // The connection was made for the first.
    assert!(timings.reused || timings.http2.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_times_of_a_failed_connection_are_kept_as_far_as_it_got() {
    // Takes the connection and closes it.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let closing = tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let done = Caller::to(address.to_string()).run().await;
    closing.abort();
    assert!(done.verdict().starts_with("UNAVAILABLE (14) local: "), "{}", done.verdict());
    let timings = done.finished.timings;
    assert!(timings.connected.is_some() && timings.http2.is_none() && timings.request_headers.is_none());
    assert_eq!((timings.attempts, timings.reused), (0, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_limit_past_the_connections_own_names_that_one() {
    let long = "v".repeat(7 << 10);
    let keys: Vec<String> = (0..1500).map(|number| format!("k{number}")).collect();
    let many: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), long.as_str())).collect();
    let server = RawServer::always(vec![grpc_headers(&many), Step::Pause(Duration::from_secs(5))]).await;
    let mut caller = Caller::to(server.target());
    caller.spec.limits.max_header_bytes = 64 << 20;
    let done = caller.run().await;
    let words = "RESOURCE_EXHAUSTED (8) local: Response headers are more than a connection takes · \
                 At most 8 MiB and 24,576 fields; less where they are cut into many frames.";
    assert_eq!((done.verdict().as_str(), done.finished.status.remedy), (words, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_fields_than_http2_takes_are_told_whatever_the_limit() {
    let keys: Vec<String> = (0..30_000).map(|number| format!("k{number}")).collect();
    let many: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "")).collect();
    let mut last = many.clone();
    last.insert(0, ("grpc-status", "0"));
    let in_headers = vec![grpc_headers(&many), Step::Pause(Duration::from_secs(5))];
    let in_trailers = vec![grpc_headers(&[]), Step::Data(message(b"m"), false), trailers(&last)];
    for (script, which) in [(in_headers, "headers"), (in_trailers, "trailers")] {
        let server = RawServer::always(script).await;
        let mut caller = Caller::to(server.target());
        caller.spec.limits.max_header_bytes = 8 << 20;
        let done = caller.run().await;
        let words = format!("RESOURCE_EXHAUSTED (8) local: Response {which} are more than a connection takes");
        assert!(done.verdict().starts_with(&words), "{}", done.verdict());
        assert_ne!(done.finished.status.remedy, Some(Remedy::RaiseHeaderLimit));
    }
}
