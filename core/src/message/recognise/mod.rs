//! What a text that was pasted may be: JSON, several messages of it, protobuf text format, bytes in hex or base64; as
//! the JSON of messages of a type. It changes nothing; who pasted decides.

mod score;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

use super::{
    Document, Taken, bytes_of_base64, bytes_of_hex,
    document::lost_words,
    json::{self, Kind},
};
use crate::schema::MessageDescriptor;

/// A longer text is not looked at; it is JSON or nothing.
const LONGEST: usize = 8 << 20;
/// Base64 of fewer bytes is more likely a word.
const SHORTEST: usize = 2;

/// What a text may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// What it looks like.
    pub likeness: Likeness,
    /// How sure that is.
    pub certainty: Certainty,
    /// The messages as JSON, at least one; or why there are none.
    pub messages: Result<Vec<String>, String>,
    /// What of bytes the messages could not keep: `truncated at byte 1: a number is cut off`.
    pub left_out: Option<String>,
}

/// The forms a message is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// One JSON value.
    Json,
    /// JSON values one after another, a line each or not, or in one list.
    SeveralJson,
    /// Protobuf text format.
    TextFormat,
    /// Bytes of one message, or of several with their gRPC prefixes, as hex digits or as a dump.
    Hex,
    /// The same in base64, with either alphabet.
    Base64,
    /// The bytes themselves.
    Bytes,
}

/// How sure it is what a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// It can be read as this, and may as well be something else.
    Possible,
    /// Most of it fits the type.
    Likely,
    /// All of it fits the type.
    Certain,
}

impl Likeness {
    /// In words: `protobuf text format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::SeveralJson => "several messages as JSON",
            Self::TextFormat => "protobuf text format",
            Self::Hex => "bytes in hex",
            Self::Base64 => "bytes in base64",
            Self::Bytes => "bytes",
        }
    }
}

/// What `text` may be, as messages of a type; the surest first, nothing for what is none of it. While the type is not
/// known only JSON is. Linear in the text.
pub fn recognise(text: &str, of: Option<&MessageDescriptor>) -> Vec<Recognised> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.len() > LONGEST {
        return Vec::new();
    }
    let mut found: Vec<Recognised> =
        as_json(trimmed, of).into_iter().chain(of.into_iter().flat_map(|of| of_type(trimmed, of))).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.certainty));
    found
}

/// What a file may be: the same for its text, or the bytes of messages where it is none.
pub fn recognise_bytes(bytes: &[u8], of: Option<&MessageDescriptor>) -> Vec<Recognised> {
    let as_text = std::str::from_utf8(bytes).map(|text| recognise(text, of)).unwrap_or_default();
    let is_sure = as_text.first().is_some_and(|found| found.certainty >= Certainty::Likely);
    match of {
        Some(of) if !is_sure && !bytes.is_empty() => {
            as_bytes(Likeness::Bytes, bytes, of).into_iter().chain(as_text).collect()
        }
        _ => as_text,
    }
}

fn of_type(text: &str, of: &MessageDescriptor) -> impl Iterator<Item = Recognised> {
    [as_text_format(text, of), as_hex(text, of), as_base64(text, of)].into_iter().flatten()
}

fn as_json(text: &str, of: Option<&MessageDescriptor>) -> Option<Recognised> {
    if !text.starts_with(['{', '[', '"']) {
        return None;
    }
    let values = json::parse_all(text);
    let nodes: Vec<_> = values.into_iter().collect::<Result<_, _>>().ok()?;
    let part = |span: &std::ops::Range<usize>| text.get(span.clone()).unwrap_or("").to_owned();
    let certain = |likeness, messages| {
        Some(Recognised { likeness, certainty: Certainty::Certain, messages: Ok(messages), left_out: None })
    };
    let is_object = |node: &json::Node<'_>| matches!(node.kind, Kind::Object(_));
    match nodes.as_slice() {
        [] => None,
        [one] => match &one.kind {
            Kind::Array(items) if items.len() > 1 && items.iter().all(is_object) && !of.is_some_and(takes_lists) => {
                certain(Likeness::SeveralJson, items.iter().map(|item| part(&item.span)).collect())
            }
            Kind::Object(_) | Kind::Array(_) => certain(Likeness::Json, vec![text.to_owned()]),
            _ => None,
        },
        several if several.iter().all(is_object) => {
            certain(Likeness::SeveralJson, several.iter().map(|node| part(&node.span)).collect())
        }
        _ => None,
    }
}

fn takes_lists(of: &MessageDescriptor) -> bool {
    matches!(of.full_name(), "google.protobuf.ListValue" | "google.protobuf.Value")
}

fn as_text_format(text: &str, of: &MessageDescriptor) -> Option<Recognised> {
    let certainty = score::of_text_format(text, of)?;
    let read = Document::from_text_format(of.clone(), text);
    let messages = read.map(|document| vec![document.json().to_owned()]);
    Some(Recognised { likeness: Likeness::TextFormat, certainty, messages, left_out: None })
}

fn as_hex(text: &str, of: &MessageDescriptor) -> Option<Recognised> {
    let digits = text.trim_matches(['"', '\'', '{', '}', '[', ']']);
    as_bytes(Likeness::Hex, &bytes_of_hex(digits.as_bytes()).ok()?, of)
}

fn as_base64(text: &str, of: &MessageDescriptor) -> Option<Recognised> {
    let digits = text.trim_matches('"');
    if digits.lines().any(|line| line.trim().contains(char::is_whitespace)) {
        return None;
    }
    let bytes = bytes_of_base64(digits.as_bytes()).ok().filter(|bytes| bytes.len() >= SHORTEST)?;
    as_bytes(Likeness::Base64, &bytes, of)
}

fn as_bytes(likeness: Likeness, bytes: &[u8], of: &MessageDescriptor) -> Option<Recognised> {
    if bytes.is_empty() {
        return None;
    }
    let messages = score::messages(bytes);
    let mut certainty = Certainty::Certain;
    let mut lost = Vec::new();
    let mut texts = Vec::with_capacity(messages.len());
    for message in messages {
        certainty = certainty.min(score::of_bytes(message, of)?);
        let taken = Taken::of(of.clone(), message);
        lost.extend(taken.lost);
        texts.push(taken.document.json().to_owned());
    }
    Some(Recognised { likeness, certainty, messages: Ok(texts), left_out: lost_words(&lost) })
}
