//! The picker of a message's type: every message of the loaded schemas, found by a few letters.

use egui::{Id, Key, Modifiers, Popup, Rect, Ui};

use crate::{
    action::{Action, MessageEdit},
    job,
    state::{MessageTab, State, TabId},
    theme::{self, icons, size},
    widgets::{Lead, ListRow, PickerCell, TextField},
};

/// Rows on the screen, and rows that are made.
const ROWS: f32 = 12.0;
const MOST: usize = 500;

/// The cell with the type, and its list.
pub fn type_ui(
    ui: &mut Ui,
    cell: Rect,
    state: &State,
    id: TabId,
    tab: &MessageTab,
    filter: &mut String,
    actions: &mut Vec<Action>,
) {
    let t = theme::tokens(ui);
    let name = tab.of.as_deref().unwrap_or_default();
    let picker = PickerCell::new("Message type", name)
        .lead(Lead::Icon(icons::DATA_OBJECT, t.text2))
        .placeholder("No type: fields by number")
        .hint("The type the bytes are read as", None);
    crate::widgets::joined_frame(ui, cell, &[None], None, false);
    let response = picker.show_at(ui, cell, false);
    let popup = Id::NULL.with(("message types", id));
    if response.clicked() {
        filter.clear();
        Popup::open_id(ui.ctx(), popup);
    }
    let shown = Popup::from_response(&response)
        .id(popup)
        .open_memory(None)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0)
        .width(cell.width().max(360.0))
        .show(|ui| list_ui(ui, state, filter));
    if let Some(of) = shown.and_then(|shown| shown.inner) {
        actions.push(Action::EditMessage(id, MessageEdit::Type(of)));
        Popup::close_id(ui.ctx(), popup);
    }
}

/// The list; the chosen type, or `Some(None)` for none.
fn list_ui(ui: &mut Ui, state: &State, filter: &mut String) -> Option<Option<String>> {
    let t = theme::tokens(ui);
    let width = ui.available_width();
    let field =
        TextField::new(filter, "Filter types").icon(icons::FILTER_LIST).placeholder("Filter types").show(ui, width);
    field.response.request_focus();
    let names = matching(state, filter);
    let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let mut chosen = None;
    ui.add_space(4.0);
    let area = egui::ScrollArea::vertical().max_height(size::ROW * ROWS).auto_shrink([false, true]);
    area.show_rows(ui, size::ROW, names.len() + 1, |ui, range| {
        for at in range {
            let row = match at.checked_sub(1).and_then(|at| names.get(at)) {
                Some(name) => ListRow::new(name).path().lead(Lead::Icon(icons::DATA_OBJECT, t.text2)),
                None => ListRow::new("No type").quiet("Fields have numbers"),
            };
            if row.id(Id::NULL.with(("type row", at))).pad(8.0).show(ui).clicked() {
                chosen = Some(at.checked_sub(1).and_then(|at| names.get(at)).cloned());
            }
        }
    });
    if entered && !filter.trim().is_empty() {
        chosen = chosen.or(names.first().cloned().map(Some));
    }
    chosen
}

/// Names of messages, those of the schemas' own files first.
fn matching(state: &State, typed: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for schema in state.sources.iter().filter_map(|source| source.schema.as_ref()) {
        let messages = schema.pool().all_messages().filter(|message| !message.is_map_entry());
        names.extend(messages.map(|message| message.full_name().to_owned()));
    }
    names.sort_by_key(|name| (name.starts_with("google."), name.clone()));
    names.dedup();
    if typed.trim().is_empty() {
        names.truncate(MOST);
        return names;
    }
    let indexed = names.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
    let found = job::matching(indexed, typed);
    found.into_iter().take(MOST).filter_map(|at| names.get(at).cloned()).collect()
}
