//! What is searched: the tree and the palette, again whenever what they search is another. A job does it.

use std::sync::Arc;

use farcall_core::{engine::SourceId, workspace::Folder};

use super::{Effect, work::work};
use crate::{
    action::commands,
    job::{Job, SearchJob, Searched},
    state::{Found, Listing, Palette, PaletteRow, State},
};

/// Filter the tree by another text.
pub fn filter_tree(state: &mut State, text: String, out: &mut Vec<Effect>) {
    state.left.filter_by(text);
    search_tree(state, out);
}

/// Search again for what the tree is filtered by.
fn search_tree(state: &mut State, out: &mut Vec<Effect>) {
    let text = state.left.filter.trim().to_owned();
    state.left.search.asked += 1;
    let number = state.left.search.asked;
    if text.is_empty() {
        state.left.search.found = Found { number, ..Default::default() };
        return;
    }
    let search = SearchJob { of: Searched::Tree, number, text, listings: listings(state), others: Vec::new() };
    work(Job::Search(search), out);
}

/// Search for what stands in the palette.
pub fn search_palette(state: &mut State, text: String, out: &mut Vec<Effect>) {
    let mut others = Vec::new();
    if let Some(tree) = &state.workspace.tree {
        saved(tree, &mut others);
    }
    for (_, entry) in commands() {
        let shortcut = entry.shortcut.map(|shortcut| shortcut.text());
        others.push((entry.label.to_owned(), PaletteRow::Command(entry.label, shortcut)));
    }
    let (names, rows): (Vec<String>, Vec<PaletteRow>) = others.into_iter().unzip();
    let before = state.palette.take().unwrap_or_default();
    let asked = before.asked + 1;
    state.palette = Some(Palette { text: text.clone(), asked, others: rows, take_when_found: false, ..before });
    let search = SearchJob { of: Searched::Palette, number: asked, text, listings: listings(state), others: names };
    work(Job::Search(search), out);
}

/// Search again wherever something is searched: the schemas are others than before.
pub fn search_again(state: &mut State, out: &mut Vec<Effect>) {
    if !state.left.filter.trim().is_empty() {
        search_tree(state, out);
    }
    if let Some(text) = state.palette.as_ref().map(|palette| palette.text.clone()) {
        search_palette(state, text, out);
    }
}

fn listings(state: &State) -> Vec<(SourceId, Arc<Listing>)> {
    state.sources.iter().filter_map(|source| Some((source.id, source.listing.clone()?))).collect()
}

/// Saved requests of a folder and of those in it; the listing is bounded in depth.
fn saved(folder: &Folder, others: &mut Vec<(String, PaletteRow)>) {
    for request in &folder.requests {
        others.push((request.name.clone(), PaletteRow::Saved(request.path.clone(), request.name.clone())));
    }
    folder.folders.iter().for_each(|inner| saved(inner, others));
}
