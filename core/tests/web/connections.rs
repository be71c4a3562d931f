//! HTTP/1.1 connections: served again, closed, cancelled, flooded.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_hangs_past_the_deadline() {
    let flood = |bytes: &[u8]| Act::Flood(bytes.repeat(1000));
    let head = b"HTTP/1.1 200 OK\r\n".to_vec();
    let scripts = [
        vec![Act::Pause(Duration::from_secs(60))],
        vec![Act::Drip(chunked_head(BINARY).repeat(100), Duration::from_millis(20))],
        vec![Act::Send(head), Act::Drip(b"x: y\r\n".repeat(1000), Duration::from_millis(5))],
        vec![flood(b"HTTP/1.1 100 Continue\r\n\r\n")],
        vec![Act::Send(chunked_head(BINARY)), flood(b"0000")],
        vec![Act::Send(chunked_head(BINARY)), Act::Send(b"1".to_vec()), Act::Pause(Duration::from_secs(60))],
        vec![Act::Send(chunked_head(BINARY)), Act::Drip(chunk(&message(b"a")).repeat(99), Duration::from_millis(9))],
        vec![Act::Send(chunked_head(BINARY)), flood(&chunk(&message(b"a")))],
        vec![Act::Send(chunked_head(TEXT)), flood(&chunk(b"AAAAAAAA"))],
    ];
    for (number, script) in scripts.into_iter().enumerate() {
        let server = RawHttp1::always(script).await;
        let caller = binary(&server).kind(MethodKind::ServerStreaming).timeout(Duration::from_millis(400));
        let done = caller.run().await;
        assert_eq!(done.finished.status.code, Code::DEADLINE_EXCEEDED, "script {number}: {}", done.verdict());
        assert!(done.verdict().contains("local: No final status within 400 ms · "), "{}", done.verdict());
        assert!(done.finished.at < Duration::from_secs(5), "script {number}: {:?}", done.finished.at);
        server.wait_until(|asked| asked.iter().all(|asked| asked.left)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_chunk_headers_and_heads_end_by_themselves() {
    let endless = [
        vec![Act::Send(chunked_head(BINARY)), Act::Send(b"1;".to_vec()), Act::Flood(b"x".repeat(4096))],
        vec![Act::Send(b"HTTP/1.1 200 OK\r\n".to_vec()), Act::Flood(b"x: y\r\n".repeat(1000))],
    ];
    for (number, script) in endless.into_iter().enumerate() {
        let server = RawHttp1::always(script).await;
        let code = binary(&server).run().await.finished.status.code;
        assert!(matches!(code, Code::INTERNAL | Code::RESOURCE_EXHAUSTED), "script {number}: {code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_one_call_after_another_and_several_at_a_time_have_one_each() {
    let server = RawHttp1::answering(answer(BINARY, &good_body())).await;
    let caller = binary(&server);
    assert!(!caller.run().await.finished.timings.reused);
    for _ in 0..5 {
        assert!(caller.run().await.finished.timings.reused);
    }
    assert_eq!((server.connections(), caller.channel.state()), (1, ChannelState::Ready));
    assert_eq!(caller.channel.status().ladder.step(Rung::Http2).outcome, Outcome::Done("HTTP/1.1".to_owned()));
    assert_eq!(caller.channel.status().ladder.step(Rung::Grpc).outcome, Outcome::Done("answers".to_owned()));

    let held = vec![Act::AwaitEnd, Act::Pause(Duration::from_millis(300)), Act::Send(answer(BINARY, &good_body()))];
    let server = RawHttp1::always(held).await;
    let caller = binary(&server);
    for _ in 0..2 {
        let calls = (0..6).map(|_| {
            let caller = caller.clone();
            tokio::spawn(async move { caller.run().await.verdict() })
        });
        for call in calls.collect::<Vec<_>>() {
            assert_eq!(call.await.unwrap(), "OK (0) remote: ");
        }
    }
    // Four were kept for the second round.
    assert_eq!(server.connections(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_closes_after_each_answer_is_connected_to_anew() {
    let mut head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {BINARY}\r\n\r\n").into_bytes();
    head.extend(good_body());
    let server = RawHttp1::always(vec![Act::AwaitEnd, Act::Send(head), Act::Close]).await;
    let caller = binary(&server);
    for round in 1..=3 {
        assert_eq!((caller.run().await.verdict().as_str(), server.connections()), ("OK (0) remote: ", round));
    }
    let idle = async {
        while caller.channel.state() != ChannelState::Idle {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(idle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_closes_the_connection_and_leaves_no_failure_behind() {
    let script = vec![Act::AwaitEnd, Act::Pause(Duration::from_secs(60))];
    let server = RawHttp1::start(vec![script, vec![Act::AwaitEnd, Act::Send(answer(BINARY, &good_body()))]]).await;
    let caller = binary(&server);
    let done = caller.clone().timeout(Duration::from_millis(200)).run().await;
    assert_eq!(done.finished.status.code, Code::DEADLINE_EXCEEDED);
    server.wait_until(|asked| asked[0].left).await;
    let idle = async {
        while caller.channel.state() != ChannelState::Idle {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(idle).await;
    assert!(caller.channel.status().last_failure.is_none());
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_answer_ends_the_call_while_the_request_still_goes_out() {
    let refusal = format!("HTTP/1.1 200 OK\r\ncontent-type: {BINARY}\r\ngrpc-status: 8\r\ncontent-length: 0\r\n\r\n");
    let server = RawHttp1::always(vec![Act::AwaitBytes(1), Act::Send(refusal.into_bytes())]).await;
    let caller = binary(&server).kind(MethodKind::ClientStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    handle.try_send(Outbound::Message(Bytes::from("one"))).unwrap();
    let finished = within(call.run(&caller.channel, &mut |_| {})).await;
    assert_eq!((finished.status.code, finished.status.message.as_str()), (Code::RESOURCE_EXHAUSTED, ""));
    drop(handle);
}
