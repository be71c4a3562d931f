//! The metadata editor: rows that are on or off, always one empty row at the end.
//! It pushes all rows with every change; what is sent of them is decided elsewhere.

mod completion;
mod row;

use egui::{Key, Modifiers, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};
use farcall_core::metadata::Row;

use super::RequestSide;
use crate::{
    action::{Action, CallEdit},
    panels::Views,
    state::{CallTab, TabId},
    theme::{self, Font, paint, size, space, text},
};

/// What happened to a row.
pub(super) enum RowEvent {
    /// It was edited.
    Edited(Row),
    /// It goes.
    Remove,
    /// A copy below it.
    Duplicate,
    /// It moves to this place.
    Move(usize),
}

/// Whether a row that is on cannot be sent.
pub fn is_invalid(call: &CallTab) -> bool {
    call.metadata.iter().any(|row| row.enabled && row.problem().is_some())
}

/// The rows.
pub fn metadata_ui(ui: &mut Ui, rect: Rect, id: TabId, call: &CallTab, views: &mut Views, actions: &mut Vec<Action>) {
    let side = &mut views.tabs.entry(id).or_default().request;
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("metadata", id)));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let mut event = take_move_keys(&ui, side, call);
    head_ui(&ui, rect);
    let body = rect.with_min_y(rect.top() + size::ROW + 4.0);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt("rows"));
    ui.set_clip_rect(body.intersect(ui.clip_rect()));
    let before = side.metadata_focus.take();
    ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let blank = Row::new("", "");
        for (at, typed) in call.metadata.iter().chain([&blank]).enumerate() {
            let is_last = at == call.metadata.len();
            let look = row::Look { id, at, count: call.metadata.len(), is_last, had_focus: before == Some(at) };
            if let Some(happened) = row::row_ui(ui, &look, typed, side) {
                event = Some((at, happened));
            }
        }
    });
    if let Some((at, event)) = event {
        let rows = changed(&call.metadata, at, event, side);
        actions.push(Action::Edit(id, CallEdit::Metadata(rows)));
    }
}

/// Where key and value stand in a row.
pub(super) fn cells(row: Rect) -> (Rect, Rect) {
    let left = row.left() + space::M + 24.0;
    let right = row.right() - space::M - 56.0;
    let key_width = ((right - left - 8.0) * 0.42).floor();
    let top = row.top() + 2.0;
    let cell = |left: f32, right: f32| Rect::from_min_max(pos2(left, top), pos2(right, top + size::CONTROL));
    (cell(left, left + key_width), cell(left + key_width + 8.0, right))
}

fn head_ui(ui: &Ui, rect: Rect) {
    let t = theme::tokens(ui);
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), size::ROW));
    let (key, value) = cells(head);
    for (cell, words) in [(key, "Key"), (value, "Value")] {
        let at = pos2(cell.left() + 8.0, text::small_baseline(head));
        text::paint(ui.painter(), at, Font::SmallStrong, t.text2, words);
    }
    paint::divider_h(ui.painter(), head.x_range(), head.bottom() - 1.0, t.line);
}

fn changed(rows: &[Row], at: usize, event: RowEvent, side: &mut RequestSide) -> Vec<Row> {
    let mut rows = rows.to_vec();
    match event {
        RowEvent::Edited(row) => match rows.get_mut(at) {
            Some(old) => *old = row,
            None => rows.push(row),
        },
        RowEvent::Remove if at < rows.len() => {
            rows.remove(at);
            side.revealed.clear();
        }
        RowEvent::Duplicate if at < rows.len() => {
            let copy = rows.get(at).cloned();
            rows.splice(at + 1..at + 1, copy);
            side.revealed.clear();
        }
        RowEvent::Move(to) if at < rows.len() && to < rows.len() => {
            let row = rows.remove(at);
            rows.insert(to, row);
            side.revealed.clear();
        }
        RowEvent::Remove | RowEvent::Duplicate | RowEvent::Move(_) => {}
    }
    rows
}

/// Alt+Up and Alt+Down, before a field sees them; the focus goes along.
fn take_move_keys(ui: &Ui, side: &RequestSide, call: &CallTab) -> Option<(usize, RowEvent)> {
    let at = side.metadata_focus.filter(|at| *at < call.metadata.len())?;
    let (up, down) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::ALT, Key::ArrowUp), input.consume_key(Modifiers::ALT, Key::ArrowDown))
    });
    let to = match (up, down) {
        (true, _) => at.checked_sub(1)?,
        (_, true) if at + 1 < call.metadata.len() => at + 1,
        _ => return None,
    };
    row::move_focus(ui, at, to);
    Some((at, RowEvent::Move(to)))
}
