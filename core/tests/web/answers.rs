//! What comes in: messages in both forms, cut anywhere, and answers that are none.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_read_in_the_form_it_says_not_in_the_one_that_was_asked_for() {
    let server = RawHttp1::answering(answer(BINARY, &good_body())).await;
    assert_eq!(text(&server).run().await.verdict(), "OK (0) remote: ");
    let server = RawHttp1::answering(answer("application/grpc-web-text", &good_text())).await;
    assert_eq!(binary(&server).run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cut_at_every_byte_never_looks_whole() {
    let whole = answer(BINARY, &good_body());
    let head = whole.len() - good_body().len();
    let scripts = (0..whole.len()).map(|cut| vec![Act::AwaitEnd, Act::Send(whole[..cut].to_vec()), Act::Close]);
    let server = RawHttp1::start(scripts.collect()).await;
    let caller = binary(&server);
    for cut in 0..whole.len() {
        let done = caller.run().await;
        let received = usize::from(cut >= head + message(b"answer").len());
        let counted = if received == 1 { "1 message" } else { "0 messages" };
        let words = format!(
            "UNAVAILABLE (14) local: Connection to {} closed after {counted} · The server closed it",
            server.target()
        );
        assert_eq!((done.verdict(), done.received().len()), (words, received), "cut {cut}");
    }
    assert_eq!(server.connections(), whole.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_ends_early_in_good_order_is_told_by_where() {
    for (content_type, body) in [(BINARY, good_body()), (TEXT, good_text())] {
        let scripts = (0..body.len()).map(|cut| vec![Act::AwaitEnd, Act::Send(answer(content_type, &body[..cut]))]);
        let server = RawHttp1::start(scripts.collect()).await;
        let caller = binary(&server);
        for cut in 0..body.len() {
            let done = caller.run().await;
            let status = &done.finished.status;
            // The padding of the last group says nothing more.
            if content_type == TEXT && body[cut..].iter().all(|byte| *byte == b'=') {
                assert_eq!(done.verdict(), "OK (0) remote: ");
                continue;
            }
            let in_group = content_type == TEXT && cut % 4 == 1;
            if in_group {
                assert!(status.message.starts_with("Answer is not base64"), "cut {cut}: {}", done.verdict());
                continue;
            }
            assert_eq!(status.code, Code::UNKNOWN, "cut {cut}: {}", done.verdict());
            assert!(status.message.starts_with("The stream ended without a status"), "{}", status.message);
            let bytes = if content_type == TEXT { cut / 4 * 3 + (cut % 4).saturating_sub(1) } else { cut };
            let note = status.notes.first().map_or("", String::as_str);
            match bytes {
                0 | 11 => assert!(content_type == TEXT || note.is_empty(), "cut {cut}: {note}"),
                1..5 => assert!(note.starts_with("Last message is incomplete: "), "cut {cut}: {note}"),
                16.. if content_type == BINARY => {
                    assert!(note.starts_with("Trailers are incomplete: "), "cut {cut}: {note}")
                }
                _ => {}
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_may_fall_anywhere() {
    for (content_type, body) in [(BINARY, good_body()), (TEXT, good_text())] {
        let scripts = (1..=body.len()).map(|size| {
            let chunks = body.chunks(size).map(chunk).chain([chunk(b"")]).collect::<Vec<_>>().concat();
            vec![Act::AwaitEnd, Act::Send(chunked_head(content_type)), Act::Send(chunks)]
        });
        let server = RawHttp1::start(scripts.collect()).await;
        let caller = binary(&server);
        for size in 1..=body.len() {
            let done = caller.run().await;
            assert_eq!((done.verdict().as_str(), done.received().len()), ("OK (0) remote: ", 1), "{size}");
        }
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_messages_and_trailers_are_unpacked() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let frame = |flag: u8, bytes: &[u8]| [&[flag][..], &(bytes.len() as u32).to_be_bytes(), bytes].concat();
    let body = [frame(1, &gzip(b"answer")), frame(0x81, &gzip(b"grpc-status: 0\r\ncost: 3\r\n"))].concat();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {BINARY}\r\ngrpc-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let done = unary([head.as_bytes(), &body].concat()).await;
    assert_eq!((done.verdict().as_str(), done.received()), ("OK (0) remote: ", vec![Bytes::from("answer")]));
    assert_eq!(done.finished.trailers.get("cost").unwrap().value, "3");
    let done = unary_body(&frame(0x81, &gzip(b"grpc-status: 0\r\n"))).await;
    assert_eq!(done.verdict(), "INTERNAL (13) local: Compressed message without grpc-encoding");
    let done = unary_body(&frame(0x82, b"grpc-status: 0\r\n")).await;
    assert_eq!(done.verdict(), "INTERNAL (13) local: Message begins with 0x82 · Only 0 and 1 are known.");
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_is_not_base64_is_said_so_and_what_came_before_is_kept() {
    let first = STANDARD.encode(message(b"answer"));
    for (rest, at) in [("AA!A", first.len() + 2), ("AAAA\r\nAA", first.len() + 4), ("=AAA", first.len())] {
        let server = RawHttp1::answering(answer(TEXT, format!("{first}{rest}").as_bytes())).await;
        let done = text(&server).run().await;
        assert_eq!(done.verdict(), format!("INTERNAL (13) local: Answer is not base64 (character {at})"));
    }
    let parts = [chunked_head(TEXT), chunk(first.as_bytes())].concat();
    let script =
        vec![Act::AwaitEnd, Act::Send(parts), Act::Pause(Duration::from_millis(50)), Act::Send(chunk(b"not base64"))];
    let server = RawHttp1::always(script).await;
    let done = text(&server).kind(MethodKind::ServerStreaming).run().await;
    assert_eq!((done.finished.status.code, done.received()), (Code::INTERNAL, vec![Bytes::from("answer")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_not_grpc_web_are_named() {
    let html = b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 12\r\n\r\n<b>nginx</b>";
    let words = "HTTP 502 Bad Gateway, not a gRPC-Web answer · text/html, 12 B: <b>nginx</b>";
    assert_eq!(unary(html.to_vec()).await.verdict(), format!("UNAVAILABLE (14) local: {words}"));
    let words = "HTTP 200 but content-type is \"application/grpc\", not gRPC-Web";
    let done = unary(answer("application/grpc", &good_body())).await;
    assert!(done.verdict().starts_with(&format!("UNKNOWN (2) local: {words}")), "{}", done.verdict());
    let done = unary(b"HTTP/1.1 415 Unsupported Media Type\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    assert_eq!(done.finished.status.code, Code::UNKNOWN);
    let done = unary(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    assert_eq!(done.verdict(), "UNIMPLEMENTED (12) local: HTTP 404: nothing serves /shop.v1.Orders/Get here");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_told_apart() {
    let verdict = async |said: &[u8]| {
        let server = RawHttp1::answering(said.to_vec()).await;
        let caller = binary(&server);
        let done = caller.run().await;
        let ladder = caller.channel.status().ladder;
        (done.verdict().replace(&server.target(), "ADDR"), ladder.step(Rung::Grpc).outcome.clone())
    };
    let (words, rung) = verdict(b"SSH-2.0-OpenSSH_9.6\r\n").await;
    assert_eq!(words, "UNAVAILABLE (14) local: ADDR is not an HTTP/1.1 server · SSH-2.0-OpenSSH_9.6\\r\\n");
    assert!(matches!(rung, Outcome::Failed(why) if why.contains("is not an HTTP/1.1 server")));
    let (words, _) = verdict(&[0x15, 3, 1, 0, 2, 2, 50]).await;
    assert_eq!(words, "UNAVAILABLE (14) local: ADDR expects TLS");
    let (words, _) = verdict(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await;
    let title = "UNAVAILABLE (14) local: ADDR speaks HTTP/2 only, gRPC-Web needs HTTP/1.1 here";
    assert_eq!(words, format!("{title} · Is it a plain gRPC server?"));
    let (words, _) = verdict(b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n").await;
    assert_eq!(words, "INTERNAL (13) local: Server's answer breaks HTTP/1.1 · invalid HTTP header parsed");
    let (words, _) = verdict(&[&chunked_head(BINARY)[..], b"zz\r\n"].concat()).await;
    assert!(words.starts_with("INTERNAL (13) local: Server's answer breaks HTTP/1.1 · "), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_over_http1_too() {
    let fields = |size: usize| format!("HTTP/1.1 200 OK\r\ncontent-type: {BINARY}\r\nx: {}\r\n", "y".repeat(size));
    for size in [70 << 10, 2 << 20] {
        let done = unary(format!("{}content-length: 0\r\n\r\n", fields(size)).into_bytes()).await;
        let verdict = "RESOURCE_EXHAUSTED (8) local: Response headers exceed 64 KiB";
        assert_eq!((done.verdict().as_str(), done.finished.status.remedy), (verdict, Some(Remedy::RaiseHeaderLimit)));
    }
    let done = unary_body(&trailers_frame(&format!("grpc-status: 0\r\nx: {}\r\n", "y".repeat(70 << 10)))).await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Response trailers exceed 64 KiB");
    let done = unary_body(&trailers_frame(&format!("grpc-status: 0\r\n{}", "a:\r\n".repeat(10 << 10)))).await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Response trailers exceed 64 KiB");
    let done = unary_body(&[0, 0xff, 0xff, 0xff, 0xff, 1]).await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Message of 4.0 GiB exceeds the limit of 64 MiB");
    assert_eq!(done.finished.status.remedy, Some(Remedy::RaiseMessageLimit));
}
