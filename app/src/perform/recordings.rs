//! Recordings: save the shown call, open a file, export, replay and compare. It reads and writes no file.

use std::{path::PathBuf, sync::Arc};

use farcall_core::{
    call::{CallLog, CallSpec},
    engine::{CallId, Command},
    message::CompareOptions,
    metadata::{Metadata, Row},
    recording::{Export, ExportFormat, RecordProgress, RecordingHead, Replay, is_withheld, replayed_metadata},
    schema::Schema,
    transport::Target,
};

use super::{Effect, asking, compare, work::work};
use crate::{
    action::{Action, RecordingAction},
    job::{CallExport, CompareReplayJob, Job, OpenRecordingJob, RecordJob},
    state::{CallTab, CompareSide, MethodChoice, QuestionKind, RecordingTab, Run, State, Stop, Tab, TabContent, TabId},
};

/// Do what was meant.
pub fn recording(state: &mut State, action: RecordingAction, out: &mut Vec<Effect>) {
    match action {
        RecordingAction::AskRecord(secrets) => ask_record(state, secrets),
        RecordingAction::Record(id, secrets, path) => record(state, id, secrets, path, out),
        RecordingAction::AskOpen => asking::ask(state, QuestionKind::Recording),
        RecordingAction::Open(path) => open(state, path, out),
        RecordingAction::Read(id) => read(state, id, out),
        RecordingAction::Stop(id) => {
            if let Some(tab) = state.tabs.recording_mut(id) {
                tab.stop.set();
            }
        }
        RecordingAction::AskExport(format) => ask_export(state, format),
        RecordingAction::Export(id, format, path) => export(state, id, format, path, out),
        RecordingAction::EditReplay(id, typed) => {
            if let Some(tab) = state.tabs.recording_mut(id) {
                tab.replay = typed;
                tab.call.refused = None;
            }
        }
        RecordingAction::Replay => replay(state, out),
        RecordingAction::EditRules(id, rules) => {
            let Some(tab) = state.tabs.recording_mut(id) else { return };
            let is_same = tab.rules.read() == rules.read();
            tab.rules = rules;
            if !is_same {
                compare_again(state, id, out);
            }
        }
        RecordingAction::CompareAgain => match state.tabs.chosen().map(|tab| tab.id) {
            Some(id) => compare_again(state, id, out),
            None => state.notices.say("Open a recording first"),
        },
        RecordingAction::OpenDifference(id, index) => open_difference(state, id, index, out),
    }
}

/// The run that the chosen tab shows.
fn shown_run(state: &State) -> Option<CallId> {
    state.chosen_runs().and_then(|(_, call)| call.run()).map(|run| run.id)
}

fn ask_record(state: &mut State, secrets: bool) {
    match shown_run(state) {
        Some(id) => asking::ask(state, QuestionKind::Record(id, secrets)),
        None => state.notices.say("There is no call to record yet. Send first"),
    }
}

fn ask_export(state: &mut State, format: ExportFormat) {
    match shown_run(state) {
        Some(id) => asking::ask(state, QuestionKind::ExportCall(id, format)),
        None => state.notices.say("There is no call to write yet. Send first"),
    }
}

/// What is known of the call of a run.
fn head(state: &State, run: &Run) -> RecordingHead {
    let recorded = state.tabs.recordings().find(|tab| tab.is_recorded(run.id)).and_then(|tab| tab.read.shown());
    if let Some(read) = recorded {
        return read.head.clone();
    }
    let fresh = RecordingHead::new(&run.method, &run.target);
    RecordingHead {
        began: run.log.began().unwrap_or(fresh.began),
        timeout: run.timeout,
        options: run.options.clone(),
        ..fresh
    }
}

fn record(state: &mut State, id: CallId, secrets: bool, path: PathBuf, out: &mut Vec<Effect>) {
    let path = with_ending(path);
    let Some(tab) = state.tabs.call_of_run(id) else { return };
    let Some(run) = tab.runs.iter().find(|run| run.id == id) else { return };
    let head = RecordingHead { has_secrets: secrets, ..head(state, run) };
    let (method, log) = (run.method.clone(), run.log.clone());
    let words = format!("the recording of {}", method.path.method);
    let progress = Arc::<RecordProgress>::default();
    let writing = state.begin_recording(words, progress.clone());
    let job = RecordJob { id: writing, head, method, log, path, progress };
    work(Job::Record(Box::new(job)), out);
}

/// A name that was typed without an ending gets the one that is opened again by itself.
fn with_ending(path: PathBuf) -> PathBuf {
    match path.extension() {
        Some(_) => path,
        None => path.with_extension(farcall_core::recording::ENDING),
    }
}

/// Open a file; a tab that shows it is chosen and reads it again.
pub fn open(state: &mut State, path: PathBuf, out: &mut Vec<Effect>) {
    let shown = state.tabs.iter().find_map(|tab| match &tab.content {
        TabContent::Recording(shown) if shown.path == path => Some(tab.id),
        _ => None,
    });
    if let Some(id) = shown {
        return state.tabs.choose(id);
    }
    let id = TabId(state.fresh_id());
    let content = TabContent::Recording(Box::new(RecordingTab::new(path)));
    state.tabs.add(Tab { id, content, preview: false });
    read(state, id, out);
}

/// Have the file of a tab read.
pub fn read(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.recording_mut(id) else { return };
    tab.stop = Stop::default();
    tab.progress = Arc::default();
    tab.read.ask();
    let job = OpenRecordingJob {
        tab: id,
        path: tab.path.clone(),
        logs: Arc::clone(&state.logs),
        progress: tab.progress.clone(),
        stop: tab.stop.clone(),
    };
    work(Job::OpenRecording(Box::new(job)), out);
}

fn export(state: &mut State, id: CallId, format: ExportFormat, path: PathBuf, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.call_of_run(id) else { return };
    let Some(run) = tab.runs.iter().find(|run| run.id == id) else { return };
    let export = Export {
        format,
        head: head(state, run),
        method: run.method.clone(),
        schema: schema_of(state, tab),
        json: state.reading,
    };
    let recording = state.tabs.recordings().find(|shown| shown.call.runs.iter().any(|one| one.id == id));
    let recording = recording.map(|shown| shown.path.clone());
    let log = run.log.clone();
    let (id, stop) = state.begin_writing(format!("{} as {}", export.head.method.method, format.name()));
    work(Job::ExportCall(Box::new(CallExport { id, stop, export, log, path, recording })), out);
}

/// The schema that a tab's method is of.
fn schema_of(state: &State, tab: &CallTab) -> Schema {
    let source = tab.method.as_ref().and_then(|choice| choice.source).and_then(|id| state.source(id));
    let of_source = source.and_then(|source| source.schema.clone());
    let recorded = || {
        let shown = state.tabs.recordings().find(|recording| std::ptr::eq(&raw const recording.call, tab))?;
        shown.read.shown().map(|read| read.schema.clone())
    };
    of_source.or_else(recorded).unwrap_or_default()
}

/// Send the requests of the chosen recording again.
fn replay(state: &mut State, out: &mut Vec<Effect>) {
    let fresh = state.fresh_call();
    let State { tabs, secrets, notices, logs, .. } = state;
    let Some(tab) = tabs.chosen_mut().and_then(|tab| match &mut tab.content {
        TabContent::Recording(recording) => Some(recording),
        _ => None,
    }) else {
        return notices.say("Open a recording first");
    };
    let (Some(read), Some(recorded)) = (tab.read.shown().cloned(), tab.call.runs.first()) else { return };
    if tab.call.running().is_some() {
        tab.call.refused = Some("The replay before is still running; cancel it first".to_owned());
        return;
    }
    let pace = match tab.replay.pace() {
        Ok(pace) => pace,
        Err(why) => {
            tab.call.refused = Some(format!("Pace: {why}"));
            return;
        }
    };
    let target = Target { address: tab.replay.address.trim().to_owned(), ..read.head.target.clone() };
    let mut rows = secrets.fill(&target.address, &replayed_metadata(&recorded.log));
    let left_out: Vec<String> = rows.iter().filter(|row| is_withheld(row)).map(|row| row.key.clone()).collect();
    rows.retain(|row: &Row| !is_withheld(row));
    let metadata = Metadata::from_rows(&rows).unwrap_or_default();
    if let Some(key) = left_out.first() {
        notices.say(format!("{key} is not in the recording and is not sent"));
    }
    let log = Arc::new(CallLog::in_store(Arc::clone(logs)));
    let reopen = read.head.reopen_plan(&recorded.method).filter(|_| read.original.reopens);
    let spec = CallSpec { metadata, reopen, ..read.head.spec() };
    let replay = Replay::of(read.original.clone(), pace);
    let number = tab.call.next_number();
    let run = Run {
        timeout: spec.timeout,
        options: read.head.options.clone(),
        read_pace: spec.read_pace.clone(),
        ..Run::new(fresh, number, recorded.method.clone(), target.clone(), log.clone())
    };
    tab.call.push_run(run);
    tab.call.refused = None;
    tab.stop.set();
    tab.compared = None;
    let (target, spec) = (Box::new(target), Box::new(spec));
    out.push(Effect::engine(Command::StartCall { id: fresh, target, spec, first: Vec::new(), log: log.clone() }));
    out.push(Effect::engine(Command::Replay { id: fresh, replay: Box::new(replay), into: log }));
}

/// A run of a recording has ended: a replay is compared.
pub fn ended(state: &mut State, id: CallId, out: &mut Vec<Effect>) {
    let tab = state.tabs.iter().find_map(|tab| match &tab.content {
        TabContent::Recording(shown) if !shown.is_recorded(id) && shown.call.runs.iter().any(|run| run.id == id) => {
            Some(tab.id)
        }
        _ => None,
    });
    if let Some(tab) = tab {
        compare_again(state, tab, out);
    }
}

/// Have the last replay of a tab compared; what was under way for it is given up.
pub fn compare_again(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let reading = state.reading;
    let Some(tab) = state.tabs.recording_mut(id) else { return };
    let replayed = tab.call.runs.iter().skip(1).rev().find(|run| !run.is_running());
    let (Some(recorded), Some(replayed)) = (tab.call.runs.first(), replayed) else {
        return state.notices.say("There is no replay to compare yet");
    };
    let Some(read) = tab.read.shown().cloned() else { return };
    let options = CompareOptions {
        proto_names: reading.proto_names,
        enum_numbers: reading.enum_numbers,
        zone: reading.zone,
        ..tab.rules.read()
    };
    tab.stop.set();
    tab.stop = Stop::default();
    tab.asked += 1;
    tab.compared = Some(replayed.id);
    let job = CompareReplayJob {
        tab: id,
        asked: tab.asked,
        original: read.original.clone(),
        replayed: replayed.log.clone(),
        of: read.has_types.then(|| recorded.method.output.clone()),
        options,
        stop: tab.stop.clone(),
    };
    tab.outcome.ask();
    work(Job::CompareReplay(Box::new(job)), out);
}

/// Both responses of a difference side by side; one that has no other side is shown among the messages.
fn open_difference(state: &mut State, id: TabId, index: u64, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.recording_mut(id) else { return };
    let Some(outcome) = tab.outcome.shown().cloned() else { return };
    let Some(difference) = outcome.differences.iter().find(|difference| difference.index == index) else { return };
    let first = tab.call.runs.first().map(|run| run.id);
    let (recorded, replayed) = (first.zip(difference.recorded), tab.compared.zip(difference.replayed));
    let side = |row: Option<(CallId, u64)>| row.and_then(|row| compare::side_of_row(state, row));
    match (side(recorded), side(replayed)) {
        (Some(left), Some(right)) => compare::compare(state, left, right, out),
        (Some(CompareSide { title, bytes, .. }), None) | (None, Some(CompareSide { title, bytes, .. })) => {
            super::perform(state, Action::OpenMessageBytes(title, bytes), out);
        }
        (None, None) => state.notices.say("That message is no longer kept"),
    }
}

/// A recording was read: it becomes the first run of its tab.
pub fn was_read(state: &mut State, id: TabId, read: Result<Box<farcall_core::recording::Recording>, String>) {
    let fresh = state.fresh_call();
    let State { tabs, sources, .. } = state;
    let Some(tab) = tabs.recording_mut(id) else { return };
    let mut recording = match read {
        Ok(recording) => recording,
        Err(why) => return tab.read.answer(Err(why)),
    };
    if !recording.has_types {
        let mut schemas = sources.iter().filter_map(|source| source.schema.as_ref());
        schemas.any(|schema| recording.read_by(schema));
    }
    let farcall_core::recording::Recording { head, method, schema, has_types, log, .. } = &*recording;
    let run = Run {
        timeout: head.timeout,
        options: head.options.clone(),
        ..Run::new(fresh, 1, method.clone(), head.target.clone(), log.clone())
    };
    tab.call.target = head.target.clone();
    tab.call.method = Some(MethodChoice { source: None, path: method.path.clone(), known: Some(method.clone()) });
    tab.call.runs.clear();
    tab.call.push_run(run);
    tab.replay.address.clone_from(&head.target.address);
    let read = crate::state::ReadRecording {
        head: head.clone(),
        schema: schema.clone(),
        has_types: *has_types,
        original: recording.original(),
        notes: recording.notes(),
    };
    tab.read.answer(Ok(Arc::new(read)));
}
