//! Which line, or which part of a line, stands on which row: folding hides lines, wrapping gives a line several rows.
//! It knows no pixels.

use std::collections::BTreeSet;

use super::text::{CodeText, cut};

/// What the user did to the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineChoices {
    /// First lines of folded blocks.
    pub folded: BTreeSet<usize>,
    /// Long lines shown whole (and wrapped, so that they too are drawn row by row).
    pub uncut: BTreeSet<usize>,
    /// Whether every line wraps.
    pub wrap: bool,
}

/// A row: a line, and which of its rows it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// 0-based line of the text.
    pub line: usize,
    /// 0 for the first row of the line.
    pub part: usize,
}

/// Rows of a text for some choices and a width.
pub struct RowMap {
    rows: usize,
    places: Places,
}

enum Places {
    /// Every line one row, except in these spans, in order.
    Spans(Vec<Span>),
    /// The row at which each line starts, and the total at the end.
    Starts(Vec<usize>),
}

/// Lines that do not take one row each: hidden ones none, an uncut one many.
struct Span {
    first_line: usize,
    lines: usize,
    first_row: usize,
    rows: usize,
}

impl RowMap {
    /// Lays out a text whose rows hold `columns` cells.
    pub fn new(text: &CodeText, choices: &LineChoices, columns: usize) -> Self {
        if choices.wrap { Self::wrapped(text, choices, columns) } else { Self::plain(text, choices, columns) }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What stands on a row.
    pub fn at(&self, row: usize) -> Row {
        match &self.places {
            Places::Starts(starts) => {
                let line = starts.partition_point(|start| *start <= row).saturating_sub(1);
                Row { line, part: row - starts.get(line).copied().unwrap_or(row) }
            }
            Places::Spans(spans) => {
                let Some(span) = spans.get(spans.partition_point(|span| span.first_row <= row).wrapping_sub(1)) else {
                    return Row { line: row, part: 0 };
                };
                let within = row - span.first_row;
                if within < span.rows {
                    Row { line: span.first_line, part: within }
                } else {
                    Row { line: span.first_line + span.lines + within - span.rows, part: 0 }
                }
            }
        }
    }

    /// The first row of a line; for a hidden line, the row of the block that hides it.
    pub fn row_of(&self, line: usize) -> usize {
        match &self.places {
            Places::Starts(starts) => {
                let row = starts.get(line).copied().unwrap_or(self.rows);
                let hidden = starts.get(line + 1) == Some(&row);
                if hidden { row.saturating_sub(1) } else { row }
            }
            Places::Spans(spans) => {
                let Some(span) = spans.get(spans.partition_point(|span| span.first_line <= line).wrapping_sub(1))
                else {
                    return line;
                };
                let within = line - span.first_line;
                if within >= span.lines {
                    span.first_row + span.rows + within - span.lines
                } else if span.rows == 0 {
                    span.first_row.saturating_sub(1)
                } else {
                    span.first_row
                }
            }
        }
    }

    fn plain(text: &CodeText, choices: &LineChoices, columns: usize) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        let (mut next_line, mut next_row) = (0, 0);
        let mut stops: Vec<usize> = choices.folded.union(&choices.uncut).copied().collect();
        stops.retain(|line| *line < text.lines());
        for stop in stops {
            if stop < next_line {
                continue;
            }
            next_row += stop - next_line;
            let (first_line, lines, rows) = match text.fold_at(stop).filter(|_| choices.folded.contains(&stop)) {
                Some(fold) => {
                    next_row += 1;
                    (stop + 1, fold.last - stop, 0)
                }
                None if choices.uncut.contains(&stop) => (stop, 1, wrapped_rows(text, stop, columns, true)),
                None => (stop, 1, 1),
            };
            spans.push(Span { first_line, lines, first_row: next_row, rows });
            next_line = first_line + lines;
            next_row += rows;
        }
        Self { rows: next_row + text.lines() - next_line, places: Places::Spans(spans) }
    }

    fn wrapped(text: &CodeText, choices: &LineChoices, columns: usize) -> Self {
        let mut starts = Vec::with_capacity(text.lines() + 1);
        let mut row = 0;
        let mut hidden_through = None;
        for line in 0..text.lines() {
            starts.push(row);
            if hidden_through.is_some_and(|last| line <= last) {
                continue;
            }
            match text.fold_at(line).filter(|_| choices.folded.contains(&line)) {
                Some(fold) => {
                    hidden_through = Some(fold.last);
                    row += 1;
                }
                None => row += wrapped_rows(text, line, columns, choices.uncut.contains(&line)),
            }
        }
        starts.push(row);
        Self { rows: row, places: Places::Starts(starts) }
    }
}

/// How many characters of a line stand on one of its rows.
pub fn chars_per_row(text: &CodeText, line: usize, columns: usize) -> usize {
    (columns / text.cells_per_char(line)).max(8)
}

fn wrapped_rows(text: &CodeText, line: usize, columns: usize, uncut: bool) -> usize {
    let whole = text.line(line);
    let shown = cut(whole);
    let chars = if uncut || shown.len() == whole.len() { text.chars(line) } else { shown.chars().count() };
    chars.div_ceil(chars_per_row(text, line, columns)).max(1)
}
