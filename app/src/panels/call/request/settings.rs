//! The settings of one call: the largest response message, and what `farcall run` expects.
//! How its target is connected to stands behind the lock in the target field.

use egui::{Rect, Ui, UiBuilder, pos2, vec2};
use farcall_core::status::Code;

use crate::{
    action::{Action, CallEdit},
    state::{CallTab, TabId},
    theme::{self, Font, size, space, text},
    units,
    widgets::{Combo, MenuItem, TextField},
};

/// Labels are this wide.
const LABEL: f32 = 184.0;
const EDITOR: f32 = 208.0;

/// Whether something in the settings cannot be used.
pub fn is_invalid(call: &CallTab) -> bool {
    units::optional(&call.max_message, units::parse_size).is_err()
}

/// The settings.
pub fn settings_ui(ui: &mut Ui, rect: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let inner = rect.shrink2(vec2(space::M, space::S));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("settings"));
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        max_message_ui(ui, id, call, actions);
        ui.add_space(space::S);
        expected_ui(ui, id, call, actions);
    });
}

fn max_message_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let mut typed = call.max_message.clone();
    let wrong = units::optional(&typed, units::parse_size).err();
    let editor = row_ui(ui, "Largest response message", if wrong.is_some() { size::REASON } else { 0.0 });
    let field = TextField::new(&mut typed, "Largest response message")
        .id(egui::Id::NULL.with(("max message", id)))
        .placeholder("64 MiB")
        .invalid(wrong.as_deref());
    let output = field.show_at(ui, editor);
    if output.response.changed() {
        actions.push(Action::Edit(id, CallEdit::MaxMessage(typed)));
    }
    hint_ui(ui, "A larger one ends the call with RESOURCE_EXHAUSTED (8)");
}

fn expected_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let editor = row_ui(ui, "Expected status", 0.0);
    let name = if call.expected_status.is_empty() { Code::OK.name() } else { &call.expected_status };
    let number = Code::from_name(name).map(|code| code.0.to_string()).unwrap_or_default();
    let mut chosen = None;
    Combo::new("Expected status", name).quiet(&number).show_at(ui, editor, |ui| {
        for code in (0..17).map(Code) {
            let number = code.0.to_string();
            if MenuItem::new(code.name()).quiet(&number).chosen(code.name() == name).show(ui).clicked() {
                chosen = Some(if code == Code::OK { String::new() } else { code.name().to_owned() });
            }
        }
    });
    if let Some(name) = chosen {
        actions.push(Action::Edit(id, CallEdit::ExpectedStatus(name)));
    }
    hint_ui(ui, "farcall run passes the saved request if its call ends with this status");
}

/// A label, and the room of its editor.
fn row_ui(ui: &mut Ui, label: &str, more: f32) -> Rect {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::FORM_ROW + more));
    let line = Rect::from_min_size(row.min, vec2(row.width(), size::FORM_ROW));
    let room = LABEL.min(row.width() * 0.5);
    let at = pos2(line.left(), text::baseline(line));
    text::paint_within(ui.painter(), at, room - 8.0, Font::Body, theme::tokens(ui).text, label);
    let min = pos2(line.left() + room, line.top() + 2.0);
    Rect::from_min_size(min, vec2(EDITOR.min(line.right() - min.x), size::CONTROL))
}

fn hint_ui(ui: &mut Ui, words: &str) {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 20.0));
    let at = pos2(row.left(), text::small_baseline(row));
    text::paint_within(ui.painter(), at, row.width(), Font::Small, theme::tokens(ui).text2, words);
}
