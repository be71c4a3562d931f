//! Examples: keep a message beside its request, open, rename, delete, bring back. It touches no file.

use farcall_core::{
    call::Direction,
    workspace::{ExamplePath, RequestPath, Workspace, place_of_method},
};

use super::{Effect, asking, compare, messages, work::work};
use crate::{
    job::{ExampleJob, Job},
    state::{CompareSide, KeptMessage, MessageOrigin, MessageTab, QuestionKind, State, TabContent},
};

/// Where messages of no call are kept.
const OF_NO_CALL: &str = "Messages";

/// Ask how a message is called that is kept.
pub fn ask_keep(state: &mut State, side: CompareSide) {
    match kept(state, side) {
        Some(kept) => asking::ask(state, QuestionKind::KeepExample(Box::new(kept))),
        None => state.notices.say("This message cannot be kept: its method has too long a name for a file"),
    }
}

/// A message with the request it belongs to: the saved one; else the place of its method.
fn kept(state: &State, side: CompareSide) -> Option<KeptMessage> {
    let Some((id, row)) = side.row else {
        let of = RequestPath::new(&[], OF_NO_CALL).ok()?;
        return Some(KeptMessage { of, method: String::new(), direction: Direction::Received, side });
    };
    let tab = state.tabs.call_of_run(id)?;
    let run = tab.runs.iter().find(|run| run.id == id)?;
    let method = run.method.path.to_string();
    let direction = run.log.rows(row..row + 1).first()?.direction;
    let of = match &tab.saved_as {
        Some(path) => path.clone(),
        None => place_of_method(&method).ok()?,
    };
    Some(KeptMessage { of, method, direction, side })
}

/// Keep a message under a title.
pub fn keep(state: &mut State, title: String, kept: KeptMessage, out: &mut Vec<Effect>) {
    on_files(state, |workspace| ExampleJob::Keep(workspace, title, Box::new(kept)), out);
}

/// Open an example in a message tab; one that shows it is chosen.
pub fn open(state: &mut State, path: &ExamplePath, out: &mut Vec<Effect>) {
    let Some(file) = state.workspace.workspace.as_ref().map(|workspace| workspace.example_file(path)) else { return };
    let origin = MessageOrigin::Example(file);
    let shown = state.tabs.iter().find(|tab| matches!(&tab.content, TabContent::Message(tab) if tab.from == origin));
    if let Some(id) = shown.map(|tab| tab.id) {
        return state.tabs.choose(id);
    }
    let Some(example) = compare::example(state, path) else { return };
    let tab = MessageTab { of: example.type_name.clone(), ..MessageTab::new(example.title.clone(), origin) };
    messages::add(state, tab, out);
}

/// Ask for a new name.
pub fn ask_rename(state: &mut State, path: ExamplePath) {
    asking::ask(state, QuestionKind::RenameExample(path));
}

/// Give an example another title.
pub fn rename(state: &mut State, path: ExamplePath, title: String, out: &mut Vec<Effect>) {
    on_files(state, |workspace| ExampleJob::Rename(workspace, path, title), out);
}

/// Delete an example; the notice offers Undo.
pub fn delete(state: &mut State, path: ExamplePath, out: &mut Vec<Effect>) {
    on_files(state, |workspace| ExampleJob::Delete(workspace, path), out);
}

/// Bring back the one deleted last.
pub fn undo_delete(state: &mut State, out: &mut Vec<Effect>) {
    if let Some(deleted) = state.workspace.deleted_example.take() {
        on_files(state, |workspace| ExampleJob::Restore(workspace, deleted), out);
    }
}

/// Compare an example with another message.
pub fn ask_compare(state: &mut State, path: &ExamplePath) {
    if let Some(side) = compare::side_of_example(state, path) {
        compare::ask(state, side);
    }
}

fn on_files(state: &mut State, job: impl FnOnce(Workspace) -> ExampleJob, out: &mut Vec<Effect>) {
    match state.workspace.workspace.clone() {
        Some(workspace) => work(Job::Example(Box::new(job(workspace))), out),
        None => state.notices.fail(
            "Not kept: there is no workspace folder",
            Some("Open one with Ctrl+K, Open workspace folder".to_owned()),
        ),
    }
}
