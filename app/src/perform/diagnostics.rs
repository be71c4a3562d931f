//! Diagnostics: open the tab of a target, ask for health, poll channelz.

use farcall_core::{
    call::Auth,
    engine::Command,
    metadata::Metadata,
    transport::Target,
    workspace::{resolve, resolve_auth},
};

use super::Effect;
use crate::state::{DiagnosticsTab, DiagnosticsView, State, Tab, TabContent, TabId};

/// Open the diagnostics of a target; a tab that shows them is chosen.
pub fn open(state: &mut State, target: Target, out: &mut Vec<Effect>) {
    let shows = |tab: &&Tab| matches!(&tab.content, TabContent::Diagnostics(shown) if shown.target == target);
    let shown = state.tabs.iter().find(shows).map(|tab| tab.id);
    if let Some(id) = shown {
        state.tabs.choose(id);
        return;
    }
    let id = TabId(state.fresh_id());
    let content = TabContent::Diagnostics(Box::new(DiagnosticsTab::new(target)));
    state.tabs.add(Tab { id, content, preview: false });
    check_health(state, id, String::new(), out);
    start_poll(state, id, out);
}

/// Open the diagnostics of what is looked at.
pub fn show(state: &mut State, out: &mut Vec<Effect>) {
    let chosen = state.chosen_call().map(|(_, tab)| tab.target.clone());
    let read = || state.sources.iter().rev().find_map(|source| source.target().cloned());
    let recent = || state.recent.targets.first().map(|recent| recent.target.clone());
    match chosen.or_else(read).or_else(recent).filter(|target| !target.address.is_empty()) {
        Some(target) => open(state, target, out),
        None => state.notices.say("Connect to a target first"),
    }
}

/// Choose a view.
pub fn choose_view(state: &mut State, id: TabId, view: DiagnosticsView, out: &mut Vec<Effect>) {
    if let Some(tab) = tab_mut(state, id) {
        tab.view = view;
    }
    start_poll(state, id, out);
}

/// Type the name of a service.
pub fn edit_service(state: &mut State, id: TabId, text: String) {
    if let Some(tab) = tab_mut(state, id) {
        tab.service = text;
    }
}

/// Ask for the health of a service once.
pub fn check_health(state: &mut State, id: TabId, service: String, out: &mut Vec<Effect>) {
    let task = state.fresh_task();
    let Some((target, metadata, auth)) = asked(state, id) else { return };
    if let Some(tab) = tab_mut(state, id) {
        tab.checks.insert(task, service.clone());
        out.push(Effect::engine(Command::CheckHealth { id: task, target, service, metadata, auth }));
    }
}

/// Follow the health of a service, or stop following it.
pub fn watch_health(state: &mut State, id: TabId, service: String, out: &mut Vec<Effect>) {
    let task = state.fresh_task();
    let Some((target, metadata, auth)) = asked(state, id) else { return };
    let Some(tab) = tab_mut(state, id) else { return };
    match tab.watches.remove(&service) {
        Some(running) => out.push(Effect::engine(Command::StopTask(running))),
        None => {
            tab.watches.insert(service.clone(), task);
            out.push(Effect::engine(Command::WatchHealth { id: task, target, service, metadata, auth }));
        }
    }
}

/// Fold or unfold a row.
pub fn fold(state: &mut State, id: TabId, key: String, open: bool) {
    if let Some(tab) = tab_mut(state, id) {
        tab.folds.insert(key, open);
    }
}

/// Hold the polling, or go on.
pub fn pause(state: &mut State, id: TabId, paused: bool, out: &mut Vec<Effect>) {
    let Some(tab) = tab_mut(state, id) else { return };
    tab.paused = paused;
    if paused {
        stop_poll(tab, out);
    } else {
        start_poll(state, id, out);
    }
}

/// Channelz is read only while it is seen: start what is in view and stop the rest.
pub fn follow_sight(state: &mut State, out: &mut Vec<Effect>) {
    let chosen = state.tabs.chosen().map(|tab| tab.id);
    for tab in state.tabs.iter_mut() {
        if let TabContent::Diagnostics(hidden) = &mut tab.content
            && Some(tab.id) != chosen
        {
            stop_poll(hidden, out);
        }
    }
    if let Some(id) = chosen {
        start_poll(state, id, out);
    }
}

/// Go on after a tab was brought back.
pub fn resume(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    start_poll(state, id, out);
}

/// Stop everything that runs for a tab.
pub fn stop(tab: &mut DiagnosticsTab, out: &mut Vec<Effect>) {
    stop_poll(tab, out);
    let tasks = tab.watches.drain().map(|(_, task)| task).chain(tab.checks.drain().map(|(task, _)| task));
    out.extend(tasks.map(|task| Effect::engine(Command::StopTask(task))));
}

fn start_poll(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let task = state.fresh_task();
    let Some((target, metadata, auth)) = asked(state, id) else { return };
    let Some(tab) = tab_mut(state, id).filter(|tab| tab.poll.is_none() && !tab.paused) else { return };
    if tab.view == DiagnosticsView::Health {
        return;
    }
    tab.poll = Some(task);
    out.push(Effect::engine(Command::StartChannelz { id: task, target, metadata, auth }));
}

fn stop_poll(tab: &mut DiagnosticsTab, out: &mut Vec<Effect>) {
    if let Some(task) = tab.poll.take() {
        out.push(Effect::engine(Command::StopTask(task)));
    }
}

fn tab_mut(state: &mut State, id: TabId) -> Option<&mut DiagnosticsTab> {
    match &mut state.tabs.get_mut(id)?.content {
        TabContent::Diagnostics(tab) => Some(tab),
        _ => None,
    }
}

/// Whom a tab asks, and with what: the metadata last sent to that target, secrets of this session filled in.
fn asked(state: &State, id: TabId) -> Option<(Box<Target>, Metadata, Auth)> {
    let TabContent::Diagnostics(tab) = &state.tabs.get(id)?.content else { return None };
    let rows = state.recent.of(&tab.target).map(|recent| recent.metadata.clone()).unwrap_or_default();
    let rows = resolve(&rows, &tab.target.address, &state.secrets).unwrap_or_default();
    let metadata = Metadata::from_rows(&rows).unwrap_or_default();
    Some((Box::new(tab.target.clone()), metadata, auth_of(state, &tab.target)))
}

/// What the last call to a target proved itself with; nothing if its secret is not known any more.
pub(super) fn auth_of(state: &State, target: &Target) -> Auth {
    let recent = state.recent.of(target);
    recent.and_then(|recent| resolve_auth(&recent.auth, &target.address, &state.secrets).ok()).unwrap_or_default()
}
