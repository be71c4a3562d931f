//! Esc closes the innermost open thing; with none open it cancels a call, a stream on the second press.

use std::time::{Duration, Instant};

use farcall_core::schema::MethodKind;

use super::{Effect, call};
use crate::state::State;

/// Within this time a second press cancels a stream.
const SECOND_PRESS: Duration = Duration::from_secs(2);

pub fn escape(state: &mut State, out: &mut Vec<Effect>) {
    if state.palette.take().is_some()
        || state.question.take().is_some()
        || state.log_limits.take().is_some()
        || state.compare_picker.take().is_some()
    {
        return;
    }
    if state.keys_shown {
        state.keys_shown = false;
        return;
    }
    if state.paste.take().is_some() {
        return;
    }
    if let Some(source) = state.welcome.source.filter(|_| state.is_fresh()) {
        super::sources::cancel_load(state, source, out);
        return;
    }
    escape_call(state, out);
}

fn escape_call(state: &mut State, out: &mut Vec<Effect>) {
    let Some(run) = state.chosen_runs().and_then(|(_, tab)| tab.running()) else { return };
    let id = run.id;
    let unary = run.method.kind == MethodKind::Unary;
    let pressed = state.escaped.is_some_and(|(at, call)| call == id && at.elapsed() <= SECOND_PRESS);
    if unary || pressed {
        state.escaped = None;
        call::cancel(state, out);
    } else {
        state.escaped = Some((Instant::now(), id));
        state.notices.say("Press Esc again to cancel the stream");
    }
}
