//! The picker of a message's type: every message of the loaded schemas, found by a few letters.

use egui::{Id, Rect, Ui};

use crate::{
    action::{Action, MessageEdit},
    job,
    state::{MessageTab, State, TabId},
    theme::{self, icons},
    widgets::{Lead, ListRow, PickerCell, PickerList},
};

/// Rows that are made.
const MOST: usize = 500;

/// The cell with the type, and its list.
pub fn type_ui(
    ui: &mut Ui,
    cell: Rect,
    state: &State,
    id: TabId,
    tab: &MessageTab,
    list: &mut PickerList,
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
        list.open(ui, popup);
    }
    let words = ("Filter types", "No type matches");
    let chosen = list.show_below(
        &response,
        popup,
        words,
        |typed| offered(state, typed),
        |name| match name {
            Some(name) => ListRow::new(name).path().lead(Lead::Icon(icons::DATA_OBJECT, t.text2)),
            None => ListRow::new("No type").quiet("Fields have numbers"),
        },
    );
    if let Some(of) = chosen {
        actions.push(Action::EditMessage(id, MessageEdit::Type(of)));
    }
}

/// No type while nothing is typed, and the names that match.
fn offered(state: &State, typed: &str) -> Vec<Option<String>> {
    let none = typed.trim().is_empty().then_some(None);
    none.into_iter().chain(matching(state, typed).into_iter().map(Some)).collect()
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
