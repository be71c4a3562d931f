//! What follows when a job was done: a list, hits, a page, a text, a file that was written.

use std::sync::Arc;

use crate::{
    apply::schema,
    job::{Done, Searched},
    perform::{self, Effect},
    state::{FileText, Found, Shown, State, TabId},
};

/// Take in what came of a job.
pub fn done(state: &mut State, done: Done, out: &mut Vec<Effect>) {
    match done {
        Done::Listed(id, loaded, listing) => schema::listed(state, id, *loaded, listing, out),
        Done::NotListed(id) => schema::not_listed(state, id),
        Done::Found(Searched::Tree, found) => found_in_tree(state, found),
        Done::Found(Searched::Palette, found) => perform::palette_found(state, found, out),
        Done::Page(tab, symbol, page) => paged(state, tab, &symbol, page),
        Done::Text(tab, symbol, text) => read(state, tab, &symbol, text),
        Done::Exported(Ok(words)) => state.notices.say(words),
        Done::Exported(Err(why)) => state.notices.fail("Not written", Some(why)),
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
