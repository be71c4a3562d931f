//! Saved requests and the questions that go with them: save, open, rename, delete, bring back; paths to open.

use std::path::PathBuf;

use farcall_core::{
    engine::{Command, FileCommand},
    recording::ENDING,
    status::Code,
    transport::{Endpoint, Target},
    workspace::{MY_CALLS, Over, RequestPath, SavedRequest, Workspace, withhold, withhold_auth},
};

use super::{Effect, edit, examples, messages, recordings, schemas, sources};
use crate::{
    action::{Action, RecordingAction},
    job::ExportKind,
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

/// Open a question.
pub fn ask(state: &mut State, kind: QuestionKind) {
    let text = match &kind {
        QuestionKind::SaveAs => suggested_name(state),
        QuestionKind::Rename(path) => path.name().to_owned(),
        QuestionKind::RenameExample(path) => path.name().to_owned(),
        QuestionKind::KeepExample(_) => String::new(),
        QuestionKind::Export(_, export) => suggested_export(*export),
        QuestionKind::Target
        | QuestionKind::Protos
        | QuestionKind::DescriptorSet
        | QuestionKind::ImportRoot(_)
        | QuestionKind::Filler(_)
        | QuestionKind::Message
        | QuestionKind::PastedMessage
        | QuestionKind::BytesOf(..)
        | QuestionKind::MessagesOf(_)
        | QuestionKind::Recording
        | QuestionKind::Workspace => String::new(),
        QuestionKind::Record(id, _) => suggested_path(&recordings::file_name(state, *id, ENDING)),
        QuestionKind::ExportCall(id, format) => suggested_path(&recordings::file_name(state, *id, format.ending())),
        QuestionKind::SaveMessage(file) => suggested_path(&file.file_name()),
    };
    state.question = Some(Question { kind, text, problem: None });
}

/// Type into the question.
pub fn edit_question(state: &mut State, text: String) {
    if let Some(question) = &mut state.question {
        question.text = text;
        question.problem = None;
    }
}

/// Answer the question with what was typed.
pub fn answer(state: &mut State, out: &mut Vec<Effect>) {
    let Some(question) = state.question.take() else { return };
    let text = question.text.trim();
    if text.is_empty() {
        let problem = match &question.kind {
            QuestionKind::Target => "Type host:port, a URL, or unix:PATH",
            kind if kind.is_path() => "Type a path, or browse",
            QuestionKind::PastedMessage => "Paste hex, base64 or text",
            _ => "Type a name",
        };
        state.question = Some(Question { problem: Some(problem.to_owned()), ..question });
        return;
    }
    match &question.kind {
        QuestionKind::Target => match Endpoint::parse(&Target::new(text)) {
            Ok(_) => sources::connect(state, Target::new(text), out),
            Err(why) => {
                let problem = Some(why.to_string().replace(" · ", ". "));
                state.question = Some(Question { problem, ..question });
            }
        },
        QuestionKind::Protos => sources::open_files(state, paths(text), out),
        QuestionKind::DescriptorSet => {
            sources::open_source(state, farcall_core::schema::FileSource::DescriptorSet { paths: paths(text) }, out);
        }
        QuestionKind::ImportRoot(id) => sources::add_import_root(state, *id, expanded(text), out),
        QuestionKind::Filler(id) => sources::add_filler(state, *id, paths(text), out),
        QuestionKind::Export(id, export) => schemas::export(state, *id, *export, expanded(text), out),
        QuestionKind::Message => messages::open_file(state, expanded(text), out),
        QuestionKind::PastedMessage => messages::open_pasted(state, text, out),
        QuestionKind::SaveMessage(file) => messages::save((**file).clone(), expanded(text), out),
        QuestionKind::BytesOf(id, message, path) => {
            edit::read_bytes(state, (*id, *message, path.clone()), expanded(text), out);
        }
        QuestionKind::MessagesOf(id) => edit::read_messages(state, *id, expanded(text), out),
        QuestionKind::Record(id, secrets) => {
            let save = RecordingAction::Record(*id, *secrets, expanded(text));
            recordings::recording(state, save, out);
        }
        QuestionKind::Recording => recordings::open(state, expanded(text), out),
        QuestionKind::ExportCall(id, format) => {
            recordings::recording(state, RecordingAction::Export(*id, *format, expanded(text)), out);
        }
        QuestionKind::Workspace => open_workspace(state, expanded(text), out),
        QuestionKind::SaveAs => save_as(state, text.to_owned(), out),
        QuestionKind::Rename(path) => rename(state, path.clone(), text.to_owned(), out),
        QuestionKind::RenameExample(path) => examples::rename(state, path.clone(), text.to_owned(), out),
        QuestionKind::KeepExample(kept) => examples::keep(state, text.to_owned(), (**kept).clone(), out),
    }
}

/// What follows from the paths that the system's dialog gave.
pub fn answered(state: &State, paths: Vec<PathBuf>) -> Vec<Action> {
    if paths.is_empty() || state.question.is_none() {
        return Vec::new();
    }
    let text = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("\n");
    vec![Action::EditQuestion(text), Action::AnswerQuestion]
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
        (None, _) => ask(state, QuestionKind::SaveAs),
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
    ask(state, QuestionKind::Rename(path));
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

fn suggested_name(state: &State) -> String {
    state.chosen_call().map(|(_, tab)| tab.title().to_owned()).unwrap_or_default()
}

/// A schema is written beside what is worked on, under a name that says what it is.
fn suggested_export(kind: ExportKind) -> String {
    suggested_path(kind.file_name().unwrap_or("protos"))
}

fn suggested_path(name: &str) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    folder.join(name).display().to_string()
}

/// One path a line, `~/` being the home folder.
fn paths(text: &str) -> Vec<PathBuf> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(expanded).collect()
}

fn expanded(text: &str) -> PathBuf {
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}
