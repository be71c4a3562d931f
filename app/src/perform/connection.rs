//! The connection of a target: its choices, and another try at once.

use farcall_core::{engine::Command, transport::Target};

use super::Effect;
use crate::state::{Focus, State, TabContent};

/// Open the choices of the chosen tab's target, or of the one typed in the welcome.
pub fn show(state: &mut State) {
    match state.chosen_call() {
        Some(_) => state.focus = Some(Focus::Connection),
        None if state.is_fresh() => state.focus = Some(Focus::Connection),
        None => state.notices.say("Open a call first"),
    }
}

/// Connect now, without waiting for the next try.
pub fn reconnect(target: Target, out: &mut Vec<Effect>) {
    out.push(Effect::engine(Command::Connect(Box::new(target))));
}

/// The same for the target of the chosen tab.
pub fn reconnect_this(state: &mut State, out: &mut Vec<Effect>) {
    let target = state.tabs.chosen().and_then(|tab| match &tab.content {
        TabContent::Call(call) => Some(call.target.clone()),
        TabContent::Diagnostics(diagnostics) => Some(diagnostics.target.clone()),
        TabContent::Schema(schema) => state.source(schema.source?)?.target().cloned(),
        TabContent::Source(source) => state.source(*source)?.target().cloned(),
        TabContent::Recording(recording) => Some(recording.call.target.clone()),
        TabContent::Compare(_) | TabContent::Message(_) => None,
    });
    match target.filter(|target| !target.address.trim().is_empty()) {
        Some(target) => reconnect(target, out),
        None => state.notices.say("Type a target first"),
    }
}
