//! The open question: a path or a name, in a dialog with the keyboard in its field.

use egui::{
    Id, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

use crate::{
    action::Action,
    state::{ExportKind, QuestionKind, State},
    widgets::{Button, Outcome, TextField, dialog},
};

/// The dialog of the open question.
pub fn question_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(question) = &state.question else { return };
    let mut typed = question.text.clone();
    let outcome =
        dialog(ui.ctx(), Id::NULL.with("question"), question.kind.title(), question.kind.verb(), false, |ui| {
            let browse = question.kind.is_path().then(|| Button::normal("Browse…"));
            let browse_width = browse.as_ref().map_or(0.0, |button| button.size(ui).x + 8.0);
            let width = ui.available_width() - browse_width;
            let row = ui.available_rect_before_wrap();
            let id = Id::NULL.with("question field");
            let field = TextField::new(&mut typed, question.kind.field())
                .id(id)
                .placeholder(placeholder(&question.kind))
                .invalid(question.problem.as_deref())
                .show(ui, width);
            if ui.memory(|memory| memory.focused()).is_none() {
                field.response.request_focus();
                select_all(ui, id, &typed);
            }
            if field.response.changed() {
                actions.push(Action::EditQuestion(typed.clone()));
            }
            let row = row.with_max_y(row.top() + 28.0);
            if browse.is_some_and(|button| button.show_right_in(ui, row).clicked()) {
                actions.push(Action::Browse);
            }
            true
        });
    match outcome {
        Outcome::Open => {}
        Outcome::Confirmed => actions.push(Action::AnswerQuestion),
        Outcome::Left => actions.push(Action::Escape),
    }
}

/// What stands in the field is a suggestion: typing replaces it.
fn select_all(ui: &Ui, id: Id, typed: &str) {
    let mut edit = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(typed.chars().count()));
    edit.cursor.set_char_range(Some(all));
    edit.store(ui.ctx(), id);
}

fn placeholder(kind: &QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Target => "localhost:50051",
        QuestionKind::Protos => "A .proto file, or a folder with all below it",
        QuestionKind::DescriptorSet => "shop.binpb, as protoc and buf write it",
        QuestionKind::ImportRoot(_) => "The folder that imports are relative to",
        QuestionKind::Filler(_) => "A .proto file, a folder, or a descriptor set",
        QuestionKind::Export(_, ExportKind::Protos) => "A folder; it is made if need be",
        QuestionKind::Export(..) => "A file; one of this name is replaced",
        QuestionKind::Message => "A file of bytes, hex, base64 or text",
        QuestionKind::PastedMessage => "Hex, base64 or text",
        QuestionKind::SaveMessage(_) => "A file; one of this name is replaced",
        QuestionKind::BytesOf(..) => "The file whose bytes are sent",
        QuestionKind::MessagesOf(_) => "JSON, one a line or one alone, text format, or bytes",
        QuestionKind::Record(..) => "A file; one of this name is replaced",
        QuestionKind::Recording => "A file that farcall call --record or Save recording wrote",
        QuestionKind::ExportCall(..) => "A file; one of this name is replaced",
        QuestionKind::Workspace => "A folder; saved requests go to its requests folder",
        QuestionKind::SaveAs => "Name, or Folder/Name",
        QuestionKind::Rename(_) | QuestionKind::RenameExample(_) => "New name",
        QuestionKind::KeepExample(_) => "Such as: Paid order",
    }
}
