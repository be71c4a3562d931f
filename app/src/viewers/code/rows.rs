//! Which line, or which part of a line, stands on which row: folding hides lines, wrapping gives a line several rows.
//! It knows no pixels. Chunks that were not looked at yet are taken for about as high as they may be, and measured a few a
//! frame.

use std::{
    collections::{BTreeSet, HashMap},
    time::Instant,
};

use super::{
    folding::Folding,
    places::{Places, Stands, rows_at_once},
    text::{Chunk, CodeText, cut},
};

/// What the user did to the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineChoices {
    /// Which blocks are folded.
    pub folding: Folding,
    /// Long lines shown whole (and wrapped, so that they too are drawn row by row).
    pub uncut: BTreeSet<usize>,
    /// Whether every line wraps.
    pub wrap: bool,
}

impl LineChoices {
    /// Whether a line wraps: all do, or it is a long one that is shown whole.
    pub fn wraps(&self, line: usize) -> bool {
        self.wrap || self.uncut.contains(&line)
    }
}

/// A row: a line, and which of its rows it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// 0-based line of the text.
    pub line: usize,
    /// 0 for the first row of the line.
    pub part: usize,
}

/// Rows of a text for some choices and a width.
#[derive(Default)]
pub struct RowMap {
    columns: usize,
    /// Of each chunk, and whether they were counted.
    chunks: Vec<(usize, bool)>,
    /// The row at which each chunk starts, and the total at the end.
    starts: Vec<usize>,
    places: HashMap<usize, Places>,
    /// Chunks before this one are counted.
    counted: usize,
}

/// Chunks whose rows are kept at hand.
const MOST_PLACES: usize = 16;

impl RowMap {
    /// Rows of `columns` cells.
    pub fn new(columns: usize) -> Self {
        Self { columns, starts: vec![0], ..Self::default() }
    }

    /// Takes in what the text grew by.
    pub fn grow(&mut self, text: &CodeText, choices: &LineChoices) {
        let known = self.chunks.len();
        for chunk in text.chunks().get(known..).unwrap_or_default() {
            let rows = rows_at_once(text, chunk, choices);
            self.chunks.push((rows.unwrap_or_else(|| self.guess(chunk, choices)), rows.is_some()));
        }
        if self.chunks.len() > known {
            self.add_up(known);
        }
    }

    /// Counts chunks that were only guessed, until a time. Returns by how many rows what stands on `top` moved down, and
    /// whether there is more to count.
    pub fn count(&mut self, text: &CodeText, choices: &LineChoices, top: usize, until: Instant) -> (isize, bool) {
        let top_chunk = self.chunk_at(top);
        let before = self.start(top_chunk);
        let first = self.counted;
        while let Some(chunk) = self.chunks.get(self.counted) {
            if !chunk.1 {
                if Instant::now() > until {
                    break;
                }
                self.measure(text, choices, self.counted, false);
            }
            self.counted += 1;
        }
        if self.counted > first {
            self.add_up(first);
        }
        (self.start(top_chunk) as isize - before as isize, self.counted < self.chunks.len())
    }

    /// How many rows there are; an empty text has one.
    pub fn rows(&self) -> usize {
        self.total().max(1)
    }

    /// What stands on a row.
    pub fn at(&mut self, text: &CodeText, choices: &LineChoices, row: usize) -> Row {
        loop {
            let at = self.chunk_at(row);
            let Some(chunk) = text.chunks().get(at) else { return Row { line: 0, part: 0 } };
            if self.chunks.get(at).is_some_and(|chunk| !chunk.1) {
                self.measure(text, choices, at, true);
                self.add_up(at);
                continue;
            }
            let within = row.saturating_sub(self.start(at));
            return self.places(text, choices, at).at(chunk, within);
        }
    }

    /// The first row of a line; for a hidden line, the row of the block that hides it.
    pub fn row_of(&mut self, text: &CodeText, choices: &LineChoices, line: usize) -> usize {
        let at = text.chunk_with_line(line);
        let Some(chunk) = text.chunks().get(at) else { return 0 };
        let line = line.min(chunk.line_range().end - 1);
        let stands = self.places(text, choices, at).stands(chunk, line);
        match stands {
            Stands::At(row) => self.start(at) + row,
            Stands::Behind(row) => (self.start(at) + row).saturating_sub(1),
        }
    }

    fn places(&mut self, text: &CodeText, choices: &LineChoices, at: usize) -> &Places {
        if !self.places.contains_key(&at) {
            self.measure(text, choices, at, true);
            self.add_up(at);
        }
        let columns = self.columns;
        self.places.entry(at).or_insert_with(|| match text.chunks().get(at) {
            Some(chunk) => Places::of(text, chunk, choices, columns),
            None => Places::default(),
        })
    }

    fn measure(&mut self, text: &CodeText, choices: &LineChoices, at: usize, keeps: bool) {
        let Some(chunk) = text.chunks().get(at) else { return };
        let places = Places::of(text, chunk, choices, self.columns);
        if let Some(known) = self.chunks.get_mut(at) {
            *known = (places.rows(), true);
        }
        if keeps {
            if self.places.len() >= MOST_PLACES {
                self.places.clear();
            }
            self.places.insert(at, places);
        }
    }

    fn guess(&self, chunk: &Chunk, choices: &LineChoices) -> usize {
        if choices.wrap && choices.folding.level().is_none() {
            chunk.lines() + chunk.text().len() / self.columns.max(8) / 2
        } else {
            1 + chunk.lines() / 8
        }
    }

    fn add_up(&mut self, from: usize) {
        let mut row = self.start(from);
        self.starts.truncate(from + 1);
        for (rows, _) in self.chunks.get(from..).unwrap_or_default() {
            row += rows;
            self.starts.push(row);
        }
    }

    fn total(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    fn start(&self, chunk: usize) -> usize {
        self.starts.get(chunk).copied().unwrap_or_else(|| self.total())
    }

    /// The chunk with a row; the last one with rows past the end.
    fn chunk_at(&self, row: usize) -> usize {
        let row = row.min(self.rows() - 1);
        self.starts.partition_point(|start| *start <= row).saturating_sub(1)
    }
}

/// How many characters of a line stand on one of its rows.
pub fn chars_per_row(text: &CodeText, line: usize, columns: usize) -> usize {
    (columns / text.cells_per_char(line)).max(8)
}

pub(super) fn wrapped_rows(text: &CodeText, line: usize, columns: usize, uncut: bool) -> usize {
    let whole = text.line(line);
    let shown = cut(whole);
    let chars = if uncut || shown.len() == whole.len() { text.chars(line) } else { shown.chars().count() };
    chars.div_ceil(chars_per_row(text, line, columns)).max(1)
}
