//! A row of a list: lead, text, and quiet hints at the right; with a bar at the left once it is selected.
//!
//! Knows no list; the panel keeps what is selected.

use egui::{Color32, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Lead;
use super::target::ring_inside;
use crate::theme::paint::RowGround;
use crate::theme::{Font, paint, size, text, tokens};

/// A row of a list.
#[must_use = "call show or show_at"]
pub struct ListRow<'a> {
    text: &'a str,
    quiet: &'a str,
    lead: Option<Lead>,
    hints: Vec<(&'a str, Color32, f32)>,
    color: Option<Color32>,
    selected: bool,
    panel_focused: bool,
    is_path: bool,
    pad: f32,
    height: f32,
    id: Option<Id>,
}

impl<'a> ListRow<'a> {
    /// Its main text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            quiet: "",
            lead: None,
            hints: Vec::new(),
            color: None,
            selected: false,
            panel_focused: true,
            is_path: false,
            pad: 12.0,
            height: size::ROW,
            id: None,
        }
    }

    /// What stands after the text in `text2`.
    pub fn quiet(mut self, quiet: &'a str) -> Self {
        self.quiet = quiet;
        self
    }

    /// An icon or badge before the text.
    pub fn lead(mut self, lead: Lead) -> Self {
        self.lead = Some(lead);
        self
    }

    /// A small hint at the right end, in a colour of the theme; `column` is how wide it is kept (0 for its own width),
    /// so that hints of several rows stand below each other. Called from the right inwards.
    pub fn hint(mut self, hint: &'a str, color: Color32, column: f32) -> Self {
        self.hints.push((hint, color, column));
        self
    }

    /// Its text in another colour than `text`: `accent` for what opens something.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// Selected, and whether its panel has the focus.
    pub fn selected(mut self, selected: bool, panel_focused: bool) -> Self {
        self.selected = selected;
        self.panel_focused = panel_focused;
        self
    }

    /// The text is a path: it gives way in the middle.
    pub fn path(mut self) -> Self {
        self.is_path = true;
        self
    }

    /// From the sides of the row to its content; 12 unless said.
    pub fn pad(mut self, pad: f32) -> Self {
        self.pad = pad;
        self
    }

    /// 28 instead of 24, for rows of a palette.
    pub fn tall(mut self) -> Self {
        self.height = size::CONTROL;
        self
    }

    /// An identity that stays while rows above come and go.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Takes the next row of the layout of `ui`, over its whole width.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), self.height));
        self.show_at(ui, rect)
    }

    /// Draws itself over `rect`.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) -> Response {
        let id = self.id.unwrap_or_else(|| {
            let id = ui.next_auto_id();
            ui.skip_ahead_auto_ids(1);
            id
        });
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| {
            let hints: String = self.hints.iter().rev().map(|(hint, ..)| format!(", {hint}")).collect();
            let quiet = if self.quiet.is_empty() { String::new() } else { format!(", {}", self.quiet) };
            let name = format!("{}{quiet}{hints}", self.text);
            WidgetInfo::selected(Role::ListItem, ui.is_enabled(), self.selected, name)
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let (t, painter) = (tokens(ui), ui.painter());
        let ground = match (self.selected, self.panel_focused, response.hovered()) {
            (true, true, _) => RowGround::Selected,
            (true, false, _) => RowGround::SelectedWithoutFocus,
            (false, _, true) => RowGround::Hovered,
            (false, _, false) => RowGround::Plain,
        };
        paint::row_ground(painter, rect, ground, t);
        let baseline = text::baseline(rect);
        let mut right = rect.right() - self.pad;
        for (hint, color, column) in &self.hints {
            let width = text::paint_right(painter, pos2(right, baseline), Font::Small, *color, hint);
            right -= width.max(*column) + if width > 0.0 || *column > 0.0 { 12.0 } else { 0.0 };
        }
        let color = self.color.unwrap_or(t.text);
        let mut left = rect.left() + self.pad;
        if let Some(lead) = self.lead {
            let badge = if self.selected { t.text } else { t.text2 };
            lead.paint(painter, pos2(left + 8.0, rect.center().y), badge);
            left += size::ICON + 8.0;
        }
        let at = pos2(left, baseline);
        let used = if self.is_path {
            text::paint_path_within(painter, at, right - left, Font::Body, color, self.text)
        } else {
            text::paint_within(painter, at, right - left, Font::Body, color, self.text)
        };
        let quiet_at = pos2(left + used + 8.0, baseline);
        text::paint_path_within(painter, quiet_at, right - quiet_at.x, Font::Body, t.text2, self.quiet);
        ring_inside(ui, &response, rect);
        response
    }
}
