//! What the value of a line is beyond its text: an image, JSON or a text within a string or bytes field; and the value itself.
//! It looks at the first bytes to tell; the whole is decoded when it is asked for, away from the window's thread.

use std::ops::Range;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use farcall_core::{
    message::PartKind,
    schema::{Kind, MessageDescriptor},
};

use crate::viewers::code::{CodeText, PathStep, Syntax, unquoted, value_start};

/// How much of a value is looked at to tell what it is.
const HEAD_BYTES: usize = 4096;
/// Two escapes that are one character.
const LONGEST_ESCAPE: usize = 12;
/// A string shorter than this is read where it stands.
const WORTH_OPENING: usize = 200;

/// What a field of the type holds, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Bytes,
    Text,
    /// Not known: within an `Any`, a `Struct`, or without a type.
    Unknown,
}

/// What the value of a line can be opened as, if there is more to it than its text.
pub(super) fn offer(text: &CodeText, line: usize, of: Option<&MessageDescriptor>) -> Option<PartKind> {
    let value = string_of(text, line)?;
    let head = value.get(..value.floor_char_boundary(HEAD_BYTES))?;
    if matches!(holds(text, line, of), Holds::Bytes | Holds::Unknown)
        && let Some(bytes) = decoded_head(head)
    {
        let kind = kind_of(&bytes, head.len() == value.len());
        if kind == PartKind::Image {
            return Some(kind);
        }
        if holds(text, line, of) == Holds::Bytes {
            return (bytes.len() > 1).then_some(kind);
        }
    }
    let is_long = value.len() >= WORTH_OPENING || head.contains("\\n");
    let is_json = head.trim_start().starts_with(['{', '['])
        && kind_of(text_head(head)?.as_bytes(), head.len() == value.len()) == PartKind::Json;
    match () {
        () if is_json => Some(PartKind::Json),
        () if is_long => Some(PartKind::Text),
        () => None,
    }
}

fn kind_of(seen: &[u8], is_whole: bool) -> PartKind {
    if is_whole { PartKind::of(seen) } else { PartKind::of_beginning(seen) }
}

/// The text that stands so in JSON; its last character may be cut.
fn text_head(head: &str) -> Option<String> {
    (0..=LONGEST_ESCAPE).find_map(|less| {
        let whole = head.get(..head.floor_char_boundary(head.len().checked_sub(less)?))?;
        unquoted(&format!("\"{whole}\""))
    })
}

/// The value of a line as the bytes it stands for. For any thread: it may be as large as the text.
pub(super) fn opened(text: &CodeText, line: usize, of: Option<&MessageDescriptor>) -> Option<Bytes> {
    let value = string_of(text, line)?;
    let head = value.get(..value.floor_char_boundary(HEAD_BYTES))?;
    let is_bytes = match holds(text, line, of) {
        Holds::Bytes => true,
        Holds::Text => false,
        Holds::Unknown => decoded_head(head).is_some_and(|bytes| PartKind::of(&bytes) == PartKind::Image),
    };
    if is_bytes {
        return STANDARD.decode(value).ok().map(Bytes::from);
    }
    unquoted(&format!("\"{value}\"")).map(Bytes::from)
}

/// Where the value of a line stands: after its name, through the end of the block that begins there.
pub(super) fn value_range(text: &CodeText, line: usize) -> Range<usize> {
    let start = text.line_start(line) + value_start(text.line(line), text.syntax());
    let last = text.fold_at(line).map_or(line, |fold| fold.last);
    let end = text.line_start(last) + text.line(last).len();
    let comma = usize::from(text.syntax() == Syntax::Json && text.line(last).ends_with(','));
    start..end.saturating_sub(comma).max(start)
}

/// The value of a line as it is copied: a string without its quotes, anything else as it stands.
pub(super) fn value_text(text: &CodeText, line: usize) -> String {
    let value = text.slice(value_range(text, line));
    let is_string = text.syntax() == Syntax::Json && value.starts_with('"');
    is_string.then(|| unquoted(&value)).flatten().unwrap_or_else(|| value.into_owned())
}

/// What stands between the quotes, if the value of a line is a JSON string.
fn string_of(text: &CodeText, line: usize) -> Option<&str> {
    if text.syntax() != Syntax::Json {
        return None;
    }
    let whole = text.line(line);
    let value = whole.get(value_start(whole, Syntax::Json)..)?;
    value.strip_suffix(',').unwrap_or(value).strip_prefix('"')?.strip_suffix('"')
}

/// The first bytes of what may be base64.
fn decoded_head(head: &str) -> Option<Vec<u8>> {
    if head.len() < 4 {
        return None;
    }
    STANDARD.decode(head.get(..head.len() / 4 * 4)?).ok()
}

/// What the field at a line holds, by the type of the message.
fn holds(text: &CodeText, line: usize, of: Option<&MessageDescriptor>) -> Holds {
    let Some(of) = of else { return Holds::Unknown };
    let mut kind = Kind::Message(of.clone());
    let mut is_map = false;
    for step in text.path_of(line) {
        let PathStep::Name(name) = step else { continue };
        let Kind::Message(of) = &kind else { return Holds::Unknown };
        if is_map {
            let Some(value) = of.get_field(2) else { return Holds::Unknown };
            kind = value.kind();
            is_map = false;
            continue;
        }
        let named = of.fields().find(|field| field.json_name() == name || field.name() == name);
        let Some(field) = named else { return Holds::Unknown };
        is_map = field.is_map();
        kind = field.kind();
    }
    match kind {
        Kind::Bytes => Holds::Bytes,
        Kind::String => Holds::Text,
        Kind::Message(of) if of.full_name() == "google.protobuf.BytesValue" => Holds::Bytes,
        _ => Holds::Unknown,
    }
}
