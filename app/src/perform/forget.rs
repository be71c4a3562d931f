//! Messages and runs that are let go. While a notice offers to bring them back they are only out of sight; then their memory
//! and their files are given back.

use farcall_core::engine::CallId;

use crate::{
    state::{Offer, State, TabContent, TabId},
    units,
};

/// The rows of a run before this one are no longer listed.
pub fn cleared(state: &mut State, run: CallId, before: u64) {
    let goes_on = state.tabs.call_of_run(run).and_then(|call| call.run_of(run)).is_some_and(|run| run.is_running());
    let words = if goes_on { "Rows cleared; the call goes on" } else { "Rows cleared" };
    state.notices.offer(words, Offer::RestoreRows(run, before));
}

/// Let the ended runs of the chosen tab go, but the one shown, and a recording as it was read.
pub fn forget_runs(state: &mut State) {
    let Some((id, recorded)) = state.tabs.chosen().map(|tab| (tab.id, recorded(&tab.content))) else { return };
    let Some(call) = state.tabs.call_mut(id) else { return };
    let forgotten = call.forget_runs(recorded);
    if forgotten.is_empty() {
        state.notices.say("There is no other run that has ended");
        return;
    }
    let words = format!("{} forgotten", units::counted(forgotten.len() as u64, "run"));
    state.notices.offer(words, Offer::RestoreRuns(id, forgotten));
}

/// The run of a recording that was read from its file.
fn recorded(content: &TabContent) -> Option<CallId> {
    match content {
        TabContent::Recording(tab) => tab.call.runs.first().map(|run| run.id),
        _ => None,
    }
}

/// Bring runs back.
pub fn restore_runs(state: &mut State, id: TabId, runs: &[CallId]) {
    if let Some(call) = state.tabs.call_mut(id) {
        call.restore_runs(runs);
    }
}

/// What was offered can no longer be taken: what it would have brought back goes for good.
pub fn lapsed(state: &mut State, offer: &Offer) {
    match offer {
        Offer::RestoreRows(run, before) => {
            let run = state.tabs.all_calls().find_map(|call| call.run_of(*run));
            if let Some(run) = run {
                run.log.clear_before(*before);
            }
        }
        Offer::RestoreRuns(_, runs) => state.tabs.all_calls_mut().for_each(|call| call.drop_forgotten(runs)),
        _ => {}
    }
}
