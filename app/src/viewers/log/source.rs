//! What the log view asks for: numbers, rows in sight, one message, its one-line summary.
//! It holds nothing and decodes nothing.

use std::ops::Range;

use bytes::Bytes;
use farcall_core::{
    call::{CallLog, Direction, LogRow},
    message::{SpanKind, summary},
    schema::MessageDescriptor,
};

use crate::viewers::code::{Tint, Token};

/// A log that rows can be asked of: a running call's, or a recorded one.
pub trait LogSource {
    /// The rows of a range, fewer where some were dropped or are not there yet.
    fn rows(&self, range: Range<u64>) -> Vec<LogRow>;
    /// The bytes of one message, if they are in memory.
    fn message(&self, row: u64) -> Option<Bytes>;
    /// Whether a row is being read from a file: ask for it again a little later.
    fn is_fetching(&self, row: u64) -> bool;
}

impl LogSource for CallLog {
    fn rows(&self, range: Range<u64>) -> Vec<LogRow> {
        CallLog::rows(self, range)
    }

    fn message(&self, row: u64) -> Option<Bytes> {
        CallLog::message(self, row)
    }

    fn is_fetching(&self, row: u64) -> bool {
        CallLog::is_fetching(self, row)
    }
}

/// One line that tells a message: names and values, no quotes and braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The line.
    pub text: String,
    /// Its values in syntax colours; the rest is names.
    pub tokens: Vec<Token>,
}

/// Tells a message in one line. Called for rows in sight: it has to be quick.
pub type Summarise<'a> = &'a dyn Fn(Direction, &[u8]) -> Summary;

/// The summary of a message of a type, as core walks it from the wire.
pub fn summary_of(of: &MessageDescriptor, bytes: &[u8]) -> Summary {
    const CHARS: usize = 240;
    let mut line = Summary::default();
    let walked = summary(of, bytes, CHARS);
    for span in walked.spans() {
        let start = line.text.len();
        line.text.push_str(span.text);
        let tint = match span.kind {
            SpanKind::Name | SpanKind::Punct => continue,
            SpanKind::String => Tint::String,
            SpanKind::Number => Tint::Number,
            SpanKind::Word => Tint::Word,
        };
        line.tokens.push(Token { range: start..line.text.len(), tint });
    }
    line
}
