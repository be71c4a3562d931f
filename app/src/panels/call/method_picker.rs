//! The method cell: what is called, and a list to choose another from.

use egui::{Id, Rect, Ui};
use farcall_core::{engine::SourceId, schema::Method};

use super::definition;
use crate::{
    action::{Action, CallEdit},
    job,
    panels::{Views, signs::badge},
    state::{CallTab, Focus, State, TabId},
    theme::{self, icons},
    widgets::{Lead, ListRow, PickerCell},
};

/// The method cell.
pub fn method_cell_ui(
    ui: &mut Ui,
    cell: Rect,
    state: &State,
    id: TabId,
    call: &CallTab,
    views: &mut Views,
    actions: &mut Vec<Action>,
) {
    let (quiet, name) = match &call.method {
        Some(choice) => (format!("{}/", choice.path.service), choice.path.method.clone()),
        None => Default::default(),
    };
    let t = theme::tokens(ui);
    let lead = call.kind().map_or(Lead::Icon(icons::BOLT, t.text2), |kind| Lead::Badge(badge(kind)));
    let hint = if name.is_empty() { "Choose a method".to_owned() } else { format!("{quiet}{name}") };
    let picker =
        PickerCell::new("Method", &name).quiet(&quiet).lead(lead).placeholder("Choose a method").hint(&hint, None);
    let response = picker.show_at(ui, cell, false);
    let popup = Id::NULL.with(("methods", id));
    let follows = response.clicked() && ui.input(|input| input.modifiers.command);
    if let Some(choice) = call.method.as_ref().filter(|_| follows) {
        actions.push(definition::open(call, choice.path.to_string()));
    } else if response.clicked() || state.focus == Some(Focus::Method) {
        views.methods.open(ui, popup);
    }
    let words = ("Filter methods", "No method matches");
    let matching = |typed: &str| matching(state, typed);
    let chosen = views.methods.show_below(&response, popup, words, matching, |(_, method)| {
        ListRow::new(&method.path.method).quiet(&method.path.service).lead(Lead::Badge(badge(method.kind)))
    });
    if let Some((source, method)) = chosen {
        actions.push(Action::Edit(id, CallEdit::Method(source, method.path.clone())));
    }
}

/// Methods of every source that match what was typed; all of them while nothing is.
fn matching<'a>(state: &'a State, typed: &str) -> Vec<(SourceId, &'a Method)> {
    let all: Vec<(SourceId, &Method)> = state
        .sources
        .iter()
        .flat_map(|source| source.schema.iter().map(move |schema| (source.id, schema)))
        .flat_map(|(id, schema)| schema.services().iter().map(move |service| (id, service)))
        .flat_map(|(id, service)| service.methods.iter().map(move |method| (id, method)))
        .collect();
    if typed.trim().is_empty() {
        return all;
    }
    let names = all.iter().enumerate().map(|(at, (_, method))| (method.path.to_string(), at)).collect();
    job::matching(names, typed).into_iter().filter_map(|at| all.get(at).copied()).collect()
}
