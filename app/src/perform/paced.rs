//! Prepared messages that go out by themselves, at a pace or by a script, on a call that is opened for them if need be;
//! and stopped. How fast a running call is read.
//! The pace is the engine's.

use std::sync::Arc;

use farcall_core::{
    call::{CadenceProgress, ReadRate, Script, ScriptProgress},
    engine::{CallId, Command},
};

use super::{
    Effect,
    call::{self, Which},
};
use crate::state::{CallTab, ScriptRun, SendWay, State, TabId};

/// Send every prepared message of the chosen tab at the pace that was typed.
pub fn send(state: &mut State, out: &mut Vec<Effect>) {
    begin(state, paced, out);
}

/// Hold the conversation that the script of the chosen tab says.
pub fn run_script(state: &mut State, out: &mut Vec<Effect>) {
    begin(state, scripted, out);
}

/// Send every prepared message of the chosen tab in the way that is chosen for it.
pub fn send_chosen_way(state: &mut State, out: &mut Vec<Effect>) {
    match state.chosen_call().map(|(_, tab)| tab.sending.way) {
        Some(SendWay::AtOnce) => call::send_all(state, out),
        Some(SendWay::Every | SendWay::OnReply) => send(state, out),
        Some(SendWay::Script) => run_script(state, out),
        None => {}
    }
}

/// Stop it; the call goes on.
pub fn stop(state: &mut State, out: &mut Vec<Effect>) {
    let run = state.chosen_call().and_then(|(_, tab)| tab.running());
    if let Some(run) = run.filter(|run| run.sends_by_itself()) {
        out.push(Effect::engine(Command::StopPaced(run.id)));
    }
}

/// Read the running call of the chosen tab at another rate; `None`: as fast as messages come.
pub fn read_at(state: &mut State, rate: Option<ReadRate>) {
    let Some((_, tab)) = state.chosen_call() else { return };
    match tab.running().map(|run| run.read_pace.as_ref()) {
        Some(Some(pace)) => pace.set(rate),
        Some(None) => state.notices.say("This call is read as fast as it comes"),
        None => state.notices.say("No call is running"),
    }
}

/// What can begin as soon as the call is open, or why it cannot.
type Begin = fn(&mut CallTab) -> Result<Begun, String>;
/// Begins on a call.
type Begun = Box<dyn FnOnce(&mut CallTab, CallId) -> Command>;

fn begin(state: &mut State, what: Begin, out: &mut Vec<Effect>) {
    let Some((id, _)) = state.chosen_call() else { return };
    if let Err(why) = try_begin(state, id, what, out) {
        call::refuse(state, id, why);
    }
}

fn try_begin(state: &mut State, id: TabId, what: Begin, out: &mut Vec<Effect>) -> Result<(), String> {
    let Some(tab) = state.tabs.call_mut(id) else { return Ok(()) };
    if !tab.sends_many() {
        return Err("This method takes one message; only a stream of them has a pace".to_owned());
    }
    let command = what(tab)?;
    if tab.running().is_none() {
        call::open(state, out);
    }
    let Some(tab) = state.tabs.call_mut(id) else { return Ok(()) };
    let Some((running, is_closed)) = tab.running().map(|run| (run.id, run.sending_closed)) else { return Ok(()) };
    if is_closed {
        return Err("The stream was ended; nothing more can be sent on it".to_owned());
    }
    tab.refused = None;
    let command = command(tab, running);
    out.push(Effect::engine(command));
    Ok(())
}

fn paced(tab: &mut CallTab) -> Result<Begun, String> {
    let cadence = tab.sending.cadence()?;
    let messages = call::encode(tab, &Which::All)?;
    Ok(Box::new(move |tab, id| {
        let progress = Arc::new(CadenceProgress::new(&cadence, messages.len()));
        if let Some(run) = tab.run_mut(id) {
            (run.paced, run.script) = (Some(Arc::clone(&progress)), None);
        }
        Command::SendPaced { id, messages, cadence, progress }
    }))
}

fn scripted(tab: &mut CallTab) -> Result<Begun, String> {
    let method = tab.method.as_ref().and_then(|choice| choice.known.clone()).ok_or("The schema is not loaded")?;
    let (text, count) = (tab.sending.script.clone(), tab.draft.messages.len());
    let script = Script::parse(text.lines(), &method.output, count);
    let script =
        script.map_err(|problems| problems.first().map_or_else(String::new, |first| format!("Script, {first}")))?;
    if script.is_empty() {
        return Err("The script has no steps; write one below the messages, as `send 1`".to_owned());
    }
    let messages = call::encode(tab, &Which::All)?;
    Ok(Box::new(move |tab, id| {
        let progress = Arc::<ScriptProgress>::default();
        if let Some(run) = tab.run_mut(id) {
            (run.paced, run.script) = (None, Some(ScriptRun { progress: Arc::clone(&progress), text }));
        }
        Command::RunScript { id, messages, script: Arc::new(script), progress }
    }))
}
