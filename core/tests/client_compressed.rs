//! The two cases of gRPC's interoperability tests in which the client compresses (grpc
//! `doc/interop-test-descriptions.md`), before a server that sees the flags of the frames.

use std::io::Read as _;

use crate::support::{Caller, RawServer, Seen, Step, grpc_headers, message, trailers, within};
use bytes::Bytes;
use farcall_core::{
    call::{self, Compression, Outbound},
    schema::MethodKind,
    status::Code,
};

/// What the server answers if a message is not as the client said it would be.
fn refusal() -> Vec<Step> {
    vec![Step::AwaitEnd, trailers(&[(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "3")])]
}

fn answer() -> Vec<Step> {
    vec![Step::AwaitEnd, grpc_headers(&[]), Step::Data(message(b"answer"), false), trailers(&[("grpc-status", "0")])]
}

/// Each message as the server saw it: whether its flag was set, and its bytes unpacked.
fn frames(seen: &Seen) -> Vec<(bool, Vec<u8>)> {
    let mut rest = seen.data.as_slice();
    let mut frames = Vec::new();
    while let [flag, a, b, c, d, after @ ..] = rest {
        let (body, next) = after.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        let mut bytes = Vec::new();
        match flag {
            0 => bytes.extend(body),
            _ => drop(flate2::read::GzDecoder::new(body).read_to_end(&mut bytes).unwrap()),
        }
        frames.push((*flag == 1, bytes));
        rest = next;
    }
    frames
}

async fn run(caller: &Caller, compression: Option<Compression>, messages: Vec<Outbound>) -> Code {
    let mut spec = caller.spec.clone();
    spec.compression = compression;
    let (handle, call) = call::new(spec);
    for outbound in messages.into_iter().chain([Outbound::HalfClose]) {
        handle.send(outbound).await.unwrap();
    }
    within(call.run(&caller.channel, &mut |_| {})).await.status.code
}

#[tokio::test(flavor = "multi_thread")]
async fn client_compressed_unary() {
    let request = Bytes::from(vec![0; 271_828]);
    let server = RawServer::start(vec![refusal(), answer(), answer()]).await;
    let caller = Caller::to(server.target());
    let one = || vec![Outbound::Message(request.clone())];
    assert_eq!(run(&caller, None, one()).await, Code::INVALID_ARGUMENT, "the server is probed with a wrong flag");
    assert_eq!(run(&caller, Some(Compression::Gzip), one()).await, Code::OK);
    assert_eq!(run(&caller, None, one()).await, Code::OK);
    let seen: Vec<_> = server.seen().iter().map(frames).collect();
    let whole = |flag: bool| vec![(flag, request.to_vec())];
    assert_eq!(seen, [whole(false), whole(true), whole(false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn client_compressed_streaming() {
    let (first, second) = (Bytes::from(vec![0; 27_182]), Bytes::from(vec![0; 45_904]));
    let server = RawServer::start(vec![refusal(), answer()]).await;
    let caller = Caller::to(server.target()).kind(MethodKind::ClientStreaming);
    let probe = vec![Outbound::Uncompressed(first.clone())];
    assert_eq!(run(&caller, Some(Compression::Gzip), probe).await, Code::INVALID_ARGUMENT);
    let both = vec![Outbound::Message(first.clone()), Outbound::Uncompressed(second.clone())];
    assert_eq!(run(&caller, Some(Compression::Gzip), both).await, Code::OK);
    let seen: Vec<_> = server.seen().iter().map(frames).collect();
    let expected = [vec![(false, first.to_vec())], vec![(true, first.to_vec()), (false, second.to_vec())]];
    assert!(seen == expected, "the flags or the bytes differ");
}
