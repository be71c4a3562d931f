//! Segments: one frame with a few words of which one is chosen.
//!
//! Knows indices; what they stand for is the panel's.

use egui::{CornerRadius, Rect, Response, Role, Ui, Vec2, pos2, vec2};

use super::target::{named_choice, ring_inside, target, to_grid};
use crate::theme::{Font, paint, size, text, tokens};

/// A row of words in one frame.
#[must_use = "call show or show_at"]
pub struct Segments<'a> {
    name: &'a str,
    labels: &'a [&'a str],
    height: f32,
}

impl<'a> Segments<'a> {
    /// `name` says what is chosen among `labels`; it is spoken before each of them.
    pub fn new(name: &'a str, labels: &'a [&'a str]) -> Self {
        Self { name, labels, height: size::CONTROL }
    }

    /// 24 high, for strips of 32.
    pub fn in_strip(mut self) -> Self {
        self.height = size::CONTROL_IN_STRIP;
        self
    }

    /// Width and height that it takes.
    pub fn size(&self, ui: &Ui) -> Vec2 {
        let width: f32 = self.labels.iter().map(|label| cell_width(ui, label)).sum();
        vec2(width, self.height)
    }

    /// Takes its place in the layout of `ui`; says whether another was chosen.
    pub fn show(self, ui: &mut Ui, chosen: &mut usize) -> Response {
        let (_, rect) = ui.allocate_space(self.size(ui));
        self.show_at(ui, rect.min, chosen)
    }

    /// Draws itself with its corner at `min`. The response covers all and has `changed` once another is chosen.
    pub fn show_at(self, ui: &mut Ui, min: egui::Pos2, chosen: &mut usize) -> Response {
        let rect = Rect::from_min_size(min, self.size(ui));
        let group_id = ui.next_auto_id();
        ui.skip_ahead_auto_ids(1);
        let mut group = ui.interact(rect, group_id, egui::Sense::hover());
        let t = tokens(ui);
        paint::frame(ui.painter(), rect, egui::Color32::TRANSPARENT, t.border);

        let before = *chosen;
        let mut left = rect.left();
        for (index, label) in self.labels.iter().enumerate() {
            let width = cell_width(ui, label);
            let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
            let response = target(ui, cell, ui.is_enabled());
            if response.clicked() {
                *chosen = index;
            }
            named_choice(&response, Role::RadioButton, before == index, &format!("{}: {label}", self.name));
            self.paint_cell(ui, cell, &response, index, before);
            left += width;
        }
        if *chosen != before {
            group.mark_changed();
        }
        group
    }

    fn paint_cell(&self, ui: &Ui, cell: Rect, response: &Response, index: usize, chosen: usize) {
        let (t, painter) = (tokens(ui), ui.painter());
        let (first, last) = (index == 0, index + 1 == self.labels.len());
        let is_chosen = index == chosen;
        let inside = Rect::from_min_max(
            pos2(cell.left() + if first { 1.0 } else { 0.0 }, cell.top() + 1.0),
            pos2(cell.right() - if last { 1.0 } else { 0.0 }, cell.bottom() - 1.0),
        );
        let inner = size::RADIUS - 1;
        let (west, east) = (if first { inner } else { 0 }, if last { inner } else { 0 });
        let radius = CornerRadius { nw: west, sw: west, ne: east, se: east };
        let ground = match (is_chosen, response.is_pointer_button_down_on(), response.hovered()) {
            (true, ..) => Some(t.select),
            (false, true, _) => Some(t.pressed),
            (false, false, true) => Some(t.hover),
            (false, false, false) => None,
        };
        if let Some(ground) = ground {
            painter.rect_filled(inside, radius, ground);
        } else if !first && index != chosen + 1 {
            let inset = 7.0;
            paint::divider_v(painter, cell.left(), (cell.top() + inset)..=(cell.bottom() - inset), t.line);
        }
        let color = if is_chosen || response.hovered() { t.text } else { t.text2 };
        let at = pos2(cell.center().x, text::baseline(cell));
        if let Some(label) = self.labels.get(index) {
            text::paint_centered(painter, at, Font::Body, color, label);
        }
        ring_inside(ui, response, cell);
    }
}

fn cell_width(ui: &Ui, label: &str) -> f32 {
    to_grid(text::width(ui.ctx(), Font::Body, label) + 20.0)
}
