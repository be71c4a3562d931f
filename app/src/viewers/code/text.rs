//! A text with an index of its lines and foldable blocks, built once and then shared.
//! It knows nothing of how it is drawn; building it may happen on any thread.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use farcall_core::schema::syntax_tokens_within;

use super::{
    fold::{self, Fold},
    highlight::Syntax,
};

/// Lines longer than this many bytes are cut until the user asks for all of them.
pub const LONG_LINE_BYTES: usize = 20 * 1024;

/// A text to show row by row. Cloning is cheap.
#[derive(Clone)]
pub struct CodeText {
    indexed: Arc<Indexed>,
}

struct Indexed {
    text: Arc<str>,
    syntax: Syntax,
    revision: u64,
    starts: Vec<usize>,
    unusual: HashMap<usize, Cells>,
    /// Lines that begin within a block comment.
    in_comment: HashSet<usize>,
    widest_cells: usize,
    folds: Vec<Fold>,
    marks: Vec<Mark>,
    words: Vec<Range<usize>>,
}

/// Something to say about a part of the text: underlined, with an icon in the gutter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Why, in words, shown on hover.
    pub reason: String,
    /// Something is wrong here; else there is only more to say.
    pub is_wrong: bool,
}

/// How a line that is not ASCII is measured.
struct Cells {
    chars: usize,
    wide: bool,
    /// The byte of every 4096th character.
    stops: Vec<usize>,
}

const CHARS_PER_STOP: usize = 4096;

impl CodeText {
    /// Indexes a text: one pass over its bytes, about 100 MB in a tenth of a second.
    pub fn new(text: impl Into<Arc<str>>, syntax: Syntax) -> Self {
        Self::with_marks(text, syntax, Vec::new(), Vec::new())
    }

    /// Like [`CodeText::new`], with marks, and with strings (quotes included, in order) that are words: names of enum
    /// values.
    pub fn with_marks(
        text: impl Into<Arc<str>>,
        syntax: Syntax,
        mut marks: Vec<Mark>,
        words: Vec<Range<usize>>,
    ) -> Self {
        static REVISIONS: AtomicU64 = AtomicU64::new(1);
        let text: Arc<str> = text.into();
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        if starts.len() > 1 && starts.last() == Some(&text.len()) {
            starts.pop();
        }
        marks.retain(|mark| mark.range.start <= mark.range.end && text.get(mark.range.clone()).is_some());
        marks.sort_by_key(|mark| mark.range.start);
        let mut indexed = Indexed {
            syntax,
            revision: REVISIONS.fetch_add(1, Ordering::Relaxed),
            starts,
            unusual: HashMap::new(),
            in_comment: HashSet::new(),
            widest_cells: 0,
            folds: Vec::new(),
            marks,
            words,
            text,
        };
        indexed.measure();
        indexed.find_comments();
        if syntax.has_folds() {
            indexed.folds = fold::folds((0..indexed.starts.len()).map(|line| indexed.line(line)), syntax);
        }
        Self { indexed: Arc::new(indexed) }
    }

    /// A number that no other text of this run has: what is cached by it stays right.
    pub fn revision(&self) -> u64 {
        self.indexed.revision
    }

    /// How the text is coloured and folded.
    pub fn syntax(&self) -> Syntax {
        self.indexed.syntax
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.indexed.text
    }

    /// How many lines there are; an empty text has one.
    pub fn lines(&self) -> usize {
        self.indexed.starts.len()
    }

    /// A line without its line break; empty past the end.
    pub fn line(&self, line: usize) -> &str {
        self.indexed.line(line)
    }

    /// Where a line starts, in bytes; the end of the text past the last line.
    pub fn line_start(&self, line: usize) -> usize {
        self.indexed.starts.get(line).copied().unwrap_or(self.indexed.text.len())
    }

    /// The line that holds a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        self.indexed.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// How many cells of the code face the widest line takes, as far as it is shown uncut.
    pub fn widest_cells(&self) -> usize {
        self.indexed.widest_cells
    }

    /// How many characters a line has.
    pub fn chars(&self, line: usize) -> usize {
        match self.indexed.unusual.get(&line) {
            Some(cells) => cells.chars,
            None => self.line(line).len(),
        }
    }

    /// How many cells the widest character of a line takes: 2 where East Asian ones occur.
    pub fn cells_per_char(&self, line: usize) -> usize {
        if self.indexed.unusual.get(&line).is_some_and(|cells| cells.wide) { 2 } else { 1 }
    }

    /// Whether a line begins within a block comment.
    pub fn begins_in_comment(&self, line: usize) -> bool {
        self.indexed.in_comment.contains(&line)
    }

    /// Whether a line is all ASCII, so that characters, cells and bytes are one.
    pub fn is_ascii(&self, line: usize) -> bool {
        !self.indexed.unusual.contains_key(&line)
    }

    /// Where a character of a line starts, in bytes of the line; its end past the last one.
    pub fn byte_of_char(&self, line: usize, char: usize) -> usize {
        let text = self.line(line);
        let Some(cells) = self.indexed.unusual.get(&line) else { return char.min(text.len()) };
        let stop = cells.stops.get(char / CHARS_PER_STOP).copied().unwrap_or(text.len());
        let rest = text.get(stop..).unwrap_or_default();
        rest.char_indices().nth(char % CHARS_PER_STOP).map_or(text.len(), |(at, _)| stop + at)
    }

    /// The foldable blocks, by their first line.
    #[cfg(test)]
    pub fn folds(&self) -> &[Fold] {
        &self.indexed.folds
    }

    /// The block that starts on a line.
    pub fn fold_at(&self, line: usize) -> Option<Fold> {
        let folds = &self.indexed.folds;
        folds.binary_search_by_key(&line, |fold| fold.first).ok().and_then(|at| folds.get(at).copied())
    }

    /// Whether the string that begins at a byte is a word.
    pub fn is_word(&self, start: usize) -> bool {
        self.indexed.words.binary_search_by_key(&start, |range| range.start).is_ok()
    }

    /// The marks that touch a line.
    pub fn marks_of(&self, line: usize) -> impl Iterator<Item = &Mark> {
        let (start, end) = (self.line_start(line), self.line_start(line) + self.line(line).len());
        let past = self.indexed.marks.partition_point(|mark| mark.range.start <= end);
        self.indexed.marks.iter().take(past).filter(move |mark| mark.range.end >= start)
    }

    /// Every mark, in order.
    pub fn marks(&self) -> &[Mark] {
        &self.indexed.marks
    }
}

impl Indexed {
    fn line(&self, line: usize) -> &str {
        let Some(&start) = self.starts.get(line) else { return "" };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let whole = self.text.get(start..end).unwrap_or_default();
        let whole = whole.strip_suffix('\n').unwrap_or(whole);
        whole.strip_suffix('\r').unwrap_or(whole)
    }

    /// Only .proto has comments of several lines.
    fn find_comments(&mut self) {
        if self.syntax != Syntax::Proto || !self.text.contains("/*") {
            return;
        }
        let mut inside = false;
        for line in 0..self.starts.len() {
            if inside {
                self.in_comment.insert(line);
            }
            let mut tokens = syntax_tokens_within(self.line(line), inside);
            tokens.by_ref().for_each(drop);
            inside = tokens.ends_in_comment();
        }
    }

    fn measure(&mut self) {
        let all_ascii = self.text.is_ascii();
        for line in 0..self.starts.len() {
            let text = self.line(line);
            let mut cells = text.len().min(LONG_LINE_BYTES);
            if !all_ascii && !text.is_ascii() {
                let measured = Cells::of(text);
                cells = measured.chars.min(LONG_LINE_BYTES) * if measured.wide { 2 } else { 1 };
                self.unusual.insert(line, measured);
            }
            self.widest_cells = self.widest_cells.max(cells);
        }
    }
}

impl Cells {
    fn of(line: &str) -> Self {
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
    Cow::Owned(
        text.chars()
            .map(|c| {
                if c == '\t' {
                    ' '
                } else if is_unseen(c) {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// Whether a character would be unseen when painted: control characters, and those that change the direction of text.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a character of the fallback faces is twice as wide as the code face.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}
