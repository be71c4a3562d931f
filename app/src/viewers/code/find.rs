//! Finding words in a text, a bounded piece at a time.
//! It knows no widgets; lower-case queries match either case, others exactly.

use std::ops::Range;

use super::text::CodeText;

/// No more hits than this are counted.
pub const MOST_HITS: usize = 100_000;

/// A search: the query, the hits so far, and the chosen one.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// Whether the bar is shown.
    pub open: bool,
    /// What to find.
    pub query: String,
    hits: Vec<usize>,
    current: Option<usize>,
    scanned: usize,
    searched: Option<(u64, String)>,
}

impl Find {
    /// Searches up to `budget_bytes` more of the text; afresh when the query or the text changed.
    /// Returns whether there is more to search.
    pub fn advance(&mut self, text: &CodeText, budget_bytes: usize) -> bool {
        if self.searched.as_ref().is_none_or(|(revision, query)| *revision != text.revision() || *query != self.query) {
            self.hits.clear();
            self.current = None;
            self.scanned = 0;
            self.searched = Some((text.revision(), self.query.clone()));
        }
        let bytes = text.as_str().as_bytes();
        let query = self.query.as_bytes();
        if query.is_empty() || bytes.len() < query.len() {
            self.scanned = bytes.len();
            return false;
        }
        let end = self.scanned.saturating_add(budget_bytes).min(bytes.len() + 1 - query.len());
        let any_case = !self.query.chars().any(char::is_uppercase);
        while self.scanned < end && self.hits.len() < MOST_HITS {
            let Some(at) = next_hit(bytes, query, self.scanned..end, any_case) else {
                self.scanned = end;
                break;
            };
            self.hits.push(at);
            self.scanned = at + query.len();
        }
        self.is_searching(text)
    }

    /// Whether there is more text to search.
    pub fn is_searching(&self, text: &CodeText) -> bool {
        !self.query.is_empty() && self.hits.len() < MOST_HITS && self.scanned + self.query.len() <= text.as_str().len()
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
            None => self.hits.partition_point(|hit| *hit < from) % count,
        };
        self.current = Some(next);
        self.current_hit()
    }

    /// The chosen hit, in bytes.
    pub fn current_hit(&self) -> Option<Range<usize>> {
        let start = *self.hits.get(self.current?)?;
        Some(start..start + self.query.len())
    }

    /// The hits that touch a range of bytes.
    pub fn hits_in(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let length = self.query.len();
        let from = self.hits.partition_point(|hit| hit + length <= range.start);
        let to = self.hits.partition_point(|hit| *hit < range.end);
        self.hits.get(from..to.max(from)).unwrap_or_default().iter().map(move |hit| *hit..hit + length)
    }

    /// "3 of 17", "17 found", "Searching…".
    pub fn count_text(&self, text: &CodeText) -> String {
        let count = self.hits.len();
        let more = if count >= MOST_HITS || self.is_searching(text) { "+" } else { "" };
        match self.current {
            _ if self.query.is_empty() => String::new(),
            Some(at) => format!("{} of {count}{more}", at + 1),
            None if count == 0 && self.is_searching(text) => "Searching".to_owned(),
            None if count == 0 => "None found".to_owned(),
            None => format!("{count}{more} found"),
        }
    }
}

fn next_hit(bytes: &[u8], query: &[u8], within: Range<usize>, any_case: bool) -> Option<usize> {
    let (&first, rest) = query.split_first()?;
    let (low, high) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let starts = |b: u8| if any_case { b == low || b == high } else { b == first };
    let mut from = within.start;
    while let Some(step) = bytes.get(from..within.end)?.iter().position(|b| starts(*b)) {
        let at = from + step;
        let candidate = bytes.get(at + 1..at + query.len())?;
        if candidate == rest || (any_case && candidate.eq_ignore_ascii_case(rest)) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
