//! Prepared messages sent at a pace, on a call that is opened for them if need be; and stopped.
//! The pace is the engine's.

use std::sync::Arc;

use farcall_core::{call::CadenceProgress, engine::Command};

use super::{
    Effect,
    call::{self, Which},
};
use crate::state::{State, TabId};

/// Send every prepared message of the chosen tab at the pace that was typed.
pub fn send(state: &mut State, out: &mut Vec<Effect>) {
    let Some((id, _)) = state.chosen_call() else { return };
    if let Err(why) = begin(state, id, out) {
        call::refuse(state, id, why);
    }
}

/// Stop it; the call goes on.
pub fn stop(state: &mut State, out: &mut Vec<Effect>) {
    let run = state.chosen_call().and_then(|(_, tab)| tab.running());
    if let Some(run) = run.filter(|run| run.sending_paced().is_some()) {
        out.push(Effect::engine(Command::StopPaced(run.id)));
    }
}

fn begin(state: &mut State, id: TabId, out: &mut Vec<Effect>) -> Result<(), String> {
    let Some(tab) = state.tabs.call_mut(id) else { return Ok(()) };
    if !tab.sends_many() {
        return Err("This method takes one message; only a stream of them has a pace".to_owned());
    }
    let cadence = tab.cadence.read()?;
    let messages = call::encode(tab, &Which::All)?;
    if tab.running().is_none() {
        call::open(state, out);
    }
    let Some(tab) = state.tabs.call_mut(id) else { return Ok(()) };
    let Some(running) = tab.running().map(|run| run.id) else { return Ok(()) };
    let Some(run) = tab.runs.iter_mut().find(|run| run.id == running) else { return Ok(()) };
    if run.sending_closed {
        return Err("The stream was ended; nothing more can be sent on it".to_owned());
    }
    let progress = Arc::new(CadenceProgress::new(&cadence, messages.len()));
    run.paced = Some(Arc::clone(&progress));
    tab.refused = None;
    out.push(Effect::engine(Command::SendPaced { id: running, messages, cadence, progress }));
    Ok(())
}
