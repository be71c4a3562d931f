//! How many characters and cells of the code face a line takes, and what of it can be seen.
//! It knows no fonts: a character takes one cell, an East Asian one two.

use std::borrow::Cow;

/// Lines longer than this many bytes are cut until the user asks for all of them.
pub const LONG_LINE_BYTES: usize = 2_000;
/// No line is taken to be wider than this while lines do not wrap: longer ones are cut.
pub(super) const MOST_CELLS: usize = 2 * LONG_LINE_BYTES;

/// How a long line that is not ASCII is measured; short ones are measured when they are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cells {
    pub chars: usize,
    pub wide: bool,
    /// The byte of every 4096th character.
    stops: Vec<usize>,
}

const CHARS_PER_STOP: usize = 4096;

impl Cells {
    /// Lines longer than this are measured once and for all.
    pub const LONG: usize = 4096;

    pub fn of(line: &str) -> Self {
        let mut cells = Cells { chars: 0, wide: false, stops: Vec::new() };
        for (at, c) in line.char_indices() {
            if cells.chars.is_multiple_of(CHARS_PER_STOP) {
                cells.stops.push(at);
            }
            cells.chars += 1;
            cells.wide |= is_wide(c);
        }
        cells
    }

    /// Where a character of the line starts, in bytes; its end past the last one.
    pub fn byte_of(&self, line: &str, char: usize) -> usize {
        let stop = self.stops.get(char / CHARS_PER_STOP).copied().unwrap_or(line.len());
        let rest = line.get(stop..).unwrap_or_default();
        rest.char_indices().nth(char % CHARS_PER_STOP).map_or(line.len(), |(at, _)| stop + at)
    }
}

/// The cells of the part of a line that is shown while it is cut.
pub(super) fn cells_of_cut(line: &str) -> usize {
    let shown = cut(line);
    if shown.is_ascii() {
        return shown.len();
    }
    shown.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// The part of a line that is shown while it is cut: at most [`LONG_LINE_BYTES`], whole characters.
pub fn cut(line: &str) -> &str {
    if line.len() <= LONG_LINE_BYTES {
        return line;
    }
    line.get(..line.floor_char_boundary(LONG_LINE_BYTES)).unwrap_or_default()
}

/// A text as it may be painted: what would be unseen or reorder its surroundings becomes a visible sign, character
/// for character, so that positions stay the same.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\t' => ' ',
        c if is_unseen(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Whether a character would be unseen when painted: control characters, and those that change the direction of text.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a character of the fallback faces is twice as wide as the code face.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}
