//! Everything Farcall knows about gRPC, without a window: schemas, messages, connections, calls, workspaces.
//! It knows no GUI, no dialogs, no command line; both front ends drive it through [`engine`].
//!
//! Modules stand lowest first: each uses only those above it.

pub mod call;
pub mod diagnostics;
pub mod engine;
mod json_text;
pub mod message;
pub mod metadata;
pub mod recording;
pub mod reflection;
pub mod schema;
pub mod status;
pub mod transport;
pub mod workspace;
