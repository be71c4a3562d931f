//! A quiet button of one icon, which always has a name and a tooltip with its keys.
//!
//! Knows no action: a panel asks whether it was clicked.

use egui::{Rect, Response, Role, Ui, pos2, vec2};

use super::target::{self, named, named_choice, target, tip};
use crate::theme::{Icon, size, text, tokens};

/// A button of one icon, in a target of 24.
#[must_use = "call show or show_at"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    shortcut: Option<&'a str>,
    chosen: Option<bool>,
    enabled: bool,
    side: f32,
    why_off: &'a str,
    hint: &'a str,
    warns: bool,
}

impl<'a> IconButton<'a> {
    /// `name` is the tooltip and the accessible name.
    pub fn new(icon: Icon, name: &'a str) -> Self {
        Self {
            icon,
            name,
            shortcut: None,
            chosen: None,
            enabled: true,
            side: size::TARGET,
            why_off: "",
            hint: "",
            warns: false,
        }
    }

    /// The keys that do the same, for the tooltip.
    pub fn shortcut(mut self, keys: &'a str) -> Self {
        self.shortcut = Some(keys);
        self
    }

    /// A tooltip that says more than the name.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// In the colour of warnings.
    pub fn warns(mut self, warns: bool) -> Self {
        self.warns = warns;
        self
    }

    /// A switch: it stands on `select` while `chosen`.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = Some(chosen);
        self
    }

    /// Off, with the reason as tooltip.
    pub fn enabled(mut self, enabled: bool, why_off: &'a str) -> Self {
        self.enabled = enabled;
        self.why_off = why_off;
        self
    }

    /// A target of 28 instead of 24.
    pub fn large(mut self) -> Self {
        self.side = size::CONTROL;
        self
    }

    /// Takes its place in the layout of `ui`.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (_, rect) = ui.allocate_space(vec2(self.side, self.side));
        self.show_at(ui, rect)
    }

    /// Draws itself around `center`, the middle of its icon.
    pub fn show_around(self, ui: &mut Ui, center: egui::Pos2) -> Response {
        let center = pos2(center.x.round(), center.y.round());
        let rect = Rect::from_center_size(center, vec2(self.side, self.side));
        self.show_at(ui, rect)
    }

    /// Draws itself over all of `rect`.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) -> Response {
        let enabled = self.enabled && ui.is_enabled();
        let response = target(ui, rect, enabled);
        match self.chosen {
            Some(chosen) => named_choice(&response, Role::Button, chosen, self.name),
            None => named(&response, Role::Button, enabled, self.name),
        }
        if ui.is_rect_visible(rect) {
            let t = tokens(ui);
            let chosen = self.chosen == Some(true);
            let ground = target::quiet_ground(&response, t).or(chosen.then_some(t.select));
            if let Some(ground) = ground {
                ui.painter().rect_filled(rect, size::RADIUS, ground);
            }
            let color = match (enabled, chosen || response.hovered()) {
                (false, _) => t.edge,
                _ if self.warns => t.warn,
                (true, true) => t.text,
                (true, false) => t.text2,
            };
            text::paint_icon(ui.painter(), rect.center(), self.icon, color);
            target::ring_inside(ui, &response, rect);
        }
        let what = match enabled || self.why_off.is_empty() {
            true if self.hint.is_empty() => self.name,
            true => self.hint,
            false => self.why_off,
        };
        tip(response, what, self.shortcut)
    }
}
