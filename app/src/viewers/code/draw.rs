//! Paints the rows of a code view that are in sight: text, selection, hits, marks, gutter.
//! Clicks on the gutter's chevrons and on "Show all" are taken here too; all other input is not.

use std::ops::Range;

use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{
    geometry::{Geometry, SeenRow, find_hits},
    state::CodeViewState,
    text::{CodeText, Fold},
};
use crate::{
    theme::{Font, Tokens, icons, paint, size, text as lines},
    viewers::parts,
};

/// Paints the rows in sight.
pub(super) fn draw(
    ui: &mut Ui,
    state: &mut CodeViewState,
    text: &CodeText,
    geometry: &Geometry,
    seen: &[SeenRow],
    has_focus: bool,
    t: &Tokens,
) {
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(geometry.text.expand2(vec2(4.0, 0.0))));
    let selected = state.selected(text);
    let current = state.find.current_hit().filter(|_| state.find.open);
    let caret = state.selection.filter(|_| selected.is_none()).map(|selection| text.line_of(selection.head));
    for row in seen {
        if caret == Some(row.piece.line) {
            draw_caret(ui, row, has_focus, t);
        }
        draw_guides(ui, row, text, geometry, t);
        if let Some(rect) = selected.as_ref().and_then(|range| spans(row, text, range, true)) {
            painter.rect_filled(rect, 0, t.select);
        }
        for hit in find_hits(state, text, &row.piece) {
            if let Some(rect) = spans(row, text, &hit, false) {
                painter.rect_filled(rect, 2, t.found);
                if current.as_ref() == Some(&hit) {
                    painter.rect_stroke(rect, 2, Stroke::new(1.0, t.text), StrokeKind::Inside);
                }
            }
        }
        lines::paint_galley(&painter, pos2(row.x, lines::baseline(row.rect)), &row.galley, t.text);
        draw_marks(ui, row, text, geometry, t);
    }
    for row in seen {
        draw_gutter(ui, state, row, text, geometry, t);
        draw_cut(ui, state, row, geometry, t);
    }
}

/// A link at the right end of a row, over its text; whether it was clicked.
pub(super) fn link_over(ui: &mut Ui, row: &SeenRow, geometry: &Geometry, words: &str, t: &Tokens) -> bool {
    let width = lines::width(ui.ctx(), Font::Small, words);
    let right = geometry.text.right();
    let ground = Rect::from_min_max(pos2(right - width - 12.0, row.rect.top()), pos2(right + 4.0, row.rect.bottom()));
    ui.painter().rect_filled(ground, 0, t.field);
    parts::link_right(ui, row.rect, right, words).clicked()
}

/// The line of the caret: a bar in the gutter.
fn draw_caret(ui: &Ui, row: &SeenRow, has_focus: bool, t: &Tokens) {
    let bar = row.rect.with_max_x(row.rect.left() + size::SELECTION_BAR);
    ui.painter().rect_filled(bar, 0, if has_focus { t.accent } else { t.edge });
}

/// Where a range of the text lies on a row; `through_end` shows that the line break is in it.
fn spans(row: &SeenRow, text: &CodeText, range: &Range<usize>, through_end: bool) -> Option<Rect> {
    let bytes = row.piece.bytes(text);
    if range.end < bytes.start || range.start > bytes.end || (range.start == range.end) {
        return None;
    }
    let x = |byte| row.x + row.galley.pos_from_cursor(cursor(row.piece.char_of(text, byte))).left();
    let left = x(range.start.max(bytes.start));
    let goes_on = range.end > bytes.end && through_end;
    let right = x(range.end.min(bytes.end)) + if goes_on { 6.0 } else { 0.0 };
    (right > left).then(|| Rect::from_min_max(pos2(left, row.rect.top()), pos2(right, row.rect.bottom())))
}

fn cursor(char: usize) -> egui::text::CCursor {
    egui::text::CCursor::new(char)
}

fn draw_guides(ui: &Ui, row: &SeenRow, text: &CodeText, geometry: &Geometry, t: &Tokens) {
    if row.piece.cells_before > 0 || !text.syntax().has_folds() {
        return;
    }
    let line = text.line(row.piece.line);
    let indent = (line.len() - line.trim_start_matches(' ').len()) / 2;
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(geometry.text));
    for level in 1..indent.min(64) {
        let x = (row.x + 2.0 * level as f32 * geometry.char_width + 3.0).round();
        paint::divider_v(&painter, x, row.rect.y_range(), t.line);
    }
}

fn draw_gutter(
    ui: &mut Ui,
    state: &mut CodeViewState,
    row: &SeenRow,
    text: &CodeText,
    geometry: &Geometry,
    t: &Tokens,
) {
    if !row.is_first {
        return;
    }
    let line = row.piece.line;
    let number = (text.number(line) + 1).to_string();
    let at = pos2(geometry.numbers, lines::baseline(row.rect));
    lines::paint_right(ui.painter(), at, Font::SmallCode, t.comment, &number);
    let is_whole_text = |fold: Fold| fold.first == 0 && fold.last + 1 == text.lines();
    if text.fold_at(line).is_none_or(is_whole_text) {
        return;
    }
    let folded = row.piece.fold.is_some();
    let center = pos2((geometry.numbers + 12.0).round(), row.rect.center().y.round());
    let rect = Rect::from_center_size(center, vec2(size::ICON + 4.0, size::CODE_LINE));
    let response = ui.interact(rect, ui.scope_id().with(("fold", line)), Sense::click());
    let verb = if folded { "Unfold" } else { "Fold" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} line {number}")));
    let color = if response.hovered() { t.text } else { t.text2 };
    lines::paint_icon(ui.painter(), center, if folded { icons::CHEVRON_RIGHT } else { icons::EXPAND_MORE }, color);
    parts::ring_if_focused(ui, &response);
    if response.clicked() {
        state.toggle_fold(line);
    }
}

fn draw_cut(ui: &mut Ui, state: &mut CodeViewState, row: &SeenRow, geometry: &Geometry, t: &Tokens) {
    let Some(bytes) = row.piece.cut_of else { return };
    let words = format!("Show all {}", crate::units::size(bytes as u64));
    if link_over(ui, row, geometry, &words, t) {
        state.show_all_of(row.piece.line);
    }
}

fn draw_marks(ui: &Ui, row: &SeenRow, text: &CodeText, geometry: &Geometry, t: &Tokens) {
    let mut reasons: Vec<&str> = Vec::new();
    let mut is_wrong = false;
    let mut areas = Vec::new();
    for mark in text.marks_of(row.piece.line) {
        reasons.push(&mark.reason);
        is_wrong |= mark.is_wrong;
        if let Some(rect) = spans(row, text, &mark.range, false) {
            paint::divider_h(
                ui.painter(),
                rect.x_range(),
                rect.bottom() - 3.0,
                if mark.is_wrong { t.warn } else { t.edge },
            );
            areas.push(rect);
        }
    }
    if reasons.is_empty() || !row.is_first {
        return;
    }
    let center = pos2(geometry.body.left() + 14.0, row.rect.center().y.round());
    let icon = Rect::from_center_size(center, vec2(size::ICON, size::CODE_LINE));
    let reason = reasons.join("\n");
    let response = ui.interact(icon, ui.scope_id().with(("mark", row.piece.line)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &reason));
    let (sign, color) = if is_wrong { (icons::WARNING, t.warn) } else { (icons::INFO, t.text2) };
    lines::paint_icon(ui.painter(), center, sign, color);
    response.on_hover_text(&reason);
    for (at, area) in areas.into_iter().enumerate() {
        let over = ui.interact(area, ui.scope_id().with(("marked", row.row, at)), Sense::hover());
        over.widget_info(|| WidgetInfo::labeled(Role::Label, true, &reason));
        over.on_hover_text(&reason);
    }
}
