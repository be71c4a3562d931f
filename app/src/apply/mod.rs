//! From an event of the engine to a changed state. It asks for nothing but what must follow.

mod changes;
mod diagnostics;
mod examples;
mod schema;
mod work;
mod workspace;

#[cfg(test)]
mod tests;

pub use work::{done, settle};

use farcall_core::{
    call::CallPhase,
    engine::{CallId, Event, Failure, TaskId},
};

use crate::{
    perform::{self, Effect},
    state::{CallTab, Prepared, State, violations},
};

/// Take in one event.
pub fn apply(state: &mut State, event: Event, out: &mut Vec<Effect>) {
    match event {
        Event::CallChanged(id) => call_changed(state, id, out),
        Event::NotSent(id, failure) => not_sent(state, id, failure),
        Event::Channel { target, status } => {
            state.channels.insert((*target).clone(), *status);
        }
        Event::SchemaProgress(id, step) => schema::progress(state, id, step),
        Event::SchemaLoaded(id, loaded) => schema::loaded(state, id, loaded, out),
        Event::SchemaFailed(id, failure) => schema::failed(state, id, *failure),
        Event::Health(id, outcome) => diagnostics::health(state, id, outcome),
        Event::HealthEnded(id, failure) => diagnostics::health_ended(state, id, failure),
        Event::Channelz(id, outcome) => diagnostics::channelz(state, id, outcome),
        Event::OpenBrowser { url, .. } => out.push(Effect::OpenUrl(url)),
        Event::SignedIn(id, outcome) => signed_in(state, id, outcome),
        Event::SessionLoaded(_, outcome) => workspace::session_loaded(state, outcome, out),
        Event::Listed(_, outcome) => workspace::listed(state, outcome),
        Event::Opened(id, outcome) => workspace::opened(state, id, outcome, out),
        Event::RequestSaved(id, outcome) => workspace::request_saved(state, id, outcome, out),
        Event::Deleted(id, outcome) => workspace::deleted(state, id, outcome, out),
        Event::Saved(id, outcome) => workspace::written(state, id, outcome, out),
    }
}

fn signed_in(state: &mut State, id: TaskId, outcome: Result<(), Failure>) {
    if state.sign_in.is_some_and(|(task, _)| task == id) {
        state.sign_in = None;
    }
    match outcome {
        Ok(()) => state.notices.say("Signed in; send again"),
        Err(failure) => say_failure(state, failure),
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

fn call_changed(state: &mut State, id: CallId, out: &mut Vec<Effect>) {
    let Some(call) = state.tabs.all_calls_mut().find(|call| call.runs.iter().any(|run| run.id == id)) else { return };
    let Some(run) = call.runs.iter_mut().find(|run| run.id == id) else { return };
    let was_running = run.is_running();
    run.snapshot = run.log.snapshot();
    // A script closes it too.
    run.sending_closed |= run.snapshot.phase >= CallPhase::HalfClosed;
    let (message, finished) = (run.message, run.log.finished());
    if let Some(finished) = finished.filter(|_| was_running) {
        mark_fields(call, message, finished.status.details.as_deref().unwrap_or_default());
        perform::replay_ended(state, id, out);
    }
}

/// What the server refused of the message is marked in its form.
fn mark_fields(call: &mut CallTab, message: usize, details: &[u8]) {
    let document = call.draft.messages.get(message).and_then(Prepared::document);
    if let Some(document) = document.filter(|_| !details.is_empty()) {
        call.marks.set(message, document, &violations(details));
    }
}
