//! The docs of the chosen method: its comment and signature, request and response type, as proto text.
//! It writes no proto text itself.

use egui::{Rect, Ui, UiBuilder};
use farcall_core::schema::{MessageDescriptor, Method, Schema, describe};

use super::message::schema_of;
use crate::{
    panels::Views,
    state::{CallTab, State, TabId},
    viewers::code::{CodeText, CodeViewState, Syntax, code_view_ui},
    widgets::EmptyArea,
};

/// What the docs remember.
#[derive(Default)]
pub struct DocsView {
    code: CodeViewState,
    text: Option<(Shown, CodeText)>,
}

/// What a text was made of.
#[derive(PartialEq)]
struct Shown {
    path: String,
    input: MessageDescriptor,
    output: MessageDescriptor,
}

/// The docs.
pub fn docs_ui(ui: &mut Ui, rect: Rect, state: &State, id: TabId, call: &CallTab, views: &mut Views) {
    let method = call.method.as_ref().and_then(|choice| choice.known.as_ref());
    let Some((method, schema)) = method.zip(schema_of(state, call)) else {
        let hint = "Comments of the method, and its request and response type";
        EmptyArea::new("The docs of the chosen method go here").hint(hint).show_at(ui, rect);
        return;
    };
    let view = &mut views.tabs.entry(id).or_default().request.docs;
    let shown = Shown { path: method.path.to_string(), input: method.input.clone(), output: method.output.clone() };
    if view.text.as_ref().is_none_or(|(known, _)| *known != shown) {
        view.text = Some((shown, CodeText::new(proto_text(schema, method), Syntax::Proto)));
    }
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("docs"));
    if let Some((_, text)) = &view.text {
        code_view_ui(&mut ui, &mut view.code, text, "Docs of the method");
    }
}

fn proto_text(schema: &Schema, method: &Method) -> String {
    let mut symbols = vec![method.path.to_string(), method.input.full_name().to_owned()];
    let output = method.output.full_name().to_owned();
    if !symbols.contains(&output) {
        symbols.push(output);
    }
    let parts: Vec<String> = symbols.iter().filter_map(|symbol| describe(schema, symbol)).collect();
    parts.iter().map(|part| part.trim_end()).collect::<Vec<_>>().join("\n\n")
}
