//! What follows when work on an example was done.

use farcall_core::workspace::ExamplePath;

use super::say_failure;
use crate::{
    job::ExampleDone,
    perform::{self, Effect},
    state::{MessageOrigin, Offer, Question, QuestionKind, SideFrom, State, TabContent, request_key},
};

/// Take in what came of it.
pub fn done(state: &mut State, done: ExampleDone, out: &mut Vec<Effect>) {
    match done {
        ExampleDone::Kept(path) => {
            state.left.folds.insert(request_key(path.of()), true);
            let words = format!("Kept {} as an example of {}", path.name(), path.of().name());
            state.notices.offer(words, Offer::OpenExample(path));
        }
        ExampleDone::NotKept(title, kept, why) => {
            state.question = Some(Question { kind: QuestionKind::KeepExample(kept), text: title, problem: Some(why) });
        }
        ExampleDone::Renamed(from, to) => renamed(state, &from, &to),
        ExampleDone::Deleted(deleted) => {
            let words = format!("Deleted {}", deleted.path.name());
            state.notices.offer(words, Offer::RestoreExample);
            state.workspace.deleted_example = Some(deleted);
        }
        ExampleDone::Restored => {}
        ExampleDone::Failed(failure) => say_failure(state, failure),
    }
    perform::list_workspace(state, out);
}

/// Tabs follow an example to its new name.
fn renamed(state: &mut State, from: &ExamplePath, to: &ExamplePath) {
    let Some(workspace) = state.workspace.workspace.clone() else { return };
    let (old, new) = (workspace.example_file(from), workspace.example_file(to));
    for tab in state.tabs.iter_mut() {
        match &mut tab.content {
            TabContent::Message(tab) if tab.from == MessageOrigin::Example(old.clone()) => {
                tab.from = MessageOrigin::Example(new.clone());
                tab.title = to.name().to_owned();
            }
            TabContent::Compare(tab) => {
                for side in [&mut tab.left, &mut tab.right] {
                    if side.from == SideFrom::Example(old.clone()) {
                        side.from = SideFrom::Example(new.clone());
                        side.title = to.name().to_owned();
                    }
                }
            }
            _ => {}
        }
    }
}
