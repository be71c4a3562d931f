//! The keys of the list of a log: rows up and down, the end, marks, what was found, clearing it.
//! They draw nothing.

use egui::{EventFilter, Key, Modifiers, Response, Ui};

use super::{
    command::{self, LogCommand},
    view::{LogOutcome, LogViewState},
};

/// Takes the keys while the list has the focus.
pub(super) fn keys(ui: &Ui, state: &mut LogViewState, response: &Response) -> Option<LogOutcome> {
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let shifted = |key| ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key));
    if pressed(Key::Enter) && state.selected.is_some() {
        state.is_message_open = true;
        state.message.focus();
    }
    if pressed(Key::End) {
        state.follow.jump_to_end();
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Delete)) {
        return Some(state.clear());
    }
    let asked = match () {
        () if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::G)) => Some(LogCommand::GoTo),
        () if shifted(Key::F2) => Some(LogCommand::PreviousMark),
        () if pressed(Key::F2) => Some(LogCommand::NextMark),
        () if shifted(Key::F3) => Some(LogCommand::PreviousFound),
        () if pressed(Key::F3) => Some(LogCommand::NextFound),
        () if pressed(Key::M) => Some(LogCommand::ToggleMark),
        () => None,
    };
    if let Some(asked) = asked {
        let before = state.selected;
        command::follow(state, asked);
        return state.selected.filter(|row| Some(*row) != before).map(LogOutcome::Selected);
    }
    let last = state.listed.len().saturating_sub(1);
    let now = state.selected.map(|row| state.listed.place_of(row).min(last));
    let place = match () {
        () if pressed(Key::ArrowDown) => now.map_or(last, |place| (place + 1).min(last)),
        () if pressed(Key::ArrowUp) => now.map_or(last, |place| place.saturating_sub(1)),
        () if pressed(Key::PageDown) => now.map_or(last, |place| (place + 20).min(last)),
        () if pressed(Key::PageUp) => now.map_or(last, |place| place.saturating_sub(20)),
        () if pressed(Key::Home) => 0,
        () => return None,
    };
    let row = state.listed.row_at(place)?;
    state.go(row);
    Some(LogOutcome::Selected(row))
}
