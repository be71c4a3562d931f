//! What the pointer and the keys do in a code view: move, select, copy, fold, scroll, find.
//! It paints nothing.

use egui::{CursorIcon, Event, EventFilter, Key, Modifiers, Pos2, Response, Ui, vec2};

use super::{
    geometry::{CodeOutcome, Geometry, SeenRow},
    rows::chars_per_row,
    selection::{Selection, Unit},
    state::{CodeViewState, Press},
    text::CodeText,
};
use crate::{theme::size, viewers::escape};

/// Keys of a view that has the focus.
pub(super) fn take_keys(
    ui: &Ui,
    state: &mut CodeViewState,
    text: &CodeText,
    geometry: &Geometry,
    response: &Response,
) -> Option<CodeOutcome> {
    if !response.has_focus() {
        return None;
    }
    let escape = state.find.open || state.filter.open;
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape, tab: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    if escape {
        escape::hold(ui, response.id);
    } else {
        escape::release(ui);
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::A) {
        state.selection = Some(Selection::all(text));
    }
    if pressed(Modifiers::COMMAND, Key::F) {
        state.open_find();
    }
    if pressed(Modifiers::SHIFT, Key::F3) {
        step_find(state, text, geometry, false);
    } else if pressed(Modifiers::NONE, Key::F3) {
        step_find(state, text, geometry, true);
    }
    if escape && pressed(Modifiers::NONE, Key::Escape) {
        if state.find.open {
            state.close_find();
        } else {
            state.close_filter();
        }
    }
    if pressed(Modifiers::NONE, Key::Space) || pressed(Modifiers::NONE, Key::Enter) {
        fold_at_caret(state, text);
    }
    let page = (geometry.visible - 1.0).max(1.0);
    for (key, by) in [(Key::ArrowUp, -1.0), (Key::ArrowDown, 1.0), (Key::PageUp, -page), (Key::PageDown, page)] {
        if pressed(Modifiers::COMMAND, key) {
            let rows = state.rows(text, geometry.columns);
            state.scroll.scroll_by(by, rows, geometry.visible);
            state.moved();
        }
        for (modifiers, extends) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            if pressed(modifiers, key) {
                move_caret(state, text, geometry, by, extends);
            }
        }
    }
    for (key, by) in [(Key::Home, f64::MIN), (Key::End, f64::MAX)] {
        for (modifiers, extends) in [
            (Modifiers::COMMAND | Modifiers::SHIFT, true),
            (Modifiers::COMMAND, false),
            (Modifiers::SHIFT, true),
            (Modifiers::NONE, false),
        ] {
            if pressed(modifiers, key) {
                move_caret(state, text, geometry, by, extends);
            }
        }
    }
    for (key, cells) in [(Key::ArrowLeft, -8.0), (Key::ArrowRight, 8.0)] {
        if pressed(Modifiers::NONE, key) && !state.choices.wrap {
            state.x = (state.x + cells * geometry.char_width).max(0.0);
        }
    }
    if ui.input(|input| input.events.contains(&Event::Copy)) {
        copy(ui, state, text);
    }
    None
}

/// Puts what is selected on the clipboard.
fn copy(ui: &Ui, state: &mut CodeViewState, text: &CodeText) {
    if let Some(range) = state.selected(text) {
        let (text, bytes) = (text.clone(), range.len());
        state.copying.start(ui.ctx(), bytes, move || text.slice(range).into_owned());
    }
}

/// Folds or unfolds the block that begins on the line of the caret.
fn fold_at_caret(state: &mut CodeViewState, text: &CodeText) {
    let Some(line) = state.selection.map(|selection| text.line_of(selection.head)) else { return };
    if text.fold_at(line).is_some() {
        state.toggle_fold(line);
    }
}

/// Moves the caret by some rows, from the top of the view where there is none yet.
fn move_caret(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, by: f64, extends: bool) {
    state.moved();
    let rows = state.rows(text, geometry.columns);
    let now = match state.selection {
        Some(selection) => row_of_byte(state, text, geometry, selection.head) as f64,
        None => state.scroll.top() - if by > 0.0 { 1.0 } else { 0.0 },
    };
    let row = (now + by).clamp(0.0, rows as f64 - 1.0) as usize;
    let place = state.row_at(text, geometry.columns, row);
    let per_row = chars_per_row(text, place.line, geometry.columns);
    let head = text.line_start(place.line) + text.byte_of_char(place.line, place.part * per_row);
    match &mut state.selection {
        Some(selection) if extends => selection.head = head,
        selection => *selection = Some(Selection::at(head, Unit::Char)),
    }
    // What a key turned to may have been guessed: its row is known only now.
    let row = row_of_byte(state, text, geometry, head);
    let rows = state.rows(text, geometry.columns);
    state.scroll.reveal(row, rows, geometry.visible);
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
        state.moved();
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
    } else if response.secondary_clicked() {
        response.request_focus();
        if state.selected(text).is_none_or(|selected| !selected.contains(&byte)) {
            state.selection = Some(Selection::at(byte, Unit::Char));
        }
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
    let byte = text.floor_char_boundary(byte);
    state.selection = Some(Selection::at(byte, Unit::Line));
    show_hit(state, text, geometry, byte);
}

/// Chooses the next hit, or the one before, and shows it.
pub(super) fn step_find(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, forward: bool) {
    state.moved();
    let top = state.scroll.top() as usize;
    let from = text.line_start(state.row_at(text, geometry.columns, top).line);
    if let Some(hit) = state.find.step(forward, from) {
        state.selection = Some(Selection::at(hit.start, Unit::Char));
        show_hit(state, text, geometry, hit.start);
    }
}

/// Scrolls to a byte, unfolding what hides it.
pub(super) fn show_hit(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, byte: usize) {
    let line = text.line_of(byte);
    state.unfold_around(text, line);
    let within = byte - text.line_start(line);
    if within > super::text::cut(text.line(line)).len() {
        state.show_all_of(line);
    }
    let row = row_of_byte(state, text, geometry, byte);
    let rows = state.rows(text, geometry.columns);
    state.scroll.show(row, rows, geometry.visible);
    if !state.choices.wraps(line) {
        let chars = text.line(line).get(..within).unwrap_or_default().chars().count();
        let x = chars as f32 * geometry.char_width;
        let room = geometry.text.width() - 160.0;
        if x < state.x || x > state.x + room {
            state.x = (x - room / 2.0).max(0.0);
        }
    }
}

/// The row a byte stands on.
fn row_of_byte(state: &mut CodeViewState, text: &CodeText, geometry: &Geometry, byte: usize) -> usize {
    let line = text.line_of(byte);
    let row = state.row_of(text, geometry.columns, line);
    if !state.choices.wraps(line) {
        return row;
    }
    let within = byte.saturating_sub(text.line_start(line));
    let chars =
        if text.is_ascii(line) { within } else { text.line(line).get(..within).unwrap_or_default().chars().count() };
    row + chars / chars_per_row(text, line, geometry.columns)
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
    let rows = state.rows(text, geometry.columns);
    state.scroll.scroll_by(f64::from(past * seconds * 8.0 / size::CODE_LINE), rows, geometry.visible);
    ui.ctx().request_repaint();
}
