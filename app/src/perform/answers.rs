//! Answers to questions, and what follows from each. It asks none.

use std::path::PathBuf;

use farcall_core::{
    schema::FileSource,
    transport::{Endpoint, Target},
};

use super::{Effect, edit, examples, messages, recordings, schemas, sources, workspace};
use crate::{
    action::{Action, RecordingAction},
    state::{Question, QuestionKind, State},
};

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
            sources::open_source(state, FileSource::DescriptorSet { paths: paths(text) }, out);
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
        QuestionKind::Workspace => workspace::open_workspace(state, expanded(text), out),
        QuestionKind::SaveAs => workspace::save_as(state, text.to_owned(), out),
        QuestionKind::Rename(path) => workspace::rename(state, path.clone(), text.to_owned(), out),
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
