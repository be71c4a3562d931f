//! gRPC-Web against scripted servers: both forms, HTTP/1.1 and HTTP/2, right answers and wrong ones.

mod answers;
mod connections;
mod endings;
mod requests;
mod secure;

use std::{io::Write as _, time::Duration};

use crate::support::{
    self, Act, Authority, Caller, Done, RawHttp1, RawServer, Step, message,
    raw_http1::{answer, chunk, chunked_head, trailers_frame},
    trailers, within,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use farcall_core::{
    call::{self, CallEvent, Conversation, Outbound},
    schema::MethodKind,
    status::{Code, Remedy},
    transport::{ChannelState, Outcome, Protocol, Step as Rung, Target, TlsOptions},
};

const BINARY: &str = "application/grpc-web+proto";
const TEXT: &str = "application/grpc-web-text";

const KINDS: [MethodKind; 4] =
    [MethodKind::Unary, MethodKind::ServerStreaming, MethodKind::ClientStreaming, MethodKind::BidiStreaming];

fn web(target: &str, protocol: Protocol) -> Caller {
    Caller::with(Target { protocol, ..Target::new(target) })
}

fn binary(server: &RawHttp1) -> Caller {
    web(&server.target(), Protocol::GrpcWeb)
}

fn text(server: &RawHttp1) -> Caller {
    web(&server.target(), Protocol::GrpcWebText)
}

/// A message and trailers, as bytes of a body.
fn good_body() -> Vec<u8> {
    [message(b"answer"), trailers_frame("grpc-status: 0\r\nCost: 3 \r\n")].concat()
}

/// The same in text, each frame padded by itself.
fn good_text() -> Vec<u8> {
    let frames = [message(b"answer"), trailers_frame("grpc-status: 0\r\nCost: 3 \r\n")];
    frames.iter().map(|frame| STANDARD.encode(frame)).collect::<String>().into_bytes()
}

/// What a unary call makes of one answer, in binary.
async fn unary(answer: Vec<u8>) -> Done {
    let server = RawHttp1::answering(answer).await;
    binary(&server).run().await
}

/// What it makes of one body.
async fn unary_body(body: &[u8]) -> Done {
    unary(answer(BINARY, body)).await
}
