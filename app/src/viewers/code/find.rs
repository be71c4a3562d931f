//! Finding words, names and paths in a text, while it grows and away from the window's thread.
//! It knows no widgets.

use std::ops::Range;

use egui::Context;

use super::{
    follow::Follower,
    highlight::Syntax,
    pattern::{Pattern, PatternWalk},
    text::{Chunk, CodeText, brackets, key},
};
use crate::units;

/// No more hits than this are counted.
pub const MOST_HITS: usize = 1_000_000;

/// What a query is compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FindBy {
    /// Any part of the text.
    #[default]
    Text,
    /// Names of fields and keys of maps.
    Key,
    /// The paths of lines, such as `lines[*].sku`.
    Path,
}

impl FindBy {
    /// Each, in the order they are offered.
    pub const ALL: [FindBy; 3] = [Self::Text, Self::Key, Self::Path];
    /// What they are called.
    pub const LABELS: [&'static str; 3] = ["Text", "Key", "Path"];
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words.
    pub words: String,
    /// What they are compared with.
    pub by: FindBy,
    /// Whether upper and lower case are told apart.
    pub match_case: bool,
}

impl Query {
    /// Where its words first stand in a text.
    pub fn first_in(&self, text: &str) -> Option<Range<usize>> {
        let at = next_hit(text.as_bytes(), self.words.as_bytes(), 0, !self.match_case)?;
        Some(at..at + self.words.len())
    }
}

/// A search: the query, the hits so far, and the chosen one.
#[derive(Default)]
pub struct Find {
    /// Whether the bar is shown.
    pub open: bool,
    /// What to find.
    pub query: Query,
    hits: Vec<Hit>,
    current: Option<usize>,
    searched: Option<(u64, Query)>,
    follower: Option<Follower<Vec<Hit>>>,
    is_overfull: bool,
    /// The text still comes.
    is_growing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hit {
    start: usize,
    len: u32,
}

impl Hit {
    fn range(self) -> Range<usize> {
        self.start..self.start + self.len as usize
    }
}

impl Find {
    /// Searches on; afresh when the query or the text is another one. Returns whether there is more to search.
    pub fn advance(&mut self, ctx: &Context, text: &CodeText) -> bool {
        let is_same = |(revision, query): &(u64, Query)| *revision == text.revision() && *query == self.query;
        if !self.searched.as_ref().is_some_and(is_same) {
            self.begin(text);
        }
        self.is_growing = !text.is_whole();
        let Some(follower) = &mut self.follower else { return false };
        let (hits, is_overfull) = (&mut self.hits, &mut self.is_overfull);
        follower.advance(ctx, text, |found| {
            let room = MOST_HITS - hits.len();
            *is_overfull |= found.len() > room;
            hits.extend(found.into_iter().take(room));
        });
        if self.is_overfull {
            self.follower = None;
        }
        self.is_searching()
    }

    /// Whether there is more text to search.
    pub fn is_searching(&self) -> bool {
        self.follower.as_ref().is_some_and(Follower::is_busy)
    }

    /// Chooses the next hit, or the one before, round the ends; the first one at or after `from` at first.
    pub fn step(&mut self, forward: bool, from: usize) -> Option<Range<usize>> {
        let count = self.hits.len();
        if count == 0 {
            return None;
        }
        let next = match self.current {
            Some(at) if forward => (at + 1) % count,
            Some(at) => (at + count - 1) % count,
            None => self.hits.partition_point(|hit| hit.start < from) % count,
        };
        self.current = Some(next);
        self.current_hit()
    }

    /// The chosen hit, in bytes.
    pub fn current_hit(&self) -> Option<Range<usize>> {
        self.hits.get(self.current?).map(|hit| hit.range())
    }

    /// The hits that touch a range of bytes.
    pub fn hits_in(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let from = self.hits.partition_point(|hit| hit.range().end <= range.start);
        let to = self.hits.partition_point(|hit| hit.start < range.end);
        self.hits.get(from..to.max(from)).unwrap_or_default().iter().map(|hit| hit.range())
    }

    /// "3 of 17", "17 found", "Searching".
    pub fn count_text(&self) -> String {
        let count = units::count(self.hits.len() as u64);
        let may_grow = self.is_searching() || (self.is_growing && self.follower.is_some());
        let more = if self.is_overfull || may_grow { "+" } else { "" };
        match self.current {
            _ if self.query.words.is_empty() => String::new(),
            Some(at) => format!("{} of {count}{more}", units::count(at as u64 + 1)),
            None if self.hits.is_empty() && may_grow => "Searching".to_owned(),
            None if self.hits.is_empty() => "None found".to_owned(),
            None => format!("{count}{more} found"),
        }
    }

    fn begin(&mut self, text: &CodeText) {
        self.hits = Vec::new();
        self.current = None;
        self.is_overfull = false;
        self.searched = Some((text.revision(), self.query.clone()));
        self.follower = searcher(&self.query, text.syntax());
    }
}

fn searcher(query: &Query, syntax: Syntax) -> Option<Follower<Vec<Hit>>> {
    if query.words.is_empty() {
        return None;
    }
    let Query { words, by, match_case } = query.clone();
    Some(match by {
        FindBy::Text => Follower::new(move |chunk: &Chunk| words_in(chunk, words.as_bytes(), !match_case)),
        FindBy::Key => Follower::new(move |chunk: &Chunk| keys_in(chunk, words.as_bytes(), !match_case, syntax)),
        FindBy::Path => {
            let mut walk = PatternWalk::new(Pattern::parse(&words, match_case)?, syntax);
            Follower::new(move |chunk: &Chunk| paths_in(chunk, &mut walk, syntax))
        }
    })
}

fn words_in(chunk: &Chunk, words: &[u8], any_case: bool) -> Vec<Hit> {
    let bytes = chunk.text().as_bytes();
    let mut hits = Vec::new();
    let mut from = 0;
    while let Some(at) = next_hit(bytes, words, from, any_case).filter(|_| hits.len() <= MOST_HITS) {
        hits.push(hit(chunk.start + at, words.len()));
        from = at + words.len();
    }
    hits
}

fn keys_in(chunk: &Chunk, words: &[u8], any_case: bool, syntax: Syntax) -> Vec<Hit> {
    let mut hits = Vec::new();
    for line in 0..chunk.lines() {
        let Some(key) = key(chunk.line(line), syntax) else { continue };
        let name = chunk.line(line).get(key.clone()).unwrap_or_default();
        if let Some(at) = next_hit(name.as_bytes(), words, 0, any_case) {
            hits.push(hit(chunk.start + chunk.line_bytes(line).start + key.start + at, words.len()));
        }
    }
    hits
}

fn paths_in(chunk: &Chunk, walk: &mut PatternWalk, syntax: Syntax) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (line, number) in chunk.line_range().enumerate() {
        let text = chunk.line(line);
        if walk.step(number, text, brackets(text, syntax)).is_met {
            let trimmed = text.trim_start_matches(' ');
            let within = key(text, syntax).unwrap_or(text.len() - trimmed.len()..text.len().min(200));
            let within = text.floor_char_boundary(within.start)..text.floor_char_boundary(within.end);
            hits.push(hit(chunk.start + chunk.line_bytes(line).start + within.start, within.len()));
        }
    }
    hits
}

fn hit(start: usize, len: usize) -> Hit {
    Hit { start, len: u32::try_from(len).unwrap_or(u32::MAX) }
}

fn next_hit(bytes: &[u8], words: &[u8], from: usize, any_case: bool) -> Option<usize> {
    let (&first, rest) = words.split_first()?;
    let (low, high) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let starts = |b: u8| if any_case { b == low || b == high } else { b == first };
    let mut from = from;
    while let Some(step) = bytes.get(from..)?.iter().position(|b| starts(*b)) {
        let at = from + step;
        let candidate = bytes.get(at + 1..at + words.len())?;
        if candidate == rest || (any_case && candidate.eq_ignore_ascii_case(rest)) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
