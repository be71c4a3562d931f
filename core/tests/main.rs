//! The core as its users see it, before servers that do what a script says: one program, one file a theme.
//! What stands here needs no other package; whole-program tests are the repository's `tests/`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod addresses;
mod auth;
mod calls;
mod channels;
mod client_compressed;
mod compression;
mod connections;
mod engine;
mod pool;
mod proxies;
mod record;
mod reopen;
mod retries;
mod steering;
mod support;
mod tls;
mod web;
