//! Keys to actions, before any text field sees them.

use egui::{Context, Key, Modifiers};

use crate::action::{Action, commands};

/// Who has the keyboard, as far as it decides what a key means.
#[derive(Debug, Clone, Copy, Default)]
pub struct Holder {
    /// A text field that has an undo history of its own has the focus.
    pub own_history: bool,
    /// A popup or a completion is open: Esc is its.
    pub popup_open: bool,
}

/// The actions of the keys pressed in this frame; they are consumed.
pub fn take(ctx: &Context, holder: Holder) -> Vec<Action> {
    let mut actions = Vec::new();
    ctx.input_mut(|input| {
        // Longest first: Ctrl+Shift+T is not Ctrl+T.
        let mut all = commands();
        all.sort_by_key(|(_, entry)| entry.shortcut.is_none_or(|shortcut| !shortcut.0.modifiers.shift));
        for (action, entry) in all {
            let Some(shortcut) = entry.shortcut else { continue };
            if holder.own_history && matches!(action, Action::Undo | Action::Redo) {
                continue;
            }
            if input.consume_shortcut(&shortcut.0) {
                actions.push(action);
            }
        }
        // Ctrl+= is what a keyboard without a number block has for Ctrl+Plus.
        if input.consume_key(Modifiers::COMMAND, Key::Equals) {
            actions.push(Action::ZoomIn);
        }
        if !holder.popup_open && input.consume_key(Modifiers::NONE, Key::Escape) {
            actions.push(Action::Escape);
        }
    });
    actions
}
