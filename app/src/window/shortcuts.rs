//! Keys to actions, before any text field sees them.

use egui::{Context, Event, Key, Modifiers};

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
                // Alt+4 comes with the text "4", which nobody meant to type.
                if shortcut.0.modifiers.alt {
                    input.events.retain(|event| !matches!(event, Event::Text(_)));
                }
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

#[cfg(test)]
mod tests {
    use egui::{RawInput, Rect, pos2};

    use super::*;
    use crate::state::RequestView;

    #[test]
    fn a_key_with_alt_types_nothing() {
        let ctx = Context::default();
        let key = Key::Num4;
        let pressed = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::ALT };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 100.0))),
            events: vec![pressed, Event::Text("4".to_owned())],
            ..RawInput::default()
        };
        let mut taken = Vec::new();
        let mut output = ctx.run_ui(input, |ui| {
            taken.extend(take(ui.ctx(), Holder::default()));
            assert!(ui.ctx().input(|input| input.events.is_empty()), "nothing is left to be typed");
        });
        output.textures_delta.clear();
        assert_eq!(taken.first(), Some(&Action::ShowRequest(RequestView::Settings)));
    }
}
