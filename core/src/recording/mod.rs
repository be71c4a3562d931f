//! A call with all its messages as one file: written while it runs or after, opened again, exported, replayed, compared.
//! It runs no call of its own: who replays brings the handle of one.
//!
//! # The file, version 1
//!
//! ```text
//! file  = mark version block*
//! mark  = 93 "FCREC" 0d 0a                 -- a transfer as text would change it
//! version = 4 bytes of 1, then 4 of 0      -- another number: the layout below is not to be relied on
//! block = a head with kind, lengths and checksum, then what it holds; see `block`
//! ```
//! | kind | block | holds |
//! | --- | --- | --- |
//! | 1 | head | method, target, when it began, what was chosen; always the first |
//! | 2 | schema | the `FileDescriptorSet` that its messages are read by; at most one, the second |
//! | 3 | opened | a stream: who serves it, request headers |
//! | 4 | failed | an attempt that another one followed |
//! | 5 | headers | response headers |
//! | 6 | messages | a run of messages of both directions; see `batch` |
//! | 7 | half-closed | the sending side was closed |
//! | 8 | finished | the verdict, trailers, times |
//! | 9 | lost | how many messages were no longer kept when they were to be written |
//! | 10 | end | nothing follows: how many messages there are, and whether the call had ended |
//! | 11 | stream lost | the end of a stream that was opened again, and what the next one went on with |
//! | 12 | frames | a run of frames of HTTP/2, of a call that asked for them; in order among themselves, not among the rest |
//! | 13 | frame sums | what is known of all frames, and the windows over time: the last one counts |
//!
//! All but messages hold a protobuf message, declared beside the code that reads it; fields are added, none changes its
//! meaning, and kinds that are not known are passed over and counted: whoever knows no frames says that parts are not shown.
//! A block is written in one piece, so that a file cut short at any byte reads up to its last whole block, and a reader says
//! where that was. Numbers are little-endian.
//!
//! The recording of a call that goes on is written in place, so that it is there if the program is not; that of a call that
//! has ended is written beside and renamed, so that the file is the whole one or the one before. See [`record`].
//!
//! Values of secret metadata are not in the file unless that was asked for; see [`RecordingHead::has_secrets`].

mod batch;
mod block;
mod export;
mod facts;
mod format;
mod frames;
mod head;
mod open;
mod original;
mod outcome;
mod place;
mod read;
mod record;
mod replay;
mod types;
mod walk;
mod write;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

pub use export::{Export, ExportFormat, Exporter, HIDDEN, Side, event_json, recording_name};
pub use head::RecordingHead;
pub use open::{OpenProgress, Recording};
pub use original::Original;
pub use outcome::{MessageDifference, ReplayOutcome, compare_calls};
pub use read::{RecordingEnd, RecordingError, RecordingReader};
pub use record::{RecordError, RecordProgress, Recorded, record};
pub use replay::{Replay, ReplayPace, is_withheld, replayed_metadata};
pub use types::{method_of, schema_set};
pub use walk::{LogWalk, Walked};
pub use write::RecordingWriter;

/// How files of recordings end.
pub const ENDING: &str = "fcrec";
