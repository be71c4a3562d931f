//! The row over a message tab: its type, how its bytes are written, what they are shown as, which of several is shown.

use egui::{Rect, Ui, pos2};
use farcall_core::message::{BytesForm, PartKind};

use super::types::type_ui;
use crate::{
    action::{Action, MessageEdit},
    state::{MessageTab, State, TabId, shown_as},
    theme::{self, Font, icons, paint, size, space, text},
    units,
    widgets::{Combo, IconButton, MenuItem, PickerList},
};

const FORMS: [(Option<BytesForm>, &str, &str); 5] = [
    (None, "Guess", ""),
    (Some(BytesForm::Raw), "Raw", "bytes as they are"),
    (Some(BytesForm::Hex), "Hex", "digits, or a dump"),
    (Some(BytesForm::Base64), "Base64", "standard or URL-safe"),
    (Some(BytesForm::Grpc), "gRPC", "5-byte prefixes"),
];

/// The row.
pub fn head_ui(
    ui: &mut Ui,
    row: Rect,
    state: &State,
    id: TabId,
    tab: &MessageTab,
    types: &mut PickerList,
    actions: &mut Vec<Action>,
) {
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let middle = row.center().y.round();
    let control = |left: f32, width: f32| {
        Rect::from_min_size(pos2(left, middle - size::CONTROL / 2.0), egui::vec2(width, size::CONTROL))
    };
    let mut right = row.right() - space::M;
    right -= 132.0;
    form_ui(ui, control(right, 132.0), id, tab, actions);
    right -= 116.0 + space::S;
    kind_ui(ui, control(right, 116.0), id, tab, actions);
    right -= space::S;
    if let Some(read) = tab.read.shown().filter(|read| read.messages.len() > 1) {
        let many = read.messages.len();
        let words = format!("{} of {}", tab.shown + 1, units::count(many as u64));
        let width = text::width(ui.ctx(), Font::Body, &words);
        let step = |by: i64| Action::EditMessage(id, MessageEdit::Shown((tab.shown as i64 + by) as usize));
        let next = IconButton::new(icons::CHEVRON_RIGHT, "Next message").enabled(tab.shown + 1 < many, "The last one");
        if next.show_around(ui, pos2(right - 12.0, middle)).clicked() {
            actions.push(step(1));
        }
        right -= 24.0 + width + space::S;
        text::paint(ui.painter(), pos2(right, text::baseline(row)), Font::Body, t.text2, &words);
        let before = IconButton::new(icons::CHEVRON_LEFT, "Previous message").enabled(tab.shown > 0, "The first one");
        if before.show_around(ui, pos2(right - 16.0, middle)).clicked() {
            actions.push(step(-1));
        }
        right -= 32.0;
    }
    let left = row.left() + space::M;
    type_ui(ui, control(left, right - left), state, id, tab, types, actions);
}

fn form_ui(ui: &mut Ui, rect: Rect, id: TabId, tab: &MessageTab, actions: &mut Vec<Action>) {
    let word = |form: Option<BytesForm>| FORMS.iter().find(|(of, ..)| *of == form).map_or("", |(_, word, _)| *word);
    let guessed = tab.read.shown().filter(|_| tab.form.is_none()).map(|read| word(Some(read.form)));
    let quiet = if guessed.is_some() { "guessed" } else { "" };
    Combo::new("Bytes are written as", guessed.unwrap_or(word(tab.form))).quiet(quiet).show_at(ui, rect, |ui| {
        for (form, label, hint) in FORMS {
            if MenuItem::new(label).quiet(hint).chosen(form == tab.form).show(ui).clicked() {
                actions.push(Action::EditMessage(id, MessageEdit::Form(form)));
            }
        }
    });
}

fn kind_ui(ui: &mut Ui, rect: Rect, id: TabId, tab: &MessageTab, actions: &mut Vec<Action>) {
    Combo::new("Show as", shown_as(tab.kind())).show_at(ui, rect, |ui| {
        for kind in PartKind::ALL {
            if MenuItem::new(shown_as(kind)).chosen(kind == tab.kind()).show(ui).clicked() {
                actions.push(Action::EditMessage(id, MessageEdit::As(kind)));
            }
        }
    });
}
