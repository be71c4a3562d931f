//! Trailers in a body, in HTTP headers and in HTTP trailers, and what may follow them.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn trailers_are_read_in_every_form_they_come_in() {
    let cases = [
        ("grpc-status:5\ngrpc-message: no%20such\n", "NOT_FOUND (5) remote: no such"),
        ("GRPC-Status:  5  \r\nGrpc-Message:\tgone\r\n\r\n", "NOT_FOUND (5) remote: gone"),
        ("grpc-message: first\r\ngrpc-status: 5", "NOT_FOUND (5) remote: first"),
        ("grpc-status: 17\r\n", "UNRECOGNISED (17) remote: "),
        ("grpc-status: abc\r\n", "UNKNOWN (2) local: Unreadable grpc-status \"abc\""),
        (
            "x: y\r\n",
            "UNKNOWN (2) local: The stream ended without a status · 0 messages received; data may be cut off.",
        ),
        ("", "UNKNOWN (2) local: The stream ended without a status · 0 messages received; data may be cut off."),
    ];
    for (block, expected) in cases {
        assert_eq!(unary_body(&trailers_frame(block)).await.verdict(), expected, "{block:?}");
    }
    let done = unary_body(&trailers_frame("grpc-status: 5\r\nno colon\r\n")).await;
    assert_eq!(done.finished.status.notes, ["1 line of the trailers could not be read"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_may_come_in_headers_in_http_trailers_or_not_at_all() {
    let only = format!("HTTP/1.1 200 OK\r\ncontent-type: {BINARY}\r\ngrpc-status: 7\r\ngrpc-message: no\r\n");
    let done = unary(format!("{only}content-length: 0\r\n\r\n").into_bytes()).await;
    assert_eq!((done.verdict().as_str(), done.headers().is_some()), ("PERMISSION_DENIED (7) remote: no", false));
    let done = unary(format!("{only}transfer-encoding: chunked\r\n\r\n0\r\n\r\n").into_bytes()).await;
    assert_eq!(done.verdict(), "PERMISSION_DENIED (7) remote: no");

    let chunks = [chunked_head(BINARY), chunk(&message(b"a")), b"0\r\ngrpc-status: 0\r\ncost: 3\r\n\r\n".to_vec()];
    let done = unary(chunks.concat()).await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    assert_eq!(done.finished.trailers.get("cost").unwrap().value, "3");

    let done = unary_body(&message(b"a")).await;
    let words = "The stream ended without a status · 1 message received; data may be cut off.";
    assert_eq!(done.verdict(), format!("UNKNOWN (2) local: {words}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn trailers_are_the_last_of_a_body() {
    let words = "INTERNAL (13) local: Server sent data after the trailers";
    for after in [message(b"late"), trailers_frame("grpc-status: 0\r\n"), vec![0]] {
        let body = [good_body(), after.clone()].concat();
        let done = unary_body(&body).await;
        assert_eq!((done.verdict().as_str(), done.received().len()), (words, 1));
        let apart = [chunked_head(BINARY), chunk(&good_body())].concat();
        let script = vec![
            Act::AwaitEnd,
            Act::Send(apart),
            Act::Pause(Duration::from_millis(50)),
            Act::Send(chunk(&after)),
            Act::Send(chunk(b"")),
        ];
        let server = RawHttp1::always(script).await;
        assert_eq!(binary(&server).run().await.verdict(), words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_end_after_the_trailers_has_said_all() {
    let open = vec![Act::AwaitEnd, Act::Send(chunked_head(BINARY)), Act::Send(chunk(&good_body()))];
    let server = RawHttp1::always([open.clone(), vec![Act::Pause(Duration::from_secs(30))]].concat()).await;
    assert_eq!(binary(&server).run().await.verdict(), "OK (0) remote: ");
    server.wait_until(|asked| asked[0].left).await;
    let server = RawHttp1::always([open, vec![Act::Close]].concat()).await;
    assert_eq!(binary(&server).run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_takes_nothing_back_once_the_trailers_are_there() {
    let body = [message(b"answer"), trailers_frame("grpc-status: 5\r\ngrpc-message: gone\r\n")].concat();
    let open = vec![Act::AwaitEnd, Act::Send(chunked_head(BINARY)), Act::Send(chunk(&body))];
    let server = RawHttp1::always([open, vec![Act::Pause(Duration::from_secs(30))]].concat()).await;
    let done = binary(&server).timeout(Duration::from_millis(500)).run().await;
    assert_eq!(done.verdict(), "NOT_FOUND (5) remote: gone");
    assert_eq!(done.received(), ["answer"]);
}
