//! What is selected in a text, by byte, whether it is on the screen or not.
//! It knows no pixels and no clipboard.

use std::ops::Range;

use super::text::CodeText;

/// A selection: where it began and where it is dragged to, in bytes of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where it began.
    pub anchor: usize,
    /// Where it ends for now.
    pub head: usize,
    /// What it grows by.
    pub unit: Unit,
}

/// What a drag selects: after one, two or three clicks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unit {
    /// Characters.
    #[default]
    Char,
    /// Words.
    Word,
    /// Lines.
    Line,
}

impl Selection {
    /// An empty selection at a byte.
    pub fn at(byte: usize, unit: Unit) -> Self {
        Self { anchor: byte, head: byte, unit }
    }

    /// The selected bytes, in order, widened to the unit.
    pub fn range(&self, text: &CodeText) -> Range<usize> {
        let (from, to) = (self.anchor.min(self.head), self.anchor.max(self.head));
        match self.unit {
            Unit::Char => from..to,
            Unit::Word => word_at(text, from).start..word_at(text, to).end,
            Unit::Line => text.line_start(text.line_of(from))..text.line_start(text.line_of(to) + 1),
        }
    }

    /// The selected text, also what is folded or out of sight.
    #[cfg(test)]
    pub fn text<'a>(&self, text: &'a CodeText) -> std::borrow::Cow<'a, str> {
        text.slice(self.range(text))
    }

    /// All of a text.
    pub fn all(text: &CodeText) -> Self {
        Self { anchor: 0, head: text.len(), unit: Unit::Char }
    }
}

/// How far a word is looked for to each side.
const WORD_BYTES: usize = 64 * 1024;

/// The word (or the run of other characters) around a byte, within its line.
fn word_at(text: &CodeText, byte: usize) -> Range<usize> {
    let line = text.line_of(byte);
    let (start, line) = (text.line_start(line), text.line(line));
    let at = line.floor_char_boundary(byte.saturating_sub(start).min(line.len()));
    let (before, after) = line.split_at(at);
    let Some(first) = after.chars().next().or_else(|| before.chars().next_back()) else { return byte..byte };
    let kind = char_kind(first);
    let differs = |c: char| char_kind(c) != kind;
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(WORD_BYTES))..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(WORD_BYTES)).unwrap_or_default();
    let back = before.rfind(differs).map_or(before.len(), |found| {
        before.len() - found - before.get(found..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    });
    let ahead = after.find(differs).unwrap_or(after.len());
    start + at - back..start + at + ahead
}

#[derive(PartialEq, Eq)]
enum CharKind {
    Word,
    Blank,
    Sign,
}

fn char_kind(c: char) -> CharKind {
    match c {
        c if c.is_alphanumeric() || c == '_' => CharKind::Word,
        c if c.is_whitespace() => CharKind::Blank,
        _ => CharKind::Sign,
    }
}
