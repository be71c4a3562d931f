//! The set box: 16 by 16, with a check on `fill` while it is set.
//!
//! Knows a bool.

use egui::{Rect, Response, Role, Ui, pos2, vec2};

use super::target::{named_choice, ring, target};
use crate::theme::{Font, paint, size, text, tokens};

/// A set box, alone or with a word.
#[must_use = "call show or show_around"]
pub struct SetBox<'a> {
    name: &'a str,
    label: &'a str,
    enabled: bool,
}

impl<'a> SetBox<'a> {
    /// A box alone; `name` is what a screen reader says.
    pub fn new(name: &'a str) -> Self {
        Self { name, label: "", enabled: true }
    }

    /// A box with a word after it, which is its name too.
    pub fn labelled(label: &'a str) -> Self {
        Self { name: label, label, enabled: true }
    }

    /// A name of its own for a box whose word is only its value, as `true` is.
    pub fn named(mut self, name: &'a str) -> Self {
        self.name = name;
        self
    }

    /// Whether it can be clicked.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Takes its place in the layout of `ui`.
    pub fn show(self, ui: &mut Ui, set: &mut bool) -> Response {
        let label = text::width(ui.ctx(), Font::Body, self.label);
        let width = size::ICON + if label > 0.0 { 8.0 + label } else { 0.0 };
        let (_, rect) = ui.allocate_space(vec2(width, size::TARGET));
        self.show_around(ui, pos2(rect.left() + 8.0, rect.center().y), set)
    }

    /// Draws itself with the middle of the box at `center`; a click anywhere in the 24 around it, or on its word,
    /// changes it.
    pub fn show_around(self, ui: &mut Ui, center: egui::Pos2, set: &mut bool) -> Response {
        let t = tokens(ui);
        let center = pos2(center.x.round(), center.y.round());
        let label = text::width(ui.ctx(), Font::Body, self.label);
        let mut area = Rect::from_center_size(center, vec2(size::TARGET, size::TARGET));
        if label > 0.0 {
            area.max.x = center.x + 16.0 + label;
        }
        let enabled = self.enabled && ui.is_enabled();
        let mut response = target(ui, area, enabled);
        if response.clicked() {
            *set = !*set;
            response.mark_changed();
        }
        named_choice(&response, Role::CheckBox, *set, self.name);
        let painter = ui.painter();
        let square = Rect::from_center_size(center, vec2(size::ICON, size::ICON));
        let hovered = enabled && response.hovered();
        if *set {
            let fill = match (enabled, hovered) {
                (false, _) => t.edge,
                (true, true) => t.fill_hover,
                (true, false) => t.fill,
            };
            painter.rect_filled(square, size::RADIUS, fill);
            paint::check(painter, center, t.on_fill);
        } else {
            let border = match (enabled, hovered) {
                (false, _) => t.line,
                (true, true) => t.edge,
                (true, false) => t.border,
            };
            paint::frame(painter, square, egui::Color32::TRANSPARENT, border);
        }
        let color = if enabled { t.text } else { t.edge };
        text::paint(painter, pos2(center.x + 16.0, text::baseline(area)), Font::Body, color, self.label);
        ring(ui, &response, square);
        response
    }
}
