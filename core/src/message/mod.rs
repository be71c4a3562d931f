//! One message, seen as bytes, JSON, text, one line, and as an editable document with field paths.
//! It never trusts bytes from a server: every walk is bounded and marks what it could not read.

mod bytes_text;
mod carry;
mod compare;
mod complete;
pub(crate) mod condition;
mod details;
mod document;
mod encode;
mod escape;
mod field;
mod hex;
pub(crate) mod json;
mod mask;
mod mention;
mod node;
mod part;
mod path;
mod plan;
mod print;
mod proposals;
mod quote;
mod readings;
mod recognise;
mod reformat;
mod scalar;
mod summary;
mod text_format;
mod tokens;
pub mod tree;
mod unfinished;
mod visible;
mod well_known;
mod wire;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;

pub use bytes_text::{BytesForm, BytesTextError, bytes_of_base64, bytes_of_hex, guess_form};
pub use carry::{Carried, Carry, CarryError};
pub use compare::{
    BadPattern, CompareCounts, CompareOptions, CompareRow, Comparison, Difference, PathPattern, compare, compare_while,
};
pub use complete::{Completion, Completions, Meaning, Standing, Subject, Wanted, complete, meaning};
pub use condition::{Condition, ConditionError};
pub use details::{Detail, DetailsError, Violation, details, violations};
pub use document::{Advice, Document, Edit, EncodeError, JsonRules, Problem, Taken, TextRead, Unread, unknown_records};
pub use encode::encode_json;
pub use field::{Field, JsonType, Shape};
pub use hex::hex_dump;
pub use json::Indent;
pub use mask::{MaskPath, is_mask_path, mask_paths, mask_types};
pub use node::{AnyNode, FieldNode, MessageNode, UNKNOWN, ValueNode, WHOLE};
pub use part::PartKind;
pub use path::{FieldPath, Step};
pub use print::{
    JsonOptions, Mark, MarkKind, Printed, PrintedPiece, UnknownFields, Zone, print_json, print_json_in_pieces,
    print_text, print_text_in_pieces,
};
pub use proposals::Proposals;
pub use readings::{Reading, ReadingKind};
pub use recognise::{Certainty, Likeness, Recognised, recognise, recognise_bytes};
pub use reformat::{compact_json_len, format_json};
pub use scalar::Scalar;
pub use summary::{Span, SpanKind, Summary, summary};
pub use text_format::encode_text;
pub use tokens::{JsonTokens, TokenKind, json_tokens};
pub use unfinished::is_unfinished;

pub(crate) use mention::Mention;

/// How deep messages may nest, as in protobuf's own readers.
const MAX_DEPTH: usize = 100;
