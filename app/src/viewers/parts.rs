//! The few strokes that viewers share.
//! They know no gRPC and hold no state.

use egui::{Rect, Response, Ui, pos2};

use crate::theme::Font;
use crate::theme::{paint, shows_focus, size, text, tokens};
use crate::widgets::Button;

/// Draws the focus ring inside the rect of what has the focus by key.
pub fn ring_if_focused(ui: &Ui, response: &Response) {
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), response.rect, tokens(ui));
    }
}

/// A word that does something, in small `accent`, with its right end at `right`, over the height of `row`.
pub fn link_right(ui: &mut Ui, row: Rect, right: f32, words: &str) -> Response {
    let width = text::width(ui.ctx(), Font::Small, words);
    let rect = Rect::from_min_max(pos2(right - width - 8.0, row.top()), pos2(right + 8.0, row.bottom()));
    Button::link(words).small().show_at(ui, rect)
}

/// A row of `height` at the top of `rest`, which shrinks by it.
pub fn take_top(rest: &mut Rect, height: f32) -> Rect {
    let row = rest.with_max_y((rest.top() + height).min(rest.bottom()));
    rest.min.y = row.max.y;
    row
}

/// A strip at the bottom of `rest`, which shrinks by it.
pub fn take_bottom(rest: &mut Rect, height: f32) -> Rect {
    let row = rest.with_min_y((rest.bottom() - height).max(rest.top()));
    rest.max.y = row.min.y;
    row
}

/// The row of 24 that begins at `top`.
pub fn row_at(area: Rect, top: f32) -> Rect {
    Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), top + size::ROW))
}
