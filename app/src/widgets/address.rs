//! The joined frame of an address bar: cells side by side in one frame, with a line between two.
//!
//! Knows no address; a cell is a picker drawn here or a frameless text field.

use egui::{Color32, Rect, Response, Role, Ui, pos2};

use super::Lead;
use super::button::paint_chevron;
use super::target::{named, quiet_ground, ring_inside, target, tip};
use crate::theme::{Font, paint, size, text, tokens};

/// Paints one frame over `rect` and returns its cells: `widths` from the left, where `None` takes what is left (shared,
/// if there are several). The first cell starts at the frame, the others after their line. `invalid` gives the frame
/// the colour of errors; `focused` is the index of the cell whose text has the focus.
pub fn joined_frame(ui: &Ui, rect: Rect, widths: &[Option<f32>], focused: Option<usize>, invalid: bool) -> Vec<Rect> {
    let (t, painter) = (tokens(ui), ui.painter());
    paint::frame(painter, rect, t.field, if invalid { t.error } else { t.border });
    let lines = widths.len().saturating_sub(1) as f32;
    let fixed: f32 = lines + widths.iter().flatten().sum::<f32>();
    let open = widths.iter().filter(|width| width.is_none()).count().max(1);
    let share = ((rect.width() - fixed) / open as f32).max(0.0).floor();
    let mut left = rect.left();
    let mut cells = Vec::with_capacity(widths.len());
    for (index, width) in widths.iter().enumerate() {
        let last = index + 1 == widths.len();
        let right = if last { rect.right() } else { (left + width.unwrap_or(share)).min(rect.right()) };
        cells.push(Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom())));
        if !last {
            paint::divider_v(painter, right, (rect.top() + 1.0)..=(rect.bottom() - 1.0), t.line);
        }
        left = right + if last { 0.0 } else { 1.0 };
    }
    if let Some(cell) = focused.and_then(|index| cells.get(index)) {
        paint::focused_frame(painter, *cell, Color32::TRANSPARENT, if invalid { t.error } else { t.accent });
    }
    cells
}

/// A cell that opens something: a lead, a text whose first part may be quieter, and a chevron.
#[must_use = "call show_at"]
pub struct PickerCell<'a> {
    name: &'a str,
    lead: Option<Lead>,
    quiet: &'a str,
    text: &'a str,
    placeholder: &'a str,
    chevron: bool,
    hint: &'a str,
    shortcut: Option<&'a str>,
}

impl<'a> PickerCell<'a> {
    /// `name` says what is picked here.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, lead: None, quiet: "", text, placeholder: "", chevron: true, hint: "", shortcut: None }
    }

    /// An icon or a kind badge at its start.
    pub fn lead(mut self, lead: Lead) -> Self {
        self.lead = Some(lead);
        self
    }

    /// What stands before the text in `text2`, as a package before a method. It gives way first.
    pub fn quiet(mut self, quiet: &'a str) -> Self {
        self.quiet = quiet;
        self
    }

    /// Shown while there is no text.
    pub fn placeholder(mut self, placeholder: &'a str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// Without the chevron, where the cell opens a small thing such as a timeout.
    pub fn without_chevron(mut self) -> Self {
        self.chevron = false;
        self
    }

    /// The tooltip: the whole of what is shown, or what a click does.
    pub fn hint(mut self, hint: &'a str, shortcut: Option<&'a str>) -> Self {
        self.hint = hint;
        self.shortcut = shortcut;
        self
    }

    /// Draws itself over a cell of [`joined_frame`]; `first` is true in the first one.
    pub fn show_at(self, ui: &mut Ui, cell: Rect, first: bool) -> Response {
        let t = tokens(ui);
        let response = target(ui, cell, ui.is_enabled());
        named(&response, Role::ComboBox, ui.is_enabled(), &format!("{}: {}{}", self.name, self.quiet, self.text));
        let painter = ui.painter();
        if let Some(ground) = quiet_ground(&response, t) {
            let inside = cell.shrink(1.0);
            painter.rect_filled(inside, paint::inner_radius(), ground);
        }
        let middle = cell.center().y;
        let mut left = cell.left() + if first { 8.0 } else { 11.0 };
        if let Some(lead) = self.lead {
            lead.paint(painter, pos2(left + 8.0, middle), t.text2);
            left += size::ICON + 8.0;
        }
        let mut right = cell.right() - 8.0;
        if self.chevron {
            paint_chevron(painter, pos2(right - 8.0, middle), true, t.text2);
            right -= size::ICON + 4.0;
        }
        self.paint_text(ui, left, right, text::baseline(cell));
        ring_inside(ui, &response, cell);
        tip(response, self.hint, self.shortcut)
    }

    fn paint_text(&self, ui: &Ui, left: f32, right: f32, baseline: f32) {
        let (t, painter) = (tokens(ui), ui.painter());
        let at = pos2(left, baseline);
        if self.text.is_empty() && self.quiet.is_empty() {
            text::paint_within(painter, at, right - left, Font::Body, t.text2, self.placeholder);
            return;
        }
        let text_width = text::width(ui.ctx(), Font::Body, self.text);
        let room_for_quiet = right - left - text_width;
        let quiet_width = if room_for_quiet > 24.0 {
            text::paint_path_within(painter, at, room_for_quiet, Font::Body, t.text2, self.quiet)
        } else {
            0.0
        };
        let at = pos2(left + quiet_width, baseline);
        text::paint_path_within(painter, at, right - at.x, Font::Body, t.text, self.text);
    }
}
