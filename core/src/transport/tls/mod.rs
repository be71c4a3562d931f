//! TLS over an open socket: roots, client certificate, name, verification, and what the server showed.
//! It never goes on without TLS.

mod handshake;
mod identity;
mod roots;
mod verifier;

pub(super) use handshake::{Failure, Secured, handshake};
