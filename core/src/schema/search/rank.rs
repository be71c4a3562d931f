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

/// A word that was typed, in lower case.
pub(super) struct Word {
    typed: Vec<u8>,
    letters: u64,
}

/// A name, in lower case.
pub(super) struct Name<'a> {
    pub whole: &'a [u8],
    /// The last part.
    pub part: &'a [u8],
    /// The letters of the last part.
    pub part_letters: u64,
    /// Those of its words that come first in them.
    pub initials: &'a [u8],
}

impl Word {
    pub fn new(typed: &str) -> Self {
        let typed = typed.as_bytes().to_vec();
        Self { letters: letters(&typed), typed }
    }

    /// Its letters, as [`letters`] tells them: a name that lacks one does not fit.
    pub fn letters(&self) -> u64 {
        self.letters
    }

    /// How a name fits that has all its letters, if it does.
    pub fn fit(&self, name: &Name<'_>) -> Option<Fit> {
        let typed = self.typed.as_slice();
        if let Some(rest) = name.part.strip_prefix(typed) {
            return Some(if rest.is_empty() { Fit::Equal } else { Fit::Begins });
        }
        if name.initials.starts_with(typed) {
            return Some(Fit::Initials);
        }
        let may_be_in_part = name.part_letters & self.letters == self.letters;
        if let ([_], true) = (typed, self.letters != OTHER) {
            // Of one letter is known already that it is there.
            return Some(if may_be_in_part { Fit::Within } else { Fit::WithinWhole });
        }
        if may_be_in_part && is_scattered(typed, name.part) {
            let is_within_part = is_within(typed, name.part);
            return Some(match is_within_part {
                true => Fit::Within,
                false if is_within(typed, name.whole) => Fit::WithinWhole,
                false => Fit::Scattered,
            });
        }
        // Where the letters are in order nowhere, nothing else can fit.
        is_scattered(typed, name.whole)
            .then(|| if is_within(typed, name.whole) { Fit::WithinWhole } else { Fit::ScatteredWhole })
    }
}

/// A bit for each letter and digit that stands in the text, and one for whatever else does.
pub(super) fn letters(text: &[u8]) -> u64 {
    text.iter().fold(0, |letters, byte| letters | 1 << bit(*byte))
}

/// The bit of all that has none of its own.
const OTHER: u64 = 1 << 39;

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
