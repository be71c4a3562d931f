//! Where the rows of a code view stand in a frame, and what may come of it: what `view` makes, `input` reads and `draw` paints.

use std::ops::Range;

use egui::{Rect, Ui, pos2};

use super::{line::Piece, state::CodeViewState, text::CodeText};
use crate::theme::{Font, size};

/// What the user did in a code view that others may want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// So many bytes of the text went to the clipboard.
    Copied(usize),
    /// What stands at a byte of the text is to be gone to.
    Followed {
        /// The byte.
        byte: usize,
        /// In another tab.
        in_another: bool,
    },
    /// What was offered at the end of this line of the whole text was taken.
    Taken(usize),
}

/// Where things stand in this frame.
pub(super) struct Geometry {
    pub body: Rect,
    /// Right end of the line numbers.
    pub numbers: f32,
    /// Where text may be.
    pub text: Rect,
    pub char_width: f32,
    pub columns: usize,
    /// How many rows fit.
    pub visible: f64,
}

/// Room above the first row.
pub(super) const TOP: f32 = 8.0;
const MARK_COLUMN: f32 = 20.0;

impl Geometry {
    pub fn new(ui: &Ui, body: Rect, text: &CodeText) -> Self {
        let char_width = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&Font::Code.id(), '0'));
        let last = text.number(text.lines() - 1) + 1;
        let digits = last.to_string().len().saturating_sub(4) as f32;
        let wider = (digits * char_width).ceil() + if text.has_marks() { MARK_COLUMN } else { 0.0 };
        let numbers = body.left() + 36.0 + wider;
        let text_rect = Rect::from_min_max(pos2(numbers + 24.0, body.top()), pos2(body.right() - 14.0, body.bottom()));
        Self {
            body,
            numbers,
            text: text_rect,
            char_width,
            columns: (text_rect.width() / char_width).max(8.0) as usize,
            visible: f64::from(((body.height() - TOP) / size::CODE_LINE).max(1.0)),
        }
    }

    /// The top of a row.
    pub fn row_top(&self, state: &CodeViewState, row: usize) -> f32 {
        self.body.top() + TOP + ((row as f64 - state.scroll.top()) * f64::from(size::CODE_LINE)) as f32
    }

    /// The row at a height, which may be outside.
    pub fn row_at(&self, state: &CodeViewState, y: f32) -> f64 {
        state.scroll.top() + f64::from((y - self.body.top() - TOP) / size::CODE_LINE)
    }
}

/// A row that is seen.
pub(super) struct SeenRow {
    pub row: usize,
    pub rect: Rect,
    pub piece: Piece,
    pub is_first: bool,
    pub galley: std::sync::Arc<egui::Galley>,
    /// Left end of the galley.
    pub x: f32,
}

/// The hits on a piece.
pub(super) fn find_hits(state: &CodeViewState, text: &CodeText, piece: &Piece) -> Vec<Range<usize>> {
    if state.find.open { state.find.hits_in(piece.bytes(text)).collect() } else { Vec::new() }
}
