//! The prepared messages of a stream below one another: number, a few words, size; chosen, moved, copied and removed by
//! pointer or key. It changes nothing.

use egui::{Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::is_invalid;
use crate::{
    action::{Action, CallEdit},
    form::brief,
    state::{CallTab, Prepared, TabId},
    theme::{
        self, Font, icons,
        paint::{self, RowGround},
        shows_focus, size, space, text,
    },
    units,
    widgets::IconButton,
};

/// Rows in sight.
const ROWS: usize = 6;

/// The list below the strip; returns the room below.
pub fn list_ui(ui: &mut Ui, rect: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) -> Rect {
    let t = theme::tokens(ui);
    let count = call.draft.messages.len();
    let height = (count.min(ROWS) as f32 * size::ROW + 1.0).min(rect.height() / 2.0);
    let (list, rest) = rect.split_top_bottom_at_y(rect.top() + height);
    paint::divider_h(ui.painter(), list.x_range(), list.bottom() - 1.0, t.line);
    let mut child = ui.new_child(UiBuilder::new().max_rect(list.with_max_y(list.bottom() - 1.0)).id_salt("prepared"));
    child.set_clip_rect(list.intersect(ui.clip_rect()));
    child.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(&mut child, size::ROW, count, |ui, range| {
        for at in range {
            if let Some(message) = call.draft.messages.get(at) {
                row_ui(ui, id, call, at, message, actions);
            }
        }
    });
    rest
}

fn row_ui(ui: &mut Ui, id: TabId, call: &CallTab, at: usize, message: &Prepared, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    let response = ui.interact(row, row_id(id, at), Sense::click_and_drag());
    let chosen = at == call.draft.chosen;
    let invalid = is_invalid(message);
    let words = words_of(message);
    let name = format!("Row of message {}: {words}{}", at + 1, if invalid { ", cannot be sent" } else { "" });
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &name));
    if chosen {
        paint::row_ground(ui.painter(), row, RowGround::Selected, t);
    } else if response.hovered() {
        paint::row_ground(ui.painter(), row, RowGround::Hovered, t);
    }
    let y = text::baseline(row);
    let painter = ui.painter();
    text::paint_right(painter, pos2(row.left() + 36.0, y), Font::SmallCode, t.comment, &(at + 1).to_string());
    let size_words = format!("{} JSON", units::size(message.json().len() as u64));
    let mut end = row.right() - space::M;
    if response.hovered() || response.has_focus() || response.contains_pointer() {
        end -= 56.0;
    } else {
        text::paint_right(painter, pos2(end, y), Font::Small, t.text2, &size_words);
        end -= 88.0;
    }
    let color = if invalid { t.error } else { t.text };
    text::paint_within(painter, pos2(row.left() + 48.0, y), end - row.left() - 56.0, Font::Code, color, &words);
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), row, t);
    }
    let edit = asked(ui, &response, row, at, call.draft.messages.len());
    if response.clicked() {
        actions.push(Action::Edit(id, CallEdit::ChooseMessage(at)));
    }
    if let Some(edit) = edit {
        if let CallEdit::MoveMessage(_, to) = edit {
            ui.memory_mut(|memory| memory.request_focus(row_id(id, to)));
        }
        actions.push(Action::Edit(id, edit));
    }
}

fn row_id(id: TabId, at: usize) -> Id {
    Id::NULL.with(("prepared row", id, at))
}

fn words_of(message: &Prepared) -> String {
    match message.document() {
        Some(document) if document.json_problem().is_none() => {
            let words = brief(document.root());
            if words.is_empty() { "nothing set".to_owned() } else { words }
        }
        _ => message.json().split_whitespace().take(16).collect::<Vec<_>>().join(" "),
    }
}

/// What a key, a button of the row or the end of a drag asks for.
fn asked(ui: &mut Ui, response: &Response, row: Rect, at: usize, count: usize) -> Option<CallEdit> {
    let mut edit = None;
    if response.hovered() || response.has_focus() || response.contains_pointer() {
        let copy = IconButton::new(icons::CONTENT_COPY, "Duplicate this message");
        if copy.show_around(ui, pos2(row.right() - 48.0, row.center().y)).clicked() {
            edit = Some(CallEdit::DuplicateMessage(at));
        }
        let remove = IconButton::new(icons::DELETE, "Remove this message").enabled(count > 1, "There is always one");
        if remove.show_around(ui, pos2(row.right() - 20.0, row.center().y)).clicked() {
            edit = Some(CallEdit::RemoveMessage(at));
        }
    }
    edit.or_else(|| by_key(ui, response, at, count)).or_else(|| dropped(ui, response, row, at, count))
}

fn by_key(ui: &Ui, response: &Response, at: usize, count: usize) -> Option<CallEdit> {
    if !response.has_focus() {
        return None;
    }
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::ALT, Key::ArrowUp) {
        return Some(CallEdit::MoveMessage(at, at.checked_sub(1)?));
    }
    if pressed(Modifiers::ALT, Key::ArrowDown) {
        return (at + 1 < count).then_some(CallEdit::MoveMessage(at, at + 1));
    }
    if pressed(Modifiers::COMMAND, Key::D) {
        return Some(CallEdit::DuplicateMessage(at));
    }
    (count > 1 && pressed(Modifiers::NONE, Key::Delete)).then_some(CallEdit::RemoveMessage(at))
}

/// While a row is dragged a line shows where it would stand; where it stands once it is let go.
fn dropped(ui: &Ui, response: &Response, row: Rect, at: usize, count: usize) -> Option<CallEdit> {
    if !response.dragged() && !response.drag_stopped() {
        return None;
    }
    let pointer = ui.ctx().pointer_interact_pos()?;
    let steps = ((pointer.y - row.center().y) / size::ROW).round() as isize;
    let to = at.saturating_add_signed(steps).min(count.saturating_sub(1));
    if to == at {
        return None;
    }
    let y = row.top() + (to as f32 - at as f32) * size::ROW + if to > at { size::ROW } else { 0.0 };
    paint::divider_h(ui.painter(), row.x_range(), y, theme::tokens(ui).accent);
    response.drag_stopped().then_some(CallEdit::MoveMessage(at, to))
}
