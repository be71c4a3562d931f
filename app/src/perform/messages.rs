//! Message tabs: open bytes, read them another way, write a message. It reads no file.

use std::path::PathBuf;

use bytes::Bytes;
use farcall_core::{message::BytesForm, recording::ENDING};

use super::{Effect, asking, recordings, sources, work::work};
use crate::{
    action::MessageEdit,
    job::{Job, ReadJob},
    state::{MessageFile, MessageOrigin, MessageTab, Offer, QuestionKind, State, Tab, TabContent, TabId},
};

/// Endings of files that are messages or parts of one.
const MESSAGE_ENDINGS: [&str; 11] =
    ["hex", "b64", "base64", "msg", "grpc", "json", "png", "jpg", "jpeg", "gif", "webp"];

/// Open a file in a message tab.
pub fn open_file(state: &mut State, path: PathBuf, out: &mut Vec<Effect>) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = name.unwrap_or_else(|| path.display().to_string());
    add(state, MessageTab::new(title, MessageOrigin::File(path)), out);
}

/// Open what was dropped. A `.bin` may be either: it is read as a schema, and the other way is offered.
pub fn open_dropped(state: &mut State, paths: Vec<PathBuf>, out: &mut Vec<Effect>) {
    let ends_as = |path: &PathBuf, endings: &[&str]| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        ending.is_some_and(|ending| endings.contains(&ending.as_str()))
    };
    let (messages, schemas): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| ends_as(path, &MESSAGE_ENDINGS));
    let (recordings, schemas): (Vec<_>, Vec<_>) = schemas.into_iter().partition(|path| ends_as(path, &[ENDING]));
    recordings.into_iter().for_each(|path| recordings::open(state, path, out));
    messages.into_iter().for_each(|path| open_file(state, path, out));
    for path in schemas.iter().filter(|path| ends_as(path, &["bin", "pb"])) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let words = format!("{name} is opened as a descriptor set");
        state.notices.offer(words, Offer::OpenMessage(path.clone()));
    }
    if !schemas.is_empty() {
        sources::open_files(state, schemas, out);
    }
}

/// Open bytes that are part of something else.
pub fn open_bytes(state: &mut State, title: String, bytes: Bytes, out: &mut Vec<Effect>) {
    let tab = MessageTab { form: Some(BytesForm::Raw), ..MessageTab::new(title, MessageOrigin::Bytes(bytes)) };
    add(state, tab, out);
}

/// Open what was pasted: hex or base64 as bytes, other text as it is.
pub fn open_pasted(state: &mut State, text: &str, out: &mut Vec<Effect>) {
    let bytes = Bytes::copy_from_slice(text.trim().as_bytes());
    add(state, MessageTab::new("Pasted".to_owned(), MessageOrigin::Bytes(bytes)), out);
}

/// Open a message in a tab of its own.
pub(super) fn add(state: &mut State, tab: MessageTab, out: &mut Vec<Effect>) {
    let id = TabId(state.fresh_id());
    state.tabs.add(Tab { id, content: TabContent::Message(Box::new(tab)), preview: false });
    read(state, id, out);
}

/// Have the bytes of a tab read, if they were not.
pub fn read(state: &mut State, id: TabId, out: &mut Vec<Effect>) {
    let Some(name) = state.tabs.message_mut(id).map(|tab| tab.of.clone()) else { return };
    let of = name.as_deref().and_then(|name| state.message_type(name));
    let Some(tab) = state.tabs.message_mut(id) else { return };
    tab.waits = matches!(tab.from, MessageOrigin::Example(_)) && name.is_some() && of.is_none();
    tab.read.ask();
    work(Job::Read(ReadJob { tab: id, from: tab.from.clone(), form: tab.form, of }), out);
}

/// Change how a message tab shows its bytes.
pub fn edit(state: &mut State, id: TabId, change: MessageEdit, out: &mut Vec<Effect>) {
    let Some(tab) = state.tabs.message_mut(id) else { return };
    match change {
        MessageEdit::Type(of) => tab.of = of,
        MessageEdit::As(kind) => tab.as_what = Some(kind),
        MessageEdit::Shown(at) => tab.shown = at,
        MessageEdit::Form(form) => {
            tab.form = form;
            tab.as_what = None;
            tab.shown = 0;
            read(state, id, out);
        }
    }
}

/// Ask where to write a message.
pub fn ask_save(state: &mut State, file: MessageFile) {
    asking::ask(state, QuestionKind::SaveMessage(Box::new(file)));
}

/// Write a message.
pub fn save(file: MessageFile, path: PathBuf, out: &mut Vec<Effect>) {
    work(Job::WriteMessage(Box::new((file, path))), out);
}
