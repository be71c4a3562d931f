//! The strip of tabs, as actions.

use egui::Ui;

use super::signs::{badge, icon};
use crate::{
    action::Action,
    state::{CallTab, MessageOrigin, RecordingTab, State, Tab, TabContent},
    theme::{self, icons},
    widgets::{DocTab, Lead, MenuItem, TabEvent, TabMark, TabStrip, menu_divider},
};

/// The strip of tabs.
pub fn tab_strip_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let words: Vec<(String, String)> = state.tabs.iter().map(|tab| (title(state, tab), hint(state, tab))).collect();
    let tabs: Vec<DocTab<'_>> =
        state.tabs.iter().zip(&words).map(|(tab, words)| doc_tab(tab, words, t.text2)).collect();
    let ids: Vec<_> = state.tabs.iter().map(|tab| tab.id).collect();
    let chosen =
        state.tabs.chosen().and_then(|chosen| ids.iter().position(|id| *id == chosen.id)).unwrap_or(usize::MAX);
    let rect = ui.max_rect();
    let events = TabStrip::new(&tabs, chosen).new_shortcut("Ctrl+T").show_at(ui, rect, |ui, at| {
        if let Some(id) = ids.get(at) {
            menu_ui(ui, *id, actions);
        }
    });
    for event in events {
        let id = |at: usize| ids.get(at).copied();
        match event {
            TabEvent::Choose(at) => actions.extend(id(at).map(Action::ChooseTab)),
            TabEvent::Close(at) => actions.extend(id(at).map(Action::CloseTab)),
            TabEvent::Keep(at) => actions.extend(id(at).map(Action::KeepTab)),
            TabEvent::Move { from, to } => {
                let to = if to > from { to - 1 } else { to };
                actions.extend(id(from).map(Action::ChooseTab));
                actions.push(Action::MoveTab(i32::try_from(to as i64 - from as i64).unwrap_or_default()));
            }
            TabEvent::New => actions.push(Action::NewTab),
        }
    }
}

fn doc_tab<'a>(tab: &'a Tab, (title, hint): &'a (String, String), quiet: egui::Color32) -> DocTab<'a> {
    let (lead, mark) = match &tab.content {
        TabContent::Call(call) => {
            let lead = call.kind().map_or(Lead::Icon(icons::BOLT, quiet), |kind| Lead::Badge(badge(kind)));
            (lead, mark(call))
        }
        TabContent::Compare(_) => (Lead::Icon(icons::COMPARE_ARROWS, quiet), TabMark::None),
        TabContent::Recording(shown) => (Lead::Icon(icons::HISTORY, quiet), recording_mark(shown)),
        TabContent::Message(_) => (Lead::Icon(icons::DATA_OBJECT, quiet), TabMark::None),
        TabContent::Diagnostics(_) => (Lead::Icon(icons::HUB, quiet), TabMark::None),
        TabContent::Schema(shown) => (Lead::Icon(icon(shown.kind()), quiet), TabMark::None),
        TabContent::Source(_) => (Lead::Icon(icons::DATABASE, quiet), TabMark::None),
    };
    DocTab { key: tab.id.0, lead, title, hint, preview: tab.preview, mark }
}

fn title(state: &State, tab: &Tab) -> String {
    match &tab.content {
        TabContent::Call(call) => call.title().to_owned(),
        TabContent::Compare(_) => "Comparison".to_owned(),
        TabContent::Recording(shown) => shown.title(),
        TabContent::Message(shown) => shown.title.clone(),
        TabContent::Diagnostics(_) => "Diagnostics".to_owned(),
        TabContent::Schema(shown) => shown.title().to_owned(),
        TabContent::Source(id) => state.source(*id).map(|source| source.name()).unwrap_or_default(),
    }
}

/// One mark: what runs before what is not saved, what is not saved before how the last run ended.
fn mark(call: &CallTab) -> TabMark {
    if call.running().is_some() {
        return TabMark::Running;
    }
    if call.changed && call.saved_as.is_some() {
        return TabMark::Unsaved;
    }
    match call.runs.last().and_then(|run| run.log.finished()) {
        Some(finished) if finished.status.code.is_ok() => TabMark::Done,
        Some(_) => TabMark::Failed,
        None => TabMark::None,
    }
}

/// Only a replay under way is worth a mark.
fn recording_mark(shown: &RecordingTab) -> TabMark {
    if shown.call.running().is_some() { TabMark::Running } else { TabMark::None }
}

fn hint(state: &State, tab: &Tab) -> String {
    match &tab.content {
        TabContent::Call(call) => match &call.method {
            Some(choice) => format!("{} at {}", choice.path, call.target.address),
            None => "No method chosen".to_owned(),
        },
        TabContent::Compare(shown) => format!("{} and {}", shown.left.title, shown.right.title),
        TabContent::Recording(shown) => format!("Recording {}", shown.path.display()),
        TabContent::Message(shown) => match &shown.from {
            MessageOrigin::File(path) | MessageOrigin::Example(path) => path.display().to_string(),
            MessageOrigin::Bytes(_) => shown.title.clone(),
        },
        TabContent::Diagnostics(diagnostics) => format!("Health and channelz of {}", diagnostics.target.address),
        TabContent::Schema(shown) => shown.at.symbol.clone(),
        TabContent::Source(id) => {
            let name = state.source(*id).map(|source| source.name()).unwrap_or_default();
            format!("Schema source {name}")
        }
    }
}

fn menu_ui(ui: &mut Ui, id: crate::state::TabId, actions: &mut Vec<Action>) {
    if MenuItem::new("Duplicate").icon(icons::CONTENT_COPY).shortcut("Ctrl+Shift+K").show(ui).clicked() {
        actions.push(Action::DuplicateTab(id));
    }
    if MenuItem::new("Keep open").icon(icons::PUSH_PIN).show(ui).clicked() {
        actions.push(Action::KeepTab(id));
    }
    if MenuItem::new("Copy as grpcurl").icon(icons::TERMINAL).shortcut("Ctrl+Shift+U").show(ui).clicked() {
        actions.extend([Action::ChooseTab(id), Action::CopyGrpcurl]);
    }
    menu_divider(ui);
    if MenuItem::new("Close").icon(icons::CLOSE).shortcut("Ctrl+W").show(ui).clicked() {
        actions.push(Action::CloseTab(id));
    }
    if MenuItem::new("Reopen closed tab").icon(icons::HISTORY).shortcut("Ctrl+Shift+T").show(ui).clicked() {
        actions.push(Action::ReopenTab);
    }
}
