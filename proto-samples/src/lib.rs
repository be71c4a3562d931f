//! The sample protos and the server that speaks them: a shop, its delivery fleet, every kind of field, every kind of fault.
//! It knows nothing of Farcall's own call path; the server is tonic's, so that the two check each other.
//!
//! ```no_run
//! use farcall_proto_samples::{SampleOptions, SampleServer};
//!
//! let server = SampleServer::start(SampleOptions::default())?;
//! println!("farcall list {}", server.addr());
//! # std::io::Result::Ok(())
//! ```

mod cut;
mod fleet;
mod front;
mod pace;
mod refusal;
mod routes;
mod samples;
mod script;
mod server;
mod shop;
mod socket;
mod verbatim;

pub mod protos;

pub use server::{SampleOptions, SampleServer, serve};
pub use socket::{Address, Listen, TlsFiles};
pub use verbatim::Verbatim;

/// The sample protos, compiled: an encoded `FileDescriptorSet` with its imports, options and comments.
pub const DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/samples.binpb"));
