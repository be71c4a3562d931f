//! What is odd about the file, and what kept a replay from starting: a strip for each.

use egui::{Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::{
    state::{ReadRecording, RecordingTab},
    theme::{self, Font, Icon, icons, paint, size, space, text},
};

/// The strips; returns the room below.
pub fn notes_ui(ui: &mut Ui, area: Rect, tab: &RecordingTab, read: &ReadRecording) -> Rect {
    let t = theme::tokens(ui);
    let mut rest = area;
    for note in &read.notes {
        rest = strip_ui(ui, rest, (icons::WARNING, t.warn, t.warn_ground), note);
    }
    if let Some(why) = &tab.call.refused {
        rest = strip_ui(ui, rest, (icons::ERROR, t.error, t.error_ground), why);
    }
    rest
}

fn strip_ui(ui: &mut Ui, area: Rect, (icon, color, ground): (Icon, Color32, Color32), words: &str) -> Rect {
    let t = theme::tokens(ui);
    let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::STRIP);
    ui.painter().rect_filled(strip, 0, ground);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, strip.center().y.round()), icon, color);
    let at = pos2(strip.left() + 36.0, text::baseline(strip));
    text::paint_within(ui.painter(), at, strip.right() - space::M - at.x, Font::Body, t.text, words);
    let response = ui.interact(strip, ui.scope_id().with(words), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response.on_hover_text(words);
    rest
}
