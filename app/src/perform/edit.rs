//! Changes of a call tab: target, method, timeout, message, metadata, views.

use std::path::PathBuf;

use farcall_core::message::{Document, Edit, FieldPath, TextRead, format_json};

use super::{Effect, asking, methods, work};
use crate::{
    action::{CallEdit, Start},
    job::{BytesJob, Job, RequestsJob},
    state::{CallTab, Limit, MessageView, Offer, Prepared, QuestionKind, RequestView, ResponseView, State, TabId},
};

/// Change one call tab. What the user makes keeps a preview tab; looking around does not.
pub fn edit(state: &mut State, id: TabId, change: CallEdit) {
    if !is_look(&change) {
        state.tabs.keep(id);
    }
    if let CallEdit::Method(source, path) = change {
        if let (Some(method), Some(tab)) = (methods::known_method(state, source, &path), state.tabs.call_mut(id)) {
            methods::choose_method(tab, source, method);
            touched(tab);
        }
        return;
    }
    if let CallEdit::AskBytes(path) = change {
        let message = state.tabs.call_mut(id).map_or(0, |tab| tab.draft.chosen);
        return asking::ask(state, QuestionKind::BytesOf(id, message, path));
    }
    if matches!(change, CallEdit::AskMessages) {
        return asking::ask(state, QuestionKind::MessagesOf(id));
    }
    forget_paste(state, id, &change);
    let Some(tab) = state.tabs.call_mut(id) else { return };
    let removes = match &change {
        CallEdit::RemoveMessage(at) if tab.draft.messages.len() > 1 => Some(at + 1),
        _ => None,
    };
    apply_edit(tab, change);
    if let Some(number) = removes {
        state.notices.offer(format!("Message {number} removed"), Offer::RestoreMessage(id));
    }
}

/// What was pasted is asked about until the text changes again.
fn forget_paste(state: &mut State, id: TabId, change: &CallEdit) {
    let is_typed = matches!(change, CallEdit::Json(_));
    if let Some(offer) = state.paste.as_mut().filter(|offer| offer.tab == id && is_typed)
        && !std::mem::take(&mut offer.is_fresh)
    {
        state.paste = None;
    }
}

/// One step back in the message of the chosen tab.
pub fn undo(state: &mut State, out: &mut Vec<Effect>) {
    step_history(state, Document::undo, out);
}

/// One step forward again.
pub fn redo(state: &mut State, out: &mut Vec<Effect>) {
    step_history(state, Document::redo, out);
}

/// Turn a side of the chosen tab to something else.
pub fn show(state: &mut State, look: CallEdit) {
    match state.chosen_runs().map(|(id, _)| id) {
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
            MessageView::Json | MessageView::Sent => MessageView::Form,
        };
    }
}

/// Show or hide the frames of the shown run; where it has none, have the next call record them.
pub fn toggle_frames(state: &mut State) {
    let Some((id, tab)) = state.chosen_call_mut() else { return state.notices.say("Open a call first") };
    if tab.run().is_some_and(|run| run.log.frames().is_some()) {
        tab.shows_frames = !tab.shows_frames;
        tab.response_view = ResponseView::Messages;
        return;
    }
    let mut options = tab.options.clone();
    options.frames = !options.frames;
    tab.shows_frames = true;
    let words = match options.frames {
        true => "The next call records its HTTP/2 frames",
        false => "The next call records no HTTP/2 frames",
    };
    edit(state, id, CallEdit::Options(Box::new(options)));
    state.notices.say(words);
}

/// The message of the chosen tab as its bytes.
pub fn show_sent(state: &mut State) {
    match state.chosen_call_mut() {
        Some((_, tab)) => {
            tab.request_view = RequestView::Message;
            tab.message_view = MessageView::Sent;
        }
        None => state.notices.say("Open a call first"),
    }
}

/// Read a file for a field of bytes: no more than may be sent.
pub fn read_bytes(
    state: &mut State,
    (id, message, path): (TabId, usize, FieldPath),
    file: PathBuf,
    out: &mut Vec<Effect>,
) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    let limit = tab.saved_options().max_send_bytes.unwrap_or(Limit::Request.default_bytes());
    work::work(Job::Bytes(BytesJob { tab: id, message, path, file, limit }), out);
}

/// Read a file with messages for the composer.
pub fn read_messages(state: &mut State, id: TabId, file: PathBuf, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    let of = tab.method.as_ref().and_then(|method| Some(method.known.as_ref()?.input.clone()));
    work::work(Job::Requests(RequestsJob { tab: id, file, of }), out);
}

/// What was read goes into its field, wherever its tab is by now.
pub fn put_bytes(state: &mut State, id: TabId, message: usize, path: FieldPath, base64: String) {
    state.tabs.keep(id);
    let Some(tab) = state.tabs.call_mut(id) else { return };
    if let Some(Prepared::Document(document)) = tab.draft.messages.get_mut(message) {
        document.edit(Edit::Text(path, base64));
        touched(tab);
    }
}

/// Have what was typed into a large message read, while the text is shown.
pub fn read_typed(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let Some(draft) = state.tabs.call_mut(id).map(|tab| &tab.draft) else { return };
    if let Some(unread) = draft.shown().and_then(Prepared::document).and_then(Document::unread) {
        work::work(Job::Typed(id, draft.chosen, unread), out);
    }
}

/// What a large message says, if it is still the same text.
pub fn put_typed(state: &mut State, id: TabId, message: usize, read: Option<TextRead>) {
    let Some(tab) = state.tabs.call_mut(id) else { return };
    let Some(Prepared::Document(document)) = tab.draft.messages.get_mut(message) else { return };
    match read.map(|read| document.take_read(read)) {
        // Dropping a large tree takes a good part of a frame.
        Some(before) => {
            let thread = std::thread::Builder::new().name("forget a text".to_owned());
            drop(thread.spawn(move || before.forget()));
        }
        None => document.settle(),
    }
}

/// Whether a change only looks at something else.
fn is_look(change: &CallEdit) -> bool {
    matches!(
        change,
        CallEdit::RequestView(_)
            | CallEdit::MessageView(_)
            | CallEdit::ResponseView(_)
            | CallEdit::ShowFrames(_)
            | CallEdit::ChooseMessage(_)
            | CallEdit::AskBytes(_)
            | CallEdit::AskMessages
    )
}

fn apply_edit(tab: &mut CallTab, change: CallEdit) {
    let made = !is_look(&change);
    match change {
        CallEdit::Target(target) => tab.target = *target,
        CallEdit::Method(..) | CallEdit::AskBytes(_) | CallEdit::AskMessages => {}
        CallEdit::Timeout(text) => tab.timeout = text,
        CallEdit::Limit(limit, text) => tab.limits.set(limit, text),
        CallEdit::ReadRate(text) => tab.limits.read_rate = text,
        CallEdit::Reopen(reopen) => tab.reopen = *reopen,
        CallEdit::Options(options) => tab.options = *options,
        CallEdit::Message(edit) => with_document(tab, |document| document.edit(edit)),
        CallEdit::Json(text) => set_json(tab, text),
        CallEdit::Start(start) => begin(tab, start),
        CallEdit::FormatJson => with_document(tab, |document| document.set_json(format_json(document.json()))),
        CallEdit::Metadata(rows) => tab.metadata = rows,
        CallEdit::ChooseMessage(at) => tab.draft.chosen = at.min(tab.draft.messages.len().saturating_sub(1)),
        CallEdit::AddMessage => add_message(tab),
        CallEdit::DuplicateMessage(at) => duplicate_message(tab, at),
        CallEdit::RemoveMessage(at) => remove_message(tab, at),
        CallEdit::RestoreMessage => restore_message(tab),
        CallEdit::Sending(sending) => tab.sending = sending,
        CallEdit::MoveMessage(from, to) => move_message(tab, from, to),
        CallEdit::RequestView(view) => tab.request_view = view,
        CallEdit::MessageView(view) => tab.message_view = view,
        CallEdit::ResponseView(view) => tab.response_view = view,
        CallEdit::ShowFrames(shown) => tab.shows_frames = shown,
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
        Some(Prepared::Document(document)) => document.type_json(text),
        Some(Prepared::Text(before)) => *before = text,
        None => {}
    }
}

fn begin(tab: &mut CallTab, start: Start) {
    let Some(of) = tab.method.as_ref().and_then(|m| m.known.as_ref()).map(|m| m.input.clone()) else { return };
    if start == Start::AnotherExample {
        tab.example += 1;
    }
    let fresh = match start {
        Start::Empty => Document::empty(of),
        Start::Skeleton => Document::skeleton(of),
        Start::Example | Start::AnotherExample => Document::example(of, tab.example),
    };
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
        tab.removed = Some((at, tab.draft.messages.remove(at)));
        tab.draft.chosen = tab.draft.chosen.min(tab.draft.messages.len() - 1);
        if at <= tab.marks.message {
            tab.marks.clear();
        }
    }
}

fn duplicate_message(tab: &mut CallTab, at: usize) {
    if let Some(copy) = tab.draft.messages.get(at).map(Prepared::duplicate) {
        tab.draft.messages.insert(at + 1, copy);
        tab.draft.chosen = at + 1;
        if at < tab.marks.message {
            tab.marks.message += 1;
        }
    }
}

fn restore_message(tab: &mut CallTab) {
    if let Some((at, message)) = tab.removed.take() {
        let at = at.min(tab.draft.messages.len());
        tab.draft.messages.insert(at, message);
        tab.draft.chosen = at;
        if at <= tab.marks.message {
            tab.marks.message += 1;
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

fn step_history(state: &mut State, step: impl FnOnce(&mut Document) -> bool, out: &mut Vec<Effect>) {
    let Some((id, tab)) = state.chosen_call_mut() else { return };
    let mut moved = false;
    with_document(tab, |document| moved = step(document));
    if moved {
        touched(tab);
        read_typed(state, id, out);
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
