//! Draws a code view: the rows in sight, their gutter, selection, hits and marks.
//! What the pointer and the keys do is in `input`; what is remembered in `state`.

use std::ops::Range;

use egui::{Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{
    find_bar,
    fold::Fold,
    input,
    line::Piece,
    state::CodeViewState,
    text::{CodeText, visible},
};
use crate::{
    theme::{Font, Tokens, icons, paint, size, text as lines, tokens},
    viewers::{
        parts,
        scroll_bar::{scroll_bar_ui, take_wheel},
    },
};

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
}

/// Shows a text in all the room there is. `name` is what a screen reader says, such as "Response message".
pub fn code_view_ui(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, name: &str) -> Option<CodeOutcome> {
    state.take_in(text);
    let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.field);
    let mut body = rect;
    let mut find_step = None;
    if state.find.open {
        let bar = Rect::from_min_size(rect.min, vec2(rect.width(), size::TOOL_ROW));
        body.min.y = bar.max.y;
        find_step = find_bar::find_bar_ui(ui, state, text, bar);
    }
    let geometry = Geometry::new(ui, body, text);
    if let Some(step) = find_step {
        input::step_find(state, text, &geometry, step == find_bar::FindStep::Next);
    }
    let id = ui.scope_id().with(("code", name));
    let response = ui.interact(body, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, name));
    if std::mem::take(&mut state.wants_focus) {
        response.request_focus();
    }
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt(id));
    ui.set_clip_rect(ui.clip_rect().intersect(body));
    let ui = &mut ui;

    let rows = state.rows(text, geometry.columns).rows();
    scroll_with_wheel(ui, state, text, &geometry, rows);
    if let Some(byte) = state.wants_line.take() {
        input::show_line(state, text, &geometry, byte);
    }
    let outcome = input::take_keys(ui, state, text, &geometry, &response, rows);
    let rows = state.rows(text, geometry.columns).rows();
    state.scroll.scroll_by(0.0, rows, geometry.visible);
    let seen = pieces_in_sight(ui, state, text, &geometry, t);
    let followed = input::take_pointer(ui, state, text, &geometry, &seen, &response);
    let outcome = outcome.or(followed).or_else(|| input::take_follow(state));
    draw(ui, state, text, &geometry, &seen, t);
    tell_screen_readers(ui, &response, text, &seen);
    scroll_bar_ui(ui, id.with("bar"), body, &mut state.scroll, (rows, geometry.visible), t);
    parts::ring_if_focused(ui, &response);
    outcome
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
const TOP: f32 = 8.0;
const MARK_COLUMN: f32 = 20.0;

impl Geometry {
    fn new(ui: &Ui, body: Rect, text: &CodeText) -> Self {
        let char_width = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&Font::Code.id(), '0'));
        let digits = text.lines().to_string().len().saturating_sub(4) as f32;
        let wider = (digits * char_width).ceil() + if text.marks().is_empty() { 0.0 } else { MARK_COLUMN };
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

fn scroll_with_wheel(ui: &Ui, state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, rows: usize) {
    let wheel = take_wheel(ui, geometry.body);
    if wheel.y != 0.0 {
        state.scroll.scroll_by(f64::from(-wheel.y / size::CODE_LINE), rows, geometry.visible);
    }
    let widest = text.widest_cells() as f32 * geometry.char_width;
    let reach = if state.choices.wrap { 0.0 } else { (widest + 24.0 - geometry.text.width()).max(0.0) };
    state.x = (state.x - wheel.x).clamp(0.0, reach);
}

fn pieces_in_sight(
    ui: &Ui,
    state: &mut CodeViewState,
    text: &CodeText,
    geometry: &Geometry,
    t: &Tokens,
) -> Vec<SeenRow> {
    let first_cell = (state.x / geometry.char_width).floor() as usize;
    let (top, visible) = (state.scroll.top(), geometry.visible);
    let map = state.rows(text, geometry.columns);
    let first = (top - f64::from(TOP / size::CODE_LINE)).max(0.0) as usize;
    let end = ((top + visible).ceil() as usize).min(map.rows());
    let placed: Vec<_> = (first..end).map(|row| (row, map.at(row))).collect();
    let mut seen = Vec::with_capacity(placed.len());
    for (row, place) in placed {
        let piece = Piece::of(text, &state.choices, place, geometry.columns, first_cell);
        let top = geometry.row_top(state, row);
        let rect =
            Rect::from_min_max(pos2(geometry.body.left(), top), pos2(geometry.body.right(), top + size::CODE_LINE));
        let wraps = state.choices.wrap || state.choices.uncut.contains(&piece.line);
        let x =
            geometry.text.left() + piece.cells_before as f32 * geometry.char_width - if wraps { 0.0 } else { state.x };
        let room = if wraps && piece.fold.is_none() { f32::INFINITY } else { geometry.text.right() - x };
        let hits: Vec<Range<usize>> = find_hits(state, text, &piece);
        let galley = ui.painter().layout_job(piece.job(text, &hits, room, t));
        seen.push(SeenRow { row, rect, piece, is_first: place.part == 0, galley, x });
    }
    seen
}

fn find_hits(state: &CodeViewState, text: &CodeText, piece: &Piece) -> Vec<Range<usize>> {
    if state.find.open { state.find.hits_in(piece.bytes(text)).collect() } else { Vec::new() }
}

fn draw(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, seen: &[SeenRow], t: &Tokens) {
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(geometry.text.expand2(vec2(4.0, 0.0))));
    let selected = state.selection.map(|selection| selection.range(text)).filter(|range| !range.is_empty());
    let current = state.find.current_hit().filter(|_| state.find.open);
    for row in seen {
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

pub(super) fn cursor(char: usize) -> egui::text::CCursor {
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

fn draw_gutter(ui: &Ui, state: &mut CodeViewState, row: &SeenRow, text: &CodeText, geometry: &Geometry, t: &Tokens) {
    if !row.is_first {
        return;
    }
    let line = row.piece.line;
    let at = pos2(geometry.numbers, lines::baseline(row.rect));
    lines::paint_right(ui.painter(), at, Font::SmallCode, t.comment, &(line + 1).to_string());
    let is_whole_text = |fold: Fold| fold.first == 0 && fold.last + 1 == text.lines();
    if text.fold_at(line).is_none_or(is_whole_text) {
        return;
    }
    let folded = row.piece.fold.is_some();
    let center = pos2((geometry.numbers + 12.0).round(), row.rect.center().y.round());
    let rect = Rect::from_center_size(center, vec2(size::ICON + 4.0, size::CODE_LINE));
    let response = ui.interact(rect, ui.scope_id().with(("fold", line)), Sense::click());
    let verb = if folded { "Unfold" } else { "Fold" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} line {}", line + 1)));
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
    let width = lines::width(ui.ctx(), Font::Small, &words);
    let right = geometry.text.right();
    let ground = Rect::from_min_max(pos2(right - width - 12.0, row.rect.top()), pos2(right + 4.0, row.rect.bottom()));
    ui.painter().rect_filled(ground, 0, t.field);
    let link = parts::link_right(ui, row.rect, right, &words);
    if link.clicked() {
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

fn tell_screen_readers(ui: &Ui, response: &Response, text: &CodeText, seen: &[SeenRow]) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let shown: Vec<_> = seen.iter().map(|row| visible(row.galley.text()).into_owned()).collect();
        node.set_value(shown.join("\n"));
        node.set_description(format!("{} lines", text.lines()));
    });
}
