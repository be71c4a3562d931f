//! The bars above a code view: words to find, with count, next and previous, and the path to filter by.
//! The search itself is in `find`, the filter in `filter`.

use egui::{
    Key, Modifiers, Rect, Ui, pos2,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

use super::{
    find::{FindBy, Query},
    state::CodeViewState,
    text::CodeText,
};
use crate::{
    theme::{Font, icons, paint, size, text as lines, tokens},
    viewers::escape,
    widgets::{Button, IconButton, MenuItem, Segments, TextField, menu},
};

/// In narrower bars a menu takes the place of the segments.
const ROOM_FOR_SEGMENTS: f32 = 460.0;
/// How a path to filter or find by is written.
const PATH_EXAMPLE: &str = "lines[*].sku";

/// What was done in a find bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FindBarOut {
    /// The next hit is wanted, or the one before.
    pub step: Option<bool>,
    /// The bar is to be closed.
    pub closes: bool,
    /// It is closed by a key: the focus goes back to what is searched.
    pub by_key: bool,
}

/// Draws a bar with words to find and how much was found; it searches nothing.
pub fn words_bar_ui(ui: &mut Ui, query: &mut Query, count: &str, focus: &mut bool, bar: Rect) -> FindBarOut {
    let mut right = bar_ground(ui, bar);
    let middle = bar.center().y.floor();
    let mut button = |ui: &mut Ui, icon, name: &str, keys: &str| {
        right -= size::TARGET + 4.0;
        let center = pos2(right + size::TARGET / 2.0, middle);
        IconButton::new(icon, name).shortcut(keys).show_around(ui, center).clicked()
    };
    let close = button(ui, icons::CLOSE, "Close find", "Esc");
    let next = button(ui, icons::EXPAND_MORE, "Next hit", "Enter");
    let previous = button(ui, icons::EXPAND_LESS, "Previous hit", "Shift+Enter");
    let by_right = find_by_ui(ui, &mut query.by, bar);
    let field = field_between(bar, by_right + 8.0, right - 8.0);
    let key = find_field_ui(ui, query, count, std::mem::take(focus), field);
    let step = match () {
        () if next || key == FieldKey::Next => Some(true),
        () if previous || key == FieldKey::Previous => Some(false),
        () => None,
    };
    FindBarOut { step, closes: close || key == FieldKey::Escape, by_key: key == FieldKey::Escape }
}

/// Draws the find bar and searches a piece further; the step that is asked for.
pub(super) fn find_bar_ui(ui: &mut Ui, state: &mut CodeViewState, text: &CodeText, bar: Rect) -> Option<bool> {
    let count = state.find.count_text();
    let out = words_bar_ui(ui, &mut state.find.query, &count, &mut state.focus_find, bar);
    if state.find.advance(ui.ctx(), text) {
        ui.ctx().request_repaint_after(super::REPAINT_AFTER);
    }
    if out.closes {
        state.close_find();
        state.wants_focus |= out.by_key;
    }
    out.step
}

/// Draws the bar with the path to filter by.
pub(super) fn filter_bar_ui(ui: &mut Ui, state: &mut CodeViewState, bar: Rect) {
    let right = bar_ground(ui, bar) - size::TARGET - 4.0;
    let center = pos2(right + size::TARGET / 2.0, bar.center().y.floor());
    let close = IconButton::new(icons::CLOSE, "Clear filter").shortcut("Esc").show_around(ui, center).clicked();
    let field = field_between(bar, bar.left() + 12.0, right - 8.0);
    let id = ui.scope_id().with("filter path");
    let focused = ui.memory(|memory| memory.has_focus(id));
    let key = if focused { take_keys(ui) } else { FieldKey::None };
    let count = state.filter.count_text();
    let room = lines::width(ui.ctx(), Font::Small, &count) + 16.0;
    let shown = TextField::new(&mut state.filter.path, "Filter by path")
        .id(id)
        .icon(icons::FILTER_LIST)
        .placeholder(PATH_EXAMPLE)
        .code()
        .trailing(room)
        .show_at(ui, field);
    count_ui(ui, field, shown.trailing.right() - 8.0, &count);
    keep_focus(ui, id, std::mem::take(&mut state.focus_filter), &shown.response);
    if close || key == FieldKey::Escape {
        state.close_filter();
        state.wants_focus = true;
    } else if key == FieldKey::Next {
        state.wants_focus = true;
    }
}

/// Ground and divider; where the buttons at the right begin.
fn bar_ground(ui: &Ui, bar: Rect) -> f32 {
    let t = tokens(ui);
    ui.painter().rect_filled(bar, 0, t.surface);
    paint::divider_h(ui.painter(), bar.x_range(), bar.bottom() - 1.0, t.line);
    bar.right() - 8.0
}

fn field_between(bar: Rect, left: f32, right: f32) -> Rect {
    let middle = bar.center().y.floor();
    Rect::from_min_max(
        pos2(left, middle - size::CONTROL / 2.0),
        pos2(right.max(left + 60.0), middle + size::CONTROL / 2.0),
    )
}

/// What is compared, as segments or as a menu; where it ends.
fn find_by_ui(ui: &mut Ui, by: &mut FindBy, bar: Rect) -> f32 {
    let mut chosen = FindBy::ALL.iter().position(|one| one == by).unwrap_or(0);
    let left = bar.left() + 12.0;
    let middle = bar.center().y.floor();
    if bar.width() >= ROOM_FOR_SEGMENTS {
        let segments = Segments::new("Find by", &FindBy::LABELS);
        let width = segments.size(ui).x;
        segments.show_at(ui, pos2(left, middle - size::CONTROL / 2.0), &mut chosen);
        *by = FindBy::ALL.get(chosen).copied().unwrap_or_default();
        return left + width;
    }
    let label = FindBy::LABELS.get(chosen).copied().unwrap_or_default();
    let name = format!("Find by: {label}");
    let button = Button::quiet(label).opens_menu().named(&name);
    let width = button.size(ui).x;
    let opener = button.show_left_in(ui, bar.with_min_x(left - 8.0));
    menu(&opener, |ui| {
        for (one, label) in FindBy::ALL.into_iter().zip(FindBy::LABELS) {
            if MenuItem::new(label).chosen(one == *by).show(ui).clicked() {
                *by = one;
            }
        }
    });
    left - 8.0 + width
}

#[derive(PartialEq, Eq)]
enum FieldKey {
    None,
    Next,
    Previous,
    Escape,
}

fn find_field_ui(ui: &mut Ui, query: &mut Query, count: &str, wants_focus: bool, field: Rect) -> FieldKey {
    let id = ui.scope_id().with("find words");
    let focused = ui.memory(|memory| memory.has_focus(id));
    let key = if focused { take_keys(ui) } else { FieldKey::None };
    let case_room = size::TARGET + 4.0;
    let mut room = lines::width(ui.ctx(), Font::Small, count) + 12.0 + case_room;
    let has_room = field.width() > room + 100.0;
    if !has_room {
        room = case_room + 4.0;
    }
    let placeholder = if query.by == FindBy::Path { PATH_EXAMPLE } else { "Find" };
    let shown = TextField::new(&mut query.words, "Find")
        .id(id)
        .icon(icons::SEARCH)
        .placeholder(placeholder)
        .trailing(room)
        .show_at(ui, field);
    let middle = field.center().y.floor();
    let case = Rect::from_center_size(
        pos2(shown.trailing.right() - 2.0 - size::TARGET / 2.0, middle),
        egui::vec2(size::TARGET, size::TARGET),
    );
    if case_ui(ui, case, query.match_case) {
        query.match_case = !query.match_case;
    }
    if has_room {
        count_ui(ui, field, case.left() - 8.0, count);
    }
    keep_focus(ui, id, wants_focus, &shown.response);
    if wants_focus {
        select_all(ui, id, &query.words);
    }
    key
}

/// What is typed next takes the place of the words from before.
fn select_all(ui: &Ui, id: egui::Id, words: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(words.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
}

/// How much was found, at the end of the field.
fn count_ui(ui: &Ui, field: Rect, right: f32, count: &str) {
    if count.is_empty() {
        return;
    }
    lines::paint_right(ui.painter(), pos2(right, lines::baseline(field)), Font::Small, tokens(ui).text2, count);
    let place = field.with_min_x(right - lines::width(ui.ctx(), Font::Small, count)).with_max_x(right);
    let response = ui.interact(place, ui.scope_id().with(("count", field.top() as i32)), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, count));
}

/// The switch for upper and lower case; whether it was turned.
fn case_ui(ui: &mut Ui, rect: Rect, is_on: bool) -> bool {
    let t = tokens(ui);
    let id = ui.scope_id().with("match case");
    let response = ui.interact(rect, id, egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, "Match case"));
    let ground = match (is_on, response.hovered()) {
        (true, _) => Some(t.select),
        (false, true) => Some(t.hover),
        (false, false) => None,
    };
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect, size::RADIUS, ground);
    }
    let color = if is_on || response.hovered() { t.text } else { t.text2 };
    lines::paint_centered(ui.painter(), pos2(rect.center().x, lines::baseline(rect)), Font::Small, color, "Aa");
    crate::viewers::parts::ring_if_focused(ui, &response);
    response.on_hover_text("Match case").clicked()
}

/// Else Esc would only take the focus away, and the bar would stay.
fn keep_focus(ui: &Ui, id: egui::Id, wanted: bool, response: &egui::Response) {
    if wanted {
        response.request_focus();
    }
    escape::keep(ui, id);
}

fn take_keys(ui: &Ui) -> FieldKey {
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::SHIFT, Key::Enter) || input.consume_key(Modifiers::SHIFT, Key::F3) {
            FieldKey::Previous
        } else if input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::F3) {
            FieldKey::Next
        } else if input.consume_key(Modifiers::NONE, Key::Escape) {
            FieldKey::Escape
        } else {
            FieldKey::None
        }
    })
}
