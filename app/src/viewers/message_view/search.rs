//! Finding words, names and paths in the records of a message: on a thread of its own where it is large, hits as they come.
//! It draws nothing and unfolds nothing; a hit is a place in the bytes.

use std::ops::ControlFlow;

use bytes::Bytes;
use egui::Context;
use farcall_core::{
    message::tree::{Inside, Visited, reading, walk},
    schema::MessageDescriptor,
};

use super::{MessageInput, behind::Behind};
use crate::{
    units,
    viewers::code::{FindBy, MOST_HITS, Pattern, Query},
};

/// Messages up to this size are searched within the frame.
const AT_ONCE_BYTES: usize = 32 * 1024;
/// Hits that are told together, and records after which those few there are, are told too.
const TOLD_HITS: usize = 4096;
const TOLD_RECORDS: usize = 50_000;
/// Characters of a value that is no text in which words are looked for.
const VALUE_CHARS: usize = 256;

/// A search in one message: the hits so far, and the chosen one.
#[derive(Default)]
pub(super) struct RecordSearch {
    searched: Option<(u64, Option<String>, Query)>,
    /// First bytes of the records found.
    hits: Vec<usize>,
    current: Option<usize>,
    behind: Behind<Vec<usize>>,
}

impl RecordSearch {
    /// Searches on; afresh when the message or the query is another one.
    pub fn advance(&mut self, ctx: &Context, input: &MessageInput<'_>, query: &Query) {
        let of = input.of.map(|of| of.full_name());
        let is_same = |(key, name, before): &(u64, Option<String>, Query)| {
            *key == input.key && name.as_deref() == of && before == query
        };
        if !self.searched.as_ref().is_some_and(is_same) {
            self.searched = Some((input.key, of.map(str::to_owned), query.clone()));
            self.begin(ctx, input, query);
        }
        for found in self.behind.take() {
            self.hits.extend(found);
        }
        self.hits.truncate(MOST_HITS);
    }

    fn begin(&mut self, ctx: &Context, input: &MessageInput<'_>, query: &Query) {
        (self.hits, self.current, self.behind) = (Vec::new(), None, Behind::default());
        let Some(sought) = Sought::new(query) else { return };
        let Some(bytes) = (input.load)() else { return };
        let of = input.of.cloned();
        if bytes.len() <= AT_ONCE_BYTES {
            search(of.as_ref(), &bytes, &sought, &mut |found| {
                self.hits.extend(found);
                true
            });
            return;
        }
        self.behind.begin(ctx, move |say| search(of.as_ref(), &bytes, &sought, &mut |found| say.say(found)));
    }

    /// Whether there is more to search.
    pub fn is_searching(&self) -> bool {
        self.behind.is_busy()
    }

    /// Chooses the next hit, or the one before, round the ends; the first one at or after the byte `from` at first.
    pub fn step(&mut self, forward: bool, from: usize) -> Option<usize> {
        let count = self.hits.len();
        if count == 0 {
            return None;
        }
        let after = self.hits.partition_point(|hit| *hit < from);
        let next = match self.current {
            Some(at) if forward => (at + 1) % count,
            Some(at) => (at + count - 1) % count,
            None if forward => after % count,
            None => (after + count - 1) % count,
        };
        self.current = Some(next);
        self.hits.get(next).copied()
    }

    /// "3 of 17", "17 found", "Searching".
    pub fn count_text(&self) -> String {
        let count = units::count(self.hits.len() as u64);
        let more = if self.is_searching() || self.hits.len() >= MOST_HITS { "+" } else { "" };
        match self.current {
            _ if self.searched.as_ref().is_none_or(|(.., query)| query.words.is_empty()) => String::new(),
            Some(at) => format!("{} of {count}{more}", units::count(at as u64 + 1)),
            None if self.hits.is_empty() && self.is_searching() => "Searching".to_owned(),
            None if self.hits.is_empty() => "None found".to_owned(),
            None => format!("{count}{more} found"),
        }
    }
}

/// A query, ready to be compared.
enum Sought {
    Words(Query),
    Path(Pattern),
}

impl Sought {
    fn new(query: &Query) -> Option<Self> {
        match query.by {
            _ if query.words.is_empty() => None,
            FindBy::Path => Pattern::parse(&query.words, query.match_case).map(Self::Path),
            FindBy::Text | FindBy::Key => Some(Self::Words(query.clone())),
        }
    }

    fn is_in(&self, bytes: &[u8], visited: &Visited<'_>) -> bool {
        match self {
            // The entry of a map stands for its key and value.
            Self::Path(pattern) => !visited.is_in_entry && pattern.meets(visited.path),
            Self::Words(query) => {
                let name = visited.meaning.known.field().map(|field| query.first_in(field.name()));
                match name {
                    Some(Some(_)) => true,
                    None if query.first_in(&visited.record.number.to_string()).is_some() => true,
                    _ => query.by == FindBy::Text && is_in_value(query, bytes, visited),
                }
            }
        }
    }
}

/// A text is looked through whole, another value as it is shown; what unfolds is found in its fields.
fn is_in_value(query: &Query, bytes: &[u8], visited: &Visited<'_>) -> bool {
    if matches!(visited.meaning.inside, Inside::Records(_)) {
        return false;
    }
    let value = bytes.get(visited.record.value_range()).unwrap_or_default();
    match std::str::from_utf8(value) {
        Ok(text) if text.len() > VALUE_CHARS => query.first_in(text).is_some(),
        _ => {
            let line = reading(bytes, visited.record, visited.meaning, VALUE_CHARS).line.text;
            query.first_in(&line).is_some()
        }
    }
}

/// Tells hits in the order of the bytes until nobody listens.
fn search(of: Option<&MessageDescriptor>, bytes: &Bytes, sought: &Sought, tell: &mut dyn FnMut(Vec<usize>) -> bool) {
    let (mut found, mut passed, mut told) = (Vec::new(), 0, 0);
    walk(of, bytes, &mut |visited| {
        passed += 1;
        if sought.is_in(bytes, visited) {
            found.push(visited.record.range().start);
        }
        let is_due = found.len() >= TOLD_HITS || passed % TOLD_RECORDS == 0;
        told += if is_due { found.len() } else { 0 };
        match is_due && !tell(std::mem::take(&mut found)) || told > MOST_HITS {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    tell(found);
}
