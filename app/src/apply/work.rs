//! What follows when a job was done: a list, hits, a page, a text, a file that was written.

use std::{path::PathBuf, sync::Arc};

use farcall_core::{message::Comparison, recording::ReplayOutcome};

use crate::{
    apply::{examples, schema},
    job::{Done, JobPlace, Searched, Written},
    perform::{self, Effect},
    state::{FileText, Found, Offer, ReadMessage, Shown, State, TabId, WritingId},
};

/// Do the small jobs among what was asked for, and what follows from them, until only large ones are left.
pub fn settle(state: &mut State, asked: &mut Vec<Effect>) {
    let mut at = 0;
    while let Some(effect) = asked.get(at) {
        if !matches!(effect, Effect::Work(job) if job.place() == JobPlace::AtOnce) {
            at += 1;
            continue;
        }
        if let Effect::Work(job) = asked.remove(at) {
            done(state, job.run(), asked);
        }
    }
}

/// Take in what came of a job.
pub fn done(state: &mut State, done: Done, out: &mut Vec<Effect>) {
    match done {
        Done::Listed(id, loaded, listing) => schema::listed(state, id, *loaded, listing, out),
        Done::NotListed(id) => schema::not_listed(state, id),
        Done::Found(Searched::Tree, found) => found_in_tree(state, found),
        Done::Found(Searched::Palette, found) => perform::palette_found(state, found, out),
        Done::Page(tab, symbol, page) => paged(state, tab, &symbol, page),
        Done::Text(tab, symbol, text) => read(state, tab, &symbol, text),
        Done::Bytes(tab, message, path, Ok(base64)) => perform::put_bytes(state, tab, message, path, base64),
        Done::Bytes(.., Err(why)) => state.notices.fail("The field is as it was", Some(why)),
        Done::Requests(tab, Ok(found)) => perform::put_messages(state, tab, found),
        Done::Typed(tab, message, read) => perform::put_typed(state, tab, message, read),
        Done::Requests(_, Err(why)) => state.notices.fail("The message is as it was", Some(why)),
        Done::Written(id, outcome) => written(state, id, outcome),
        Done::Recorded(id, path, outcome) => recorded(state, id, path, outcome),
        Done::RecordingRead(id, read) => perform::recording_read(state, id, read),
        Done::ReplayCompared(id, asked, found) => replay_compared(state, id, asked, found),
        Done::Read(id, read) => message_read(state, id, read),
        Done::Compared(id, asked, found) => compared(state, id, asked, found),
        Done::Example(done) => examples::done(state, done, out),
        Done::MessageWritten(Ok(words)) => state.notices.say(words),
        Done::MessageWritten(Err(why)) => state.notices.fail("The message was not written", Some(why)),
    }
}

fn written(state: &mut State, id: WritingId, outcome: Written) {
    state.writings.retain(|writing| writing.id != id);
    match outcome {
        Written::Whole(words) => state.notices.say(words),
        Written::Stopped(words) => state.notices.say(format!("Stopped. {words}")),
        Written::Failed(why) => state.notices.fail("Not written", Some(why)),
    }
}

fn recorded(state: &mut State, id: WritingId, path: PathBuf, outcome: Result<String, String>) {
    state.writings.retain(|writing| writing.id != id);
    match outcome {
        Ok(words) => {
            let words = format!("{words}, to {}", path.display());
            state.notices.offer(words, Offer::OpenRecording(path));
        }
        Err(why) => state.notices.fail("The recording was not written whole", Some(why)),
    }
}

fn replay_compared(state: &mut State, id: TabId, asked: u64, found: Result<Arc<ReplayOutcome>, String>) {
    if let Some(tab) = state.tabs.recording_mut(id).filter(|tab| tab.asked == asked) {
        tab.outcome.answer(found);
    }
}

fn message_read(state: &mut State, id: TabId, read: Result<Arc<ReadMessage>, String>) {
    if let Some(tab) = state.tabs.message_mut(id) {
        tab.read.answer(read);
    }
}

fn compared(state: &mut State, id: TabId, asked: u64, found: Result<Arc<Comparison>, String>) {
    if let Some(tab) = state.tabs.compare_mut(id).filter(|tab| tab.asked == asked) {
        tab.found.answer(found);
    }
}

fn found_in_tree(state: &mut State, found: Found) {
    if found.number > state.left.search.found.number {
        state.left.search.found = found;
    }
}

fn paged(state: &mut State, tab: TabId, symbol: &str, page: Result<Arc<Shown>, String>) {
    if let Some(tab) = state.tabs.schema_mut(tab).filter(|tab| tab.at.symbol == symbol) {
        tab.page.answer(page);
    }
}

fn read(state: &mut State, tab: TabId, symbol: &str, text: Result<Arc<FileText>, String>) {
    if let Some(tab) = state.tabs.schema_mut(tab).filter(|tab| tab.at.symbol == symbol) {
        tab.text.answer(text);
    }
}
