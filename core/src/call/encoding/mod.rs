//! Messages compressed and unpacked, and what is offered to the server (grpc `doc/compression.md`).
//! It works on one message at a time; which encoding an answer uses is read from its headers elsewhere.

mod offer;
mod pack;
mod unpack;

#[cfg(test)]
mod tests;

pub(super) use offer::{ACCEPT_ENCODING, ENCODING, accepted_names, with_servers_choice};
pub(super) use pack::Packer;
pub(super) use unpack::{DecompressError, Encoding};
