//! One row of the code view: which part of its line it shows, in which colours.
//! It lays nothing out and paints nothing.

use std::ops::Range;

use egui::{
    Color32,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use super::{
    highlight::{Tint, Token},
    rows::{LineChoices, Row, chars_per_row},
    text::{CodeText, Fold, LONG_LINE_BYTES, cut, visible},
};
use crate::theme::{Font, Tokens};

/// The part of a line that stands on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its line.
    pub line: usize,
    /// Bytes of the line.
    pub range: Range<usize>,
    /// Cells of the line left of it, scrolled out of sight.
    pub cells_before: usize,
    /// Set where a long line is cut: its whole size in bytes.
    pub cut_of: Option<usize>,
    /// Set on the row of a folded block.
    pub fold: Option<Fold>,
}

impl Piece {
    /// The part of a row that is seen: `columns` cells, from the cell `first` on where lines do not wrap.
    pub fn of(text: &CodeText, choices: &LineChoices, row: Row, columns: usize, first: usize) -> Self {
        let line = row.line;
        let whole = text.line(line);
        let fold = text.fold_at(line).filter(|fold| choices.folding.is_folded(fold));
        let uncut = choices.uncut.contains(&line);
        let shown = if uncut { whole } else { cut(whole) };
        let cut_of = (shown.len() < whole.len()).then_some(whole.len());
        let wraps = (choices.wrap || uncut) && fold.is_none();
        let (range, cells_before) = if wraps {
            let per_row = chars_per_row(text, line, columns);
            let start = text.byte_of_char(line, row.part * per_row).min(shown.len());
            (start..text.byte_of_char(line, (row.part + 1) * per_row).min(shown.len()), 0)
        } else if text.is_ascii(line) {
            let start = first.min(shown.len());
            (start..(first + columns + 2).min(shown.len()), start)
        } else {
            (0..text.byte_of_char(line, first + columns + 2).min(shown.len()), 0)
        };
        let ends_line = range.end == shown.len();
        Self { line, range, cells_before, cut_of: cut_of.filter(|_| !wraps || ends_line), fold }
    }

    /// The text of the piece.
    pub fn text<'a>(&self, text: &'a CodeText) -> &'a str {
        text.line(self.line).get(self.range.clone()).unwrap_or_default()
    }

    /// Its bytes of the whole text.
    pub fn bytes(&self, text: &CodeText) -> Range<usize> {
        let start = text.line_start(self.line);
        start + self.range.start..start + self.range.end
    }

    /// The characters from the start of the piece to a byte of the whole text.
    pub fn char_of(&self, text: &CodeText, byte: usize) -> usize {
        let piece = self.text(text);
        let within = byte.saturating_sub(self.bytes(text).start).min(piece.len());
        piece.get(..piece.floor_char_boundary(within)).unwrap_or_default().chars().count()
    }

    /// The byte of the whole text at a character of the piece.
    pub fn byte_of(&self, text: &CodeText, char: usize) -> usize {
        let piece = self.text(text);
        self.bytes(text).start + piece.char_indices().nth(char).map_or(piece.len(), |(at, _)| at)
    }

    /// The row in its colours, cut with `…` at `room` points; `hits` (bytes of the whole text) are drawn in `text`.
    pub fn job(&self, text: &CodeText, hits: &[Range<usize>], room: f32, t: &Tokens) -> LayoutJob {
        let mut job = LayoutJob {
            wrap: TextWrapping { max_width: room, max_rows: 1, break_anywhere: true, overflow_character: Some('…') },
            break_on_newline: false,
            ..LayoutJob::default()
        };
        self.append_line(&mut job, text, hits, t);
        if let Some(fold) = self.fold {
            let tail = text.line(fold.last).trim_start();
            push(&mut job, &fold.placeholder(text.syntax()), t.comment);
            push(&mut job, tail.get(..tail.floor_char_boundary(64)).unwrap_or_default(), t.text);
        }
        job
    }

    fn append_line(&self, job: &mut LayoutJob, text: &CodeText, hits: &[Range<usize>], t: &Tokens) {
        let line = text.line(self.line);
        let start = text.line_start(self.line);
        let mut at = self.range.start;
        let mut append = |range: Range<usize>, tint: Tint| {
            let mut from = range.start;
            for hit in hits {
                let hit = hit.start.saturating_sub(start).max(from)..hit.end.saturating_sub(start).min(range.end);
                if hit.start < hit.end {
                    push(job, line.get(from..hit.start).unwrap_or_default(), color(tint, t));
                    push(job, line.get(hit.clone()).unwrap_or_default(), t.text);
                    from = hit.end;
                }
            }
            push(job, line.get(from..range.end).unwrap_or_default(), color(tint, t));
        };
        for token in self.tokens(text) {
            let token_range = token.range.start.max(at)..token.range.end.min(self.range.end);
            if token_range.start < token_range.end {
                append(at..token_range.start, Tint::Plain);
                at = token_range.end;
                append(token_range, token.tint);
            }
        }
        append(at..self.range.end, Tint::Plain);
    }

    /// The colours of the line as far as the piece goes. Past the cut only a string that began before it is known.
    fn tokens(&self, text: &CodeText) -> Vec<Token> {
        let line = text.line(self.line);
        let known = line.get(..line.floor_char_boundary(self.range.end.min(LONG_LINE_BYTES))).unwrap_or_default();
        let mut tokens = text.syntax().tokens(known, text.begins_in_comment(self.line));
        let start = text.line_start(self.line);
        for token in tokens.iter_mut().filter(|token| token.tint == Tint::String) {
            if text.is_word(start + token.range.start) {
                token.tint = Tint::Word;
            }
        }
        if let Some(last) = tokens.last_mut()
            && last.range.end == known.len()
            && last.tint == Tint::String
        {
            last.range.end = last.range.end.max(self.range.end);
        }
        tokens
    }
}

/// The colour of a piece of a line.
pub fn color(tint: Tint, t: &Tokens) -> Color32 {
    match tint {
        Tint::Plain => t.text,
        Tint::Key => t.key,
        Tint::String => t.string,
        Tint::Number => t.number,
        Tint::Word => t.word,
        Tint::Comment => t.comment,
    }
}

fn push(job: &mut LayoutJob, text: &str, color: Color32) {
    if !text.is_empty() {
        job.append(&visible(text), 0.0, TextFormat::simple(Font::Code.id(), color));
    }
}
