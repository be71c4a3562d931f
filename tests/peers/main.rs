//! Farcall's terminal against what nobody here wrote: a server of Python's grpcio over the C core, and real buf.
//! What the server does is in `server.py`; the tests see only what a user would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod binlog;
mod blast;
mod buf;
mod calls;
mod diagnostics;
mod editions;
mod failures;
mod referee;
mod reopen;
mod schema;
mod slow_reader;
mod storm;
mod tls;

use std::sync::LazyLock;

use farcall_tests::{Farcall, Peer, PeerOptions};

/// In plaintext, with everything; shared by the tests, since Python takes its time to start.
static PEER: LazyLock<Peer> = LazyLock::new(|| Peer::start(&PeerOptions::default()));

/// `farcall COMMAND TARGET …` against the shared peer.
fn farcall(command: &str, rest: &[&str]) -> Farcall {
    Farcall::new([command, &PEER.addr()]).args(rest)
}
