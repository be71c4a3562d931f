//! The composer strip of a stream: its prepared messages by number, and one more. Their list and how they are sent stand
//! beside it.

use egui::{Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{RequestSide, is_invalid, pace, prepared, script};
use crate::{
    action::{Action, CallEdit},
    state::{CallTab, Prepared, SendWay, TabId},
    theme::{self, Font, icons, paint, shows_focus, size, space, text},
    widgets::{IconButton, MenuItem, context_menu},
};

const CELL: f32 = 28.0;

/// The strip; returns the room below.
pub fn composer_ui(
    ui: &mut Ui,
    rect: Rect,
    id: TabId,
    call: &CallTab,
    side: &mut RequestSide,
    actions: &mut Vec<Action>,
) -> Rect {
    let t = theme::tokens(ui);
    let (strip, rest) = rect.split_top_bottom_at_y(rect.top() + size::TOOL_ROW);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let row = strip.with_max_y(strip.bottom() - 1.0).shrink2(vec2(space::M, 0.0));
    let end = pace::pace_ui(ui, row, id, call, actions);
    let list = IconButton::new(icons::LIST, "List of messages").chosen(side.lists_prepared);
    let list = list.show_around(ui, pos2(row.left() + 8.0, row.center().y));
    if list.clicked() {
        side.lists_prepared = !side.lists_prepared;
    }
    let cells = Rect::from_min_max(pos2(list.rect.right() + space::XS, row.top()), pos2(end - space::S, row.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(cells).id_salt("composer"));
    child.set_clip_rect(cells.expand2(vec2(4.0, 0.0)).intersect(ui.clip_rect()));
    ScrollArea::horizontal().auto_shrink(false).show(&mut child, |ui| cells_ui(ui, cells, id, call, actions));
    let rest = if side.lists_prepared { prepared::list_ui(ui, rest, id, call, actions) } else { rest };
    match call.sending.way {
        SendWay::Script => script::script_ui(ui, rest, id, call, &mut side.script, actions),
        SendWay::AtOnce | SendWay::Every | SendWay::OnReply => rest,
    }
}

fn cells_ui(ui: &mut Ui, row: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let count = call.draft.messages.len();
    let (_, all) = ui.allocate_space(vec2((count + 1) as f32 * (CELL + 4.0), row.height()));
    let top = row.center().y - CELL / 2.0;
    for (at, message) in call.draft.messages.iter().enumerate() {
        let min = pos2(all.left() + at as f32 * (CELL + 4.0), top);
        cell_ui(ui, Rect::from_min_size(min, vec2(CELL, CELL)), id, call, (at, message), actions);
    }
    let center = pos2(all.left() + count as f32 * (CELL + 4.0) + CELL / 2.0, row.center().y);
    if IconButton::new(icons::ADD, "Add a message").show_around(ui, center).clicked() {
        actions.push(Action::Edit(id, CallEdit::AddMessage));
    }
}

fn cell_ui(
    ui: &mut Ui,
    cell: Rect,
    id: TabId,
    call: &CallTab,
    (at, message): (usize, &Prepared),
    actions: &mut Vec<Action>,
) {
    if !ui.is_rect_visible(cell) {
        return;
    }
    let t = theme::tokens(ui);
    let response = ui.interact(cell, egui::Id::NULL.with(("prepared", id, at)), Sense::click_and_drag());
    let chosen = at == call.draft.chosen;
    let invalid = is_invalid(message);
    let name = format!("Message {}{}", at + 1, if invalid { ", cannot be sent" } else { "" });
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &name));
    if chosen {
        paint::frame(ui.painter(), cell, t.select, t.border);
    } else if response.hovered() {
        ui.painter().rect_filled(cell, size::RADIUS, t.hover);
    }
    let color = match (invalid, chosen || response.hovered()) {
        (true, _) => t.error,
        (false, true) => t.text,
        (false, false) => t.text2,
    };
    let middle = pos2(cell.center().x, text::baseline(cell));
    text::paint_centered(ui.painter(), middle, Font::Body, color, &(at + 1).to_string());
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), cell, t);
    }
    if response.clicked() {
        actions.push(Action::Edit(id, CallEdit::ChooseMessage(at)));
    }
    let many = call.draft.messages.len() > 1;
    let mut remove = response.middle_clicked() && many;
    let mut to = moved_by_key(ui, &response, at, call.draft.messages.len());
    context_menu(&response, |ui| {
        let left = MenuItem::new("Move left").icon(icons::ARROW_BACK).shortcut("Alt+Left").enabled(at > 0, "");
        if left.show(ui).clicked() {
            to = at.checked_sub(1);
        }
        let is_last = at + 1 == call.draft.messages.len();
        let right = MenuItem::new("Move right").icon(icons::ARROW_FORWARD).shortcut("Alt+Right");
        if right.enabled(!is_last, "").show(ui).clicked() {
            to = Some(at + 1);
        }
        if MenuItem::new("Duplicate").icon(icons::CONTENT_COPY).show(ui).clicked() {
            actions.push(Action::Edit(id, CallEdit::DuplicateMessage(at)));
        }
        let hint = if many { "" } else { "There is always one message" };
        remove |= MenuItem::new("Remove").icon(icons::DELETE).enabled(many, hint).show(ui).clicked();
    });
    if let Some(to) = to.or_else(|| dropped_ui(ui, &response, at, call.draft.messages.len())) {
        actions.push(Action::Edit(id, CallEdit::MoveMessage(at, to)));
        let focus = egui::Id::NULL.with(("prepared", id, to));
        ui.memory_mut(|memory| memory.request_focus(focus));
    }
    if remove {
        actions.push(Action::Edit(id, CallEdit::RemoveMessage(at)));
    }
    response.on_hover_text(if many { format!("{name}; middle click removes it") } else { name });
}

/// Alt+Left and Alt+Right move the message that has the keyboard.
fn moved_by_key(ui: &Ui, response: &Response, at: usize, count: usize) -> Option<usize> {
    if !response.has_focus() {
        return None;
    }
    let (left, right) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::ALT, Key::ArrowLeft), input.consume_key(Modifiers::ALT, Key::ArrowRight))
    });
    match (left, right) {
        (true, _) => at.checked_sub(1),
        (_, true) => Some(at + 1).filter(|to| *to < count),
        _ => None,
    }
}

/// While a message is dragged a line shows where it would stand; where it stands once it is let go.
fn dropped_ui(ui: &Ui, response: &Response, at: usize, count: usize) -> Option<usize> {
    if !response.dragged() && !response.drag_stopped() {
        return None;
    }
    let pointer = ui.ctx().pointer_interact_pos()?;
    let steps = ((pointer.x - response.rect.center().x) / (CELL + 4.0)).round() as isize;
    let to = at.saturating_add_signed(steps).min(count.saturating_sub(1));
    if to == at {
        return None;
    }
    let t = theme::tokens(ui);
    let side = if to > at { CELL + 2.0 } else { -2.0 };
    let x = response.rect.left() + (to as f32 - at as f32) * (CELL + 4.0) + side;
    paint::divider_v(ui.painter(), x, response.rect.y_range(), t.accent);
    response.drag_stopped().then_some(to)
}
