//! The strip over a call whose types are others since its schema was loaded again. The draft stays as it is.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::{
    action::{Action, OpenHow},
    state::{CallTab, SchemaView, TabId},
    theme::{self, Font, icons, paint, size, space, text},
    widgets::{Button, IconButton},
};

/// Changes that the hover tells.
const TOLD_MAX: usize = 12;

/// The strip, if something changed; returns the room below.
pub fn changed_ui(ui: &mut Ui, area: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) -> Rect {
    let Some(first) = call.changes.first() else { return area };
    let t = theme::tokens(ui);
    let (strip, rest) = area.split_top_bottom_at_y(area.top() + size::STRIP);
    ui.painter().rect_filled(strip, 0, t.warn_ground);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let middle = strip.center().y.round();
    let close = pos2(strip.right() - space::M - 12.0, middle);
    if IconButton::new(icons::CLOSE, "Dismiss the changes").show_around(ui, close).clicked() {
        actions.push(Action::DismissChanges(id));
    }
    let room = strip.with_max_x(strip.right() - 44.0);
    let show = Button::link("Show").in_strip().hint("The page of what changed").show_right_in(ui, room);
    if show.clicked() {
        actions.push(Action::OpenSymbol {
            source: call.method.as_ref().and_then(|choice| choice.source),
            symbol: first.symbol.clone(),
            view: SchemaView::Page,
            how: OpenHow::Keep,
        });
    }
    let words = words(call);
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, middle), icons::INFO, t.warn);
    let at = pos2(strip.left() + 36.0, text::baseline(strip));
    text::paint_within(ui.painter(), at, show.rect.left() - space::S - at.x, Font::Body, t.text, &words);
    let told = Rect::from_min_max(strip.min, pos2(show.rect.left() - space::S, strip.bottom()));
    let response = ui.interact(told, ui.scope_id().with(("changed", id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(all(call));
    rest
}

fn words(call: &CallTab) -> String {
    let Some(first) = call.changes.first() else { return String::new() };
    let short = crate::state::short_name(&first.symbol);
    match call.changes.len() - 1 {
        0 => format!("The schema changed: {short}: {}", first.what),
        more => format!("The schema changed: {short}: {}, and {more} more", first.what),
    }
}

fn all(call: &CallTab) -> String {
    let mut lines: Vec<String> =
        call.changes.iter().take(TOLD_MAX).map(|change| format!("{}: {}", change.symbol, change.what)).collect();
    if call.changes.len() > TOLD_MAX {
        lines.push(format!("and {} more", call.changes.len() - TOLD_MAX));
    }
    lines.join("\n")
}
