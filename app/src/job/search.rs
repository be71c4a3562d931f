//! The fuzzy search over every name of every schema, for the tree's filter and for the palette.
//! It knows neither rows nor actions.

use std::sync::Arc;

use farcall_core::{engine::SourceId, schema::SymbolKind};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use super::Done;
use crate::state::{Entry, Found, Hit, Listing};

/// For whom something is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// The filter of the tree: what matches well, in the order of the tree.
    Tree,
    /// The palette: the best first.
    Palette,
}

/// A search.
pub struct SearchJob {
    /// For whom.
    pub of: Searched,
    /// Its number, rising.
    pub number: u64,
    /// What was typed.
    pub text: String,
    /// What is searched.
    pub listings: Vec<(SourceId, Arc<Listing>)>,
    /// Other names that are searched along: commands and saved requests.
    pub others: Vec<String>,
}

/// Texts shorter than this are not looked for in the types of methods.
const TYPE_CHARS_MIN: usize = 3;
/// Hits that are kept for the tree.
const TREE_MAX: usize = 2_000;
/// From so many letters on, commands that begin with them stand first in the palette.
const LEADING_CHARS_MIN: usize = 3;
/// So many of them.
const LEADING_MAX: usize = 5;
/// Hits that are kept for the palette.
const PALETTE_MAX: usize = 100;

impl SearchJob {
    /// Whether it is done within a frame.
    pub fn is_small(&self) -> bool {
        self.listings.iter().all(|(_, listing)| listing.is_small())
    }

    /// Search.
    pub fn run(self) -> Done {
        let found = match self.of {
            Searched::Tree => self.for_tree(),
            Searched::Palette => self.for_palette(),
        };
        Done::Found(self.of, found)
    }

    /// What matches well: where some do, those that have the letters only here and there are left out; where some have the
    /// text as it is, all others are. A method is found by
    /// the names of its types too, literally.
    fn for_tree(&self) -> Found {
        let mut scored = self.scored();
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
        scored.retain(|(score, _)| score.saturating_mul(4) >= best.saturating_mul(3));
        let lowercase = self.text.trim().to_lowercase();
        let is_literal = |hit: &Hit| self.name(hit).is_some_and(|name| name.to_lowercase().contains(&lowercase));
        if scored.iter().any(|(_, hit)| is_literal(hit)) {
            scored.retain(|(_, hit)| is_literal(hit));
        }
        let known: std::collections::HashSet<(Option<SourceId>, usize)> =
            scored.iter().map(|(_, hit)| (hit.source, hit.at)).collect();
        if lowercase.len() >= TYPE_CHARS_MIN {
            for (source, listing) in &self.listings {
                for (at, entry) in listing.entries().iter().enumerate() {
                    let hit = Hit { source: Some(*source), at };
                    if !known.contains(&(hit.source, at)) && has_type(listing, entry, &lowercase) {
                        scored.push((0, hit));
                    }
                }
            }
        }
        self.kept(scored, TREE_MAX)
    }

    fn for_palette(&self) -> Found {
        if self.text.trim().is_empty() {
            return self.usual();
        }
        let mut scored = self.scored();
        for (at, name) in self.others.iter().enumerate() {
            let hit = Hit { source: None, at };
            scored.extend(score([(name.as_str(), hit)].into_iter(), &self.text));
        }
        let mut found = self.kept(scored, PALETTE_MAX);
        let leading = self.leading();
        found.hits.retain(|hit| !leading.contains(hit));
        found.hits.splice(0..0, leading);
        found
    }

    /// Commands and saved requests with words that begin as what was typed: thousands of names do not drown them.
    fn leading(&self) -> Vec<Hit> {
        let typed = self.text.trim().to_lowercase();
        if typed.chars().count() < LEADING_CHARS_MIN {
            return Vec::new();
        }
        let begins = |name: &String| {
            let name = name.to_lowercase();
            typed.split_whitespace().all(|part| name.split_whitespace().any(|word| word.starts_with(part)))
        };
        let hits = self.others.iter().enumerate().filter(|(_, name)| begins(name));
        hits.map(|(at, _)| Hit { source: None, at }).take(LEADING_MAX).collect()
    }

    /// What the palette shows while nothing is typed: methods, then the rest.
    fn usual(&self) -> Found {
        let methods = self.listings.iter().flat_map(|(source, listing)| {
            let entries = listing.entries().iter().enumerate();
            let methods = entries.filter(|(_, entry)| entry.kind == SymbolKind::Method);
            methods.map(|(at, _)| Hit { source: Some(*source), at })
        });
        let others = (0..self.others.len()).map(|at| Hit { source: None, at });
        let hits: Vec<Hit> = methods.chain(others).take(PALETTE_MAX).collect();
        Found { number: self.number, text: String::new(), count: hits.len(), hits }
    }

    /// The names that match. A method may be written `Service.Method` too, as protobuf names it.
    fn scored(&self) -> Vec<(u32, Hit)> {
        let scored = self.scored_by(&self.text);
        match self.text.rsplit_once('.') {
            Some((service, method)) if scored.is_empty() => self.scored_by(&format!("{service}/{method}")),
            _ => scored,
        }
    }

    fn scored_by(&self, text: &str) -> Vec<(u32, Hit)> {
        let names = self.listings.iter().flat_map(|(source, listing)| {
            let entries = listing.entries().iter().enumerate();
            entries.map(|(at, entry)| (entry.name.as_str(), Hit { source: Some(*source), at }))
        });
        score(names, text)
    }

    fn name(&self, hit: &Hit) -> Option<&str> {
        let (_, listing) = self.listings.iter().find(|(source, _)| Some(*source) == hit.source)?;
        listing.entries().get(hit.at).map(|entry| entry.name.as_str())
    }

    fn kept(&self, mut scored: Vec<(u32, Hit)>, most: usize) -> Found {
        let count = scored.len();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.truncate(most);
        let hits = scored.into_iter().map(|(_, hit)| hit).collect();
        Found { number: self.number, text: self.text.trim().to_owned(), hits, count }
    }
}

/// Which of these names match what was typed; the order stays. Where some match well, those that have the letters only
/// here and there are left out.
pub fn matching(names: Vec<(String, usize)>, text: &str) -> Vec<usize> {
    let scored = score(names.iter().map(|(name, at)| (name.as_str(), *at)), text);
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

fn score<'a, T>(names: impl Iterator<Item = (&'a str, T)>, text: &str) -> Vec<(u32, T)> {
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let pattern = Pattern::parse(text.trim(), CaseMatching::Smart, Normalization::Smart);
    let mut buffer = Vec::new();
    let scored = names.filter_map(|(name, of)| {
        let score = pattern.score(Utf32Str::new(name, &mut buffer), &mut matcher)?;
        Some((score, of))
    });
    scored.collect()
}

fn has_type(listing: &Listing, entry: &Entry, lowercase: &str) -> bool {
    let Some((service, Some(method))) = entry.place else { return false };
    let has = |name: &str| name.to_lowercase().contains(lowercase);
    listing.method(service, method).is_some_and(|method| has(method.input.name()) || has(method.output.name()))
}
