//! What people do with the window, one file a story: the real window over the real engine and the sample server, by
//! role and name; once in a real display. How a single widget behaves is tested beside it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../core/tests/support/mod.rs"]
mod support;

mod conversation;
mod copying;
mod diagnostics;
mod examples;
mod failures;
mod first_call;
mod forgetting;
mod form_and_json;
mod frames;
mod kinds;
mod narrow;
mod options;
mod palette;
mod restart;
mod saved_requests;
mod schema_files;
mod schemas;
mod stalls;
mod tabs;
mod window;
