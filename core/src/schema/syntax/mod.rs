//! The language of .proto texts: proto2, proto3 and the editions 2023 and 2024, from text to the descriptor protoc's parser makes.
//! It resolves nothing: names stay as written, options stay uninterpreted, imports are not looked for.

mod comments;
mod defaults;
mod enums;
mod fields;
mod file;
mod lexer;
mod literals;
mod locations;
mod messages;
mod numbers;
mod options;
mod parser;
mod ranges;
mod services;
mod tokens;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

pub use self::tokens::{SyntaxToken, SyntaxTokenKind, SyntaxTokens, syntax_tokens, syntax_tokens_within};

use super::{descriptor::FileDescriptorProto, problem::Problem};

/// Levels that messages, groups and option values may nest, together; what people write stays under ten.
pub(in crate::schema) const MAX_NESTING: usize = 64;

/// What came of a text.
#[derive(Debug)]
pub(in crate::schema) struct Parsed {
    /// The file without its name; `None` if any of the problems is an error.
    pub file: Option<FileDescriptorProto>,
    /// What is wrong or odd, in the order of the text, without the file's name; a bounded number.
    pub problems: Vec<Problem>,
}

/// The descriptor of a .proto text, as protoc's parser makes it before anything is resolved.
///
/// - `syntax` is absent for proto2, as protoc writes it out.
/// - Each option is one `uninterpreted_option` (field 999) of the options' bytes, and one location whose path ends in `999, n`.
/// - `type` is absent where a name may be a message or an enum. `json_name` is there only if the text gives one.
/// - Entries of maps, groups and the oneofs of proto3's `optional` are made.
/// - Lines and columns count as protoc's do: bytes, a tab goes on to the next multiple of eight.
pub(in crate::schema) fn parse(text: &str) -> Parsed {
    parser::Parser::new(text).parse()
}
