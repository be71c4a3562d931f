//! From a call to the definitions behind it: the type of the field or member that has the keyboard, else the method.

use egui::Ui;

use super::request;
use crate::{
    action::{Action, OpenHow},
    panels::Views,
    state::{CallTab, Focus, MessageView, SchemaView, State, TabId},
};

/// Go where F12 or a click with Ctrl asked to go in this frame.
pub fn definition_ui(ui: &Ui, state: &State, id: TabId, call: &CallTab, views: &mut Views, actions: &mut Vec<Action>) {
    let in_json = views.json_has_focus;
    let side = &mut views.tabs.entry(id).or_default().request;
    let clicked = side.form.definition.take().or(side.json.definition.take());
    let asked = (state.focus == Some(Focus::Definition)).then(|| {
        let of_field = match call.message_view {
            MessageView::Json if in_json => request::type_at_caret(ui, id, call),
            MessageView::Json | MessageView::Sent => None,
            MessageView::Form => call.draft.shown().and_then(|shown| side.form.focused_type(shown.document()?)),
        };
        of_field.or_else(|| call.method.as_ref().map(|choice| choice.path.to_string()))
    });
    if let Some(symbol) = clicked.or(asked.flatten()) {
        actions.push(open(call, symbol));
    }
}

/// Open the page of what a call uses.
pub fn open(call: &CallTab, symbol: String) -> Action {
    let source = call.method.as_ref().and_then(|choice| choice.source);
    Action::OpenSymbol { source, symbol, view: SchemaView::Page, how: OpenHow::Keep }
}
