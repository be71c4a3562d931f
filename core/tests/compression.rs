//! Compressed messages both ways: flags and sizes as they stand on the wire, bombs, encodings that were not offered.

use std::{io::Write as _, time::Duration};

use crate::support::{Caller, Done, RawServer, Seen, Step, grpc_headers, message, trailers};
use bytes::Bytes;
use farcall_core::{
    call::{CallEvent, Compression, MessageSent},
    schema::MethodKind,
    status::Remedy,
};

fn ok() -> Step {
    trailers(&[("grpc-status", "0")])
}

fn good() -> Vec<Step> {
    vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"a"), false), ok()]
}

fn packed(compression: Compression, bytes: &[u8]) -> Vec<u8> {
    match compression {
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Deflate => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Zstd => zstd::encode_all(bytes, 1).unwrap(),
    }
}

fn unpacked(compression: Compression, packed: &[u8]) -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    match compression {
        Compression::Gzip => flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).unwrap(),
        Compression::Deflate => flate2::read::ZlibDecoder::new(packed).read_to_end(&mut bytes).unwrap(),
        Compression::Zstd => return zstd::decode_all(packed).unwrap(),
    };
    bytes
}

/// With the compressed flag.
fn flagged(packed: &[u8]) -> Vec<u8> {
    [&[1][..], &(packed.len() as u32).to_be_bytes(), packed].concat()
}

/// The messages a server saw: flag and bytes.
fn frames(seen: &Seen) -> Vec<(u8, Vec<u8>)> {
    let mut rest = seen.data.as_slice();
    let mut frames = Vec::new();
    while let [flag, a, b, c, d, after @ ..] = rest {
        let (message, after) = after.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        frames.push((*flag, message.to_vec()));
        rest = after;
    }
    frames
}

fn sent(done: &Done) -> Vec<&MessageSent> {
    let messages = done.events.iter().filter_map(|event| match event {
        CallEvent::RequestSent(sent) => Some(sent),
        _ => None,
    });
    messages.collect()
}

fn header(done: &Done, key: &str) -> Option<String> {
    let opened = done.events.iter().find_map(|event| match event {
        CallEvent::Opened(opened) => Some(opened),
        _ => None,
    });
    opened.unwrap().request_headers.get(key).map(|entry| entry.display())
}

#[tokio::test(flavor = "multi_thread")]
async fn request_messages_go_out_compressed_where_that_makes_them_smaller() {
    let large = Bytes::from(b"the same again and again, ".repeat(40_000));
    for compression in Compression::ALL {
        let server = RawServer::always(good()).await;
        let mut caller = Caller::to(server.target()).kind(MethodKind::ClientStreaming);
        caller.messages = vec![large.clone(), Bytes::new(), Bytes::from_static(b"tiny"), large.clone()];
        caller.spec.compression = Some(compression);
        let done = caller.run().await;
        assert_eq!(done.verdict(), "OK (0) remote: ", "{compression}");
        assert_eq!(header(&done, "grpc-encoding").as_deref(), Some(compression.name()));

        let on_wire = frames(&server.seen()[0]);
        assert_eq!(on_wire.iter().map(|(flag, _)| *flag).collect::<Vec<_>>(), [1, 0, 0, 1], "{compression}");
        assert_eq!(unpacked(compression, &on_wire[0].1), large, "{compression}");
        assert_eq!((on_wire[1].1.len(), on_wire[2].1.as_slice()), (0, &b"tiny"[..]));
        for (sent, (flag, bytes)) in sent(&done).into_iter().zip(&on_wire) {
            assert_eq!((sent.compressed, sent.wire_bytes), (*flag == 1, bytes.len()), "{compression}");
        }
        assert_eq!(sent(&done)[3].bytes, large);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_compression_says_nothing_of_it_and_offers_what_it_takes() {
    let server = RawServer::always(good()).await;
    let mut caller = Caller::to(server.target());
    let done = caller.run().await;
    assert_eq!(header(&done, "grpc-encoding"), None);
    assert_eq!(header(&done, "grpc-accept-encoding").as_deref(), Some("identity, gzip, deflate, zstd"));
    assert_eq!(frames(&server.seen()[0]), [(0, b"ask".to_vec())]);
    caller.spec.accepted = vec![Compression::Zstd];
    assert_eq!(header(&caller.run().await, "grpc-accept-encoding").as_deref(), Some("identity, zstd"));
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_of_every_encoding_are_unpacked_wherever_they_are_cut() {
    let whole = b"hello hello hello hello hello".repeat(50);
    for compression in Compression::ALL {
        let packed = packed(compression, &whole);
        let script = vec![
            grpc_headers(&[("grpc-encoding", compression.name())]),
            Step::DataCut([flagged(&packed), message(b"plain")].concat(), 7),
            ok(),
        ];
        let server = RawServer::always(script).await;
        let done = Caller::to(server.target()).kind(MethodKind::ServerStreaming).run().await;
        assert_eq!(done.verdict(), "OK (0) remote: ", "{compression}");
        let flags: Vec<_> = done
            .events
            .iter()
            .filter_map(|event| match event {
                CallEvent::Message(message) => Some((message.compressed, message.wire_bytes)),
                _ => None,
            })
            .collect();
        assert_eq!(flags, [(true, packed.len()), (false, 5)], "{compression}");
        assert_eq!(done.received(), [Bytes::from(whole.clone()), Bytes::from_static(b"plain")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_stop_at_the_limit_and_the_next_call_works() {
    for compression in Compression::ALL {
        let bomb = flagged(&packed(compression, &vec![0; 32 << 20]));
        let head = grpc_headers(&[("grpc-encoding", compression.name())]);
        let hostile = vec![head, Step::DataCut(bomb, 16 << 10), Step::Pause(Duration::from_secs(9))];
        let server = RawServer::start(vec![hostile, good()]).await;
        let mut caller = Caller::to(server.target());
        caller.spec.limits.max_message_bytes = 4 << 20;
        let done = caller.run().await;
        let words = "RESOURCE_EXHAUSTED (8) local: Compressed message grows past the limit of 4 MiB";
        assert_eq!((done.verdict().as_str(), done.finished.status.remedy), (words, Some(Remedy::RaiseMessageLimit)));
        assert_eq!(caller.run().await.verdict(), "OK (0) remote: ", "{compression}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zstd_window_past_the_limit_is_refused() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(27).unwrap();
    encoder.write_all(b"small").unwrap();
    let script = vec![
        grpc_headers(&[("grpc-encoding", "zstd")]),
        Step::Data(flagged(&encoder.finish().unwrap()), false),
        Step::Pause(Duration::from_secs(9)),
    ];
    let server = RawServer::always(script).await;
    let words = "RESOURCE_EXHAUSTED (8) local: Compressed message needs more memory to unpack than the limit of 64 MiB";
    assert_eq!(Caller::to(server.target()).run().await.verdict(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encoding_that_was_not_offered_is_refused_though_it_is_known() {
    let script = vec![
        grpc_headers(&[("grpc-encoding", "zstd")]),
        Step::Data(flagged(&packed(Compression::Zstd, b"hello")), false),
        ok(),
    ];
    let server = RawServer::always(script).await;
    let mut caller = Caller::to(server.target());
    assert_eq!(caller.run().await.received(), ["hello"]);
    caller.spec.accepted = vec![Compression::Gzip];
    let words = "INTERNAL (13) local: Server used encoding \"zstd\"; this client accepts identity, gzip";
    assert_eq!(caller.run().await.verdict(), words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lacks_the_encoding_is_quoted_with_what_it_accepts() {
    let only = [
        (":status", "200"),
        ("content-type", "application/grpc"),
        ("grpc-status", "12"),
        ("grpc-accept-encoding", "identity,deflate"),
    ];
    let in_headers = [("grpc-accept-encoding", "identity,deflate")];
    let late = vec![grpc_headers(&in_headers), trailers(&[("grpc-status", "12")])];
    for script in [vec![trailers(&only)], late] {
        let server = RawServer::always(script).await;
        let mut caller = Caller::to(server.target());
        assert_eq!(caller.run().await.finished.status.notes, [""; 0]);
        caller.spec.compression = Some(Compression::Zstd);
        let words = ["The messages were compressed by zstd; the server accepts identity,deflate".to_owned()];
        assert_eq!(caller.run().await.finished.status.notes, words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_does_not_wait_for_a_large_message_to_be_compressed() {
    // What takes far longer to compress than the deadline allows, on any machine.
    let noise: Vec<u8> = (0..48_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let server = RawServer::always(vec![Step::Pause(Duration::from_secs(30))]).await;
    let mut caller = Caller::to(server.target()).timeout(Duration::from_millis(100));
    caller.messages = vec![Bytes::from(noise)];
    caller.spec.compression = Some(Compression::Gzip);
    let done = caller.run().await;
    assert!(done.verdict().starts_with("DEADLINE_EXCEEDED (4) local: "), "{}", done.verdict());
    assert!(!done.names().contains(&"request_sent"), "{:?}", done.names());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_send_limit_is_not_sent() {
    let server = RawServer::always(good()).await;
    let mut caller = Caller::to(server.target());
    caller.messages = vec![Bytes::from(vec![7; 2048])];
    caller.spec.limits.max_send_bytes = 2047;
    let done = caller.run().await;
    assert_eq!(done.verdict(), "RESOURCE_EXHAUSTED (8) local: Message of 2 KiB exceeds the send limit of 2.0 KiB");
    assert_eq!(done.finished.status.remedy, Some(Remedy::RaiseSendLimit));
    assert!(server.seen().iter().all(|seen| seen.data.is_empty()));
    caller.spec.limits.max_send_bytes = 2048;
    assert_eq!(caller.run().await.verdict(), "OK (0) remote: ");
}
