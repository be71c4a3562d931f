//! A message as a tree of its fields: type, number, value and cost, read from the bytes as rows are unfolded.
//! It prints no text; text formats are the code view's.
//!
//! Keys: Up, Down, Page Up, Page Down, Home and End choose; Left and Right fold; `*` unfolds all below; typing jumps to a
//! name; Enter folds or unfolds; Ctrl+C copies the value; Shift+F10 opens the menu of the row.

mod act;
mod columns;
mod row;
mod state;

use egui::{Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

pub use self::state::TreeState;
use self::{
    act::{act, menu_ui},
    columns::Columns,
};
pub(super) use self::{
    act::{chosen_opens, command, fold_icon},
    row::{pieces, share, value_room},
};
use super::{MessageInput, MessageOutcome};
use crate::{
    theme::{Font, paint, size, text, tokens},
    units,
    viewers::{code::Query, parts},
    widgets::{EmptyArea, SetBox, context_menu_of},
};

/// Below this height rows come before the strip with the switch.
const ROOM_FOR_STRIP: f32 = 120.0;

/// The tree in this rectangle.
pub fn tree_ui(
    ui: &mut Ui,
    state: &mut TreeState,
    input: &MessageInput<'_>,
    rect: Rect,
    found: Option<&Query>,
) -> Option<MessageOutcome> {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.field);
    if !state.show(ui.ctx(), input) {
        EmptyArea::new("This message is no longer kept")
            .hint("The log's memory was needed for newer ones.")
            .show_at(ui, rect);
        return None;
    }
    let mut rest = rect;
    if rect.height() >= ROOM_FOR_STRIP {
        strip_ui(ui, state, parts::take_top(&mut rest, size::STRIP));
    }
    let columns = Columns::new(rest);
    columns.head_ui(ui, state, parts::take_top(&mut rest, size::ROW));
    rows_ui(ui, state, input, &columns, rest, found)
}

/// The switch for fields that are not set, and what the message weighs.
fn strip_ui(ui: &mut Ui, state: &mut TreeState, strip: Rect) {
    let t = tokens(ui);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let middle = strip.center().y.floor();
    if state.has_type() {
        let mut shows = state.shows_unset;
        SetBox::labelled("Show fields not set").show_around(ui, pos2(strip.left() + 20.0, middle), &mut shows);
        state.show_unset(shows);
    } else {
        let at = pos2(strip.left() + 12.0, text::small_baseline(strip));
        let words = "No type in the schema: fields by number";
        text::paint(ui.painter(), at, Font::Small, t.text2, words);
        let said = ui.interact(strip, ui.scope_id().with("no type"), Sense::hover());
        said.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    }
    let Some((done, all)) = state.progress() else { return };
    let words = format!("{} of {} read", units::size(done), units::size(all));
    let at = pos2(strip.right() - 16.0, text::small_baseline(strip));
    text::paint_right(ui.painter(), at, Font::SmallCode, t.text2, &words);
}

fn rows_ui(
    ui: &mut Ui,
    state: &mut TreeState,
    input: &MessageInput<'_>,
    columns: &Columns,
    body: Rect,
    query: Option<&Query>,
) -> Option<MessageOutcome> {
    if state.len() == 0 {
        let words = match state.progress() {
            Some(_) => ("Reading", ""),
            None => ("Empty message", "It has no bytes: every field has its default."),
        };
        EmptyArea::new(words.0).hint(words.1).show_at(ui, body);
        return None;
    }
    let id = ui.scope_id().with("fields");
    let rows = state.len();
    let frame = state.list.begin(ui, id, &format!("Fields of the {}", input.name.to_lowercase()), body, rows);
    let mut outcome = frame.key.clone().and_then(|key| act(ui, state, input, key));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt(id));
    inner.set_clip_rect(ui.clip_rect().intersect(body));
    let seen = state.seen(frame.seen.clone(), columns.chars());
    let has_focus = frame.response.has_focus();
    for found in seen.iter() {
        let rect = frame.row(found.row);
        let chosen = state.list.chosen == Some(found.row);
        let out = row::row_ui(&mut inner, columns, found, rect, state.size(), (chosen, has_focus), query);
        if out.pressed {
            frame.response.request_focus();
            state.list.chosen = Some(found.row);
        }
        if out.toggled {
            state.toggle(found.row);
        }
        let menu = |ui: &mut Ui| {
            if let Some(done) = menu_ui(ui, state, input, found) {
                outcome = Some(done);
            }
        };
        match chosen {
            true => context_menu_of(&out.response, &frame.response, menu),
            false => crate::widgets::context_menu(&out.response, menu),
        }
    }
    state.list.end(ui, &frame, rows);
    outcome
}

/// The square in which a chevron is clicked.
fn chevron_rect(left: f32, row: Rect) -> Rect {
    Rect::from_center_size(pos2(left + 8.0, row.center().y), vec2(size::TARGET, row.height()))
}

/// Rows are clicked while their list has the focus.
pub(super) const CLICK: Sense = Sense::CLICK;
