//! What a server tells of itself: health and channelz, by messages that are built in, so that it works where reflection
//! does not list them; and a probe of every layer below. It draws no tree and polls nothing by itself.

mod channelz;
mod health;
mod probe;

pub use channelz::{
    ChannelNode, ChannelzError, ChannelzSnapshot, Counts, ServerNode, SocketNode, TraceEvent, snapshot,
};
pub use health::{HealthError, Serving, check, watch};
pub use probe::{Finding, Outcome, ProbeStep, probe};
