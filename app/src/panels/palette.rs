//! The palette over the window: a field, and the rows that match.

use egui::{Align2, Area, Frame, Id, Key, Modal, Modifiers, Order, Ui, vec2};

use super::signs::{badge, icon};
use crate::{
    action::Action,
    state::{Palette, PaletteRow, State, page_kind, short_name},
    theme::{self, icons, size},
    widgets::{Lead, ListRow, TextField},
};

const WIDTH: f32 = 640.0;
/// Rows on the screen; more scroll.
const ROWS: f32 = 14.0;

/// The palette, while it is open.
pub fn palette_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(palette) = &state.palette else { return };
    take_keys(ui, actions);
    let id = Id::NULL.with("palette window");
    let area = Area::new(id).anchor(Align2::CENTER_TOP, vec2(0.0, 6.0)).order(Order::Foreground);
    let frame = Frame::popup(ui.style()).inner_margin(0);
    let modal =
        Modal::new(id).area(area).frame(frame).backdrop_color(egui::Color32::TRANSPARENT).show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0));
            field_ui(ui, palette, actions);
            rows_ui(ui, palette, actions);
        });
    if modal.should_close() {
        actions.push(Action::Escape);
    }
}

fn take_keys(ui: &Ui, actions: &mut Vec<Action>) {
    ui.input_mut(|input| {
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 10), (Key::PageUp, -10)] {
            if input.consume_key(Modifiers::NONE, key) {
                actions.push(Action::MovePalette(by));
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Enter) {
            actions.push(Action::TakePalette(None));
        }
    });
}

fn field_ui(ui: &mut Ui, palette: &Palette, actions: &mut Vec<Action>) {
    let mut typed = palette.text.clone();
    let width = ui.available_width();
    let field = TextField::new(&mut typed, "Search methods, types, requests, commands")
        .icon(icons::SEARCH)
        .placeholder("Search methods, types, requests, commands")
        .show(ui, width);
    field.response.request_focus();
    if field.response.changed() {
        actions.push(Action::FilterPalette(typed));
    }
}

fn rows_ui(ui: &mut Ui, palette: &Palette, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    ui.add_space(4.0);
    if palette.rows.is_empty() {
        ListRow::new("Nothing matches").color(t.text2).tall().show(ui);
        ui.add_space(4.0);
        return;
    }
    // An area offers its content no more room than it had before: without this it would stay as low as its shortest list.
    let height = size::CONTROL * ROWS.min(palette.rows.len() as f32);
    let scroll = egui::ScrollArea::vertical().max_height(height).min_scrolled_height(height);
    scroll.auto_shrink([false, true]).show(ui, |ui| {
        for (at, row) in palette.rows.iter().enumerate() {
            let response = row_ui(ui, row, at == palette.selected);
            if at == palette.selected {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                actions.push(Action::TakePalette(Some(at)));
            }
        }
    });
    ui.add_space(4.0);
}

fn row_ui(ui: &mut Ui, row: &PaletteRow, selected: bool) -> egui::Response {
    let t = theme::tokens(ui);
    match row {
        PaletteRow::Method(_, path, kind) => ListRow::new(&path.method)
            .quiet(&path.service)
            .lead(Lead::Badge(badge(*kind)))
            .selected(selected, true)
            .tall()
            .show(ui),
        PaletteRow::Symbol(_, symbol, kind) => {
            let short = short_name(symbol);
            let around = symbol.strip_suffix(short).unwrap_or_default().trim_end_matches('.');
            ListRow::new(short)
                .quiet(around)
                .lead(Lead::Icon(icon(Some(page_kind(*kind))), t.text2))
                .selected(selected, true)
                .tall()
                .show(ui)
        }
        PaletteRow::Saved(path, name) => ListRow::new(name)
            .hint(&path.to_string(), t.text2, 0.0)
            .lead(Lead::Icon(icons::BOOKMARK, t.text2))
            .selected(selected, true)
            .tall()
            .show(ui),
        PaletteRow::Command(label, keys) => ListRow::new(label)
            .hint(keys.as_deref().unwrap_or_default(), t.text2, 0.0)
            .lead(Lead::Icon(icons::KEYBOARD_RETURN, t.text2))
            .selected(selected, true)
            .tall()
            .show(ui),
    }
}
