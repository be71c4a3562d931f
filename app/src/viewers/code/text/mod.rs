//! A text with an index of its lines and foldable blocks, which may grow at its end while it is shown.
//! It knows nothing of how it is drawn; what it grows by is indexed on any thread.

mod build;
mod chunk;
mod fold;
mod key;
mod measure;
mod path;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use self::measure::Cells;
pub use self::{
    build::{Addition, TextBuilder},
    chunk::Chunk,
    fold::{Brackets, Fold, Step, Walk, brackets},
    key::{key, value_start},
    measure::{LONG_LINE_BYTES, cut, visible},
    path::{PathStep, path_text, unquoted},
};
use super::highlight::Syntax;

/// A text to show row by row. Cloning is cheap, and a clone does not grow with the other.
#[derive(Clone)]
pub struct CodeText {
    indexed: Arc<Indexed>,
}

#[derive(Clone)]
struct Indexed {
    syntax: Syntax,
    revision: u64,
    chunks: Vec<Arc<Chunk>>,
    /// Blocks that begin in one chunk and end in another, by their first line.
    across: BTreeMap<usize, Fold>,
    /// Marks that came after the chunk they belong to.
    late: Vec<Mark>,
    len: usize,
    lines: usize,
    widest_cells: usize,
    layout_bytes: usize,
    has_marks: bool,
    is_whole: bool,
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

impl CodeText {
    /// Indexes a text: one pass over its bytes.
    pub fn new(text: impl AsRef<str>, syntax: Syntax) -> Self {
        Self::with_marks(text, syntax, Vec::new(), Vec::new())
    }

    /// Like [`CodeText::new`], with marks, and with strings (quotes included, in order) that are words: names of enum
    /// values.
    pub fn with_marks(text: impl AsRef<str>, syntax: Syntax, marks: Vec<Mark>, words: Vec<Range<usize>>) -> Self {
        let mut grown = Self::empty(syntax);
        let mut builder = TextBuilder::new(syntax);
        let text = text.as_ref();
        let marks = marks.into_iter().filter(|mark| text.get(mark.range.clone()).is_some()).collect();
        builder.push(text, marks, &words, &mut |addition| grown.append(addition));
        builder.finish(&mut |addition| grown.append(addition));
        grown.finish();
        grown
    }

    /// A text that is yet to come.
    pub fn empty(syntax: Syntax) -> Self {
        static REVISIONS: AtomicU64 = AtomicU64::new(1);
        let indexed = Indexed {
            syntax,
            revision: REVISIONS.fetch_add(1, Ordering::Relaxed),
            chunks: Vec::new(),
            across: BTreeMap::new(),
            late: Vec::new(),
            len: 0,
            lines: 0,
            widest_cells: 0,
            layout_bytes: 0,
            has_marks: false,
            is_whole: false,
        };
        Self { indexed: Arc::new(indexed) }
    }

    /// Grows by what a [`TextBuilder`] of this text made.
    pub fn append(&mut self, addition: Addition) {
        let indexed = Arc::make_mut(&mut self.indexed);
        indexed.across.extend(addition.closed.into_iter().map(|fold| (fold.first, fold)));
        indexed.has_marks |= !addition.chunk.marks.is_empty() || !addition.late.is_empty();
        indexed.late.extend(addition.late);
        let chunk = addition.chunk;
        indexed.len = chunk.end();
        indexed.lines = chunk.line_range().end;
        indexed.widest_cells = indexed.widest_cells.max(chunk.widest_cells);
        indexed.layout_bytes += chunk.layout_bytes;
        indexed.chunks.push(Arc::new(chunk));
    }

    /// It grows no more: all of it is here.
    pub fn finish(&mut self) {
        Arc::make_mut(&mut self.indexed).is_whole = true;
    }

    /// Whether all of it is here.
    pub fn is_whole(&self) -> bool {
        self.indexed.is_whole
    }

    /// A number that no other text of this run has: what is cached by it stays right but for what grew.
    pub fn revision(&self) -> u64 {
        self.indexed.revision
    }

    /// How the text is coloured and folded.
    pub fn syntax(&self) -> Syntax {
        self.indexed.syntax
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.indexed.len
    }

    /// Whether there is nothing yet, or at all.
    pub fn is_empty(&self) -> bool {
        self.indexed.len == 0
    }

    /// How many bytes there are without line breaks, indents and the space after a name.
    pub fn compact_len(&self) -> usize {
        self.indexed.len.saturating_sub(self.indexed.layout_bytes)
    }

    /// The pieces it has come in.
    pub fn chunks(&self) -> &[Arc<Chunk>] {
        &self.indexed.chunks
    }

    /// Some bytes of the text. Copies where they lie in several chunks.
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        let mut parts = self.parts(range);
        let first = parts.next().unwrap_or_default();
        let Some(second) = parts.next() else { return Cow::Borrowed(first) };
        let mut text = String::with_capacity(first.len() + second.len());
        text.push_str(first);
        text.push_str(second);
        parts.for_each(|part| text.push_str(part));
        Cow::Owned(text)
    }

    /// The parts that some bytes of the text lie in.
    pub fn parts(&self, range: Range<usize>) -> impl Iterator<Item = &str> {
        let from = self.chunk_at(range.start);
        self.chunks().get(from..).unwrap_or_default().iter().map_while(move |chunk| {
            if chunk.start >= range.end {
                return None;
            }
            let within = range.start.saturating_sub(chunk.start)..(range.end - chunk.start).min(chunk.text.len());
            chunk.text.get(within)
        })
    }

    /// How many lines there are; an empty text has one.
    pub fn lines(&self) -> usize {
        self.indexed.lines.max(1)
    }

    /// A line without its line break; empty past the end.
    pub fn line(&self, line: usize) -> &str {
        self.chunk_of(line).map_or("", |(chunk, line)| chunk.line(line))
    }

    /// Where a line starts, in bytes; the end of the text past the last line.
    pub fn line_start(&self, line: usize) -> usize {
        self.chunk_of(line).map_or(self.len(), |(chunk, line)| chunk.start + chunk.line_bytes(line).start)
    }

    /// The line that holds a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        let Some(chunk) = self.chunks().get(self.chunk_at(byte)) else { return 0 };
        chunk.first_line + chunk.line_of(byte.saturating_sub(chunk.start))
    }

    /// The last character boundary at or before a byte.
    pub fn floor_char_boundary(&self, byte: usize) -> usize {
        let Some(chunk) = self.chunks().get(self.chunk_at(byte)) else { return 0 };
        chunk.start + chunk.text.floor_char_boundary(byte.saturating_sub(chunk.start))
    }

    /// How many cells of the code face the widest line takes, as far as it is shown uncut.
    pub fn widest_cells(&self) -> usize {
        self.indexed.widest_cells
    }

    /// How many characters a line has.
    pub fn chars(&self, line: usize) -> usize {
        let Some((chunk, at)) = self.chunk_of(line) else { return 0 };
        if chunk.is_ascii {
            return chunk.line(at).len();
        }
        match chunk.long.get(&chunk::small(at)) {
            Some(cells) => cells.chars,
            None => chunk.line(at).chars().count(),
        }
    }

    /// How many cells the widest character of a line takes: 2 where East Asian ones occur.
    pub fn cells_per_char(&self, line: usize) -> usize {
        let Some((chunk, at)) = self.chunk_of(line) else { return 1 };
        let is_wide = match chunk.long.get(&chunk::small(at)) {
            _ if chunk.is_ascii => false,
            Some(cells) => cells.wide,
            None => chunk.line(at).len() <= Cells::LONG && chunk.line(at).chars().any(measure::is_wide),
        };
        if is_wide { 2 } else { 1 }
    }

    /// Whether a line begins within a block comment.
    pub fn begins_in_comment(&self, line: usize) -> bool {
        self.chunk_of(line).is_some_and(|(chunk, line)| chunk.in_comment.binary_search(&chunk::small(line)).is_ok())
    }

    /// Whether a line is all ASCII, so that characters, cells and bytes are one.
    pub fn is_ascii(&self, line: usize) -> bool {
        self.chunk_of(line).is_none_or(|(chunk, line)| {
            chunk.is_ascii
                || !chunk.long.contains_key(&chunk::small(line))
                    && (chunk.line_bytes(line).len() > Cells::LONG || chunk.line(line).is_ascii())
        })
    }

    /// Where a character of a line starts, in bytes of the line; its end past the last one.
    pub fn byte_of_char(&self, line: usize, char: usize) -> usize {
        let text = self.line(line);
        if self.is_ascii(line) {
            return char.min(text.len());
        }
        let cells = self.chunk_of(line).and_then(|(chunk, line)| chunk.long.get(&chunk::small(line)));
        match cells {
            Some(cells) => cells.byte_of(text, char),
            None => text.char_indices().nth(char).map_or(text.len(), |(at, _)| at),
        }
    }

    /// The block that starts on a line, if its end is here.
    pub fn fold_at(&self, line: usize) -> Option<Fold> {
        let (chunk, at) = self.chunk_of(line)?;
        chunk.fold_at(at).or_else(|| self.indexed.across.get(&line).copied())
    }

    /// The blocks that begin in some lines and end in another chunk.
    pub fn folds_across(&self, lines: Range<usize>) -> impl Iterator<Item = Fold> + '_ {
        self.indexed.across.range(lines).map(|(_, fold)| *fold)
    }

    /// Whether the string that begins at a byte is a word.
    pub fn is_word(&self, start: usize) -> bool {
        let Some(chunk) = self.chunks().get(self.chunk_at(start)) else { return false };
        chunk.words.binary_search(&chunk::small(start.saturating_sub(chunk.start))).is_ok()
    }

    /// The marks that begin on a line.
    pub fn marks_of(&self, line: usize) -> impl Iterator<Item = &Mark> {
        let found = self.chunk_of(line).filter(|_| self.indexed.has_marks);
        let (start, end) = (self.line_start(line), self.line_start(line + 1));
        let early = found.into_iter().flat_map(|(chunk, line)| chunk.marks_of(line).map(|(_, mark)| mark));
        let late = self.indexed.late.iter().filter(move |mark| (start..end).contains(&mark.range.start));
        early.chain(late)
    }

    /// Whether anything is marked.
    pub fn has_marks(&self) -> bool {
        self.indexed.has_marks
    }

    /// The number that is written beside a line, from 0: that of the text it was taken from.
    pub fn number(&self, line: usize) -> usize {
        let found = self.chunk_of(line);
        found.and_then(|(chunk, at)| chunk.numbers.get(at)).map_or(line, |number| *number as usize)
    }

    /// The path of what begins or stands on a line, from the outermost block.
    pub fn path_of(&self, line: usize) -> Vec<PathStep> {
        path::path_of(self, line)
    }

    /// The same as people write it: `lines[2].sku`.
    pub fn path_text(&self, line: usize) -> String {
        path_text(&self.path_of(line))
    }

    /// What the index takes beside the text.
    #[cfg(test)]
    pub fn index_bytes(&self) -> usize {
        self.chunks().iter().map(|chunk| size_of::<Chunk>() + chunk.index_bytes()).sum()
    }

    /// The chunk with a line, and which of its lines that is.
    fn chunk_of(&self, line: usize) -> Option<(&Chunk, usize)> {
        let chunk = self.chunks().get(self.chunk_with_line(line))?;
        let at = line - chunk.first_line;
        (at < chunk.lines()).then_some((chunk, at))
    }

    /// Which chunk has a line; the last one past the end.
    pub fn chunk_with_line(&self, line: usize) -> usize {
        self.chunks().partition_point(|chunk| chunk.first_line <= line).saturating_sub(1)
    }

    fn chunk_at(&self, byte: usize) -> usize {
        self.chunks().partition_point(|chunk| chunk.start <= byte).saturating_sub(1)
    }
}
