//! A code view in a frame: what is in sight, what was pressed, what there is to say of it.
//! What the pointer and the keys do is in `input`, what is painted in `draw`, what is remembered in `state`.

use std::ops::Range;

use egui::{Rect, Response, Role, Sense, Ui, WidgetInfo, pos2};

use super::{
    draw, find_bar,
    geometry::{CodeOutcome, Geometry, SeenRow, TOP, find_hits},
    input,
    line::Piece,
    state::CodeViewState,
    text::{CodeText, visible},
};
use crate::{
    theme::{Tokens, size, tokens},
    viewers::{
        parts,
        scroll_bar::{scroll_bar_ui, take_wheel},
    },
};

/// A code view over all the room there is.
#[must_use = "call show"]
pub struct CodeView<'a> {
    name: &'a str,
    offer: Option<Offer<'a>>,
}

/// A word for what can be done with a line of the whole text, if anything can.
type Offer<'a> = &'a dyn Fn(&CodeText, usize) -> Option<&'static str>;

/// Shows a text in all the room there is. `name` is what a screen reader says, such as "Response message".
pub fn code_view_ui(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, name: &str) -> Option<CodeOutcome> {
    CodeView::new(name).show(ui, state, text).1
}

impl<'a> CodeView<'a> {
    /// `name` is what a screen reader says, such as "Response message".
    pub fn new(name: &'a str) -> Self {
        Self { name, offer: None }
    }

    /// A link at the end of the row that the pointer is on, and of the chosen one.
    pub fn offer(mut self, offer: Offer<'a>) -> Self {
        self.offer = Some(offer);
        self
    }

    /// Shows a text. The response is that of the rows.
    pub fn show(self, ui: &mut Ui, state: &mut CodeViewState, whole: &CodeText) -> (Response, Option<CodeOutcome>) {
        let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let t = tokens(ui);
        ui.painter().rect_filled(rect, 0, t.field);
        if state.filter.open {
            state.filter.advance(ui.ctx(), whole);
        }
        let filtered = state.filter.filtered().cloned();
        let text = filtered.as_ref().unwrap_or(whole);
        state.take_in(ui.ctx(), whole, text);
        let mut body = rect;
        let find_step = bars_ui(ui, state, text, &mut body);
        let geometry = Geometry::new(ui, body, text);
        if let Some(forward) = find_step {
            input::step_find(state, text, &geometry, forward);
        }
        let id = ui.scope_id().with(("code", self.name));
        let response = ui.interact(body, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Document, true, self.name));
        if std::mem::take(&mut state.wants_focus) {
            response.request_focus();
        }
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt(id));
        ui.set_clip_rect(ui.clip_rect().intersect(body));
        let outcome = self.body_ui(&mut ui, state, whole, text, &geometry, &response);
        (response, outcome)
    }

    fn body_ui(
        &self,
        ui: &mut Ui,
        state: &mut CodeViewState,
        whole: &CodeText,
        text: &CodeText,
        geometry: &Geometry,
        response: &Response,
    ) -> Option<CodeOutcome> {
        let t = tokens(ui);
        scroll_with_wheel(ui, state, text, geometry);
        if state.count_rows(text, geometry.columns) {
            ui.ctx().request_repaint();
        }
        if let Some(byte) = state.wants_line.take() {
            input::show_line(state, text, geometry, byte);
        }
        let outcome = input::take_keys(ui, state, text, geometry, response);
        let rows = state.rows(text, geometry.columns);
        state.scroll.scroll_by(0.0, rows, geometry.visible);
        let seen = pieces_in_sight(ui, state, text, geometry, t);
        let pointed = input::take_pointer(ui, state, text, geometry, &seen, response);
        state.remember_chosen(whole);
        let copied = state.copying.take(ui.ctx()).map(CodeOutcome::Copied);
        let outcome = outcome.or(pointed).or(copied).or_else(|| input::take_follow(state));
        draw::draw(ui, state, text, geometry, &seen, response.has_focus(), t);
        let taken = self.offer_ui(ui, state, whole, text, geometry, &seen);
        tell_screen_readers(ui, response, text, &seen);
        let rows = state.rows(text, geometry.columns);
        let bar = response.id.with("bar");
        if scroll_bar_ui(ui, bar, geometry.body, &mut state.scroll, (rows, geometry.visible), t) {
            state.moved();
        }
        parts::ring_if_focused(ui, response);
        outcome.or(taken)
    }

    /// Draws what is offered on the row under the pointer and on the chosen one.
    fn offer_ui(
        &self,
        ui: &mut Ui,
        state: &CodeViewState,
        whole: &CodeText,
        text: &CodeText,
        geometry: &Geometry,
        seen: &[SeenRow],
    ) -> Option<CodeOutcome> {
        let offer = self.offer?;
        let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| geometry.body.contains(*at));
        let chosen = state.chosen_line(whole);
        let mut taken = None;
        for row in seen.iter().filter(|row| row.is_first && row.piece.fold.is_none() && row.piece.cut_of.is_none()) {
            let line = text.number(row.piece.line);
            if !pointer.is_some_and(|at| row.rect.contains(at)) && chosen != Some(line) {
                continue;
            }
            let Some(words) = offer(whole, line) else { continue };
            if draw::link_over(ui, row, geometry, words, tokens(ui)) {
                taken = Some(CodeOutcome::Taken(line));
            }
        }
        taken
    }
}

/// The bars above the rows; the step that was asked for.
fn bars_ui(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, body: &mut Rect) -> Option<bool> {
    let mut step = state.wants_step.take();
    if state.find.open {
        let bar = parts::take_top(body, size::TOOL_ROW);
        step = find_bar::find_bar_ui(ui, state, text, bar).or(step);
    }
    if state.filter.open {
        let bar = parts::take_top(body, size::TOOL_ROW);
        find_bar::filter_bar_ui(ui, state, bar);
    }
    step
}

fn scroll_with_wheel(ui: &Ui, state: &mut CodeViewState, text: &CodeText, geometry: &Geometry) {
    let wheel = take_wheel(ui, geometry.body);
    if wheel.y != 0.0 {
        let rows = state.rows(text, geometry.columns);
        state.scroll.scroll_by(f64::from(-wheel.y / size::CODE_LINE), rows, geometry.visible);
        state.moved();
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
    let first = (top - f64::from(TOP / size::CODE_LINE)).max(0.0) as usize;
    let mut seen = Vec::with_capacity(visible as usize + 2);
    for row in first..(top + visible).ceil() as usize {
        let place = state.row_at(text, geometry.columns, row);
        // What is in sight is counted by now, and there may be less of it than was guessed.
        if row >= state.rows(text, geometry.columns) {
            break;
        }
        if row == top as usize {
            state.top = place;
        }
        let piece = Piece::of(text, &state.choices, place, geometry.columns, first_cell);
        let top = geometry.row_top(state, row);
        let rect =
            Rect::from_min_max(pos2(geometry.body.left(), top), pos2(geometry.body.right(), top + size::CODE_LINE));
        let wraps = state.choices.wraps(piece.line);
        let x =
            geometry.text.left() + piece.cells_before as f32 * geometry.char_width - if wraps { 0.0 } else { state.x };
        let room = if wraps && piece.fold.is_none() { f32::INFINITY } else { geometry.text.right() - x };
        let hits: Vec<Range<usize>> = find_hits(state, text, &piece);
        let galley = ui.painter().layout_job(piece.job(text, &hits, room, t));
        seen.push(SeenRow { row, rect, piece, is_first: place.part == 0, galley, x });
    }
    seen
}

fn tell_screen_readers(ui: &Ui, response: &Response, text: &CodeText, seen: &[SeenRow]) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let shown: Vec<_> = seen.iter().map(|row| visible(row.galley.text()).into_owned()).collect();
        node.set_value(shown.join("\n"));
        node.set_description(format!("{} lines", text.lines()));
    });
}
