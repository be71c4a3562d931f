//! An empty area: what goes here, and the one action that fills it.
//!
//! Knows words.

use egui::{Rect, Role, Sense, Ui, pos2, vec2};

use super::button::Button;
use super::target::named;
use crate::theme::{Font, size, text, tokens};

/// What stands where there is nothing yet.
#[must_use = "call show_at"]
pub struct EmptyArea<'a> {
    title: &'a str,
    hint: &'a str,
    action: &'a str,
    shortcut: Option<&'a str>,
}

impl<'a> EmptyArea<'a> {
    /// What goes here: "No message yet".
    pub fn new(title: &'a str) -> Self {
        Self { title, hint: "", action: "", shortcut: None }
    }

    /// How it gets here, in `text2`.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// The word of the button that fills it.
    pub fn action(mut self, action: &'a str, shortcut: Option<&'a str>) -> Self {
        self.action = action;
        self.shortcut = shortcut;
        self
    }

    /// Draws itself in the middle of `rect`, a little above; `true` once the button is clicked.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) -> bool {
        let t = tokens(ui);
        let lines = 20.0 + if self.hint.is_empty() { 0.0 } else { 20.0 };
        let height = lines + if self.action.is_empty() { 0.0 } else { 12.0 + size::CONTROL };
        let top = (rect.top() + (rect.height() - height).max(0.0) * 0.4).round();
        let middle = rect.center().x.round();
        let id = ui.next_auto_id();
        ui.skip_ahead_auto_ids(1);
        let words = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), lines));
        let response = ui.interact(words, id, Sense::hover());
        named(&response, Role::Label, true, format!("{} {}", self.title, self.hint).trim_end());
        let painter = ui.painter();
        let room = rect.width() - 24.0;
        let line = |offset: f32, font: Font, color, words: &str| {
            let width = text::width(painter.ctx(), font, words).min(room);
            let at = pos2((middle - width / 2.0).round(), top + offset + 15.0);
            text::paint_within(painter, at, room, font, color, words);
        };
        line(0.0, Font::Body, t.text, self.title);
        line(20.0, Font::Body, t.text2, self.hint);
        if self.action.is_empty() {
            return false;
        }
        let mut button = Button::normal(self.action);
        if let Some(keys) = self.shortcut {
            button = button.hint(self.action).shortcut(keys);
        }
        let width = button.size(ui).x;
        let at = pos2((middle - width / 2.0).round(), top + lines + 12.0);
        button.show_at(ui, Rect::from_min_size(at, vec2(width, size::CONTROL))).clicked()
    }
}
