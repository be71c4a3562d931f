//! What the pointer and the keys do in a code view: select, copy, fold, scroll, find.
//! It paints nothing.

use egui::{CursorIcon, Event, EventFilter, Key, Modifiers, Pos2, Response, Ui, vec2};

use super::{
    selection::{Selection, Unit},
    state::{CodeViewState, Press},
    text::CodeText,
    view::{CodeOutcome, Geometry, SeenRow},
};
use crate::theme::size;

const SHIFT_F3: Modifiers = Modifiers::SHIFT;

/// Keys of a view that has the focus.
pub(super) fn take_keys(
    ui: &Ui,
    state: &mut CodeViewState,
    text: &CodeText,
    geometry: &Geometry,
    response: &Response,
    rows: usize,
) -> Option<CodeOutcome> {
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: state.find.open, tab: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::A) {
        state.selection = Some(Selection::all(text));
    }
    if pressed(Modifiers::COMMAND, Key::F) {
        state.open_find();
    }
    if pressed(SHIFT_F3, Key::F3) {
        step_find(state, text, geometry, false);
    } else if pressed(Modifiers::NONE, Key::F3) {
        step_find(state, text, geometry, true);
    }
    if state.find.open && pressed(Modifiers::NONE, Key::Escape) {
        state.close_find();
    }
    let page = (geometry.visible - 1.0).max(1.0);
    let moves: [(Modifiers, Key, f64); 8] = [
        (Modifiers::NONE, Key::ArrowUp, -1.0),
        (Modifiers::NONE, Key::ArrowDown, 1.0),
        (Modifiers::NONE, Key::PageUp, -page),
        (Modifiers::NONE, Key::PageDown, page),
        (Modifiers::COMMAND, Key::Home, f64::MIN),
        (Modifiers::COMMAND, Key::End, f64::MAX),
        (Modifiers::NONE, Key::Home, f64::MIN),
        (Modifiers::NONE, Key::End, f64::MAX),
    ];
    for (modifiers, key, by) in moves {
        if pressed(modifiers, key) {
            state.scroll.scroll_by(by, rows, geometry.visible);
        }
    }
    for (key, cells) in [(Key::ArrowLeft, -8.0), (Key::ArrowRight, 8.0)] {
        if pressed(Modifiers::NONE, key) && !state.choices.wrap {
            state.x = (state.x + cells * geometry.char_width).max(0.0);
        }
    }
    let copies = ui.input(|input| input.events.contains(&Event::Copy));
    let selected = state.selected_text(text).filter(|_| copies)?;
    ui.ctx().copy_text(selected.to_owned());
    Some(CodeOutcome::Copied(selected.len()))
}

/// Presses, drags and clicks on the text.
pub(super) fn take_pointer(
    ui: &Ui,
    state: &mut CodeViewState,
    text: &CodeText,
    geometry: &Geometry,
    seen: &[SeenRow],
    response: &Response,
) -> Option<CodeOutcome> {
    if response.hovered() && ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| at.x > geometry.text.left()) {
        ui.set_cursor_icon(CursorIcon::Text);
    }
    let at = response.interact_pointer_pos()?;
    let byte = byte_at(state, text, geometry, seen, at)?;
    let (pressed, shift, now) = ui.input(|input| (input.pointer.primary_pressed(), input.modifiers.shift, input.time));
    if response.clicked() && ui.input(|input| input.modifiers.command) {
        return Some(CodeOutcome::Followed { byte, in_another: shift });
    }
    if pressed && response.is_pointer_button_down_on() {
        response.request_focus();
        let clicks = clicks_of(state.press, at, now);
        state.press = Some(Press { at, time: now, clicks });
        let unit = match clicks {
            1 => Unit::Char,
            2 => Unit::Word,
            _ => Unit::Line,
        };
        match &mut state.selection {
            Some(selection) if shift => selection.head = byte,
            selection => *selection = Some(Selection::at(byte, unit)),
        }
    } else if response.dragged_by(egui::PointerButton::Primary) {
        if let Some(selection) = &mut state.selection {
            selection.head = byte;
        }
        scroll_while_dragging(ui, state, text, geometry, at);
    }
    None
}

/// What was asked for by a key: at the end of the selection.
pub(super) fn take_follow(state: &mut CodeViewState) -> Option<CodeOutcome> {
    let asked = std::mem::take(&mut state.wants_follow);
    let byte = state.selection.as_ref()?.head;
    asked.then_some(CodeOutcome::Followed { byte, in_another: false })
}

/// Scrolls to the line with a byte and chooses it.
pub(super) fn show_line(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, byte: usize) {
    let byte = text.as_str().floor_char_boundary(byte);
    state.selection = Some(Selection::at(byte, Unit::Line));
    show_hit(state, text, geometry, byte);
}

/// Chooses the next hit, or the one before, and shows it.
pub(super) fn step_find(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, forward: bool) {
    let top = state.scroll.top() as usize;
    let from = text.line_start(state.rows(text, geometry.columns).at(top).line);
    if let Some(hit) = state.find.step(forward, from) {
        show_hit(state, text, geometry, hit.start);
    }
}

/// Scrolls to a byte, unfolding what hides it.
pub(super) fn show_hit(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, byte: usize) {
    let line = text.line_of(byte);
    state.unfold_around(text, line);
    let wraps = state.choices.wrap || state.choices.uncut.contains(&line);
    let chars = text.line(line).get(..byte - text.line_start(line)).unwrap_or_default().chars().count();
    let map = state.rows(text, geometry.columns);
    let rows = map.rows();
    let part = if wraps { chars / super::rows::chars_per_row(text, line, geometry.columns) } else { 0 };
    let row = map.row_of(line) + part;
    state.scroll.show(row, rows, geometry.visible);
    if !wraps {
        let x = chars as f32 * geometry.char_width;
        let room = geometry.text.width() - 160.0;
        if x < state.x || x > state.x + room {
            state.x = (x - room / 2.0).max(0.0);
        }
    }
}

fn clicks_of(last: Option<Press>, at: Pos2, now: f64) -> u32 {
    match last {
        Some(last) if now - last.time < 0.3 && last.at.distance(at) < 6.0 => last.clicks % 3 + 1,
        _ => 1,
    }
}

/// The byte under the pointer; past the ends of the text, its ends.
fn byte_at(state: &CodeViewState, text: &CodeText, geometry: &Geometry, seen: &[SeenRow], at: Pos2) -> Option<usize> {
    let row = geometry.row_at(state, at.y);
    let (first, last) = (seen.first()?, seen.last()?);
    if row < 0.0 && first.row == 0 {
        return Some(0);
    }
    if row >= (last.row + 1) as f64 {
        return Some(last.piece.bytes(text).end);
    }
    let hit = seen.iter().find(|seen| seen.row as f64 >= row.floor())?;
    let x = (at.x - hit.x).max(0.0);
    let char = hit.galley.cursor_from_pos(vec2(x, hit.galley.size().y / 2.0)).index;
    Some(hit.piece.byte_of(text, char.0))
}

fn scroll_while_dragging(ui: &Ui, state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, at: Pos2) {
    let past = (at.y - geometry.body.bottom()).max(0.0) - (geometry.body.top() - at.y).max(0.0);
    if past == 0.0 {
        return;
    }
    let seconds = ui.input(|input| input.stable_dt).min(0.1);
    let rows = state.rows(text, geometry.columns).rows();
    state.scroll.scroll_by(f64::from(past * seconds * 8.0 / size::CODE_LINE), rows, geometry.visible);
    ui.ctx().request_repaint();
}
