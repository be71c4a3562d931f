//! The repository tests itself: what style.md and architecture.md promise and no lint holds.
//! It reads text alone and compiles nothing; a comment or a string can fool it, and then the rule is written too loosely.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod layers;
mod sources;
mod text;
