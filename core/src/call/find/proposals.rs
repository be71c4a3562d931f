//! What may be written at a place of a filter: fields of the path so far, values of an enum, words about rows.
//! It proposes names; it judges nothing.

use std::ops::Range;

use crate::{
    message::condition::{Scanner, WrittenPath},
    schema::{Kind, MessageDescriptor},
};

/// Names offered at most.
const MOST: usize = 12;
/// Words about rows, which need no field.
const ROW_WORDS: [&str; 7] = ["received", "sent", "size", "gap", "time", "no", "has"];

/// Names for the place where the cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposals {
    /// What they take the place of.
    pub place: Range<usize>,
    /// The best first.
    pub names: Vec<String>,
}

/// Proposals for the word that ends at the cursor (a byte of the text). None inside quotes, and where nothing was typed.
pub fn filter_proposals(
    text: &str,
    cursor: usize,
    sent: Option<&MessageDescriptor>,
    received: Option<&MessageDescriptor>,
) -> Proposals {
    let Some(before) = text.get(..cursor) else { return Proposals::default() };
    if before.chars().filter(|c| matches!(c, '"' | '\'')).count() % 2 == 1 {
        return Proposals::default();
    }
    let begins = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '=' | '<' | '>' | '~' | ':' | '!');
    let start = before
        .rfind(begins)
        .map_or(0, |at| at + before.get(at..).and_then(|c| c.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(start..).unwrap_or_default();
    let types: Vec<&MessageDescriptor> = received.into_iter().chain(sent).collect();
    let (typed, names) = match before.get(..start).map(str::trim_end).and_then(value_path) {
        Some(path) => (word, types.iter().flat_map(|of| values(path, of)).collect()),
        None => match word.rsplit_once('.') {
            Some((path, typed)) => (typed, types.iter().flat_map(|of| fields(path, of)).collect()),
            None if word.is_empty() => return Proposals::default(),
            None => {
                let fields = types.iter().flat_map(|of| of.fields().map(|field| field.name().to_owned()));
                (word, fields.chain(ROW_WORDS.map(str::to_owned)).collect::<Vec<String>>())
            }
        },
    };
    Proposals { place: cursor - typed.len()..cursor, names: fitting(typed, names) }
}

/// Those that begin with what was typed, then those that hold it; none that it is already.
fn fitting(typed: &str, names: Vec<String>) -> Vec<String> {
    let small = typed.to_lowercase();
    let mut fits: Vec<(bool, String)> = Vec::new();
    for name in names {
        let lower = name.to_lowercase();
        let is_known = fits.iter().any(|(_, known)| *known == name);
        if !is_known && lower.contains(&small) && name != typed {
            fits.push((!lower.starts_with(&small), name));
        }
    }
    fits.sort_by_key(|(holds, _)| *holds);
    fits.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// The path before an operator that ends a text.
fn value_path(text: &str) -> Option<&str> {
    let path = text.strip_suffix(['=', '<', '>', '~', ':'])?.trim_end_matches(['=', '!', '<', '>']).trim_end();
    let start = path.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '!')).map_or(0, |at| at + 1);
    path.get(start..).filter(|path| !path.is_empty())
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
