//! What the build makes of the sample protos: messages, service traits and clients, as modules named like the packages.
//! Written by prost and tonic; nothing here is by hand.

#![allow(missing_docs, clippy::all, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::doc_markdown)]
#![allow(rustdoc::all)]

include!(concat!(env!("OUT_DIR"), "/protos.rs"));
