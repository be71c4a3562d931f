//! A piece of a text that ends with a line, with the index of its lines and blocks; it never changes once it is made.
//! It knows nothing of the pieces around it but which blocks are open where it begins.

use std::{collections::BTreeMap, ops::Range};

use super::{
    Mark,
    fold::{Fold, Open, Walk, brackets},
    measure::Cells,
};
use crate::viewers::code::highlight::Syntax;

/// A piece of a text: whole lines.
pub struct Chunk {
    pub(super) text: Box<str>,
    /// Its first byte in the whole text.
    pub start: usize,
    /// Its first line in the whole text.
    pub first_line: usize,
    /// Where each line starts, in bytes of the chunk.
    pub(super) starts: Box<[u16]>,
    /// The blocks that begin and end in it, by their first line.
    pub(super) folds: Box<[ChunkFold]>,
    /// The blocks that are open where it begins, from the outermost.
    pub entry: Vec<Open>,
    /// Long lines that are not ASCII.
    pub(super) long: BTreeMap<u32, Cells>,
    /// Lines that begin within a block comment.
    pub(super) in_comment: Box<[u32]>,
    pub(super) widest_cells: usize,
    /// Whether all of it is ASCII.
    pub is_ascii: bool,
    /// What is to be said of places in it, by their first byte.
    pub(super) marks: Vec<Mark>,
    /// Where strings begin that are words, in bytes of the chunk.
    pub(super) words: Box<[u32]>,
    /// The line each line was in the text that this one was taken from; empty where it is that text.
    pub(super) numbers: Box<[u32]>,
    /// Bytes that only lay the text out: line breaks, indents, the space after a name.
    pub(super) layout_bytes: usize,
}

/// A block within one chunk, in lines of the chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChunkFold {
    pub first: u16,
    pub last: u16,
    pub elements: u16,
    pub depth: u16,
    pub is_list: bool,
}

/// A chunk's place and what is said of it.
#[derive(Default)]
pub(super) struct Place {
    pub start: usize,
    pub first_line: usize,
    pub marks: Vec<Mark>,
    pub words: Box<[u32]>,
    pub numbers: Box<[u32]>,
}

impl Chunk {
    /// Indexes whole lines; `walk` goes on to where the chunk ends. Also the blocks that end here and began before.
    pub(super) fn index(text: Box<str>, syntax: Syntax, place: Place, walk: &mut Walk) -> (Self, Vec<Fold>) {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1).filter(|end| *end < text.len());
        let starts: Vec<u16> = std::iter::once(0).chain(ends.map(tiny)).collect();
        let mut chunk = Self {
            is_ascii: text.is_ascii(),
            text,
            start: place.start,
            first_line: place.first_line,
            starts: starts.as_slice().into(),
            folds: Box::default(),
            entry: walk.open().to_vec(),
            long: BTreeMap::new(),
            in_comment: Box::default(),
            widest_cells: 0,
            marks: place.marks,
            words: place.words,
            numbers: place.numbers,
            layout_bytes: 0,
        };
        chunk.measure(syntax);
        let closed = if syntax.has_folds() { chunk.find_folds(syntax, walk) } else { Vec::new() };
        (chunk, closed)
    }

    /// The text of the chunk.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many lines it has.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The first byte of the text after it.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The lines of the whole text that stand in it.
    pub fn line_range(&self) -> Range<usize> {
        self.first_line..self.first_line + self.lines()
    }

    /// A line of the chunk without its line break; empty past the end.
    pub fn line(&self, line: usize) -> &str {
        let whole = self.text.get(self.line_bytes(line)).unwrap_or_default();
        let whole = whole.strip_suffix('\n').unwrap_or(whole);
        whole.strip_suffix('\r').unwrap_or(whole)
    }

    /// The bytes of a line of the chunk, in the chunk, with its line break.
    pub fn line_bytes(&self, line: usize) -> Range<usize> {
        let start_of = |line: usize| self.starts.get(line).map_or(self.text.len(), |start| usize::from(*start));
        start_of(line)..start_of(line + 1)
    }

    /// The line of the chunk that holds a byte of the chunk.
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| usize::from(*start) <= byte).saturating_sub(1)
    }

    /// The blocks within the chunk, by their first line, in lines of the whole text.
    pub fn folds(&self) -> impl Iterator<Item = Fold> + '_ {
        self.folds.iter().map(|fold| fold.within(self.first_line))
    }

    /// The block within the chunk that begins on a line of the chunk.
    pub fn fold_at(&self, line: usize) -> Option<Fold> {
        let at = self.folds.binary_search_by_key(&line, |fold| usize::from(fold.first)).ok()?;
        Some(self.folds.get(at)?.within(self.first_line))
    }

    /// The first block within the chunk that begins at or after a line of the chunk and stands in at least `level` others.
    pub fn fold_from(&self, line: usize, level: usize) -> Option<Fold> {
        let from = self.folds.partition_point(|fold| usize::from(fold.first) < line);
        let fold = self.folds.get(from..)?.iter().find(|fold| usize::from(fold.depth) >= level)?;
        Some(fold.within(self.first_line))
    }

    /// The marks that begin on a line of the chunk, with their bytes of that line.
    pub fn marks_of(&self, line: usize) -> impl Iterator<Item = (Range<usize>, &Mark)> {
        let bytes = self.line_bytes(line);
        let (start, end) = (self.start + bytes.start, self.start + bytes.end);
        let from = self.marks.partition_point(|mark| mark.range.start < start);
        let to = self.marks.partition_point(|mark| mark.range.start < end);
        let marks = self.marks.get(from..to.max(from)).unwrap_or_default().iter();
        marks.map(move |mark| (mark.range.start - start..mark.range.end.min(end) - start, mark))
    }

    #[cfg(test)]
    pub(super) fn index_bytes(&self) -> usize {
        let words = self.in_comment.len() + self.words.len() + self.numbers.len();
        size_of_val(&*self.starts)
            + words * size_of::<u32>()
            + size_of_val(&*self.folds)
            + self.entry.capacity() * size_of::<Open>()
    }

    fn measure(&mut self, syntax: Syntax) {
        for line in 0..self.starts.len() {
            let bytes = self.line_bytes(line).len();
            if self.is_ascii && syntax != Syntax::Json {
                self.widest_cells = self.widest_cells.max(bytes);
                continue;
            }
            let text = self.line(line);
            let wide = if self.is_ascii { bytes } else { super::measure::cells_of_cut(text) };
            let layout = bytes - text.trim_start_matches(' ').len()
                + usize::from(syntax == Syntax::Json && super::key::key(text, syntax).is_some());
            let is_long = !self.is_ascii && text.len() > Cells::LONG && !text.is_ascii();
            let cells = is_long.then(|| Cells::of(text));
            self.widest_cells = self.widest_cells.max(wide);
            self.layout_bytes += layout;
            self.long.extend(cells.map(|cells| (small(line), cells)));
        }
        self.widest_cells = self.widest_cells.min(super::measure::MOST_CELLS);
    }

    fn find_folds(&mut self, syntax: Syntax, walk: &mut Walk) -> Vec<Fold> {
        let (mut folds, mut closed): (Vec<ChunkFold>, Vec<Fold>) = (Vec::new(), Vec::new());
        for line in 0..self.starts.len() {
            let number = self.first_line + line;
            let step = walk.step(number, brackets(self.line(line), syntax));
            let depth = walk.open().len();
            if let Some(open) = step.closed {
                let around = if step.opened.is_some() { depth - 1 } else { depth };
                match folds.binary_search_by_key(&open.line, |fold| usize::from(fold.first) + self.first_line) {
                    Ok(at) => {
                        if let Some(fold) = folds.get_mut(at) {
                            fold.last = tiny(line);
                            fold.elements = tiny(open.elements);
                        }
                    }
                    Err(_) => closed.push(Fold {
                        first: open.line,
                        last: number,
                        elements: open.elements,
                        is_list: open.is_list,
                        depth: around,
                    }),
                }
            }
            if let Some(open) = step.opened {
                let depth = u16::try_from(depth - 1).unwrap_or(u16::MAX);
                folds.push(ChunkFold { first: tiny(line), last: u16::MAX, elements: 0, depth, is_list: open.is_list });
            }
        }
        folds.retain(|fold| fold.last != u16::MAX);
        // A copy takes what it needs, which a list that grew does not.
        self.folds = folds.as_slice().into();
        closed
    }
}

impl ChunkFold {
    fn within(&self, first_line: usize) -> Fold {
        Fold {
            first: first_line + usize::from(self.first),
            last: first_line + usize::from(self.last),
            elements: usize::from(self.elements),
            is_list: self.is_list,
            depth: usize::from(self.depth),
        }
    }
}

/// Chunks are at most 32 KiB, unless one line is not.
fn tiny(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Chunks are far below 4 GiB, unless one line is not.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
