//! How well a name fits what was typed: first by how it fits, then by how short it is.
//! It compares bytes in lower case; it knows no symbols.

/// How a name fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The last part is what was typed.
    Equal,
    /// The last part begins with it.
    Begins,
    /// The first letters of the last part's words: `go` for `GetOrder`.
    Initials,
    /// It stands in the last part.
    Within,
    /// It stands in the whole name.
    WithinWhole,
    /// Its letters stand in the last part in this order.
    Scattered,
    /// Its letters stand in the whole name in this order.
    ScatteredWhole,
}

/// How `name` fits, if it does. Both are in lower case; `last` is where the last part begins, `initials` are its words'.
pub(super) fn fit(typed: &[u8], name: &[u8], last: usize, initials: &[u8]) -> Option<Fit> {
    let part = name.get(last..).unwrap_or_default();
    if let Some(rest) = part.strip_prefix(typed) {
        return Some(if rest.is_empty() { Fit::Equal } else { Fit::Begins });
    }
    if initials.starts_with(typed) {
        return Some(Fit::Initials);
    }
    // Where the letters are in order nowhere, nothing else can fit.
    if !is_scattered(typed, name) {
        return None;
    }
    if is_scattered(typed, part) {
        return Some(if is_within(typed, part) { Fit::Within } else { Fit::Scattered.or_whole(typed, name) });
    }
    Some(if is_within(typed, name) { Fit::WithinWhole } else { Fit::ScatteredWhole })
}

impl Fit {
    fn or_whole(self, typed: &[u8], name: &[u8]) -> Self {
        if is_within(typed, name) { Self::WithinWhole } else { self }
    }
}

/// A bit for each letter and digit that stands in the text.
pub(super) fn letters(text: &[u8]) -> u64 {
    text.iter().fold(0, |letters, byte| letters | 1 << bit(*byte))
}

fn bit(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => u32::from(byte - b'a'),
        b'0'..=b'9' => u32::from(byte - b'0') + 26,
        b'.' => 36,
        b'/' => 37,
        b'_' => 38,
        _ => 39,
    }
}

fn is_within(typed: &[u8], text: &[u8]) -> bool {
    let Some(&first) = typed.first() else { return true };
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == first) {
        let Some(from) = rest.get(at..) else { return false };
        if from.starts_with(typed) {
            return true;
        }
        rest = from.get(1..).unwrap_or_default();
    }
    false
}

fn is_scattered(typed: &[u8], text: &[u8]) -> bool {
    let mut letters = text.iter();
    typed.iter().all(|typed| letters.any(|letter| letter == typed))
}
