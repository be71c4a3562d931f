//! What the pointer and the focus do to a widget, and the tooltip they bring.
//!
//! Paints no widget; each decides itself what its state looks like.

use egui::{Color32, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::theme::text::{self, paint};
use crate::theme::{Font, Tokens, paint as lines, shows_focus, tokens};

/// A place that can be clicked and focused, or only hovered where it is off.
pub(super) fn target(ui: &mut Ui, rect: Rect, enabled: bool) -> Response {
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    ui.interact(rect, id, sense)
}

/// Says the role and name of `response` to whoever cannot see it.
pub(super) fn named(response: &Response, role: Role, enabled: bool, name: &str) {
    response.widget_info(|| WidgetInfo::labeled(role, enabled, name));
}

/// The same for what is chosen or not.
pub(super) fn named_choice(response: &Response, role: Role, chosen: bool, name: &str) {
    response.widget_info(|| WidgetInfo::selected(role, response.enabled(), chosen, name));
}

/// Whether the ring shows: the focus is here, and a key was the last input.
pub(super) fn ringed(ui: &Ui, response: &Response) -> bool {
    response.has_focus() && shows_focus(ui.ctx())
}

/// Paints the ring outside `rect` where it shows.
pub(super) fn ring(ui: &Ui, response: &Response, rect: Rect) {
    if ringed(ui, response) {
        lines::ring(ui.painter(), rect, tokens(ui));
    }
}

/// Paints the ring inside `rect` where it shows: for rows of full width and things in strips.
pub(super) fn ring_inside(ui: &Ui, response: &Response, rect: Rect) {
    if ringed(ui, response) {
        lines::ring_inside(ui.painter(), rect, tokens(ui));
    }
}

/// The ground that the pointer gives to a quiet thing: none at rest.
pub(super) fn quiet_ground(response: &Response, t: &Tokens) -> Option<Color32> {
    if response.is_pointer_button_down_on() && response.sense.senses_click() {
        Some(t.pressed)
    } else if response.hovered() && response.sense.senses_click() {
        Some(t.hover)
    } else {
        None
    }
}

/// Adds a tooltip of one line: what a click does, and the keys that do the same.
pub fn tip(response: Response, what: &str, shortcut: Option<&str>) -> Response {
    if what.is_empty() {
        return response;
    }
    match shortcut {
        None => response.on_hover_text(what),
        Some(keys) => response.on_hover_ui(|ui| {
            let t = tokens(ui);
            let what_width = text::width(ui.ctx(), Font::Body, what);
            let keys_width = text::width(ui.ctx(), Font::Small, keys);
            let (rect, _) = ui.allocate_exact_size(egui::vec2(what_width + 12.0 + keys_width, 20.0), Sense::hover());
            let baseline = text::baseline(rect);
            paint(ui.painter(), egui::pos2(rect.left(), baseline), Font::Body, t.text, what);
            text::paint_right(ui.painter(), egui::pos2(rect.right(), baseline), Font::Small, t.text2, keys);
        }),
    }
}

/// `width` rounded up to the grid of 4, so that labels of other lengths keep it.
pub(super) fn to_grid(width: f32) -> f32 {
    (width / 4.0).ceil() * 4.0
}
