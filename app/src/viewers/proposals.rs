//! Names offered below a text while it is typed: in the filter of a log, in a script, in the rules of a resumed stream.
//! What fits is told by whom the text belongs to; here it is listed and taken.

use egui::{
    Area, EventFilter, Id, Key, Modifiers, Order, Rect, Role, Sense, Ui, WidgetInfo, pos2,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    vec2,
};
use farcall_core::message::Proposals;

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
/// Above the first name and below the last.
const PAD: f32 = 4.0;
/// Between the text and the list.
const GAP: f32 = 4.0;

/// What may be written in a text at a byte of it.
pub type Propose<'a> = &'a dyn Fn(&str, usize) -> Proposals;

/// What the keys of a list did before its field saw them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListKeys {
    /// There is a list: Tab and Esc are its own, not the field's.
    pub is_open: bool,
    /// A name was taken into the text.
    pub is_taken: bool,
}

/// Takes the keys of the list: arrows, Tab, Esc.
pub fn take_list_keys(ui: &Ui, field: Id, typed: &mut String, propose: Propose<'_>) -> ListKeys {
    let Some((proposals, mut look)) = offered(ui, field, typed, propose) else { return ListKeys::default() };
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
    ListKeys { is_open: true, is_taken }
}

/// Draws the list below what is typed, or above it where there is no room. Whether a name was taken by a click.
pub fn list_ui(ui: &mut Ui, field: Id, typed: &mut String, propose: Propose<'_>, beside: Rect) -> bool {
    let Some((proposals, look)) = offered(ui, field, typed, propose) else { return false };
    // The next frame's keys are the list's, also where the field leaves them to others.
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, tab: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(field, filter));
    let height = proposals.names.len() as f32 * size::ROW + 2.0 * PAD;
    let screen = ui.ctx().content_rect();
    let is_above = beside.bottom() + GAP + height > screen.bottom() && beside.top() - GAP - height > screen.top();
    let top = if is_above { beside.top() - GAP - height } else { beside.bottom() + GAP };
    let left = beside.left().min(screen.right() - WIDTH - GAP);
    let area = Area::new(field.with("list")).order(Order::Foreground).fixed_pos(pos2(left, top));
    let clicked = area.show(ui.ctx(), |ui| names_ui(ui, field, &proposals.names, look.chosen)).inner;
    if let Some(number) = clicked {
        take(ui, field, typed, &proposals, number);
    }
    clicked.is_some()
}

fn names_ui(ui: &mut Ui, field: Id, names: &[String], chosen: usize) -> Option<usize> {
    let t = tokens(ui);
    let height = names.len() as f32 * size::ROW + 2.0 * PAD;
    let (rect, _) = ui.allocate_exact_size(vec2(WIDTH, height), Sense::hover());
    paint::frame(ui.painter(), rect, t.raised, t.line);
    let mut clicked = None;
    for (number, name) in names.iter().enumerate() {
        let row = parts::row_at(rect.shrink2(vec2(1.0, 0.0)), rect.top() + PAD + number as f32 * size::ROW);
        let response = ui.interact(row, field.with(("proposal", number)), Sense::CLICK);
        let is_chosen = number == chosen;
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
    clicked
}

/// Where the cursor stands in a field, in bytes of its text, while it has the keyboard.
pub fn caret(ui: &Ui, field: Id, typed: &str) -> Option<usize> {
    if !ui.memory(|memory| memory.has_focus(field)) {
        return None;
    }
    let cursor = TextEditState::load(ui.ctx(), field)?.cursor.char_range()?.primary.index;
    Some(typed.char_indices().nth(cursor.0).map_or(typed.len(), |(at, _)| at))
}

/// What is offered while the field has the keyboard.
fn offered(ui: &Ui, field: Id, typed: &str, propose: Propose<'_>) -> Option<(Proposals, Look)> {
    let cursor = caret(ui, field, typed)?;
    let proposals = propose(typed, cursor);
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
