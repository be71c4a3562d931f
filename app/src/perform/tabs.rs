//! Tabs of any kind: close, bring back, duplicate.

use farcall_core::engine::Command;

use super::{Effect, diagnostics, messages, recordings, schemas};
use crate::state::{Offer, State, Tab, TabContent, TabId};

/// Close a tab. Its draft stays in "Recently closed"; a running call is cancelled.
pub fn close(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.close(id) else { return };
    match &mut tab.content {
        TabContent::Call(call) => {
            let running: Vec<_> = call.runs.iter().filter(|run| run.is_running()).map(|run| run.id).collect();
            let title = call.title().to_owned();
            for run in &running {
                out.push(Effect::engine(Command::Cancel(*run)));
            }
            if !running.is_empty() {
                state.notices.offer(format!("{title} was running and is cancelled"), Offer::ReopenTab);
            }
        }
        TabContent::Diagnostics(tab) => diagnostics::stop(tab, out),
        TabContent::Recording(tab) => {
            tab.stop.set();
            let running = tab.call.runs.iter().filter(|run| run.is_running());
            out.extend(running.map(|run| Effect::engine(Command::Cancel(run.id))));
        }
        TabContent::Compare(tab) => tab.stop.set(),
        TabContent::Message(_) | TabContent::Schema(_) | TabContent::Source(_) => {}
    }
}

/// Close the chosen tab.
pub fn close_chosen(state: &mut State, out: &mut Vec<Effect>) {
    if let Some(id) = state.tabs.chosen().map(|tab| tab.id) {
        close(state, id, out);
    }
}

/// Bring back the tab closed last.
pub fn reopen(state: &mut State, out: &mut Vec<Effect>) {
    if !state.tabs.reopen() {
        state.notices.say("No tab was closed");
        return;
    }
    match state.tabs.chosen() {
        Some(Tab { id, content: TabContent::Diagnostics(_), .. }) => diagnostics::resume(state, *id, out),
        Some(Tab { id, content: TabContent::Schema(_), .. }) => schemas::look(state, *id, out),
        Some(Tab { id, content: TabContent::Recording(tab), .. }) if tab.read.shown().is_none() => {
            recordings::read(state, *id, out);
        }
        Some(Tab { id, content: TabContent::Message(_), .. }) => messages::read(state, *id, out),
        _ => {}
    }
}

/// A copy beside a tab.
pub fn duplicate(state: &mut State, id: TabId) {
    let content = match state.tabs.get(id).map(|tab| &tab.content) {
        Some(TabContent::Call(call)) => TabContent::Call(Box::new(call.duplicate())),
        Some(TabContent::Schema(tab)) => TabContent::Schema(Box::new(tab.duplicate())),
        Some(TabContent::Compare(tab)) => TabContent::Compare(Box::new(tab.duplicate())),
        Some(TabContent::Message(tab)) => TabContent::Message(Box::new(tab.duplicate())),
        Some(TabContent::Diagnostics(_) | TabContent::Recording(_) | TabContent::Source(_)) | None => return,
    };
    state.tabs.choose(id);
    let id = TabId(state.fresh_id());
    state.tabs.add(Tab { id, content, preview: false });
}

/// A copy of the chosen tab.
pub fn duplicate_chosen(state: &mut State) {
    if let Some(id) = state.tabs.chosen().map(|tab| tab.id) {
        duplicate(state, id);
    }
}
