//! What gRPC-Web does otherwise than gRPC (grpc `doc/PROTOCOL-WEB.md`): its headers, base64, trailers in the body.
//! Pure functions of headers and bytes; the messages between are framed as in gRPC.

mod answer;
mod head;
mod text;
mod trailers;

pub(super) use answer::{WebAnswer, WebError};
pub(super) use head::{WebForm, dress};
pub(super) use text::TextWriter;
