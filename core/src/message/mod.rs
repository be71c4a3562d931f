//! One message, seen as bytes, JSON, text, one line, and as an editable document with field paths.
//! It never trusts bytes from a server: every walk is bounded and marks what it could not read.

mod details;
mod document;
mod escape;
mod field;
mod hex;
pub(crate) mod json;
mod node;
mod path;
mod print;
mod scalar;
mod summary;
mod text_format;
mod tokens;
mod well_known;
mod wire;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;

pub use details::{Detail, DetailsError, Violation, details, violations};
pub use document::{Document, Edit, EncodeError, JsonRules, Problem};
pub use field::{Field, JsonType, Shape};
pub use hex::hex_dump;
pub use json::Indent;
pub use node::{FieldNode, MessageNode, ValueNode, WHOLE};
pub use path::{FieldPath, Step};
pub use print::{JsonOptions, Mark, MarkKind, Printed, print_json, print_text};
pub use scalar::Scalar;
pub use summary::{Span, SpanKind, Summary, summary};
pub use tokens::{JsonTokens, TokenKind, json_tokens};

pub(crate) use well_known::parse_duration;

/// How deep messages may nest, as in protobuf's own readers.
const MAX_DEPTH: usize = 100;
