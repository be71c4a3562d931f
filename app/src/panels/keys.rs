//! The sheet of all keys, drawn from the list of actions.

use egui::{Align2, Id, Key, Modal, Modifiers, Ui, pos2, vec2};

use crate::{
    action::{Action, Group, commands},
    state::State,
    theme::{self, Font, size, text},
    widgets::key_cap,
};

const COLUMN: f32 = 330.0;
/// From the side of a column to its keys.
const CAPS: f32 = 206.0;

/// The sheet, while it is open.
pub fn keys_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if !state.keys_shown {
        return;
    }
    let area = egui::Area::new(Id::NULL.with("keys"))
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .order(egui::Order::Foreground);
    let frame = egui::Frame::popup(ui.style()).inner_margin(16);
    let modal = Modal::new(Id::NULL.with("keys")).area(area).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(COLUMN * 2.0 + 24.0);
        title_ui(ui);
        let top = ui.cursor().min;
        let (left, right) = halves();
        let heights = [left, right].map(|groups| groups);
        let mut bottom = top.y;
        for (at, groups) in heights.into_iter().enumerate() {
            let mut y = top.y;
            for group in groups {
                y = group_ui(ui, pos2(top.x + at as f32 * (COLUMN + 24.0), y), group);
            }
            bottom = bottom.max(y);
        }
        ui.allocate_space(vec2(COLUMN * 2.0 + 24.0, bottom - top.y));
    });
    let closed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if modal.should_close() || closed {
        actions.push(Action::ToggleKeys);
    }
}

fn title_ui(ui: &mut Ui) {
    let t = theme::tokens(ui);
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), 32.0));
    text::paint(ui.painter(), pos2(head.left(), head.top() + 18.0), Font::Title, t.text, "Keys");
}

/// The groups of both columns.
fn halves() -> ([Group; 3], [Group; 3]) {
    ([Group::Call, Group::Message, Group::Tabs], [Group::Schema, Group::Requests, Group::Window])
}

fn group_ui(ui: &mut Ui, at: egui::Pos2, group: Group) -> f32 {
    let t = theme::tokens(ui);
    text::paint(ui.painter(), pos2(at.x, at.y + 16.0), Font::SmallStrong, t.text2, group.title());
    let mut y = at.y + size::ROW;
    for (_, entry) in commands().into_iter().filter(|(_, entry)| entry.group == group) {
        let Some(shortcut) = entry.shortcut else { continue };
        let row = egui::Rect::from_min_size(pos2(at.x, y), vec2(COLUMN, size::ROW));
        text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, t.text, entry.label);
        let words = shortcut.text();
        key_cap(ui.painter(), row.left() + CAPS, row, &words, t);
        let response = ui.interact(row, ui.scope_id().with(entry.label), egui::Sense::hover());
        let name = format!("{}: {words}", entry.label);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
        y += size::ROW;
    }
    y + 8.0
}
