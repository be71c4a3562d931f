//! Calls that this side ends: by their deadline, by cancelling.

use std::time::{Duration, Instant};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_holds_in_every_phase_and_resets_the_stream() {
    let silent = vec![Step::Pause(Duration::from_secs(30))];
    let mut hanging = vec![grpc_headers(&[]), Step::Data(message(b"a"), false)];
    hanging.extend(silent.clone());
    let dripping = std::iter::once(grpc_headers(&[]))
        .chain((0..1000).flat_map(|_| [Step::Data(message(b"x"), false), Step::Pause(Duration::from_millis(2))]))
        .collect();
    for script in [silent, hanging, dripping] {
        let server = RawServer::always(script).await;
        let caller = Caller::to(server.target()).kind(MethodKind::ServerStreaming).timeout(Duration::from_millis(200));
        // The stream begins in time however busy the machine is.
        caller.channel.connect().await.unwrap();
        let began = Instant::now();
        let done = caller.run().await;
        assert!(began.elapsed() >= Duration::from_millis(200) && began.elapsed() < Duration::from_secs(3));
        assert!(
            done.verdict().starts_with("DEADLINE_EXCEEDED (4) local: No final status within 200 ms · "),
            "{}",
            done.verdict()
        );
        server.wait_until(|seen| seen.first().is_some_and(|stream| stream.reset == Some(8))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_covers_connecting() {
    // Accepts, and says nothing.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let caller = Caller::to(listener.local_addr().unwrap().to_string()).timeout(Duration::from_millis(150));
    let done = caller.run().await;
    assert_eq!(done.verdict(), "DEADLINE_EXCEEDED (4) local: No final status within 150 ms · Still connecting.");
    assert_eq!(done.names(), ["started", "finished"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_resets_the_stream_and_keeps_what_came() {
    let server = RawServer::always(vec![grpc_headers(&[]), Step::Data(message(b"a"), false)]).await;
    let caller = Caller::to(server.target()).kind(MethodKind::BidiStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    let (sender, mut messages) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(async move {
        let mut observer = |event| drop(sender.send(event));
        call.run(&caller.channel, &mut observer).await
    });
    while !matches!(within(messages.recv()).await, Some(CallEvent::Message(_))) {}
    handle.cancel();
    let finished = within(running).await.unwrap();
    assert_eq!(finished.status.code, Code::CANCELLED);
    assert!(finished.status.message.starts_with("Cancelled by you after "), "{}", finished.status.message);
    server.wait_until(|seen| seen.first().is_some_and(|stream| stream.reset == Some(8))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_the_handle_cancels() {
    let server = RawServer::always(vec![grpc_headers(&[])]).await;
    let caller = Caller::to(server.target()).kind(MethodKind::BidiStreaming);
    let (handle, call) = call::new(caller.spec.clone());
    let running = tokio::spawn(async move { call.run(&caller.channel, &mut |_| {}).await });
    server.wait_until(|seen| !seen.is_empty()).await;
    drop(handle);
    assert_eq!(within(running).await.unwrap().status.code, Code::CANCELLED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_holds_while_messages_unpack_to_a_thousand_times_their_size() {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![0; 4 << 20]).unwrap();
    let packed = encoder.finish().unwrap();
    let packed = [&[1][..], &(packed.len() as u32).to_be_bytes(), &packed].concat();
    // 80 GiB once unpacked: no machine is through with it before the deadline.
    let many = Step::DataCut(packed.repeat(500), 100 << 10);
    let head = grpc_headers(&[("grpc-encoding", "gzip")]);
    let script = [head].into_iter().chain(std::iter::repeat_n(many, 40)).collect();
    let server = RawServer::always(script).await;
    let caller = Caller::to(server.target()).kind(MethodKind::ServerStreaming).timeout(Duration::from_millis(300));
    let (handle, call) = call::new(caller.spec.clone());
    let finished = within(call.run(&caller.channel, &mut |_| {})).await;
    drop(handle);
    assert_eq!(finished.status.code, Code::DEADLINE_EXCEEDED, "{}", finished.status.message);
}
