//! Why the last Send did not start a call, above whatever the request side shows.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::{
    state::CallTab,
    theme::{self, Font, icons, space, text},
};

const LINE: f32 = 28.0;

/// What kept the last Send from starting; returns the room below.
pub fn refusal_ui(ui: &mut Ui, rect: Rect, call: &CallTab) -> Rect {
    let Some(refused) = &call.refused else { return rect };
    let t = theme::tokens(ui);
    let (line, rest) = rect.split_top_bottom_at_y(rect.top() + LINE);
    text::paint_icon(ui.painter(), pos2(line.left() + 20.0, line.center().y), icons::ERROR, t.error);
    let at = pos2(line.left() + 36.0, text::baseline(line));
    let words = format!("Not sent: {refused}");
    text::paint_within(ui.painter(), at, line.right() - space::M - at.x, Font::Body, t.error, &words);
    let label = ui.interact(line, ui.scope_id().with("refused"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    label.on_hover_text(&words);
    rest
}
