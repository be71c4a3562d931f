//! The two cases that the server compresses: grpcio does so when asked, message by message.
//! The two that the client compresses are `core/tests/client_compressed.rs`, before a server that sees the flags.

use farcall_core::schema::MethodKind::{ServerStreaming, Unary};
use prost::Message as _;

use crate::{
    client::{Client, payload},
    protos::{BoolValue, ResponseParameters, SimpleRequest, SimpleResponse, StreamingOutputCallRequest},
    servers::{Kind, on_each},
};

#[test]
fn server_compressed_unary() {
    on_each(&[Kind::Grpcio], async |client| {
        for compressed in [true, false] {
            let request = SimpleRequest {
                response_compressed: Some(BoolValue { value: compressed }),
                response_size: 314_159,
                payload: payload(271_828),
                ..SimpleRequest::default()
            };
            let messages = client.received(Client::spec("UnaryCall", Unary), &request).await;
            assert_eq!(messages.len(), 1);
            assert_eq!(messages[0].compressed, compressed);
            assert_eq!(messages[0].wire_bytes < 314_159, compressed);
            assert_eq!(SimpleResponse::decode(messages[0].bytes.clone()).unwrap().payload, payload(314_159));
        }
    });
}

#[test]
fn server_compressed_streaming() {
    on_each(&[Kind::Grpcio], async |client| {
        let wanted = [(31415, true), (92653, false)];
        let response_parameters = wanted.map(|(size, value)| ResponseParameters {
            size,
            interval_us: 0,
            compressed: Some(BoolValue { value }),
        });
        let request =
            StreamingOutputCallRequest { response_parameters: response_parameters.into(), ..Default::default() };
        let messages = client.received(Client::spec("StreamingOutputCall", ServerStreaming), &request).await;
        let seen: Vec<_> = messages.iter().map(|message| (message.compressed, message.wire_bytes > 30_000)).collect();
        assert_eq!(seen, [(true, false), (false, true)]);
    });
}
