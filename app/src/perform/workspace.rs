//! The workspace folder and its saved requests: list, save, open, rename, delete, bring back.

use std::path::PathBuf;

use farcall_core::{
    engine::{Command, FileCommand},
    status::Code,
    workspace::{MY_CALLS, Over, RequestPath, SavedRequest, Workspace, withhold, withhold_auth},
};

use super::{Effect, asking};
use crate::{
    state::{CallTab, FileTask, Question, QuestionKind, State, TabId},
    units,
};

/// The first thing asked of the engine: the last session, and what stands in the workspace.
pub fn start(state: &mut State, folder: Option<PathBuf>, data_folder: Option<PathBuf>, out: &mut Vec<Effect>) {
    match folder {
        Some(folder) => {
            state.workspace.workspace = Some(Workspace::at(folder.clone()));
            state.workspace.chosen = Some(folder);
        }
        None => match data_folder
            .clone()
            .map(|folder| Workspace::at(folder.join(MY_CALLS)))
            .map_or_else(Workspace::my_calls, Ok)
        {
            Ok(workspace) => state.workspace.workspace = Some(workspace),
            Err(why) => state.workspace.problem = Some(why.to_string()),
        },
    }
    state.data_folder = data_folder.clone().or_else(|| farcall_core::workspace::data_folder().ok());
    file(state, FileTask::LoadSession, FileCommand::LoadSession(data_folder), out);
    list(state, out);
}

/// Show another workspace folder.
pub fn open_workspace(state: &mut State, folder: PathBuf, out: &mut Vec<Effect>) {
    state.workspace.workspace = Some(Workspace::at(folder.clone()));
    state.workspace.chosen = Some(folder);
    state.workspace.tree = None;
    state.left.view = crate::state::LeftView::Collections;
    list(state, out);
}

/// List the workspace again.
pub fn list(state: &mut State, out: &mut Vec<Effect>) {
    if let Some(workspace) = state.workspace.workspace.clone() {
        file(state, FileTask::List, FileCommand::List(workspace), out);
    }
}

/// Save the chosen tab where it was saved before, or ask for a name.
pub fn save(state: &mut State, out: &mut Vec<Effect>) {
    let Some((id, tab)) = state.chosen_call() else { return };
    if tab.method.is_none() {
        state.notices.say("Choose a method first; a saved request names one");
        return;
    }
    match (tab.saved_as.clone(), tab.saved_version) {
        (Some(path), Some(version)) => write(state, id, path, Over::Version(version), out),
        // Its file was not read again yet: a save must not replace what it has not seen.
        (Some(path), None) => write(state, id, path, Over::Nothing, out),
        (None, _) => asking::ask(state, QuestionKind::SaveAs),
    }
}

/// Save the chosen tab under a name; `Folder/Name` stands in a folder.
pub fn save_as(state: &mut State, name: String, out: &mut Vec<Effect>) {
    let Some((id, _)) = state.chosen_call() else { return };
    let mut folders: Vec<String> = name.split('/').map(|part| part.trim().to_owned()).collect();
    let label = folders.pop().unwrap_or_default();
    match RequestPath::new(&folders, &label) {
        Ok(path) => write(state, id, path, Over::Nothing, out),
        Err(why) => {
            let question = Question { kind: QuestionKind::SaveAs, text: name, problem: Some(why.to_string()) };
            state.question = Some(question);
        }
    }
}

/// Look at the files of restored tabs again.
pub fn recheck_saved(state: &mut State, out: &mut Vec<Effect>) {
    let Some(workspace) = state.workspace.workspace.clone() else { return };
    let saved: Vec<_> = state.tabs.calls_mut().filter_map(|(id, tab)| Some((id, tab.saved_as.clone()?))).collect();
    for (id, path) in saved {
        file(state, FileTask::Recheck(id), FileCommand::Load(workspace.clone(), path), out);
    }
}

/// Whether a tab holds something else than its file, secrets apart.
pub fn differs(tab: &CallTab, saved: &SavedRequest) -> bool {
    let mut written = SavedRequest { name: saved.name.clone(), metadata: withhold(&tab.metadata), ..request_of(tab) };
    written.options.auth = withhold_auth(&written.options.auth);
    let texts = |request: &SavedRequest| -> Vec<Option<serde_json::Value>> {
        request.messages.iter().map(|text| serde_json::from_str(text).ok()).collect()
    };
    let same_messages = texts(&written) == texts(saved);
    let saved = SavedRequest { other: written.other.clone(), messages: written.messages.clone(), ..saved.clone() };
    !same_messages || written != saved
}

/// Open a saved request; a tab that shows it is chosen.
pub fn open_saved(state: &mut State, path: RequestPath, out: &mut Vec<Effect>) {
    let shown = state.tabs.calls_mut().find(|(_, tab)| tab.saved_as.as_ref() == Some(&path)).map(|(id, _)| id);
    if let Some(id) = shown {
        state.tabs.choose(id);
    } else if let Some(workspace) = state.workspace.workspace.clone() {
        file(state, FileTask::Open(path.clone()), FileCommand::Load(workspace, path), out);
    }
}

/// Ask for a new name.
pub fn ask_rename(state: &mut State, path: RequestPath) {
    asking::ask(state, QuestionKind::Rename(path));
}

/// Give a saved request another name.
pub fn rename(state: &mut State, path: RequestPath, label: String, out: &mut Vec<Effect>) {
    if let Some(workspace) = state.workspace.workspace.clone() {
        let command = FileCommand::Rename { workspace, path: path.clone(), label };
        file(state, FileTask::Rename(path), command, out);
    }
}

/// Delete a saved request; the notice offers Undo.
pub fn delete(state: &mut State, path: RequestPath, out: &mut Vec<Effect>) {
    if let Some(workspace) = state.workspace.workspace.clone() {
        file(state, FileTask::Delete(path.clone()), FileCommand::Delete(workspace, path), out);
    }
}

/// Bring back the one deleted last.
pub fn undo_delete(state: &mut State, out: &mut Vec<Effect>) {
    if let (Some(workspace), Some(deleted)) = (state.workspace.workspace.clone(), state.workspace.deleted.take()) {
        file(state, FileTask::Restore, FileCommand::Restore(workspace, deleted), out);
    }
}

/// Ask the engine for work on files, and remember what it is for.
pub fn file(state: &mut State, task: FileTask, command: FileCommand, out: &mut Vec<Effect>) {
    let id = state.fresh_task();
    state.file_tasks.insert(id, task);
    out.push(Effect::engine(Command::File(id, command)));
}

fn write(state: &mut State, id: TabId, path: RequestPath, over: Over, out: &mut Vec<Effect>) {
    let Some(workspace) = state.workspace.workspace.clone() else {
        state.notices.fail(
            "Not saved: there is no workspace folder",
            Some("Open one with Ctrl+K, Open workspace folder".to_owned()),
        );
        return;
    };
    let Some(request) = state.tabs.call_mut(id).map(|tab| saved_request(tab, &path)) else { return };
    let command = FileCommand::Save { workspace, path: path.clone(), request: Box::new(request), over };
    file(state, FileTask::Save(id, path), command, out);
}

fn saved_request(tab: &CallTab, path: &RequestPath) -> SavedRequest {
    SavedRequest { name: path.name().to_owned(), ..request_of(tab) }
}

/// What a tab saves, without its name.
fn request_of(tab: &CallTab) -> SavedRequest {
    SavedRequest {
        method: tab.method.as_ref().map(|choice| choice.path.to_string()).unwrap_or_default(),
        target: tab.target.clone(),
        timeout: units::optional(&tab.timeout, units::parse_duration).ok().flatten(),
        options: tab.saved_options(),
        metadata: tab.metadata.clone(),
        messages: tab.draft.texts(),
        sending: tab.sending.saved(),
        expected_status: Code::from_name(tab.expected_status.trim()),
        ..SavedRequest::default()
    }
}
