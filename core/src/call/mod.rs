//! One RPC of any kind, from its first byte to its status: what to call, what happens, and the log of it.
//! It drives h2 itself: framing, compression, deadline, limits and the verdict are code of ours.

mod auth;
mod cadence;
mod collect;
mod compression;
mod conversation;
mod encoding;
mod event;
mod framed;
mod framing;
mod handle;
mod headers;
mod log;
mod observer;
mod options;
mod ready;
mod rules;
mod runner;
mod sent_headers;
mod spec;
mod trace;
mod verdict;
mod web;

pub use auth::{Auth, AuthError, Grant, OAuth2, Prepared, SignIn, TokenState, TokenStore, prepare};
pub use cadence::{Cadence, CadenceProgress, send_paced};
pub use collect::{CollectedCall, collect};
pub use compression::{Compression, UnknownCompression};
pub use conversation::Conversation;
pub use event::{AttemptFailed, CallEvent, Finished, HeadersReceived, MessageReceived, MessageSent, Opened, Timings};
pub use framed::{FramedError, FramedMessage, framed_messages};
pub use handle::{Call, CallHandle, Outbound, new};
pub use log::{CallLog, CallPhase, CallSnapshot, Direction, LogRow};
pub use observer::CallObserver;
pub use options::CallOptions;
pub use ready::wait_for_ready;
pub use sent_headers::SentHeaders;
pub use spec::{CallSpec, Limits};
pub use trace::{NotATraceparent, Traceparent};
