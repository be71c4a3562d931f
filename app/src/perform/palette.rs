//! The palette: find methods, types, saved requests and commands by what was typed, and do what the chosen row says.

use farcall_core::engine::SourceId;

use super::{Effect, perform, search};
use crate::{
    action::{Action, OpenHow},
    state::{Found, Palette, PaletteRow, SchemaView, State},
};

pub fn show(state: &mut State, out: &mut Vec<Effect>) {
    state.palette = Some(Palette::default());
    filter(state, String::new(), out);
}

/// Search again.
pub fn filter(state: &mut State, text: String, out: &mut Vec<Effect>) {
    search::search_palette(state, text, out);
}

/// Show what was found, and take the first row if Enter was quicker than the search.
pub fn found(state: &mut State, found: Found, out: &mut Vec<Effect>) {
    let Some(mut palette) = state.palette.take() else { return };
    if found.number != palette.asked {
        state.palette = Some(palette);
        return;
    }
    palette.found = found.number;
    palette.selected = 0;
    let rows = found.hits.iter().filter_map(|hit| match hit.source {
        Some(source) => row_of(state, source, hit.at),
        None => palette.others.get(hit.at).cloned(),
    });
    palette.rows = rows.collect();
    let take_now = std::mem::take(&mut palette.take_when_found);
    state.palette = Some(palette);
    if take_now {
        take(state, None, out);
    }
}

/// Move the selection, round the end.
pub fn step(state: &mut State, by: i32) {
    if let Some(palette) = &mut state.palette {
        let count = palette.rows.len().max(1) as i64;
        palette.selected = (palette.selected as i64 + i64::from(by)).rem_euclid(count) as usize;
    }
}

/// Do what a row says and close the palette. What Enter means is known once the search is done.
pub fn take(state: &mut State, row: Option<usize>, out: &mut Vec<Effect>) {
    let Some(mut palette) = state.palette.take() else { return };
    if row.is_none() && palette.is_pending() {
        palette.take_when_found = true;
        state.palette = Some(palette);
        return;
    }
    let at = row.unwrap_or(palette.selected);
    let action = match palette.rows.into_iter().nth(at) {
        Some(PaletteRow::Method(source, path, _)) => Action::OpenMethod { source, path, how: OpenHow::Keep },
        Some(PaletteRow::Symbol(source, symbol, _)) => {
            Action::OpenSymbol { source: Some(source), symbol, view: SchemaView::Page, how: OpenHow::Keep }
        }
        Some(PaletteRow::Saved(path, _)) => Action::OpenSaved(path),
        Some(PaletteRow::Command(label, _)) => match Action::labelled(label) {
            Some(action) => action,
            None => return,
        },
        None => return,
    };
    perform(state, action, out);
}

/// What the palette shows of a source's name.
fn row_of(state: &State, source: SourceId, at: usize) -> Option<PaletteRow> {
    let listing = state.source(source)?.listing.as_ref()?;
    let entry = listing.entries().get(at)?;
    match entry.place {
        Some((service, Some(method))) => {
            let method = listing.method(service, method)?;
            Some(PaletteRow::Method(source, method.path.clone(), method.kind))
        }
        Some((_, None)) | None => Some(PaletteRow::Symbol(source, entry.name.clone(), entry.kind)),
    }
}
