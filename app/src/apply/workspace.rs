//! What follows when work on files ended: the session, saved requests, the list of them.

use farcall_core::{
    engine::{Failure, SaveOutcome, TaskId},
    workspace::{Deleted, Folder, Opened, RequestPath, Restored},
};

use super::say_failure;
use crate::{
    action::Action,
    perform::{self, Effect},
    state::{
        self, CallTab, Draft, FileTask, MethodChoice, Offer, Question, QuestionKind, Source, SourceState, State, Tab,
        TabContent, TabId, TypedSending,
    },
};

/// The last session, at the start.
pub fn session_loaded(state: &mut State, outcome: Result<Box<Restored>, Failure>, out: &mut Vec<Effect>) {
    match outcome {
        Ok(restored) => {
            let Restored { session, problem } = *restored;
            if state.workspace.chosen.is_none()
                && let Some(folder) = session.workspace.clone()
            {
                perform::open_workspace(state, folder, out);
                state.left.view = state::LeftView::Services;
            }
            state::restore(state, session);
            out.extend([Effect::ApplyTheme, Effect::ApplyZoom]);
            load_files(state, out);
            perform::load_copies(state, out);
            perform::recheck_saved(state, out);
            if let Some(problem) = problem {
                state.notices.fail("Part of the last session could not be restored", Some(problem));
            }
        }
        Err(failure) => say_failure(state, failure),
    }
    state.session_restored = true;
}

/// What stands in the workspace.
pub fn listed(state: &mut State, outcome: Result<Folder, Failure>) {
    match outcome {
        Ok(tree) => {
            state.workspace.tree = Some(tree);
            state.workspace.problem = None;
        }
        Err(failure) => state.workspace.problem = Some(failure.summary),
    }
}

/// A saved request was read: a tab shows it.
pub fn opened(state: &mut State, id: TaskId, outcome: Result<Box<Opened>, Failure>, out: &mut Vec<Effect>) {
    let path = match state.file_tasks.remove(&id) {
        Some(FileTask::Open(path)) => path,
        Some(FileTask::Recheck(tab)) => return rechecked(state, tab, outcome),
        _ => return,
    };
    let opened = match outcome {
        Ok(opened) => *opened,
        Err(failure) => return say_failure(state, failure),
    };
    if let Some(format) = opened.newer_format {
        let detail =
            format!("Its format is {format}, newer than this program knows: saving would lose what is new in it");
        state.notices.fail(format!("{} is read-only", path.name()), Some(detail));
    }
    let call = tab_of(state, path, opened);
    let tab = Tab { id: TabId(state.fresh_id()), content: TabContent::Call(Box::new(call)), preview: false };
    state.tabs.add(tab);
    perform::follow_sight(state, out);
}

/// A restored tab learns what its file is now: whether the draft differs from it, and what a save may replace.
fn rechecked(state: &mut State, id: TabId, outcome: Result<Box<Opened>, Failure>) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    match outcome {
        Ok(opened) if opened.newer_format.is_none() => {
            tab.saved_version = Some(opened.version);
            tab.changed = perform::differs(tab, &opened.request);
        }
        // Gone or damaged: the draft is all there is, and the next save asks for a name.
        Ok(_) | Err(_) => tab.saved_as = None,
    }
}

/// A request was saved or renamed.
pub fn request_saved(state: &mut State, id: TaskId, outcome: SaveOutcome, out: &mut Vec<Effect>) {
    let Some(task) = state.file_tasks.remove(&id) else { return };
    match (outcome, task) {
        (SaveOutcome::Saved(path, version), FileTask::Save(tab, _)) => {
            let withheld = mark_saved(state, tab, &path, version);
            say_saved(state, &path, withheld);
        }
        (SaveOutcome::Saved(path, version), FileTask::Rename(from)) => {
            for (_, tab) in state.tabs.calls_mut().filter(|(_, tab)| tab.saved_as.as_ref() == Some(&from)) {
                tab.saved_as = Some(path.clone());
                tab.saved_version = Some(version);
            }
        }
        (SaveOutcome::Saved(..), _) => {}
        (SaveOutcome::Exists(failure), FileTask::Save(_, path)) => {
            let problem = Some(failure.summary);
            state.question = Some(Question { kind: QuestionKind::SaveAs, text: path.to_string(), problem });
        }
        (SaveOutcome::Exists(failure) | SaveOutcome::Conflict(failure) | SaveOutcome::Failed(failure), _) => {
            say_failure(state, failure);
        }
    }
    perform::list_workspace(state, out);
}

/// A saved request was deleted.
pub fn deleted(state: &mut State, id: TaskId, outcome: Result<Deleted, Failure>, out: &mut Vec<Effect>) {
    state.file_tasks.remove(&id);
    match outcome {
        Ok(deleted) => {
            let examples = examples_of(state, &deleted.path);
            let stay = match examples {
                0 => String::new(),
                1 => "; its example stays".to_owned(),
                n => format!("; its {n} examples stay"),
            };
            state.notices.offer(format!("Deleted {}{stay}", deleted.path.name()), Offer::RestoreRequest);
            for (_, tab) in state.tabs.calls_mut().filter(|(_, tab)| tab.saved_as.as_ref() == Some(&deleted.path)) {
                tab.saved_as = None;
                tab.saved_version = None;
            }
            state.workspace.deleted = Some(deleted);
        }
        Err(failure) => say_failure(state, failure),
    }
    perform::list_workspace(state, out);
}

/// How many examples a saved request has.
fn examples_of(state: &State, path: &RequestPath) -> usize {
    let Some(mut folder) = state.workspace.tree.as_ref() else { return 0 };
    for part in path.folders() {
        let inner = folder.folders.iter().find(|inner| inner.path.as_ref().is_some_and(|path| path.name() == part));
        let Some(inner) = inner else { return 0 };
        folder = inner;
    }
    folder.requests.iter().find(|entry| entry.path == *path).map_or(0, |entry| entry.examples.len())
}

/// Some file was written.
pub fn written(state: &mut State, id: TaskId, outcome: Result<(), Failure>, out: &mut Vec<Effect>) {
    let task = state.file_tasks.remove(&id);
    if let Err(failure) = outcome {
        say_failure(state, failure);
    }
    if task == Some(FileTask::Restore) {
        perform::list_workspace(state, out);
    }
}

fn mark_saved(state: &mut State, id: TabId, path: &RequestPath, version: farcall_core::workspace::Version) -> usize {
    let Some(tab) = state.tabs.call_mut(id) else { return 0 };
    tab.saved_as = Some(path.clone());
    tab.saved_version = Some(version);
    tab.changed = false;
    let withheld = farcall_core::workspace::secrets_in(&tab.metadata).len()
        + usize::from(farcall_core::workspace::secret_in_auth(&tab.options.auth).is_some());
    let (scope, rows) = (tab.target.address.clone(), tab.metadata.clone());
    let auth = tab.options.auth.clone();
    state.secrets.keep(&scope, &rows);
    state.secrets.keep_auth(&scope, &auth);
    withheld
}

fn say_saved(state: &mut State, path: &RequestPath, withheld: usize) {
    match withheld {
        0 => state.notices.say(format!("Saved {}", path.name())),
        1 => state.notices.say(format!("Saved {}; 1 secret is kept for this session only", path.name())),
        n => state.notices.say(format!("Saved {}; {n} secrets are kept for this session only", path.name())),
    }
}

/// A tab of a saved request: its method is known as soon as some source knows it.
fn tab_of(state: &State, path: RequestPath, opened: Opened) -> CallTab {
    let request = opened.request;
    let mut tab = CallTab::new(request.target);
    tab.metadata = state.secrets.fill(&tab.target.address, &request.metadata);
    tab.set_options(request.options);
    tab.timeout = request.timeout.map(crate::units::typed_duration).unwrap_or_default();
    tab.options.auth = state.secrets.fill_auth(&tab.target.address, &tab.options.auth);
    tab.expected_status = request.expected_status.map(|code| code.name().to_owned()).unwrap_or_default();
    tab.saved_as = Some(path);
    tab.saved_version = opened.newer_format.is_none().then_some(opened.version);
    tab.method = farcall_core::schema::MethodPath::parse(&request.method).ok().map(|path| MethodChoice {
        source: None,
        path,
        known: None,
    });
    tab.sending = TypedSending::of(&request.sending);
    tab.draft = Draft::from_texts(request.messages, None);
    for source in &state.sources {
        if let Some(schema) = &source.schema {
            super::schema::bind(&mut tab, source.id, schema);
        }
    }
    tab
}

/// Files of the last session are read again at once: that is no network. What the command line had begun to load before
/// its choices were known begins anew.
fn load_files(state: &mut State, out: &mut Vec<Effect>) {
    let is_due = |source: &&Source| match source.state {
        SourceState::Stale => matches!(source.kind, state::SourceKind::Files(_)),
        _ => source.options_changed,
    };
    let ids: Vec<_> = state.sources.iter().filter(is_due).map(|source| source.id).collect();
    for id in ids {
        perform::perform(state, Action::Refresh(id), out);
    }
}
