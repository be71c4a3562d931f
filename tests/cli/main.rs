//! The terminal as a user meets it: the binary is run, and what it prints is held against golden transcripts.
//! It knows nothing of how the command line is made. `FARCALL_BLESS=1` writes the transcripts anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asking;
mod bad_input;
mod calling;
mod conversation;
mod events;
mod frames;
mod golden;
mod messages;
mod metadata;
mod options;
mod package;
mod probe;
mod programs;
mod recordings;
mod reopen;
mod saved;
mod schema;
mod steering;
mod tls;
mod usage;
