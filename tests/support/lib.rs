//! What whole-program tests share: the binary, sample servers, certificates, and servers nobody here wrote.
//! It asserts nothing; it panics where a test could not go on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod binary;
mod certificates;
mod node;
mod places;
mod python;
mod sample;
pub mod window;

pub use binary::{Ended, Farcall, Running, binary};
pub use certificates::{Certificates, Pair};
pub use node::{buf, node};
pub use places::{protos, repository, target_folder, write_descriptor_set};
pub use python::{Peer, PeerOptions, python};
pub use sample::{sample, sample_with};
