//! Questions: asked with a proposal for the answer, typed into. What follows from an answer is not known here.

use farcall_core::{engine::CallId, recording::ENDING};

use crate::state::{ExportKind, Question, QuestionKind, State};

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
        QuestionKind::Record(id, _) => suggested_path(&file_name(state, *id, ENDING)),
        QuestionKind::ExportCall(id, format) => suggested_path(&file_name(state, *id, format.ending())),
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

/// How the file of a run is called unless the user says otherwise.
fn file_name(state: &State, id: CallId, ending: &str) -> String {
    let run = state.tabs.call_of_run(id).and_then(|tab| tab.runs.iter().find(|run| run.id == id));
    format!("{}.{ending}", run.map_or("call", |run| run.method.path.method.as_str()))
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
