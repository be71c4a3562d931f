//! A heading that folds what stands below it.
//!
//! Knows a bool; the caller draws the content while it is open.

use egui::{Rect, Response, Role, Ui, WidgetInfo, pos2, vec2};

use super::button::paint_chevron;
use super::target::{quiet_ground, ring_inside, target};
use crate::theme::{Font, size, text, tokens};

/// A heading with a chevron.
#[must_use = "call show or show_at"]
pub struct Disclosure<'a> {
    title: &'a str,
    quiet: &'a str,
    small: bool,
}

impl<'a> Disclosure<'a> {
    /// Its words.
    pub fn new(title: &'a str) -> Self {
        Self { title, quiet: "", small: false }
    }

    /// What stands after the words in `text2`: "2 elements".
    pub fn quiet(mut self, quiet: &'a str) -> Self {
        self.quiet = quiet;
        self
    }

    /// Small and in 600, as headings of groups are.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Takes the next 24 of the layout of `ui`.
    pub fn show(self, ui: &mut Ui, open: &mut bool) -> Response {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
        self.show_at(ui, rect, open)
    }

    /// Draws itself over `rect`; a click or Enter folds and unfolds.
    pub fn show_at(self, ui: &mut Ui, rect: Rect, open: &mut bool) -> Response {
        let t = tokens(ui);
        let mut response = target(ui, rect, ui.is_enabled());
        if response.clicked() {
            *open = !*open;
            response.mark_changed();
        }
        let name = format!("{} {}", self.title, self.quiet);
        response
            .widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, ui.is_enabled(), *open, name.trim_end()));
        let painter = ui.painter();
        if let Some(ground) = quiet_ground(&response, t) {
            painter.rect_filled(rect, size::RADIUS, ground);
        }
        paint_chevron(painter, pos2(rect.left() + 8.0, rect.center().y), *open, t.text2);
        let (font, color, baseline) = if self.small {
            (Font::SmallStrong, t.text2, text::small_baseline(rect))
        } else {
            (Font::Body, t.text, text::baseline(rect))
        };
        let at = pos2(rect.left() + 20.0, baseline);
        let used = text::paint_within(painter, at, rect.right() - at.x, font, color, self.title);
        let quiet_at = pos2(at.x + used + 8.0, baseline);
        let quiet_font = if self.small { Font::Small } else { Font::Body };
        text::paint_within(painter, quiet_at, rect.right() - quiet_at.x, quiet_font, t.text2, self.quiet);
        ring_inside(ui, &response, rect);
        response
    }
}
