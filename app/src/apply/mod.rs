//! From an event of the engine to a changed state. It asks for nothing but what must follow.

mod diagnostics;
mod schema;
mod workspace;

#[cfg(test)]
mod tests;

use farcall_core::engine::{CallId, Event, Failure};

use crate::{perform::Effect, state::State};

/// Take in one event.
pub fn apply(state: &mut State, event: Event, out: &mut Vec<Effect>) {
    match event {
        Event::CallChanged(id) => call_changed(state, id),
        Event::NotSent(id, failure) => not_sent(state, id, failure),
        Event::Channel { target, status } => {
            state.channels.insert((*target).clone(), *status);
        }
        Event::SchemaProgress(id, step) => schema::progress(state, id, step),
        Event::SchemaLoaded(id, loaded, _) => schema::loaded(state, id, loaded, out),
        Event::SchemaFailed(id, failure) => schema::failed(state, id, *failure),
        Event::Health(id, outcome) => diagnostics::health(state, id, outcome),
        Event::HealthEnded(id, failure) => diagnostics::health_ended(state, id, failure),
        Event::Channelz(id, outcome) => diagnostics::channelz(state, id, outcome),
        Event::SessionLoaded(_, outcome) => workspace::session_loaded(state, outcome, out),
        Event::Listed(_, outcome) => workspace::listed(state, outcome),
        Event::Opened(id, outcome) => workspace::opened(state, id, outcome, out),
        Event::RequestSaved(id, outcome) => workspace::request_saved(state, id, outcome, out),
        Event::Deleted(id, outcome) => workspace::deleted(state, id, outcome, out),
        Event::Saved(id, outcome) => workspace::written(state, id, outcome, out),
    }
}

/// One place for what failed that has no other place.
fn say_failure(state: &mut State, failure: Failure) {
    let detail = match (failure.cause, failure.hint) {
        (Some(cause), Some(hint)) => Some(format!("{cause}. {hint}")),
        (one, other) => one.or(other),
    };
    state.notices.fail(failure.summary, detail);
}

/// What came too late for its call is said where it was sent, and nothing typed is lost.
fn not_sent(state: &mut State, id: CallId, failure: Failure) {
    let tab = state.tabs.calls_mut().find(|(_, tab)| tab.runs.iter().any(|run| run.id == id));
    if let Some((_, tab)) = tab {
        tab.refused = Some(match failure.cause {
            Some(cause) => format!("{}: {cause}", failure.summary),
            None => failure.summary,
        });
    }
}

fn call_changed(state: &mut State, id: CallId) {
    let run = state.tabs.all_calls_mut().find_map(|call| call.runs.iter_mut().find(|run| run.id == id));
    if let Some(run) = run {
        run.snapshot = run.log.snapshot();
    }
}
