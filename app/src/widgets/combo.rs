//! A drop-down: a framed value with our chevron, and a menu below it.
//!
//! Knows no values; the caller fills the menu.

use egui::{Rect, Response, Role, Ui, pos2, vec2};

use super::Lead;
use super::button::paint_chevron;
use super::menu::menu;
use super::target::{named, ring, target};
use crate::theme::{Font, paint, size, text, tokens};

/// A drop-down.
#[must_use = "call show or show_at"]
pub struct Combo<'a> {
    name: &'a str,
    value: &'a str,
    quiet: &'a str,
    lead: Option<Lead>,
    code: bool,
    unset: bool,
    invalid: bool,
    enabled: bool,
}

impl<'a> Combo<'a> {
    /// `name` says what is chosen here, `value` is what is chosen now.
    pub fn new(name: &'a str, value: &'a str) -> Self {
        Self { name, value, quiet: "", lead: None, code: false, unset: false, invalid: false, enabled: true }
    }

    /// What stands after the value in `text2`, as the number of an enum value.
    pub fn quiet(mut self, quiet: &'a str) -> Self {
        self.quiet = quiet;
        self
    }

    /// An icon or badge before the value.
    pub fn lead(mut self, lead: Lead) -> Self {
        self.lead = Some(lead);
        self
    }

    /// The value in the code face.
    pub fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// Nothing is chosen: the value is a word such as "not set", in `ui` and `text2`.
    pub fn unset(mut self, unset: bool) -> Self {
        self.unset = unset;
        self
    }

    /// With the border of what is invalid.
    pub fn invalid(mut self, invalid: bool) -> Self {
        self.invalid = invalid;
        self
    }

    /// Whether it can be opened.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Takes its place in the layout of `ui`, `width` wide.
    pub fn show(self, ui: &mut Ui, width: f32, add_items: impl FnOnce(&mut Ui)) -> Response {
        let (_, rect) = ui.allocate_space(vec2(width, size::CONTROL));
        self.show_at(ui, rect, add_items)
    }

    /// Draws itself over `rect`; while it is open, `add_items` fills its menu, at least as wide as `rect`.
    pub fn show_at(self, ui: &mut Ui, rect: Rect, add_items: impl FnOnce(&mut Ui)) -> Response {
        let response = self.face_at(ui, rect);
        menu(&response, |ui| {
            ui.set_min_width(rect.width() - 10.0);
            egui::ScrollArea::vertical().max_height(320.0).show(ui, add_items);
        });
        response
    }

    /// Draws itself over `rect` without a menu: what a click opens is the caller's.
    pub fn face_at(self, ui: &mut Ui, rect: Rect) -> Response {
        let t = tokens(ui);
        let enabled = self.enabled && ui.is_enabled();
        let response = target(ui, rect, enabled);
        named(&response, Role::ComboBox, enabled, &format!("{}: {} {}", self.name, self.value, self.quiet));
        let painter = ui.painter();
        let border = match (self.invalid, enabled, response.hovered()) {
            (true, ..) => t.error,
            (false, false, _) => t.line,
            (false, true, true) => t.edge,
            (false, true, false) => t.border,
        };
        paint::frame(painter, rect, t.field, border);
        let mut left = rect.left() + 8.0;
        if let Some(lead) = self.lead {
            lead.paint(painter, pos2(left + 8.0, rect.center().y), t.text2);
            left += size::ICON + 8.0;
        }
        let right = rect.right() - 16.0;
        paint_chevron(painter, pos2(right, rect.center().y), true, if enabled { t.text2 } else { t.edge });
        let font = if self.code && !self.unset { Font::Code } else { Font::Body };
        let color = match (enabled, self.unset) {
            (false, _) => t.edge,
            (true, true) => t.text2,
            (true, false) => t.text,
        };
        let (baseline, end) = (text::baseline(rect), right - 12.0);
        let used = text::paint_within(painter, pos2(left, baseline), end - left, font, color, self.value);
        let gap = if self.code { 8.0 } else { 6.0 };
        let quiet_at = pos2(left + used + gap, baseline);
        text::paint_within(painter, quiet_at, end - quiet_at.x, font, t.text2, self.quiet);
        ring(ui, &response, rect);
        response
    }
}
