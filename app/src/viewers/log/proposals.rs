//! Names offered below the filter while it is typed: fields of the messages, values of enums, words about rows.
//! What fits is the core's; here it is listed and taken.

use egui::{
    Area, EventFilter, Id, Key, Modifiers, Order, Rect, Role, Sense, Ui, WidgetInfo, pos2,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    vec2,
};
use farcall_core::call::{Proposals, filter_proposals};

use super::filter::MessageTypes;
use crate::{
    theme::{Font, paint, paint::RowGround, size, text, tokens},
    viewers::parts,
};

/// Which name is chosen, and whether the list was closed for the word that is typed.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    chosen: usize,
    /// The end of the word for which it was closed.
    closed_at: Option<usize>,
}

const WIDTH: f32 = 260.0;

/// Takes the keys of the list before the field sees them: arrows, Tab, Esc. Whether a name was taken.
pub(super) fn take_keys(ui: &Ui, field: Id, typed: &mut String, types: MessageTypes<'_>) -> bool {
    let Some((proposals, mut look)) = offered(ui, field, typed, types) else { return false };
    let filter = EventFilter { vertical_arrows: true, tab: true, escape: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(field, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = proposals.names.len() - 1;
    look.chosen = match () {
        () if pressed(Key::ArrowDown) => (look.chosen + 1).min(last),
        () if pressed(Key::ArrowUp) => look.chosen.saturating_sub(1),
        () => look.chosen.min(last),
    };
    if pressed(Key::Escape) {
        look.closed_at = Some(proposals.place.end);
    }
    ui.data_mut(|data| data.insert_temp(field.with("proposals"), look));
    let is_taken = pressed(Key::Tab);
    if is_taken {
        take(ui, field, typed, &proposals, look.chosen);
    }
    is_taken
}

/// Draws the list below the field. Whether a name was taken by a click.
pub(super) fn list_ui(ui: &mut Ui, field: Id, typed: &mut String, types: MessageTypes<'_>, below: Rect) -> bool {
    let Some((proposals, look)) = offered(ui, field, typed, types) else { return false };
    let t = tokens(ui);
    let height = proposals.names.len() as f32 * size::ROW + 8.0;
    let mut clicked = None;
    Area::new(field.with("list")).order(Order::Foreground).fixed_pos(pos2(below.left(), below.bottom() + 4.0)).show(
        ui.ctx(),
        |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(WIDTH, height), Sense::hover());
            paint::frame(ui.painter(), rect, t.raised, t.line);
            for (number, name) in proposals.names.iter().enumerate() {
                let row = parts::row_at(rect.shrink2(vec2(1.0, 0.0)), rect.top() + 4.0 + number as f32 * size::ROW);
                let response = ui.interact(row, field.with(("proposal", number)), Sense::CLICK);
                let is_chosen = number == look.chosen;
                response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, name.as_str()));
                let ground = match (is_chosen, response.hovered()) {
                    (true, _) => RowGround::Selected,
                    (false, true) => RowGround::Hovered,
                    (false, false) => RowGround::Plain,
                };
                paint::row_ground(ui.painter(), row, ground, t);
                let at = pos2(row.left() + 12.0, text::baseline(row));
                text::paint_within(ui.painter(), at, row.width() - 64.0, Font::Code, t.text, name);
                if is_chosen {
                    text::paint_right(ui.painter(), pos2(row.right() - 12.0, at.y), Font::Small, t.text2, "Tab");
                }
                if response.clicked() {
                    clicked = Some(number);
                }
            }
        },
    );
    if let Some(number) = clicked {
        take(ui, field, typed, &proposals, number);
    }
    clicked.is_some()
}

/// What is offered while the field has the keyboard.
fn offered(ui: &Ui, field: Id, typed: &str, types: MessageTypes<'_>) -> Option<(Proposals, Look)> {
    if !ui.memory(|memory| memory.has_focus(field)) {
        return None;
    }
    let cursor = TextEditState::load(ui.ctx(), field)?.cursor.char_range()?.primary.index;
    let cursor = typed.char_indices().nth(cursor.0).map_or(typed.len(), |(at, _)| at);
    let proposals = filter_proposals(typed, cursor, types.sent, types.received);
    let mut look: Look = ui.data(|data| data.get_temp(field.with("proposals"))).unwrap_or_default();
    look.chosen = look.chosen.min(proposals.names.len().saturating_sub(1));
    let is_open = !proposals.names.is_empty() && look.closed_at != Some(proposals.place.end);
    is_open.then_some((proposals, look))
}

/// Puts a name in the place of the word.
fn take(ui: &Ui, field: Id, typed: &mut String, proposals: &Proposals, number: usize) {
    let Some(name) = proposals.names.get(number).filter(|_| typed.get(proposals.place.clone()).is_some()) else {
        return;
    };
    typed.replace_range(proposals.place.clone(), name);
    let end = typed.get(..proposals.place.start + name.len()).map_or(0, |before| before.chars().count());
    let mut state = TextEditState::load(ui.ctx(), field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(end))));
    state.store(ui.ctx(), field);
    ui.memory_mut(|memory| memory.request_focus(field));
    ui.data_mut(|data| data.insert_temp(field.with("proposals"), Look::default()));
}
