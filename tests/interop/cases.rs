//! The fourteen cases without compression, each against every server.
//! Their numbers (sizes, codes, texts) are those of the description.

use std::time::Duration;

use farcall_core::{
    metadata::Metadata,
    schema::MethodKind::{BidiStreaming, ClientStreaming, ServerStreaming, Unary},
    status::{Code, Origin},
};
use prost::Message as _;

use crate::{
    client::{Client, encode, payload, spec_of, within},
    protos::{
        EchoStatus, Empty, ResponseParameters, SimpleRequest, SimpleResponse, StreamingInputCallRequest,
        StreamingInputCallResponse, StreamingOutputCallRequest, StreamingOutputCallResponse,
    },
    servers::{Kind, on_each},
};

const REQUEST_SIZES: [usize; 4] = [27182, 8, 1828, 45904];
const RESPONSE_SIZES: [i32; 4] = [31415, 9, 2653, 58979];

#[test]
fn empty_unary() {
    on_each(Kind::ALL, async |client| {
        let done = client.collect(Client::spec("EmptyCall", Unary), &[Empty {}]).await;
        assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
        assert_eq!(done.messages, [""]);
    });
}

#[test]
fn large_unary() {
    on_each(Kind::ALL, async |client| {
        let request = SimpleRequest { response_size: 314_159, payload: payload(271_828), ..SimpleRequest::default() };
        let done = client.collect(Client::spec("UnaryCall", Unary), &[request]).await;
        assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
        let response = SimpleResponse::decode(done.messages[0].clone()).unwrap();
        assert_eq!(response.payload, payload(314_159));
    });
}

#[test]
fn client_streaming() {
    on_each(Kind::ALL, async |client| {
        let requests =
            REQUEST_SIZES.map(|size| StreamingInputCallRequest { payload: payload(size), ..Default::default() });
        let done = client.collect(Client::spec("StreamingInputCall", ClientStreaming), &requests).await;
        assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
        let response = StreamingInputCallResponse::decode(done.messages[0].clone()).unwrap();
        assert_eq!(response.aggregated_payload_size, 74922);
    });
}

#[test]
fn server_streaming() {
    on_each(Kind::ALL, async |client| {
        let request = wants(&RESPONSE_SIZES);
        let done = client.collect(Client::spec("StreamingOutputCall", ServerStreaming), &[request]).await;
        assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
        let sizes: Vec<_> = done.messages.iter().map(body_size).collect();
        assert_eq!(sizes, RESPONSE_SIZES.map(|size| size as usize));
    });
}

#[test]
fn ping_pong() {
    on_each(Kind::ALL, async |client| {
        let mut talk = client.open(full_duplex());
        for (request, response) in REQUEST_SIZES.into_iter().zip(RESPONSE_SIZES) {
            let ping = StreamingOutputCallRequest { payload: payload(request), ..wants(&[response]) };
            assert!(talk.send(encode(&ping)).await);
            let pong = within(talk.recv()).await.expect("an answer");
            assert_eq!(body_size(&pong), response as usize);
        }
        let finished = within(talk.finish()).await;
        assert!(finished.status.is_ok(), "{}", finished.status.line());
    });
}

#[test]
fn empty_stream() {
    on_each(Kind::ALL, async |client| {
        let done = client.collect(full_duplex(), &[] as &[Empty]).await;
        assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
        assert!(done.messages.is_empty());
    });
}

#[test]
fn custom_metadata() {
    const INITIAL: &str = "test_initial_metadata_value";
    const TRAILING: &[u8] = &[0xab, 0xab, 0xab];
    on_each(Kind::ALL, async |client| {
        let mut metadata = Metadata::new();
        metadata.push("x-grpc-test-echo-initial", INITIAL);
        metadata.push_binary("x-grpc-test-echo-trailing-bin", TRAILING);
        let request = SimpleRequest { response_size: 314_159, payload: payload(271_828), ..SimpleRequest::default() };
        let unary = client.collect(with(Client::spec("UnaryCall", Unary), &metadata), &[request]).await;
        let ping = StreamingOutputCallRequest { payload: payload(271_828), ..wants(&[314_159]) };
        let stream = client.collect(with(full_duplex(), &metadata), &[ping]).await;
        for done in [unary, stream] {
            assert!(done.finished.status.is_ok(), "{}", done.finished.status.line());
            let headers = done.headers.expect("headers").metadata;
            assert_eq!(headers.get("x-grpc-test-echo-initial").unwrap().value, INITIAL);
            let trailing = done.finished.trailers.get("x-grpc-test-echo-trailing-bin").expect("a trailer");
            assert_eq!(trailing.binary().expect("base64"), [TRAILING]);
        }
    });
}

#[test]
fn status_code_and_message() {
    asks_for_status("test status message");
}

#[test]
fn special_status_message() {
    asks_for_status("\t\ntest with whitespace\r\nand Unicode BMP \u{263a} and non-BMP \u{1f608}\t\n");
}

fn asks_for_status(message: &'static str) {
    on_each(Kind::ALL, async |client| {
        let status = Some(EchoStatus { code: 2, message: message.to_owned() });
        let request = SimpleRequest { response_status: status.clone(), ..SimpleRequest::default() };
        let unary = client.collect(Client::spec("UnaryCall", Unary), &[request]).await;
        let request = StreamingOutputCallRequest { response_status: status, ..Default::default() };
        let stream = client.collect(full_duplex(), &[request]).await;
        for done in [unary, stream] {
            let status = &done.finished.status;
            assert_eq!((status.code, status.origin), (Code::UNKNOWN, Origin::Remote), "{}", status.line());
            assert_eq!(status.message, message);
        }
    });
}

#[test]
fn unimplemented_method() {
    refuses("grpc.testing.TestService");
}

#[test]
fn unimplemented_service() {
    refuses("grpc.testing.UnimplementedService");
}

fn refuses(service: &'static str) {
    on_each(Kind::ALL, async |client| {
        let done = client.collect(spec_of(service, "UnimplementedCall", Unary), &[Empty {}]).await;
        let status = &done.finished.status;
        assert_eq!((status.code, status.origin), (Code::UNIMPLEMENTED, Origin::Remote), "{}", status.line());
    });
}

#[test]
fn cancel_after_begin() {
    on_each(Kind::ALL, async |client| {
        let talk = client.open(Client::spec("StreamingInputCall", ClientStreaming));
        talk.cancel();
        let finished = within(talk.finish()).await;
        let status = &finished.status;
        assert_eq!((status.code, status.origin), (Code::CANCELLED, Origin::Local), "{}", status.line());
    });
}

#[test]
fn cancel_after_first_response() {
    on_each(Kind::ALL, async |client| {
        let mut talk = client.open(full_duplex());
        let ping = StreamingOutputCallRequest { payload: payload(27182), ..wants(&[31415]) };
        assert!(talk.send(encode(&ping)).await);
        assert_eq!(body_size(&within(talk.recv()).await.expect("an answer")), 31415);
        talk.cancel();
        let finished = within(talk.finish()).await;
        let status = &finished.status;
        assert_eq!((status.code, status.origin), (Code::CANCELLED, Origin::Local), "{}", status.line());
    });
}

#[test]
fn timeout_on_sleeping_server() {
    on_each(Kind::ALL, async |client| {
        let mut spec = full_duplex();
        spec.timeout = Some(Duration::from_millis(1));
        let ping = StreamingOutputCallRequest { payload: payload(27182), ..Default::default() };
        let talk = client.open(spec);
        talk.send(encode(&ping)).await;
        // The sending side stays open: the server has no reason to end the call.
        let mut talk = talk;
        assert_eq!(within(talk.recv()).await, None);
        let status = &talk.finished().expect("a verdict").status;
        assert_eq!(status.code, Code::DEADLINE_EXCEEDED, "{}", status.line());
    });
}

fn full_duplex() -> farcall_core::call::CallSpec {
    Client::spec("FullDuplexCall", BidiStreaming)
}

fn with(spec: farcall_core::call::CallSpec, metadata: &Metadata) -> farcall_core::call::CallSpec {
    farcall_core::call::CallSpec { metadata: metadata.clone(), ..spec }
}

/// A request for answers of these sizes.
pub fn wants(sizes: &[i32]) -> StreamingOutputCallRequest {
    let response_parameters = sizes.iter().map(|&size| ResponseParameters { size, ..Default::default() }).collect();
    StreamingOutputCallRequest { response_parameters, ..Default::default() }
}

fn body_size(message: &bytes::Bytes) -> usize {
    let response = StreamingOutputCallResponse::decode(message.clone()).unwrap();
    response.payload.expect("a payload").body.len()
}
