//! One RPC of any kind, from its first byte to its status: what to call, what happens, and the log of it.
//! It drives h2 itself: framing, compression, deadline, limits and the verdict are code of ours.

mod collect;
mod conversation;
mod decompress;
mod event;
mod framing;
mod handle;
mod headers;
mod log;
mod observer;
mod runner;
mod spec;
mod verdict;

pub use collect::{CollectedCall, collect};
pub use conversation::Conversation;
pub use event::{CallEvent, Finished, HeadersReceived, MessageReceived, MessageSent, Timings};
pub use handle::{Call, CallHandle, Outbound, new};
pub use log::{CallLog, CallPhase, CallSnapshot, Direction, LogRow};
pub use observer::CallObserver;
pub use spec::{CallSpec, Limits};
