//! The find bar above a code view: words, count, next and previous.
//! The search itself is in `find`.

use egui::{EventFilter, Key, Modifiers, Rect, Ui, pos2};

use super::{state::CodeViewState, text::CodeText};
use crate::{
    theme::{Font, icons, paint, size, text as lines, tokens},
    widgets::{IconButton, TextField},
};

/// How much of a text is searched in a frame: about 4 ms.
const BUDGET_BYTES: usize = 4 << 20;

/// What the bar asks for; the view does it once it knows where its rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FindStep {
    Next,
    Previous,
}

/// Draws the bar and searches a piece further.
pub(super) fn find_bar_ui(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, bar: Rect) -> Option<FindStep> {
    let t = tokens(ui);
    ui.painter().rect_filled(bar, 0, t.surface);
    paint::divider_h(ui.painter(), bar.x_range(), bar.bottom() - 1.0, t.line);
    let middle = bar.center().y.floor();
    let mut right = bar.right() - 8.0;
    let mut button = |icon, name: &str, keys: &str| {
        right -= size::TARGET + 4.0;
        let center = pos2(right + size::TARGET / 2.0, middle);
        IconButton::new(icon, name).shortcut(keys).show_around(ui, center).clicked()
    };
    let close = button(icons::CLOSE, "Close find", "Esc");
    let next = button(icons::EXPAND_MORE, "Next hit", "Enter");
    let previous = button(icons::EXPAND_LESS, "Previous hit", "Shift+Enter");
    let field = Rect::from_min_max(
        pos2(bar.left() + 12.0, middle - size::CONTROL / 2.0),
        pos2((right - 8.0).max(bar.left() + 80.0), middle + size::CONTROL / 2.0),
    );
    let key = find_field_ui(ui, state, text, field);
    if state.find.advance(text, BUDGET_BYTES) {
        ui.ctx().request_repaint();
    }
    if close || key == FieldKey::Escape {
        state.close_find();
    }
    match () {
        () if next || key == FieldKey::Next => Some(FindStep::Next),
        () if previous || key == FieldKey::Previous => Some(FindStep::Previous),
        () => None,
    }
}

#[derive(PartialEq, Eq)]
enum FieldKey {
    None,
    Next,
    Previous,
    Escape,
}

fn find_field_ui(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, field: Rect) -> FieldKey {
    let id = ui.scope_id().with("find words");
    let focused = ui.memory(|memory| memory.has_focus(id));
    let key = if focused { take_keys(ui) } else { FieldKey::None };
    let count = state.find.count_text(text);
    let room = lines::width(ui.ctx(), Font::Small, &count) + 8.0;
    let shown = TextField::new(&mut state.find.query, "Find")
        .id(id)
        .icon(icons::SEARCH)
        .placeholder("Find")
        .trailing(room)
        .show_at(ui, field);
    let at = pos2(shown.trailing.right() - 8.0, lines::baseline(field));
    lines::paint_right(ui.painter(), at, Font::Small, tokens(ui).text2, &count);
    if std::mem::take(&mut state.focus_find) {
        shown.response.request_focus();
    }
    // Else Esc would only take the focus away, and the bar would stay.
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, tab: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    key
}

fn take_keys(ui: &Ui) -> FieldKey {
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::SHIFT, Key::Enter) {
            FieldKey::Previous
        } else if input.consume_key(Modifiers::NONE, Key::Enter) {
            FieldKey::Next
        } else if input.consume_key(Modifiers::NONE, Key::Escape) {
            FieldKey::Escape
        } else {
            FieldKey::None
        }
    })
}
