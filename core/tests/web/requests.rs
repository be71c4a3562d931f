//! What goes out: the request line, headers and body, in both forms and for all kinds of calls.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_unary_call_goes_out_whole_and_its_trailers_come_in_the_body() {
    let server = RawHttp1::answering(answer(BINARY, &good_body())).await;
    let mut caller = binary(&server);
    caller.spec.timeout = Some(Duration::from_secs(20));
    caller.spec.metadata = [("x-own", "1")].into_iter().collect();
    let done = caller.run().await;
    assert_eq!(done.verdict(), "OK (0) remote: ");
    assert_eq!(done.names(), ["started", "opened", "request_sent", "half_closed", "headers", "message", "finished"]);
    assert_eq!(done.received(), ["answer"]);
    assert_eq!(done.finished.trailers.get("cost").unwrap().value, "3");
    assert!(done.finished.timings.trailers >= done.finished.timings.first_message);

    let asked = &server.asked()[0];
    assert!(asked.head.starts_with("POST /shop.v1.Orders/Get HTTP/1.1\r\n"), "{}", asked.head);
    assert_eq!(asked.header("host"), Some(server.target().as_str()));
    assert_eq!((asked.header("content-type"), asked.header("accept")), (Some(BINARY), Some(BINARY)));
    assert_eq!((asked.header("x-grpc-web"), asked.header("x-own")), (Some("1"), Some("1")));
    assert_eq!(asked.header("x-user-agent"), asked.header("user-agent"));
    assert!(asked.header("grpc-timeout").is_some_and(|timeout| timeout.ends_with('u')));
    assert_eq!((asked.header("te"), asked.header("transfer-encoding")), (None, None));
    assert_eq!((asked.header("content-length"), &asked.body), (Some("8"), &message(b"ask")));
}

#[tokio::test(flavor = "multi_thread")]
async fn text_goes_out_and_comes_in_as_base64() {
    let server = RawHttp1::answering(answer(TEXT, &good_text())).await;
    let done = text(&server).run().await;
    assert_eq!((done.verdict().as_str(), done.received()), ("OK (0) remote: ", vec![Bytes::from("answer")]));
    assert_eq!(done.finished.trailers.get("cost").unwrap().value, "3");
    let asked = &server.asked()[0];
    assert_eq!((asked.header("content-type"), asked.header("accept")), (Some(TEXT), Some(TEXT)));
    assert_eq!(asked.body, STANDARD.encode(message(b"ask")).into_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_several_messages_is_padded_at_its_end_only() {
    let server = RawHttp1::answering(answer(TEXT, &good_text())).await;
    let caller = text(&server).kind(MethodKind::ClientStreaming);
    let conversation = Conversation::open(&caller.channel, caller.spec.clone());
    for said in ["one", "", "three", "seven"] {
        assert!(within(conversation.send(Bytes::from(said))).await);
    }
    conversation.half_close().await;
    assert!(within(conversation.finish()).await.status.is_ok());
    let said = [message(b"one"), message(b""), message(b"three"), message(b"seven")].concat();
    assert_eq!(String::from_utf8_lossy(&server.asked()[0].body), STANDARD.encode(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_four_kinds_work_in_both_forms() {
    for kind in KINDS {
        for (protocol, content_type, body) in
            [(Protocol::GrpcWeb, BINARY, good_body()), (Protocol::GrpcWebText, TEXT, good_text())]
        {
            let server = RawHttp1::answering(answer(content_type, &body)).await;
            let done = web(&server.target(), protocol).kind(kind).run().await;
            assert_eq!((done.verdict().as_str(), done.received().len()), ("OK (0) remote: ", 1), "{kind:?}");
            let late = matches!(kind, MethodKind::BidiStreaming).then(|| Protocol::ANSWERS_LATE.to_owned());
            assert_eq!(done.finished.status.notes, Vec::from_iter(late), "{kind:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_a_stream_come_as_they_are_sent() {
    let script = vec![
        Act::AwaitEnd,
        Act::Send(chunked_head(BINARY)),
        Act::Send(chunk(&message(b"one"))),
        Act::Pause(Duration::from_secs(30)),
    ];
    let server = RawHttp1::always(script).await;
    let mut spec = binary(&server).spec;
    spec.kind = MethodKind::ServerStreaming;
    let channel = binary(&server).channel;
    let (handle, call) = call::new(spec);
    handle.try_send(Outbound::Message(Bytes::from("ask"))).unwrap();
    handle.try_send(Outbound::HalfClose).unwrap();
    let mut handle = Some(handle);
    let mut received = 0;
    let mut observer = |event: CallEvent| {
        if matches!(event, CallEvent::Message(_)) {
            received += 1;
            if let Some(handle) = handle.take() {
                handle.cancel();
            }
        }
    };
    let finished = within(call.run(&channel, &mut observer)).await;
    assert_eq!((finished.status.code, received), (Code::CANCELLED, 1));
    assert!(finished.status.message.starts_with("Cancelled by you after"), "{}", finished.status.message);
    server.wait_until(|asked| asked[0].left).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_stream_goes_out_in_chunks_as_it_is_typed() {
    let script = vec![
        Act::AwaitBytes(2 * message(b"one").len()),
        Act::Send(chunked_head(BINARY)),
        Act::Send(chunk(&message(b"early"))),
        Act::AwaitEnd,
        Act::Send(chunk(&trailers_frame("grpc-status: 0\r\n"))),
        Act::Send(chunk(b"")),
    ];
    let server = RawHttp1::always(script).await;
    let caller = binary(&server).kind(MethodKind::BidiStreaming);
    let mut conversation = Conversation::open(&caller.channel, caller.spec.clone());
    assert!(within(conversation.send(Bytes::from("one"))).await);
    assert!(within(conversation.send(Bytes::from("two"))).await);
    assert_eq!(within(conversation.recv()).await, Some(Bytes::from("early")));
    conversation.half_close().await;
    assert_eq!(within(conversation.recv()).await, None);
    assert!(within(conversation.finish()).await.status.is_ok());
    let asked = server.asked();
    assert_eq!(asked[0].header("transfer-encoding"), Some("chunked"));
    assert_eq!(asked[0].body, [message(b"one"), message(b"two")].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_that_would_break_the_request_is_refused() {
    let server = RawHttp1::answering(answer(BINARY, &good_body())).await;
    for key in ["content-length", "transfer-encoding", "host", "connection"] {
        let mut caller = binary(&server);
        caller.spec.metadata = [(key, "3")].into_iter().collect();
        let done = caller.run().await;
        let words = format!("The key \"{key}\" cannot be sent · Over gRPC-Web it belongs to HTTP itself.");
        assert_eq!(done.verdict(), format!("INVALID_ARGUMENT (3) local: {words}"));
    }
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_prefix_stands_before_the_method() {
    let server = RawHttp1::answering(answer(BINARY, &good_body())).await;
    let path_prefix = Some("/api/v1".to_owned());
    let target = Target { protocol: Protocol::GrpcWeb, path_prefix, ..Target::new(server.target()) };
    assert_eq!(Caller::with(target).run().await.verdict(), "OK (0) remote: ");
    assert!(server.asked()[0].head.starts_with("POST /api/v1/shop.v1.Orders/Get HTTP/1.1\r\n"));
}
