//! TLS over an open socket: roots, client certificate, name, verification, and what the server showed.
//! It never goes on without TLS.

mod alert;
mod credentials;
mod file;
mod handshake;
mod identity;
mod key_log;
mod roots;
mod verifier;

pub(super) use handshake::{Failure, Secured, handshake};
