//! Channelz (gRFC A14): a bounded snapshot of the servers, channels and sockets of a process.
//! It keeps nothing between snapshots.

mod nodes;
mod read;
mod walk;

pub use nodes::{ChannelNode, ChannelzSnapshot, Counts, ServerNode, SocketNode, TraceEvent};
pub use walk::{ChannelzError, snapshot};
