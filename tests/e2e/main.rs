//! The engine against the sample server: one file a behaviour, each seen as a window would see it. The window itself is
//! not here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calls;
mod channels;
mod desk;
mod diagnostics;
mod files;
mod odd_reflection;
mod reflection;
mod shutdown;
mod slowed;
mod sources;
mod web;
