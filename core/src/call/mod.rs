//! One RPC of any kind, from its first byte to its status: what to call, what happens, and the log of it.
//! It drives h2 itself: framing, compression, deadline, limits and the verdict are code of ours.

mod auth;
mod cadence;
mod collect;
mod compression;
mod conversation;
mod ear;
mod encoding;
mod event;
mod find;
mod framed;
mod framing;
mod handle;
mod headers;
mod log;
mod observer;
mod options;
mod quantity;
mod read_pace;
mod ready;
mod reopen;
mod rules;
mod runner;
mod script;
mod sending;
mod sent_headers;
mod spec;
mod stall;
mod trace;
mod verdict;
mod web;

pub use auth::{Auth, AuthError, Grant, OAuth2, Prepared, SignIn, TokenState, TokenStore, prepare};
pub use cadence::{Cadence, CadenceProgress, Metronome, Pace, send_paced};
pub use collect::{CollectedCall, collect};
pub use compression::{Compression, UnknownCompression};
pub use conversation::Conversation;
pub use ear::Replies;
pub use event::{
    AttemptFailed, CallEvent, Finished, HeadersReceived, Lost, MessageReceived, MessageSent, Opened, Resumed, Timings,
};
pub use find::{FILTER_HELP, HitRows, RowFilter, RowGoal, Search, SearchProgress, filter_proposals};
pub use framed::{FramedError, FramedMessage, framed_messages};
pub use handle::{Call, CallHandle, Outbound, new};
pub use log::{
    Bar, CallLog, CallPhase, CallSnapshot, Direction, FigureRecorder, Figures, Flow, Gap, GapNumbers, Histogram,
    Interval, LogHold, LogLimits, LogPart, LogRow, LogStorage, LogStore, LogTrouble, Milestone, MilestoneKind, Rate,
    Series, Spread, Step,
};
pub use observer::CallObserver;
pub use options::CallOptions;
pub use quantity::{parse_amount, parse_duration, parse_size};
pub use read_pace::{NotARate, RateUnit, ReadPace, ReadRate};
pub use ready::wait_for_ready;
pub use reopen::{Reopen, ReopenPlan, SendAgain};
pub use script::{Script, ScriptEnd, ScriptPhase, ScriptProblem, ScriptProgress, ScriptState, run_script};
pub use sending::{Sending, SendingWay};
pub use sent_headers::SentHeaders;
pub use spec::{CallSpec, Limits};
pub use stall::{Stall, StallCause};
pub use trace::{NotATraceparent, Traceparent};
