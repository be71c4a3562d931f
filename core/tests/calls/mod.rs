//! Calls against a scripted server: every kind of answer, right and wrong, and what the user is told.

mod ends;
mod lost;
mod resting;

use std::{sync::Arc, time::Duration};

use crate::support::{
    Caller, RawServer, Step, grpc_headers, message,
    raw_server::{fields, frame},
    trailers, within,
};
use bytes::Bytes;
use farcall_core::{
    call::{self, CallEvent, Conversation, Outbound},
    schema::MethodKind,
    status::{Code, Remedy},
};

fn ok() -> Step {
    trailers(&[("grpc-status", "0")])
}

/// Runs a unary call against one script.
async fn unary(script: Vec<Step>) -> crate::support::Done {
    let server = RawServer::always(script).await;
    Caller::to(server.target()).run().await
}

async fn streaming(script: Vec<Step>) -> crate::support::Done {
    let server = RawServer::always(script).await;
    Caller::to(server.target()).kind(MethodKind::ServerStreaming).run().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unary_call_tells_its_story_in_order() {
    let script = vec![
        Step::AwaitEnd,
        grpc_headers(&[("x", "1"), ("x", "2"), ("y-bin", "AQ")]),
        Step::Data(message(b"answer"), false),
        trailers(&[("grpc-status", "0"), ("cost", "3")]),
    ];
    let server = RawServer::always(script).await;
    let done = Caller::to(server.target()).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    assert_eq!(done.names(), ["started", "opened", "request_sent", "half_closed", "headers", "message", "finished"]);
    assert_eq!(done.received(), ["answer"]);
    assert_eq!(server.seen()[0].data, message(b"ask"));
    let headers = &done.headers().unwrap().metadata;
    assert_eq!(headers.get_all("x").map(|entry| entry.display()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(headers.get("y-bin").unwrap().binary().unwrap(), [Bytes::from_static(&[1])]);
    assert_eq!(done.finished.trailers.get("cost").unwrap().value, "3");
    let timings = done.finished.timings;
    assert!(timings.connected <= timings.http2 && timings.http2 <= timings.request_headers);
    assert!(timings.request_headers <= timings.headers && timings.headers <= timings.first_message);
    assert!(timings.first_message <= timings.trailers && timings.trailers <= Some(done.finished.at));
    assert!(!timings.reused && timings.tls.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_kept_for_the_next_call() {
    let server = RawServer::always(vec![grpc_headers(&[]), Step::Data(message(b"a"), false), ok()]).await;
    let caller = Caller::to(server.target());
    assert!(!caller.run().await.finished.timings.reused);
    assert!(caller.run().await.finished.timings.reused);
    let calls = (0..20).map(|_| {
        let caller = caller.clone();
        tokio::spawn(async move { caller.run().await.verdict() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), "OK (0) remote: ");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_first_calls_share_one_attempt() {
    let server = RawServer::always(vec![grpc_headers(&[]), Step::Data(message(b"a"), false), ok()]).await;
    let caller = Caller::to(server.target());
    let runs = [caller.clone(), caller.clone(), caller]
        .map(|caller| tokio::spawn(async move { caller.run().await.verdict() }));
    for run in runs {
        assert_eq!(run.await.unwrap(), "OK (0) remote: ");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_arrive_wherever_the_frames_are_cut() {
    let wire: Vec<u8> = [&b"one"[..], b"", b"three"].iter().flat_map(|bytes| message(bytes)).collect();
    for cut in [1, 2, 3, 7, 100] {
        let done = streaming(vec![grpc_headers(&[]), Step::DataCut(wire.clone(), cut), ok()]).await;
        assert_eq!(
            (done.verdict().as_str(), done.received()),
            ("OK (0) remote: ", vec!["one".into(), "".into(), "three".into()])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trailers_only_answer_has_no_headers() {
    let only = [
        (":status", "200"),
        ("content-type", "application/grpc"),
        ("grpc-status", "5"),
        ("grpc-message", "no%20order"),
    ];
    let done = unary(vec![trailers(&only)]).await;
    assert_eq!(done.verdict(), "NOT_FOUND (5) remote: no order");
    assert!(done.headers().is_none());
    assert_eq!(done.finished.trailers.get("grpc-status").unwrap().value, "5");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_in_trailers_wins_over_one_in_headers() {
    let script = vec![grpc_headers(&[("grpc-status", "0")]), trailers(&[("grpc-status", "7"), ("grpc-message", "no")])];
    assert_eq!(unary(script).await.verdict(), "PERMISSION_DENIED (7) remote: no");
    let script = vec![grpc_headers(&[("grpc-status", "7")]), Step::Data(Vec::new(), true)];
    assert_eq!(unary(script).await.verdict(), "PERMISSION_DENIED (7) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_no_right_grpc_are_judged_by_us() {
    let data = |bytes: &[u8]| Step::Data(bytes.to_vec(), false);
    let cases = [
        (vec![grpc_headers(&[]), ok()], "INTERNAL (13) local: Server reported OK but sent no message"),
        (
            vec![grpc_headers(&[]), data(&message(b"a")), data(&message(b"b")), ok()],
            "INTERNAL (13) local: Server sent 2 messages for a unary call",
        ),
        (
            vec![grpc_headers(&[]), Step::Data(message(b"a"), true)],
            "UNKNOWN (2) local: The stream ended without a status · 1 message received; data may be cut off.",
        ),
        (
            vec![grpc_headers(&[]), data(&message(b"abcdef")[..8]), ok()],
            "INTERNAL (13) local: Last message is incomplete: 3 of 6 bytes, although the server reported OK",
        ),
        (
            vec![grpc_headers(&[]), data(&[0, 0xff, 0xff, 0xff, 0xff, 1]), Step::Pause(Duration::from_secs(9))],
            "RESOURCE_EXHAUSTED (8) local: Message of 4.0 GiB exceeds the limit of 64 MiB",
        ),
        (
            vec![grpc_headers(&[]), data(&[9, 0, 0, 0, 0]), Step::Pause(Duration::from_secs(9))],
            "INTERNAL (13) local: Message begins with 0x09 · Only 0 and 1 are known.",
        ),
        (
            vec![grpc_headers(&[]), data(&[1, 0, 0, 0, 1, 1]), ok()],
            "INTERNAL (13) local: Compressed message without grpc-encoding",
        ),
        (
            vec![grpc_headers(&[("grpc-encoding", "br")]), data(&[1, 0, 0, 0, 1, 1]), ok()],
            "INTERNAL (13) local: Server used encoding \"br\"; this client accepts identity, gzip, deflate, zstd",
        ),
        (vec![grpc_headers(&[("grpc-encoding", "br")]), data(&message(b"plain")), ok()], "OK (0) remote: "),
        (
            vec![grpc_headers(&[]), trailers(&[("grpc-status", "abc")])],
            "UNKNOWN (2) local: Unreadable grpc-status \"abc\"",
        ),
        (
            vec![grpc_headers(&[]), trailers(&[("grpc-status", "17"), ("grpc-message", "odd")])],
            "UNRECOGNISED (17) remote: odd",
        ),
        (vec![grpc_headers(&[]), Step::Reset(8)], "CANCELLED (1) local: Server reset the stream (CANCEL)"),
        (vec![Step::Reset(2)], "INTERNAL (13) local: Server reset the stream (INTERNAL_ERROR)"),
    ];
    for (script, verdict) in cases {
        assert_eq!(unary(script).await.verdict(), verdict);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http_answers_are_mapped_and_quoted() {
    let html = [(":status", "502"), ("content-type", "text/html")];
    let script = vec![Step::Headers(fields(html.iter()), false), Step::Data(b"<h1>Bad gateway</h1>".to_vec(), true)];
    let done = unary(script).await;
    let words =
        "UNAVAILABLE (14) local: HTTP 502 Bad Gateway, not a gRPC answer · text/html, 20 B: <h1>Bad gateway</h1>";
    assert_eq!(done.verdict(), words);
    assert_eq!(done.headers().unwrap().http_status, 502);

    let done = unary(vec![trailers(&[(":status", "404")])]).await;
    assert_eq!(done.verdict(), "UNIMPLEMENTED (12) local: HTTP 404: nothing serves /shop.v1.Orders/Get here");

    // A deadline takes nothing back of a verdict that is known, however long the body goes on.
    let script = vec![Step::Headers(fields(html.iter()), false), Step::Data(b"<h1>Bad".to_vec(), false)];
    let server = RawServer::always(script).await;
    let done = Caller::to(server.target()).timeout(Duration::from_millis(400)).run().await;
    assert!(done.verdict().starts_with("UNAVAILABLE (14) local: HTTP 502 Bad Gateway, "), "{}", done.verdict());
    server.wait_until(|seen| seen.first().is_some_and(|stream| stream.reset.is_some())).await;

    // A body that never ends must not hold the verdict up.
    let login = [(":status", "200"), ("content-type", "text/html")];
    let script = vec![Step::Headers(fields(login.iter()), false), Step::Data(b"<html>".to_vec(), false)];
    let words = "UNKNOWN (2) local: HTTP 200 but content-type is \"text/html\", not gRPC \
                 · A login page or proxy may be in between.";
    assert_eq!(unary(script).await.verdict(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_headers_and_trailers_name_their_limit() {
    let long = "v".repeat(40 << 10);
    let done = unary(vec![grpc_headers(&[("a", &long)]), Step::Data(message(b"m"), false), ok()]).await;
    assert_eq!(
        (done.verdict().as_str(), done.headers().unwrap().metadata.get("a").unwrap().value.len()),
        ("OK (0) remote: ", 40 << 10)
    );
    let longer = "v".repeat(70 << 10);
    let done = unary(vec![grpc_headers(&[("a", &longer)]), Step::Data(message(b"m"), false), ok()]).await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Response headers exceed 64 KiB");
    assert_eq!(done.finished.status.remedy, Some(Remedy::RaiseHeaderLimit));
    let script =
        vec![grpc_headers(&[]), Step::Data(message(b"m"), false), trailers(&[("grpc-status", "0"), ("a", &longer)])];
    assert_eq!(unary(script).await.verdict(), "RESOURCE_EXHAUSTED (8) local: Response trailers exceed 64 KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn gzip_is_unpacked_and_a_bomb_is_not() {
    use std::io::Write as _;
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        [&[1][..], &(packed.len() as u32).to_be_bytes(), &packed].concat()
    };
    let headers = || grpc_headers(&[("grpc-encoding", "gzip")]);
    let packed = gzip(b"hello hello hello hello");
    let done = unary(vec![headers(), Step::DataCut(packed.clone(), 5), ok()]).await;
    // The server does not wait for the request: where the message stands among the events is not for us to say.
    let received = done.events.iter().find_map(|event| match event {
        CallEvent::Message(received) => Some(received),
        _ => None,
    });
    let Some(received) = received else { panic!("{:?}", done.names()) };
    assert_eq!((received.bytes.as_ref(), received.compressed), (&b"hello hello hello hello"[..], true));
    assert_eq!(received.wire_bytes, packed.len() - 5);

    let bomb = gzip(&vec![0; 65 << 20]);
    let done = unary(vec![headers(), Step::DataCut(bomb, 16 << 10), ok()]).await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Compressed message grows past the limit of 64 MiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_goes_back_and_forth() {
    let first = message(b"one");
    let script = vec![
        grpc_headers(&[]),
        Step::AwaitBytes(first.len()),
        Step::Data(message(b"uno"), false),
        Step::AwaitBytes(2 * first.len()),
        Step::Data(message(b"due"), false),
        Step::AwaitEnd,
        trailers(&[("grpc-status", "0"), ("said", "ciao")]),
    ];
    let server = RawServer::always(script).await;
    let caller = Caller::to(server.target()).kind(MethodKind::BidiStreaming);
    let mut conversation = Conversation::open(&caller.channel, caller.spec.clone());
    assert!(conversation.send(Bytes::from_static(b"one")).await);
    assert_eq!(within(conversation.recv()).await.unwrap(), "uno");
    assert!(conversation.send(Bytes::from_static(b"two")).await);
    assert_eq!(within(conversation.recv()).await.unwrap(), "due");
    let finished = within(conversation.finish()).await;
    assert!(finished.status.is_ok());
    assert_eq!(finished.trailers.get("said").unwrap().value, "ciao");

    let collected = within(call::collect(&caller.channel, caller.spec.clone(), vec!["one".into(), "two".into()])).await;
    assert_eq!((collected.messages, collected.finished.status.is_ok()), (vec!["uno".into(), "due".into()], true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_goes_through_small_windows() {
    let large = Bytes::from(vec![7; 1 << 20]);
    let script = vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"a"), false), ok()];
    let server = RawServer::always(script).await;
    let caller = Caller { messages: vec![large.clone()], ..Caller::to(server.target()) };
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(server.seen()[0].data, message(&large));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_early_need_not_hear_the_rest() {
    let early = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "8")];
    let server = RawServer::always(vec![trailers(&early), Step::Reset(0)]).await;
    let caller = Caller::to(server.target()).kind(MethodKind::ClientStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    let running = tokio::spawn(async move { call.run(&caller.channel, &mut |_| {}).await });
    while handle.send(Outbound::Message(Bytes::from(vec![0; 1 << 16]))).await.is_ok() {}
    assert_eq!(within(running).await.unwrap().status.code, Code::RESOURCE_EXHAUSTED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_block_that_http2_itself_refuses_names_the_limit_too() {
    let huge = "v".repeat(9 << 20);
    let done = unary(vec![grpc_headers(&[("a", &huge)]), Step::Pause(Duration::from_secs(5))]).await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Response headers exceed 64 KiB");
    let script =
        vec![grpc_headers(&[]), Step::Data(message(b"m"), false), trailers(&[("grpc-status", "0"), ("a", &huge)])];
    assert_eq!(unary(script).await.verdict(), "RESOURCE_EXHAUSTED (8) local: Response trailers exceed 64 KiB");
    let keys: Vec<String> = (0..30_000).map(|number| format!("k{number}")).collect();
    let many: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "")).collect();
    assert_eq!(
        unary(vec![grpc_headers(&many), Step::Pause(Duration::from_secs(5))]).await.verdict(),
        "RESOURCE_EXHAUSTED (8) local: Response headers exceed 64 KiB"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raised_header_limit_holds_though_servers_cut_blocks_small() {
    let long = "v".repeat(1 << 20);
    let server = RawServer::always(vec![grpc_headers(&[("a", &long)]), Step::Data(message(b"m"), false), ok()]).await;
    let mut caller = Caller::to(server.target());
    caller.spec.limits.max_header_bytes = 2 << 20;
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
}
