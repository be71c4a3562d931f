//! What follows when health or channelz was told.

use std::sync::Arc;

use farcall_core::{
    diagnostics::{ChannelzSnapshot, Serving},
    engine::{Failure, TaskId},
};

use crate::state::{DiagnosticsTab, State, TabContent};

/// Health of a service, by a check or a watch.
pub fn health(state: &mut State, id: TaskId, outcome: Result<Serving, Failure>) {
    for tab in tabs(state) {
        let watched = tab.watches.iter().find(|(_, task)| **task == id).map(|(service, _)| service.clone());
        if let Some(service) = tab.checks.remove(&id).or(watched) {
            note(tab, service, outcome);
            return;
        }
    }
}

/// A health watch ended by itself.
pub fn health_ended(state: &mut State, id: TaskId, failure: Failure) {
    for tab in tabs(state) {
        let watched = tab.watches.iter().find(|(_, task)| **task == id).map(|(service, _)| service.clone());
        if let Some(service) = watched {
            tab.watches.remove(&service);
            note(tab, service, Err(failure));
            return;
        }
    }
}

/// A channelz snapshot, or why there is none.
pub fn channelz(state: &mut State, id: TaskId, outcome: Result<Arc<ChannelzSnapshot>, Failure>) {
    if let Some(tab) = tabs(state).find(|tab| tab.poll == Some(id)) {
        tab.channelz = Some(outcome);
    }
}

fn note(tab: &mut DiagnosticsTab, service: String, outcome: Result<Serving, Failure>) {
    match tab.health.iter_mut().find(|(known, _)| *known == service) {
        Some((_, last)) => *last = outcome,
        None => tab.health.push((service, outcome)),
    }
}

fn tabs(state: &mut State) -> impl Iterator<Item = &mut DiagnosticsTab> {
    state.tabs.iter_mut().filter_map(|tab| match &mut tab.content {
        TabContent::Diagnostics(tab) => Some(&mut **tab),
        _ => None,
    })
}
