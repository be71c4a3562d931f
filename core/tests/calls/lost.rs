//! Calls that lose their stream or their connection: what was received stays, what is safe is tried again.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_stream_is_tried_once_more() {
    let good = vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"a"), false), ok()];
    let server = RawServer::start(vec![vec![Step::AwaitEnd, Step::Reset(7)], good]).await;
    let done = Caller::to(server.target()).run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    let names = [
        "started",
        "opened",
        "request_sent",
        "half_closed",
        "attempt_failed",
        "opened",
        "headers",
        "message",
        "finished",
    ];
    assert_eq!((done.names(), done.finished.timings.attempts), (names.to_vec(), 2));
    let seen = server.seen();
    assert_eq!((seen.len(), &seen[0].data, &seen[1].data), (2, &message(b"ask"), &message(b"ask")));

    let server = RawServer::always(vec![Step::Reset(7)]).await;
    let done = Caller::to(server.target()).run().await;
    assert_eq!(done.verdict(), "UNAVAILABLE (14) local: Server reset the stream (REFUSED_STREAM)");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn goaway_before_the_stream_was_looked_at_moves_the_call_to_a_new_connection() {
    let good = vec![grpc_headers(&[]), Step::Data(message(b"a"), false), ok()];
    let server = RawServer::start(vec![vec![Step::GoAway(0, 0, b"bye"), Step::Close], good]).await;
    let done = Caller::to(server.target()).run().await;
    assert_eq!((done.verdict().as_str(), server.connections()), ("OK (0) remote: ", 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn goaway_after_the_stream_was_begun_is_told_with_its_words() {
    let script =
        vec![grpc_headers(&[]), Step::Data(message(b"a"), false), Step::GoAway(1, 11, b"too_many_pings"), Step::Close];
    let done = streaming(script).await;
    assert_eq!(done.verdict(), "UNAVAILABLE (14) local: Server closed the connection: too_many_pings");
    assert_eq!(
        (done.received().len(), done.finished.status.hint.as_deref()),
        (1, Some("Raise the keepalive interval"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_keeps_what_came_and_the_next_call_connects_anew() {
    let broken =
        vec![grpc_headers(&[]), Step::DataCut(message(b"a"), 3), Step::Pause(Duration::from_millis(50)), Step::Close];
    let good = vec![grpc_headers(&[]), Step::Data(message(b"b"), false), ok()];
    let server = RawServer::start(vec![broken, good]).await;
    let caller = Caller::to(server.target()).kind(MethodKind::ServerStreaming);
    let done = caller.run().await;
    let words = format!(
        "UNAVAILABLE (14) local: Connection to {} closed after 1 message · The server closed it",
        server.target()
    );
    assert_eq!((done.verdict(), done.received().len()), (words, 1));
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
    assert_eq!(server.connections(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_broken_by_the_server_is_said_so() {
    let done = unary(vec![Step::Headers(fields([(":status", "200"), ("connection", "close")].iter()), false)]).await;
    assert_eq!(done.verdict(), "INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)");
    let done = unary(vec![Step::Raw(frame(0, 0, 0, b"data on stream 0"))]).await;
    assert_eq!(done.verdict(), "INTERNAL (13) local: Server's answer breaks HTTP/2 (PROTOCOL_ERROR)");
}
