//! The palette: find methods, saved requests and commands by what was typed, and do what the chosen row says.

use farcall_core::workspace::Folder;
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use super::{Effect, perform};
use crate::{
    action::{Action, OpenHow, commands},
    state::{Palette, PaletteRow, State},
};

/// Rows that are kept of a search.
const ROWS_MAX: usize = 100;

pub fn show(state: &mut State) {
    state.palette = Some(Palette::default());
    filter(state, String::new());
}

/// Search again.
pub fn filter(state: &mut State, text: String) {
    let rows = rows(state, &text);
    state.palette = Some(Palette { text, rows, selected: 0 });
}

/// Move the selection, round the end.
pub fn step(state: &mut State, by: i32) {
    if let Some(palette) = &mut state.palette {
        let count = palette.rows.len().max(1) as i64;
        palette.selected = (palette.selected as i64 + i64::from(by)).rem_euclid(count) as usize;
    }
}

/// Do what a row says and close the palette.
pub fn take(state: &mut State, row: Option<usize>, out: &mut Vec<Effect>) {
    let Some(palette) = state.palette.take() else { return };
    let at = row.unwrap_or(palette.selected);
    let action = match palette.rows.into_iter().nth(at) {
        Some(PaletteRow::Method(source, path, _)) => Action::OpenMethod { source, path, how: OpenHow::Keep },
        Some(PaletteRow::Saved(path, _)) => Action::OpenSaved(path),
        Some(PaletteRow::Command(action, ..)) => action,
        None => return,
    };
    perform(state, action, out);
}

fn rows(state: &State, text: &str) -> Vec<PaletteRow> {
    let mut candidates = Vec::new();
    for source in &state.sources {
        for service in source.schema.iter().flat_map(|schema| schema.services()) {
            for method in &service.methods {
                let row = PaletteRow::Method(source.id, method.path.clone(), method.kind);
                candidates.push((method.path.to_string(), row));
            }
        }
    }
    if let Some(tree) = &state.workspace.tree {
        saved(tree, &mut candidates);
    }
    for (action, entry) in commands() {
        let shortcut = entry.shortcut.map(|shortcut| shortcut.text());
        candidates.push((entry.label.to_owned(), PaletteRow::Command(action, entry.label, shortcut)));
    }
    best(candidates, text)
}

/// Saved requests of a folder and of those in it; the listing is bounded in depth.
fn saved(folder: &Folder, candidates: &mut Vec<(String, PaletteRow)>) {
    for request in &folder.requests {
        candidates.push((request.name.clone(), PaletteRow::Saved(request.path.clone(), request.name.clone())));
    }
    folder.folders.iter().for_each(|inner| saved(inner, candidates));
}

/// The best matches first; equal ones stay in their order.
fn best(candidates: Vec<(String, PaletteRow)>, text: &str) -> Vec<PaletteRow> {
    if text.trim().is_empty() {
        return candidates.into_iter().map(|(_, row)| row).take(ROWS_MAX).collect();
    }
    let mut scored = score(candidates, text);
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, row)| row).take(ROWS_MAX).collect()
}

fn score<T>(candidates: Vec<(String, T)>, text: &str) -> Vec<(u32, T)> {
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
    let mut buffer = Vec::new();
    let scored = candidates.into_iter().filter_map(|(name, row)| {
        let score = pattern.score(Utf32Str::new(&name, &mut buffer), &mut matcher)?;
        Some((score, row))
    });
    scored.collect()
}

/// Which of these names match what was typed, as the tree's filter asks; the order stays. Where some match well, those
/// that have the letters only here and there are left out.
pub fn matching(names: Vec<(String, usize)>, text: &str) -> Vec<usize> {
    let scored = score(names, text);
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
    scored
        .into_iter()
        .filter(|(score, _)| score.saturating_mul(4) >= best.saturating_mul(3))
        .map(|(_, at)| at)
        .collect()
}

/// Which characters of a name what was typed is found in, by index, in rising order; none where it does not match.
pub fn found_in(name: &str, text: &str) -> Vec<usize> {
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
    let (mut buffer, mut found) = (Vec::new(), Vec::new());
    if pattern.indices(Utf32Str::new(name, &mut buffer), &mut matcher, &mut found).is_none() {
        return Vec::new();
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|at| at as usize).collect()
}
