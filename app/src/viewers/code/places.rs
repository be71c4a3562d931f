//! Which line of one chunk stands on which of the chunk's rows.
//! Rows are counted from the first row of the chunk; what stands before it is not known here.

use super::{
    rows::{LineChoices, Row, wrapped_rows},
    text::{Chunk, CodeText, Fold},
};

/// The rows of one chunk.
pub(super) struct Places {
    rows: usize,
    kind: Kind,
}

enum Kind {
    /// Every line one row, except in these spans, in order.
    Spans(Vec<Span>),
    /// The row at which each line starts.
    Starts(Vec<u32>),
}

/// Lines that do not take one row each: hidden ones none, an uncut one many.
struct Span {
    first_line: usize,
    lines: usize,
    first_row: usize,
    rows: usize,
}

/// Where a line stands in its chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// Its first row.
    At(usize),
    /// It is hidden by a block whose row is the one before this.
    Behind(usize),
}

impl Default for Places {
    fn default() -> Self {
        Self { rows: 0, kind: Kind::Spans(Vec::new()) }
    }
}

impl Places {
    /// Lays out a chunk whose rows hold `columns` cells.
    pub fn of(text: &CodeText, chunk: &Chunk, choices: &LineChoices, columns: usize) -> Self {
        if choices.wrap {
            Self::wrapped(text, chunk, choices, columns)
        } else {
            Self::plain(text, chunk, choices, columns)
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What stands on a row of the chunk.
    pub fn at(&self, chunk: &Chunk, row: usize) -> Row {
        match &self.kind {
            Kind::Starts(starts) => {
                let line = starts.partition_point(|start| *start as usize <= row).saturating_sub(1);
                let start = starts.get(line).map_or(row, |start| *start as usize);
                Row { line: chunk.first_line + line, part: row - start }
            }
            Kind::Spans(spans) => {
                let Some(span) = spans.get(spans.partition_point(|span| span.first_row <= row).wrapping_sub(1)) else {
                    return Row { line: chunk.first_line + row, part: 0 };
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

    /// Where a line of the text stands.
    pub fn stands(&self, chunk: &Chunk, line: usize) -> Stands {
        match &self.kind {
            Kind::Starts(starts) => {
                let at = line - chunk.first_line;
                let row = starts.get(at).map_or(self.rows, |start| *start as usize);
                let next = starts.get(at + 1).map_or(self.rows, |start| *start as usize);
                if next == row { Stands::Behind(row) } else { Stands::At(row) }
            }
            Kind::Spans(spans) => {
                let Some(span) = spans.get(spans.partition_point(|span| span.first_line <= line).wrapping_sub(1))
                else {
                    return Stands::At(line - chunk.first_line);
                };
                let within = line - span.first_line;
                if within >= span.lines {
                    Stands::At(span.first_row + span.rows + within - span.lines)
                } else if span.rows == 0 {
                    Stands::Behind(span.first_row)
                } else {
                    Stands::At(span.first_row)
                }
            }
        }
    }

    fn plain(text: &CodeText, chunk: &Chunk, choices: &LineChoices, columns: usize) -> Self {
        let range = chunk.line_range();
        let mut spans = Vec::new();
        let (mut line, mut row) = (shown_from(text, chunk, choices), 0);
        if line > range.start {
            spans.push(Span {
                first_line: range.start,
                lines: line.min(range.end) - range.start,
                first_row: 0,
                rows: 0,
            });
        }
        while let Some(stop) = next_stop(text, chunk, choices, line) {
            row += stop.line() - line;
            match stop {
                Stop::Folded(fold) => {
                    row += 1;
                    let lines = fold.last.min(range.end - 1) - fold.first;
                    spans.push(Span { first_line: fold.first + 1, lines, first_row: row, rows: 0 });
                    line = fold.last + 1;
                }
                Stop::Uncut(at) => {
                    let rows = wrapped_rows(text, at, columns, true);
                    spans.push(Span { first_line: at, lines: 1, first_row: row, rows });
                    row += rows;
                    line = at + 1;
                }
            }
        }
        Self { rows: row + range.end.saturating_sub(line), kind: Kind::Spans(spans) }
    }

    fn wrapped(text: &CodeText, chunk: &Chunk, choices: &LineChoices, columns: usize) -> Self {
        let range = chunk.line_range();
        let mut starts = Vec::with_capacity(chunk.lines());
        let mut row = 0;
        let mut shown_from = shown_from(text, chunk, choices);
        let mut next = next_fold(text, chunk, choices, shown_from);
        for line in range {
            starts.push(u32::try_from(row).unwrap_or(u32::MAX));
            if line < shown_from {
                continue;
            }
            match next {
                Some(fold) if fold.first == line => {
                    shown_from = fold.last + 1;
                    row += 1;
                    next = next_fold(text, chunk, choices, shown_from);
                }
                _ => row += wrapped_rows(text, line, columns, choices.uncut.contains(&line)),
            }
        }
        Self { rows: row, kind: Kind::Starts(starts) }
    }
}

/// How many rows a chunk has, where that is told without walking its lines.
pub(super) fn rows_at_once(text: &CodeText, chunk: &Chunk, choices: &LineChoices) -> Option<usize> {
    let range = chunk.line_range();
    let from = shown_from(text, chunk, choices);
    if from >= range.end {
        return Some(0);
    }
    let untouched = choices.folding.level().is_none()
        && choices.folding.turned_from(range.start).next().is_none_or(|line| line >= range.end)
        && choices.uncut.range(range.clone()).next().is_none();
    (!choices.wrap && untouched).then(|| range.end - from)
}

/// The first line of a chunk that no block from before it hides.
fn shown_from(text: &CodeText, chunk: &Chunk, choices: &LineChoices) -> usize {
    let folds = chunk.entry.iter().filter_map(|open| text.fold_at(open.line));
    let folded = folds.filter(|fold| choices.folding.is_folded(fold)).map(|fold| fold.last + 1);
    folded.max().unwrap_or(0).max(chunk.first_line)
}

enum Stop {
    Folded(Fold),
    Uncut(usize),
}

impl Stop {
    fn line(&self) -> usize {
        match self {
            Stop::Folded(fold) => fold.first,
            Stop::Uncut(line) => *line,
        }
    }
}

/// The next line that takes more or fewer rows than one.
fn next_stop(text: &CodeText, chunk: &Chunk, choices: &LineChoices, from: usize) -> Option<Stop> {
    let end = chunk.line_range().end;
    let fold = next_fold(text, chunk, choices, from);
    let uncut = choices.uncut.range(from.min(end)..end).next().copied();
    match (fold, uncut) {
        (Some(fold), Some(uncut)) if uncut < fold.first => Some(Stop::Uncut(uncut)),
        (Some(fold), _) => Some(Stop::Folded(fold)),
        (None, uncut) => uncut.map(Stop::Uncut),
    }
}

/// The next folded block that begins in the chunk, from a line on.
fn next_fold(text: &CodeText, chunk: &Chunk, choices: &LineChoices, from: usize) -> Option<Fold> {
    let folding = &choices.folding;
    let end = chunk.line_range().end;
    if from >= end {
        return None;
    }
    let by_hand = folding.turned_from(from).take_while(|line| *line < end);
    let by_hand = by_hand.filter_map(|line| text.fold_at(line)).find(|fold| folding.is_folded(fold));
    let across = text.folds_across(from..end).find(|fold| folding.is_folded(fold));
    let by_level = folding.level().and_then(|level| {
        let mut line = from - chunk.first_line;
        loop {
            let fold = chunk.fold_from(line, level)?;
            if folding.is_folded(&fold) {
                return Some(fold);
            }
            line = fold.first + 1 - chunk.first_line;
        }
    });
    [by_hand, across, by_level].into_iter().flatten().min_by_key(|fold| fold.first)
}
