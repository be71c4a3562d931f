//! Calls: start, send, half-close, cancel. What cannot be sent is refused with the reason, and nothing is lost.

use std::sync::Arc;

use bytes::Bytes;
use farcall_core::{
    call::{Auth, CallLog, CallOptions, CallSpec, Outbound, ReopenPlan},
    engine::{Command, SourceId},
    message::EncodeError,
    metadata::{Metadata, Row},
    schema::{Method, MethodKind, MethodPath},
    workspace::{MissingSecrets, Snippet, grpcurl, resolve, resolve_auth},
};

use super::{Effect, edit, methods};
use crate::{
    state::{CallTab, Draft, Prepared, RequestView, Run, SourceKind, State, TabId},
    units,
};

/// Send the message shown, opening the call if need be.
pub fn send(state: &mut State, out: &mut Vec<Effect>) {
    send_messages(state, Which::Shown, out);
}

/// Open the call and send nothing yet.
pub fn open(state: &mut State, out: &mut Vec<Effect>) {
    send_messages(state, Which::None, out);
}

/// Send every prepared message in order.
pub fn send_all(state: &mut State, out: &mut Vec<Effect>) {
    send_messages(state, Which::All, out);
}

/// Close the sending side of the running call.
pub fn end_stream(state: &mut State, out: &mut Vec<Effect>) {
    let Some((_, tab)) = state.chosen_call_mut() else { return };
    let Some(run) = tab.runs.iter_mut().rev().find(|run| run.is_running() && !run.sending_closed) else { return };
    run.sending_closed = true;
    out.push(Effect::engine(Command::Send(run.id, Outbound::HalfClose)));
}

/// Cancel the running call of the chosen tab.
pub fn cancel(state: &mut State, out: &mut Vec<Effect>) {
    if let Some(run) = state.chosen_runs().and_then(|(_, tab)| tab.running()) {
        out.push(Effect::engine(Command::Cancel(run.id)));
    }
}

/// Show an earlier run.
pub fn show_run(state: &mut State, id: TabId, at: usize) {
    if let Some(tab) = state.tabs.call_mut(id) {
        tab.shown = tab.runs.get(at).map(|run| run.id).or(tab.shown);
    }
}

/// A row of a log is chosen: it is the message that the tab shows.
pub fn choose_row(state: &mut State, id: farcall_core::engine::CallId, row: Option<u64>) {
    let run = state.tabs.calls_mut().flat_map(|(_, call)| call.runs.iter_mut()).find(|run| run.id == id);
    if let Some(run) = run {
        run.chosen_row = row;
    }
}

/// Take a sent message of the shown run back into the composer.
pub fn edit_again(state: &mut State, id: TabId, row: u64) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    let Some(run) = tab.run() else { return };
    let Some(bytes) = run.log.message(row) else {
        state.notices.fail("This message is no longer kept", None);
        return;
    };
    let taken = farcall_core::message::Taken::of(run.method.input.clone(), &bytes);
    edit::edit(state, id, crate::action::CallEdit::Json(taken.document.json().to_owned()));
    if let Some(lost) = taken.lost_words() {
        state.notices.fail("Not all of the message can be sent again", Some(lost));
    }
}

/// Copy the `traceparent` that the shown run sent.
pub fn copy_traceparent(state: &mut State, out: &mut Vec<Effect>) {
    let run = state.chosen_runs().and_then(|(_, tab)| tab.run());
    let opened = run.and_then(|run| run.log.opened());
    let sent = opened.and_then(|opened| opened.request_headers.get("traceparent").map(|entry| entry.display()));
    match sent {
        Some(value) => {
            out.push(Effect::Copy(value));
            state.notices.say("Copied the traceparent");
        }
        None => state.notices.say("This run sent no traceparent; switch it on under Settings"),
    }
}

/// Copy the call of the chosen tab as a `grpcurl` command.
pub fn copy_grpcurl(state: &mut State, out: &mut Vec<Effect>) {
    let Some((_, tab)) = state.chosen_call() else { return };
    match command_of(state, tab) {
        None => state.notices.say("Choose a method first"),
        Some(text) => say_copied(state, text, out),
    }
}

/// Copy a call of a method as it would open.
pub fn copy_method_grpcurl(state: &mut State, source: SourceId, path: &MethodPath, out: &mut Vec<Effect>) {
    let text = methods::fresh_call(state, source, path).and_then(|tab| command_of(state, &tab));
    if let Some(text) = text {
        say_copied(state, text, out);
    }
}

fn say_copied(state: &mut State, text: String, out: &mut Vec<Effect>) {
    out.push(Effect::Copy(text));
    state.notices.say("Copied as a grpcurl command");
}

fn command_of(state: &State, tab: &CallTab) -> Option<String> {
    let choice = tab.method.as_ref()?;
    let timeout = units::optional(&tab.timeout, units::parse_duration).ok().flatten();
    let files = choice.source.and_then(|id| state.source(id)).and_then(|source| match &source.kind {
        SourceKind::Files(files) => Some(files),
        SourceKind::Reflection { .. } => None,
    });
    Some(grpcurl(&Snippet {
        target: &tab.target,
        method: &choice.path.to_string(),
        metadata: &tab.metadata,
        timeout,
        messages: &tab.draft.texts(),
        files,
    }))
}

pub(super) enum Which {
    None,
    Shown,
    All,
}

fn send_messages(state: &mut State, which: Which, out: &mut Vec<Effect>) {
    let Some((id, _)) = state.chosen_call() else { return };
    state.tabs.keep(id);
    let fresh = state.fresh_call();
    let State { tabs, secrets, logs, .. } = state;
    let Some(tab) = tabs.call_mut(id) else { return };
    let scope = tab.target.address.clone();
    let resolved = |rows: &[Row]| resolve(rows, &scope, secrets);
    let auth = resolve_auth(&tab.options.auth, &scope, secrets);
    let outcome = match tab.running().map(|run| (run.id, run.method.kind, run.sending_closed)) {
        Some((_, MethodKind::Unary | MethodKind::ServerStreaming, _)) => {
            Err("This call is still running; cancel it first".to_owned())
        }
        Some((_, _, true)) => Err("The stream was ended; nothing more can be sent on it".to_owned()),
        Some((running, ..)) => encode(tab, &which).map(|messages| {
            if let Some(run) = tab.runs.iter_mut().find(|run| run.id == running) {
                run.message = tab.draft.chosen;
            }
            out.extend(
                messages.into_iter().map(|bytes| Effect::engine(Command::Send(running, Outbound::Message(bytes)))),
            );
        }),
        None => start(tab, (fresh, CallLog::in_store(Arc::clone(logs))), &which, resolved, auth, out),
    };
    match outcome {
        Ok(()) => sent(state, id, &which),
        Err(why) => refuse(state, id, why),
    }
}

fn start(
    tab: &mut CallTab,
    (id, log): (farcall_core::engine::CallId, CallLog),
    which: &Which,
    resolved: impl FnOnce(&[Row]) -> Result<Vec<Row>, MissingSecrets>,
    auth: Result<Auth, MissingSecrets>,
    out: &mut Vec<Effect>,
) -> Result<(), String> {
    let method = known_method(tab)?;
    if tab.target.address.trim().is_empty() {
        return Err("Type a target first".to_owned());
    }
    let timeout = units::optional(&tab.timeout, units::parse_duration).map_err(|why| format!("Timeout: {why}"))?;
    let options = tab.limits.checked(&tab.options)?;
    let reopen = reopen_plan(tab, &method)?;
    let metadata = metadata(tab, resolved)?;
    let messages = encode(tab, which)?;
    let closes = matches!(method.kind, MethodKind::Unary | MethodKind::ServerStreaming);
    let mut first: Vec<_> = messages.into_iter().map(Outbound::Message).collect();
    if closes {
        first.push(Outbound::HalfClose);
    }
    let log = Arc::new(log);
    let options = with_auth(tab, options, auth)?;
    let mut spec = CallSpec { metadata, timeout, reopen, ..CallSpec::new(method.path.clone(), method.kind) };
    options.apply(&mut spec);
    let number = tab.next_number();
    let run = Run {
        timeout,
        options: CallOptions::of(&spec),
        message: tab.draft.chosen,
        sending_closed: closes,
        read_pace: spec.read_pace.clone(),
        ..Run::new(id, number, method, tab.target.clone(), log.clone())
    };
    let target = Box::new(tab.target.clone());
    tab.push_run(run);
    tab.marks.clear();
    edit::show_messages(tab);
    out.push(Effect::engine(Command::StartCall { id, target, spec: Box::new(spec), first, log }));
    Ok(())
}

/// How its stream is opened again; the request side turns to a rule that is none.
fn reopen_plan(tab: &mut CallTab, method: &Method) -> Result<Option<ReopenPlan>, String> {
    if !method.kind.server_streams() {
        return Ok(None);
    }
    let plan = tab.reopen.checked().and_then(|choice| match choice {
        Some(choice) => choice
            .plan(&method.input, &method.output)
            .map(Some)
            .map_err(|why| format!("Fill from the last message: {why}")),
        None => Ok(None),
    });
    if plan.is_err() {
        tab.request_view = RequestView::Settings;
    }
    plan
}

/// The choices with the secret of their auth in its place; the request side turns to one that is missing.
fn with_auth(
    tab: &mut CallTab,
    options: CallOptions,
    auth: Result<Auth, MissingSecrets>,
) -> Result<CallOptions, String> {
    match auth {
        Ok(auth) => Ok(CallOptions { auth, ..options }),
        Err(missing) => {
            tab.request_view = RequestView::Auth;
            Err(missing.to_string())
        }
    }
}

fn known_method(tab: &CallTab) -> Result<Method, String> {
    let choice = tab.method.as_ref().ok_or("Choose a method first")?;
    choice.known.clone().ok_or_else(|| format!("The schema of {} is not loaded; refresh its source", choice.path))
}

fn metadata(
    tab: &mut CallTab,
    resolved: impl FnOnce(&[Row]) -> Result<Vec<Row>, MissingSecrets>,
) -> Result<Metadata, String> {
    let rows = resolved(&tab.metadata).map_err(|missing| missing.to_string());
    let built = rows.and_then(|rows| {
        Metadata::from_rows(&rows).map_err(|problems| {
            problems.first().map_or_else(|| "Metadata cannot be sent".to_owned(), |problem| problem.message.clone())
        })
    });
    if built.is_err() {
        edit::show_metadata(tab);
    }
    built
}

/// Messages as they go out; the first that cannot is shown.
pub(super) fn encode(tab: &mut CallTab, which: &Which) -> Result<Vec<Bytes>, String> {
    tab.draft.settle();
    let draft = &tab.draft;
    let many = tab.sends_many();
    let chosen: Vec<(usize, &Prepared)> = match which {
        Which::None if many => Vec::new(),
        Which::All if many => draft.messages.iter().enumerate().collect(),
        Which::None | Which::Shown | Which::All => {
            draft.shown().map(|message| (draft.chosen, message)).into_iter().collect()
        }
    };
    let mut encoded = Vec::with_capacity(chosen.len());
    let mut failed = None;
    for (at, message) in chosen {
        match encode_one(message) {
            Ok(bytes) => encoded.push(bytes),
            Err(why) => {
                failed = Some((at, why));
                break;
            }
        }
    }
    match failed {
        None => Ok(encoded),
        Some((at, why)) => {
            tab.draft.chosen = at;
            tab.request_view = crate::state::RequestView::Message;
            Err(why)
        }
    }
}

fn encode_one(message: &Prepared) -> Result<Bytes, String> {
    let document = message.document().ok_or("The type of this message is not known; refresh its schema")?;
    document.encode().map_err(|EncodeError(problems)| match problems.first() {
        Some(problem) => {
            let place = problem.position.map(|(line, column)| format!("{line}:{column} ")).unwrap_or_default();
            let field = if problem.path_text.is_empty() { String::new() } else { format!("{}: ", problem.path_text) };
            format!("{place}{field}{}", problem.message)
        }
        None => "The message cannot be encoded".to_owned(),
    })
}

fn sent(state: &mut State, id: TabId, which: &Which) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    tab.refused = None;
    if matches!(which, Which::Shown) && tab.sends_many() {
        choose_next(&mut tab.draft);
    }
    let (target, rows, auth) = (tab.target.clone(), tab.metadata.clone(), tab.options.auth.clone());
    state.recent.touch(&target, Some((&rows, &auth)), None, units::now());
}

fn choose_next(draft: &mut Draft) {
    if draft.chosen + 1 < draft.messages.len() {
        draft.chosen += 1;
    }
}

/// Say at the message why nothing was sent.
pub(super) fn refuse(state: &mut State, id: TabId, why: String) {
    if let Some(tab) = state.tabs.call_mut(id) {
        tab.refused = Some(why);
    }
}
