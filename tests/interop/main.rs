//! The client's side of gRPC's interoperability tests (grpc `doc/interop-test-descriptions.md`), over the core's call
//! path: against tonic, Python's grpcio and Node's grpc-js, each in plaintext and by TLS.
//! What the servers do is theirs to know; a case asserts what the description says a client must see.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod client;
mod compressed;
mod reflection;
mod servers;
mod tonic_server;

/// The messages and the service, generated.
#[allow(missing_docs, clippy::all)]
mod protos {
    tonic::include_proto!("grpc.testing");
}
