//! Changes of a call tab: target, method, timeout, message, metadata, views.

use farcall_core::message::{Document, FieldPath};

use super::tabs;
use crate::{
    action::{CallEdit, MessageView, RequestView, ResponseView},
    state::{CallTab, Prepared, State, TabId},
};

/// Change one call tab. What the user makes keeps a preview tab; looking around does not.
pub fn edit(state: &mut State, id: TabId, change: CallEdit) {
    if !is_look(&change) {
        tabs::keep(state, id);
    }
    if let CallEdit::Method(source, path) = change {
        if let (Some(method), Some(tab)) = (tabs::known_method(state, source, &path), state.tabs.call_mut(id)) {
            tabs::choose_method(tab, source, method);
            touched(tab);
        }
        return;
    }
    if let Some(tab) = state.tabs.call_mut(id) {
        apply_edit(tab, change);
    }
}

/// One step back in the message of the chosen tab.
pub fn undo(state: &mut State) {
    step_history(state, Document::undo);
}

/// One step forward again.
pub fn redo(state: &mut State) {
    step_history(state, Document::redo);
}

/// Turn a side of the chosen tab to something else.
pub fn show(state: &mut State, look: CallEdit) {
    match state.chosen_call().map(|(id, _)| id) {
        Some(id) => edit(state, id, look),
        None => state.notices.say("Open a call first"),
    }
}

/// Show a field in the form, with the focus in it.
pub fn show_field(state: &mut State, id: TabId, path: FieldPath) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    tab.request_view = RequestView::Message;
    tab.message_view = MessageView::Form;
    if !tab.marks.is_empty() {
        tab.draft.chosen = tab.marks.message.min(tab.draft.messages.len().saturating_sub(1));
    }
    state.tabs.choose(id);
    state.shown_field = Some((id, path));
}

/// Form to JSON and back.
pub fn toggle_message_view(state: &mut State) {
    if let Some((_, tab)) = state.chosen_call_mut() {
        tab.request_view = RequestView::Message;
        tab.message_view = match tab.message_view {
            MessageView::Form => MessageView::Json,
            MessageView::Json => MessageView::Form,
        };
    }
}

/// Whether a change only looks at something else.
fn is_look(change: &CallEdit) -> bool {
    matches!(
        change,
        CallEdit::RequestView(_) | CallEdit::MessageView(_) | CallEdit::ResponseView(_) | CallEdit::ChooseMessage(_)
    )
}

fn apply_edit(tab: &mut CallTab, change: CallEdit) {
    let made = !is_look(&change);
    match change {
        CallEdit::Target(target) => tab.target = *target,
        CallEdit::Method(..) => {}
        CallEdit::Timeout(text) => tab.timeout = text,
        CallEdit::Limit(limit, text) => tab.limits.set(limit, text),
        CallEdit::Options(options) => tab.options = *options,
        CallEdit::Message(edit) => with_document(tab, |document| document.edit(edit)),
        CallEdit::Json(text) => set_json(tab, text),
        CallEdit::Skeleton => skeleton(tab),
        CallEdit::Metadata(rows) => tab.metadata = rows,
        CallEdit::ChooseMessage(at) => tab.draft.chosen = at.min(tab.draft.messages.len().saturating_sub(1)),
        CallEdit::AddMessage => add_message(tab),
        CallEdit::RemoveMessage(at) => remove_message(tab, at),
        CallEdit::MoveMessage(from, to) => move_message(tab, from, to),
        CallEdit::RequestView(view) => tab.request_view = view,
        CallEdit::MessageView(view) => tab.message_view = view,
        CallEdit::ResponseView(view) => tab.response_view = view,
        CallEdit::ExpectedStatus(name) => tab.expected_status = name,
    }
    if made {
        touched(tab);
    }
}

fn touched(tab: &mut CallTab) {
    tab.refused = None;
    tab.changed = true;
    match tab.draft.messages.get(tab.marks.message).and_then(Prepared::document) {
        Some(document) if !tab.marks.is_empty() => tab.marks.forget_edited(document),
        Some(_) => {}
        None => tab.marks.clear(),
    }
}

fn with_document(tab: &mut CallTab, change: impl FnOnce(&mut Document)) {
    if let Some(Prepared::Document(document)) = tab.draft.shown_mut() {
        change(document);
    }
}

fn set_json(tab: &mut CallTab, text: String) {
    match tab.draft.shown_mut() {
        Some(Prepared::Document(document)) => document.set_json(text),
        Some(Prepared::Text(before)) => *before = text,
        None => {}
    }
}

fn skeleton(tab: &mut CallTab) {
    let Some(input) = tab.method.as_ref().and_then(|m| m.known.as_ref()).map(|m| m.input.clone()) else { return };
    let fresh = Document::skeleton(input);
    with_document(tab, |document| document.set_json(fresh.json().to_owned()));
}

fn add_message(tab: &mut CallTab) {
    if let Some(copy) = tab.draft.shown().map(Prepared::duplicate) {
        tab.draft.messages.push(copy);
        tab.draft.chosen = tab.draft.messages.len() - 1;
    }
}

fn remove_message(tab: &mut CallTab, at: usize) {
    if tab.draft.messages.len() > 1 && at < tab.draft.messages.len() {
        tab.draft.messages.remove(at);
        tab.draft.chosen = tab.draft.chosen.min(tab.draft.messages.len() - 1);
        if at <= tab.marks.message {
            tab.marks.clear();
        }
    }
}

/// The message that is shown stays shown; marks stay with their message.
fn move_message(tab: &mut CallTab, from: usize, to: usize) {
    let messages = &mut tab.draft.messages;
    if from >= messages.len() || to >= messages.len() || from == to {
        return;
    }
    let moved = messages.remove(from);
    messages.insert(to, moved);
    let followed = |at: usize| match at {
        at if at == from => to,
        at if from < at && at <= to => at - 1,
        at if to <= at && at < from => at + 1,
        at => at,
    };
    tab.draft.chosen = followed(tab.draft.chosen);
    tab.marks.message = followed(tab.marks.message);
}

fn step_history(state: &mut State, step: impl FnOnce(&mut Document) -> bool) {
    let Some((_, tab)) = state.chosen_call_mut() else { return };
    let mut moved = false;
    with_document(tab, |document| moved = step(document));
    if moved {
        touched(tab);
    } else {
        state.notices.say("Nothing more to undo or redo");
    }
}

/// What a tab shows of a row that cannot be sent: the request side turns to it.
pub fn show_metadata(tab: &mut CallTab) {
    tab.request_view = RequestView::Metadata;
}

/// A new answer is looked at from its beginning.
pub fn show_messages(tab: &mut CallTab) {
    tab.response_view = ResponseView::Messages;
}
