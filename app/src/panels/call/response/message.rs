//! What a message of a run is asked for: written to a file, compared, a part of it opened.

use farcall_core::engine::CallId;

use crate::{action::Action, panels::message::action_of, perform, state::State, viewers::message_view::MessageOutcome};

/// Follow the outcome of the view of this row.
pub fn follow(state: &State, row: (CallId, u64), outcome: MessageOutcome, actions: &mut Vec<Action>) {
    actions.extend(action_of(state, outcome, || perform::side_of_row(state, row)));
}
