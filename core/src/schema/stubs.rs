//! Messages of the gRPC services we call ourselves, generated from `core/protos` at build time.
//! It holds no calls and no logic; the protos carry the documentation.

#![allow(missing_docs, clippy::all, clippy::pedantic)]

/// `grpc.reflection.v1`; the messages of `v1alpha` are the same on the wire.
pub mod reflection {
    include!(concat!(env!("OUT_DIR"), "/grpc.reflection.v1.rs"));
}

/// `grpc.health.v1`.
pub mod health {
    include!(concat!(env!("OUT_DIR"), "/grpc.health.v1.rs"));
}

/// `grpc.channelz.v1`.
pub mod channelz {
    include!(concat!(env!("OUT_DIR"), "/grpc.channelz.v1.rs"));
}

/// `google.rpc`: `Status` and the standard error details.
pub mod rpc {
    include!(concat!(env!("OUT_DIR"), "/google.rpc.rs"));
}
