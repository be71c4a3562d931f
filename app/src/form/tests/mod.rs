//! The form as its user meets it: every kind of field has an editor, what is typed arrives, what is wrong stays.
//! Here is the desk that a form stands on in tests, and what a hand does there.

mod kinds;
mod structure;

use egui::{Key, Theme};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    message::Document,
    schema::{FileSource, MessageDescriptor, Schema},
};

use super::{FormInput, FormView, form_ui};
use crate::{action::CallEdit, state::FieldMark};

pub(super) struct Desk {
    pub document: Document,
    pub view: FormView,
    pub focus_first: bool,
    pub marks: Vec<FieldMark>,
}

pub(super) fn every_kind() -> MessageDescriptor {
    of_samples("samples.v1.EveryKind")
}

pub(super) fn of_samples(name: &str) -> MessageDescriptor {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("samples.binpb");
    std::fs::write(&file, farcall_proto_samples::DESCRIPTOR_SET).unwrap();
    let schema = Schema::load(&FileSource::DescriptorSet { paths: vec![file] });
    schema.message(name).unwrap()
}

pub(super) fn form(document: Document, size: [f32; 2]) -> Harness<'static, Desk> {
    let desk = Desk { document, view: FormView::default(), focus_first: false, marks: Vec::new() };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(Theme::Dark)
        .with_context_setup(crate::theme::install)
        .build_ui_state(
            |ui, desk: &mut Desk| {
                let mut edits = Vec::new();
                let input = FormInput {
                    document: &desk.document,
                    schema: None,
                    marks: (&desk.marks, 0),
                    salt: egui::Id::NULL.with("form"),
                    focus_first: std::mem::take(&mut desk.focus_first),
                };
                form_ui(ui, ui.max_rect(), &input, &mut desk.view, &mut |edit| edits.push(edit));
                for edit in edits {
                    if let CallEdit::Message(edit) = edit {
                        desk.document.edit(edit);
                    }
                }
            },
            desk,
        );
    harness.run();
    harness
}

pub(super) fn json(harness: &Harness<'_, Desk>) -> String {
    harness.state().document.json().split_whitespace().collect()
}

pub(super) fn click(harness: &mut Harness<'_, Desk>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

pub(super) fn type_into(harness: &mut Harness<'_, Desk>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.get_by_label(label).type_text(text);
    harness.run();
}

pub(super) fn value(harness: &Harness<'_, Desk>, label: &str) -> String {
    harness.get_by_label(label).accesskit_node().value().unwrap_or_default()
}

/// Chooses what an `Any` holds.
pub(super) fn choose_type(harness: &mut Harness<'_, Desk>, label: &str, name: &str) {
    let combo = format!("Type of {label}: ");
    harness.get_by(|node| node.label().is_some_and(|text| text.starts_with(&combo))).click();
    harness.run();
    harness.get_by_label("Filter types").type_text(name);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
}
