//! What may be written at a place of a condition: fields of the path so far, operators after one, values of an enum.
//! It proposes names; it judges nothing.

use super::{Condition, Operator, Scanner, WrittenPath};
use crate::{
    message::{JsonType, Proposals, field::Shape, scalar::Scalar},
    schema::{Kind, MessageDescriptor},
};

/// Words that begin a condition besides the name of a field.
const WORDS: [&str; 2] = ["has", "not"];
const EQUAL: [&str; 2] = ["=", "!="];
const ORDERED: [&str; 7] = ["=", "!=", "<", "<=", ">", ">=", "in"];
const TEXTUAL: [&str; 6] = ["=", "!=", "contains", "starts", "ends", "in"];
/// Operators that are words: what follows one is a value.
const OPERATOR_WORDS: [&str; 4] = ["contains", "starts", "ends", "in"];

impl Condition {
    /// Proposals for the word that ends at the cursor (a byte of the text). None inside quotes, and where nothing was typed.
    pub fn proposals(text: &str, cursor: usize, of: &MessageDescriptor) -> Proposals {
        proposals(text, cursor, &[of], &WORDS)
    }
}

/// The same for messages of several types, with words that may stand where a field may.
pub(crate) fn proposals(text: &str, cursor: usize, types: &[&MessageDescriptor], words: &[&str]) -> Proposals {
    let Some(before) = text.get(..cursor) else { return Proposals::default() };
    if before.chars().filter(|c| matches!(c, '"' | '\'')).count() % 2 == 1 {
        return Proposals::default();
    }
    let begins = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '=' | '<' | '>' | '~' | ':' | '!');
    let start = before
        .rfind(begins)
        .map_or(0, |at| at + before.get(at..).and_then(|c| c.chars().next()).map_or(1, char::len_utf8));
    let (said, word) = before.split_at_checked(start).unwrap_or((before, ""));
    if let Some(path) = value_path(said.trim_end()) {
        return Proposals::fitting(cursor, word, types.iter().flat_map(|of| values(path, of)));
    }
    if let Some((path, typed)) = word.rsplit_once('.') {
        return Proposals::fitting(cursor, typed, types.iter().flat_map(|of| fields(path, of)));
    }
    let operators = said.ends_with(char::is_whitespace).then(|| operators_after(said.trim_end(), types));
    let operators = operators.unwrap_or_default().iter().map(|sign| (*sign).to_owned());
    if word.is_empty() {
        return Proposals::fitting(cursor, word, operators);
    }
    let fields = types.iter().flat_map(|of| of.fields().map(|field| field.name().to_owned()));
    let words = words.iter().map(|word| (*word).to_owned());
    Proposals::fitting(cursor, word, operators.chain(fields).chain(words))
}

/// The operators that go with the field whose path ends a text, where none stands there yet.
fn operators_after(said: &str, types: &[&MessageDescriptor]) -> &'static [&'static str] {
    let start = said.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '!')).map_or(0, |at| at + 1);
    let Some((earlier, path)) = said.split_at_checked(start) else { return &[] };
    let before = earlier.trim_end();
    let has_operator = value_path(before).is_some()
        || before
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|word| OPERATOR_WORDS.contains(&word) || word == "has");
    match types.iter().find_map(|of| kind(path, of)).filter(|_| !has_operator) {
        Some(kind) => operators(Shape::of_kind(kind)),
        None => &[],
    }
}

fn operators(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Scalar(Scalar::String) | Shape::Wrapper(Scalar::String) | Shape::FieldMask => &TEXTUAL,
        Shape::Scalar(Scalar::Bool | Scalar::Bytes) | Shape::Wrapper(Scalar::Bool | Scalar::Bytes) | Shape::Enum(_) => {
            &EQUAL
        }
        Shape::Scalar(_) | Shape::Wrapper(_) | Shape::Timestamp | Shape::Duration => &ORDERED,
        Shape::Json(JsonType::Value, _) => &EQUAL,
        Shape::Json(..) | Shape::Message(_) | Shape::Records => &[],
    }
}

/// The path before an operator that ends a text.
fn value_path(text: &str) -> Option<&str> {
    let ends = [Operator::Equal, Operator::Less, Operator::More, Operator::Contains].map(Operator::sign);
    let is_ended = text.ends_with(':') || ends.iter().any(|sign| text.ends_with(sign));
    let path = text.trim_end_matches(['=', '!', '<', '>', '~', ':']).trim_end();
    let start = path.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '!')).map_or(0, |at| at + 1);
    path.get(start..).filter(|path| is_ended && !path.is_empty())
}

/// The names that an enum at a path has, or those of a bool.
fn values(path: &str, of: &MessageDescriptor) -> Vec<String> {
    match kind(path, of) {
        Some(Kind::Enum(of)) => of.values().map(|value| value.name().to_owned()).collect(),
        Some(Kind::Bool) => vec!["true".to_owned(), "false".to_owned()],
        _ => Vec::new(),
    }
}

/// The fields of the message at a path.
fn fields(path: &str, of: &MessageDescriptor) -> Vec<String> {
    match kind(path, of) {
        Some(Kind::Message(of)) => of.fields().map(|field| field.name().to_owned()).collect(),
        _ => Vec::new(),
    }
}

fn kind(path: &str, of: &MessageDescriptor) -> Option<Kind> {
    let written = WrittenPath::read(&mut Scanner::new(path)).ok()??;
    written.kind(of).filter(|_| written.place.end == path.len())
}
