//! Finding in the tree and the bytes: the same bar as over a text, its hits unfolded to and chosen.
//! The search itself is in `search`.

use egui::{Key, Modifiers, Rect, Ui};

use super::{MessageFormat, MessageInput, MessageViewState};
use crate::{
    theme::size,
    viewers::{
        code::{self, REPAINT_AFTER},
        parts,
    },
};

/// Draws the bar, if it is open, and searches on; what is left of `rest` is for the rows. The step to another hit that is
/// asked for.
pub(super) fn find_ui(
    ui: &mut Ui,
    state: &mut MessageViewState,
    input: &MessageInput<'_>,
    rest: &mut Rect,
) -> Option<bool> {
    let mut step = state.code.take_step();
    if !state.code.is_finding() {
        return None;
    }
    let bar = parts::take_top(rest, size::TOOL_ROW);
    let mut bar_ui = ui.new_child(egui::UiBuilder::new().max_rect(bar).id_salt("find in rows"));
    let count = state.search.count_text();
    let (query, focus) = state.code.sought();
    let out = code::words_bar_ui(&mut bar_ui, query, &count, focus, bar);
    let query = query.clone();
    state.search.advance(ui.ctx(), input, &query);
    if state.search.is_searching() {
        ui.ctx().request_repaint_after(REPAINT_AFTER);
    }
    if out.closes {
        state.code.close_find();
        if out.by_key {
            state.focus();
        }
    }
    for (modifiers, forward) in [(Modifiers::SHIFT, false), (Modifiers::NONE, true)] {
        if step.is_none() && ui.input_mut(|input| input.consume_key(modifiers, Key::F3)) {
            step = Some(forward);
        }
    }
    out.step.or(step)
}

/// Goes to the next hit, or the one before: unfolds to it and chooses it.
pub(super) fn step(ui: &Ui, state: &mut MessageViewState, forward: bool) {
    let from = match state.format {
        MessageFormat::Tree => state.tree.chosen_offset(),
        _ => state.wire.chosen_offset(),
    };
    let Some(offset) = state.search.step(forward, from.unwrap_or(0)) else { return };
    match state.format {
        MessageFormat::Tree => state.tree.reveal(offset),
        _ => state.wire.reveal(offset),
    }
    ui.ctx().request_repaint();
}
