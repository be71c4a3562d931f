//! Rows of the settings and of auth: a label, the room of its editor, a quiet line below it.
//! It knows no choice.

use egui::{Id, Rect, Ui, pos2, vec2};

use crate::{
    theme::{self, Font, icons, size, space, text},
    widgets::{FieldOutput, IconButton, TextField},
};

/// Labels are this wide, where there is room.
const LABEL: f32 = 184.0;
/// Editors are this wide at most.
const EDITOR: f32 = 280.0;

/// A heading over rows that belong together.
pub fn heading_ui(ui: &mut Ui, words: &str) {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let at = pos2(row.left(), text::small_baseline(row));
    text::paint(ui.painter(), at, Font::SmallStrong, theme::tokens(ui).text2, words);
}

/// A label, and the room of its editor; `more` is added below.
pub fn row_ui(ui: &mut Ui, label: &str, more: f32) -> Rect {
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::FORM_ROW + more));
    let line = Rect::from_min_size(row.min, vec2(row.width(), size::FORM_ROW));
    let room = label_room(row);
    let at = pos2(line.left(), text::baseline(line));
    text::paint_within(ui.painter(), at, room - 8.0, Font::Body, theme::tokens(ui).text, label);
    let min = pos2(line.left() + room, line.top() + 2.0);
    Rect::from_min_size(min, vec2(EDITOR.min(line.right() - min.x), size::CONTROL))
}

/// A quiet line under the editors.
pub fn hint_ui(ui: &mut Ui, words: &str) {
    let t = theme::tokens(ui);
    note_ui(ui, words, t.text2);
}

/// A line under the editors in a colour of its own, wrapped where it is long.
pub fn note_ui(ui: &mut Ui, words: &str, color: egui::Color32) {
    let rect = ui.available_rect_before_wrap();
    note_at(ui, rect.with_min_x(rect.left() + label_room(rect)), words, color);
}

/// The same under an editor that has the whole width.
pub fn wide_note_ui(ui: &mut Ui, words: &str, color: egui::Color32) {
    note_at(ui, ui.available_rect_before_wrap(), words, color);
}

fn note_at(ui: &mut Ui, rect: Rect, words: &str, color: egui::Color32) {
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    let text = egui::RichText::new(words).font(Font::Small.id()).color(color).line_height(Some(16.0));
    child.add(egui::Label::new(text).wrap());
    ui.allocate_space(vec2(ui.available_width(), child.min_rect().height() + space::XS));
}

/// A text field in a row of its own; the new text, if it was typed in.
pub fn text_ui(ui: &mut Ui, id: Id, label: &str, placeholder: &str, wrong: Option<&str>, text: &str) -> Option<String> {
    let mut typed = text.to_owned();
    let below = if wrong.is_some_and(|why| !why.is_empty()) { size::REASON } else { 0.0 };
    let editor = row_ui(ui, label, below);
    let field = TextField::new(&mut typed, label).id(id.with(label)).placeholder(placeholder).invalid(wrong);
    let changed = field.show_at(ui, editor).response.changed();
    changed.then_some(typed)
}

/// A field whose text shows as dots until its eye is pressed; the new text, if it was typed in.
pub fn secret_ui(
    ui: &mut Ui,
    id: Id,
    label: &str,
    placeholder: &str,
    is_shown: &mut bool,
    text: &str,
) -> Option<String> {
    let mut typed = text.to_owned();
    let editor = row_ui(ui, label, 0.0);
    let field = TextField::new(&mut typed, label)
        .id(id.with(label))
        .placeholder(placeholder)
        .code()
        .secret(!*is_shown)
        .trailing(28.0);
    let output = field.show_at(ui, editor);
    eye_ui(ui, &output, label, is_shown);
    output.response.changed().then_some(typed)
}

/// The eye at the end of a field with a secret.
pub fn eye_ui(ui: &mut Ui, field: &FieldOutput, label: &str, is_shown: &mut bool) {
    let (icon, verb) = if *is_shown { (icons::VISIBILITY_OFF, "Hide") } else { (icons::VISIBILITY, "Show") };
    let name = format!("{verb}: {label}");
    let center = pos2(field.trailing.right() - 16.0, field.trailing.center().y);
    if IconButton::new(icon, &name).show_around(ui, center).clicked() {
        *is_shown = !*is_shown;
    }
}

fn label_room(row: Rect) -> f32 {
    LABEL.min((row.width() * 0.45).floor())
}
