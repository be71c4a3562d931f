//! JSON as text with positions: parsed without losing a digit, written with our spacing.
//! It knows no protobuf; `document` binds it to a type, and the service config of a call is read from it too.

mod lexer;
mod parse;
mod position;
mod write;

pub(crate) use lexer::{Lexer, Word};
pub(crate) use parse::{Kind, MAX_DEPTH, Member, Node, SyntaxError, parse_all, parse_one};
pub(crate) use position::Positions;
pub use write::Indent;
pub(crate) use write::Writer;
