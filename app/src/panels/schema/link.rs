//! Links: names that lead somewhere, drawn in a line of a table or among other words. They do not know where they lead.

use egui::{CursorIcon, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{self, Font, paint, text};

/// How a link was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// Here.
    Here,
    /// In another tab: with Ctrl or by the middle button.
    InAnother,
}

/// Paints a link on the baseline of `row` from `left` on, at most `room` wide; returns its width and whether it was
/// followed.
pub fn link_ui(ui: &Ui, row: Rect, left: f32, room: f32, font: Font, words: &str, id: Id) -> (f32, Option<Followed>) {
    let t = theme::tokens(ui);
    let width = text::width(ui.ctx(), font, words).min(room.max(0.0));
    let rect = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
    let response = ui.interact(rect, id, Sense::click());
    let baseline = text::baseline(row);
    text::paint_within(ui.painter(), pos2(left, baseline), room, font, t.accent, words);
    if response.hovered() {
        paint::divider_h(ui.painter(), rect.x_range(), baseline + 2.0, t.accent);
    }
    (width, finish(ui, &response, words))
}

/// What is common to all links: the hand, the ring, the name, and how it was followed.
pub fn finish(ui: &Ui, response: &Response, words: &str) -> Option<Followed> {
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, words));
    if response.hovered() {
        ui.set_cursor_icon(CursorIcon::PointingHand);
    }
    if response.has_focus() && theme::shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), response.rect.expand2(vec2(2.0, -2.0)), theme::tokens(ui));
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.middle_clicked() {
        return Some(Followed::InAnother);
    }
    let another = ui.input(|input| input.modifiers.command);
    response.clicked().then_some(if another { Followed::InAnother } else { Followed::Here })
}
