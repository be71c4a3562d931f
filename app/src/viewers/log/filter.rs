//! Which rows of a log are listed: all, or those a search found; rows cleared; the view paused.
//! The search runs on a thread of its own; here is only asked how far it is.

use std::{ops::Range, sync::Arc};

use farcall_core::{
    call::{CallLog, CallSnapshot, Direction, LogRow, RowFilter, Search, SearchProgress, filter_proposals},
    message::{ConditionError, is_unfinished},
    schema::MessageDescriptor,
};

/// The types of the messages of a call.
#[derive(Debug, Clone, Copy, Default)]
pub struct MessageTypes<'a> {
    /// Of those sent.
    pub sent: Option<&'a MessageDescriptor>,
    /// Of those received.
    pub received: Option<&'a MessageDescriptor>,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One direction only.
    pub direction: Option<Direction>,
    /// As it was typed.
    pub text: String,
}

impl Filter {
    /// Whether every row is meant.
    pub fn is_all(&self) -> bool {
        self.direction.is_none() && self.text.trim().is_empty()
    }
}

/// What was made of a filter.
#[derive(Default)]
struct Applied {
    filter: Filter,
    sent: Option<MessageDescriptor>,
    received: Option<MessageDescriptor>,
}

impl Applied {
    fn is_of(&self, filter: &Filter, types: MessageTypes<'_>) -> bool {
        self.filter == *filter && self.sent.as_ref() == types.sent && self.received.as_ref() == types.received
    }
}

/// The listed rows, as far as the log was searched.
#[derive(Default)]
pub struct ListedRows {
    /// What is looked for.
    pub filter: Filter,
    /// All rows stay listed; what is found is only counted and marked.
    pub only_counts: bool,
    applied: Applied,
    error: Option<ConditionError>,
    /// What is wrong with it may be that it is not finished.
    is_unfinished: bool,
    /// None while every row is meant.
    search: Option<Search>,
    /// The filter that is searched for: the last one that could be read.
    searched: Filter,
    first: u64,
    end: u64,
    cleared: u64,
    held_at: Option<u64>,
}

/// Brings back rows that were cleared, as long as the log has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClearUndo {
    /// What was cleared before.
    before: u64,
    /// All rows before this one are cleared now.
    now: u64,
}

impl ClearUndo {
    /// The rows before this one are cleared.
    pub fn cleared(&self) -> u64 {
        self.now
    }
}

impl ListedRows {
    /// Takes in what the log holds now, and has a filter that changed searched for: `wake` is called when there is news.
    /// Returns how many listed rows went away at the front.
    pub fn advance(
        &mut self,
        log: &Arc<CallLog>,
        now: &CallSnapshot,
        types: MessageTypes<'_>,
        wake: impl Fn() + Send + 'static,
    ) -> usize {
        let before = self.first;
        self.first = now.dropped.max(self.cleared);
        self.end = self.held_at.unwrap_or(now.rows).clamp(self.first, now.rows.max(self.first));
        if !self.applied.is_of(&self.filter, types) {
            self.apply(log, types, wake);
        }
        if let Some(search) = &self.search {
            search.grown(self.end);
        }
        let gone = self.search.as_ref().map(|search| search.with_hits(|hits| hits.drop_before(self.first)));
        match gone {
            Some(gone) if !self.only_counts => gone,
            _ => self.first.saturating_sub(before) as usize,
        }
    }

    /// Has the filter searched for from the first row on. One that cannot be read leaves what is listed as it is.
    fn apply(&mut self, log: &Arc<CallLog>, types: MessageTypes<'_>, wake: impl Fn() + Send + 'static) {
        self.applied =
            Applied { filter: self.filter.clone(), sent: types.sent.cloned(), received: types.received.cloned() };
        (self.error, self.is_unfinished) = (None, false);
        match RowFilter::parse(&self.filter.text, types.sent, types.received) {
            Err(error) => {
                let propose = |text: &str, at: usize| filter_proposals(text, at, types.sent, types.received);
                self.is_unfinished = is_unfinished(&self.filter.text, error.place.clone(), propose);
                self.error = Some(error);
            }
            Ok(_) if self.filter.is_all() => (self.search, self.searched) = (None, Filter::default()),
            Ok(filter) => {
                let filter = filter.going(self.filter.direction);
                match Search::start(Arc::clone(log), filter, self.first..self.end, wake) {
                    Ok(search) => (self.search, self.searched) = (Some(search), self.filter.clone()),
                    Err(error) => {
                        let message = format!("the search cannot start: {error}");
                        self.error = Some(ConditionError { message, place: 0..0 });
                    }
                }
            }
        }
    }

    /// Why the filter as typed cannot be read, unless that may only be unfinished while it is typed.
    pub fn told_error(&self, is_typed: bool) -> Option<&ConditionError> {
        self.error.as_ref().filter(|_| !(is_typed && self.is_unfinished))
    }

    /// What is listed while the filter as typed cannot be read; `None` while it can.
    pub fn stand_in(&self) -> Option<&Filter> {
        self.error.as_ref().map(|_| &self.searched)
    }

    /// How far the search is, while something is looked for.
    pub fn progress(&self) -> Option<SearchProgress> {
        self.search.as_ref().map(Search::progress)
    }

    /// How many rows were found that are still there.
    pub fn found(&self) -> u64 {
        self.search.as_ref().map_or(0, |search| search.with_hits(|hits| hits.len() as u64))
    }

    /// Whether a row was found, where that does not decide what is listed.
    pub fn is_marked_as_found(&self, row: u64) -> bool {
        self.only_counts && self.search.as_ref().is_some_and(|search| search.with_hits(|hits| hits.contains(row)))
    }

    /// The row found after this one, or the one before it.
    pub fn next_found(&self, from: Option<u64>, forward: bool) -> Option<u64> {
        self.search.as_ref()?.with_hits(|hits| {
            let row = from.unwrap_or(u64::MAX);
            let place = match forward {
                true => hits.place_of(row.saturating_add(1)),
                false => hits.place_of(row).checked_sub(1)?,
            };
            hits.row_at(place)
        })
    }

    /// The rows that decide what is listed.
    fn listing(&self) -> Option<&Search> {
        self.search.as_ref().filter(|_| !self.only_counts)
    }

    /// The first row of the log that may be listed: those before it were dropped or cleared.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// How many rows are listed.
    pub fn len(&self) -> usize {
        match self.listing() {
            Some(search) => search.with_hits(|hits| hits.len()),
            None => (self.end - self.first) as usize,
        }
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there are rows left to search.
    pub fn is_searching(&self) -> bool {
        self.progress().is_some_and(|progress| progress.is_searching())
    }

    /// The row of the log at a place of the list.
    pub fn row_at(&self, place: usize) -> Option<u64> {
        match self.listing() {
            Some(search) => search.with_hits(|hits| hits.row_at(place)),
            None => Some(self.first + place as u64).filter(|row| *row < self.end),
        }
    }

    /// The place of the first listed row at or after one of the log.
    pub fn place_of(&self, row: u64) -> usize {
        match self.listing() {
            Some(search) => search.with_hits(|hits| hits.place_of(row)),
            None => row.clamp(self.first, self.end).saturating_sub(self.first) as usize,
        }
    }

    /// The listed rows at some places, each with its number; `None` where it is still to be fetched.
    pub fn rows(&self, log: &CallLog, places: Range<usize>) -> Vec<(u64, Option<LogRow>)> {
        let numbers: Vec<u64> = match self.listing() {
            Some(search) => search.with_hits(|hits| places.map_while(|place| hits.row_at(place)).collect()),
            None => places.map_while(|place| self.row_at(place)).collect(),
        };
        let is_run =
            numbers.last().zip(numbers.first()).is_some_and(|(last, first)| last - first < numbers.len() as u64);
        let mut there = match (is_run, numbers.first(), numbers.last()) {
            (true, Some(first), Some(last)) => log.rows(*first..last + 1),
            _ => numbers.iter().flat_map(|row| log.rows(*row..row + 1)).collect(),
        }
        .into_iter()
        .peekable();
        let found = |number: u64| (number, there.next_if(|row| row.row == number));
        numbers.into_iter().map(found).collect()
    }

    /// Hides all rows there are now.
    pub fn clear(&mut self) -> ClearUndo {
        let undo = ClearUndo { before: self.cleared, now: self.end };
        self.cleared = self.end;
        undo
    }

    /// Shows them again.
    pub fn undo_clear(&mut self, undo: ClearUndo) {
        self.cleared = undo.before;
        self.search = None;
        self.applied = Applied::default();
    }

    /// Whether the view is held while the call goes on.
    pub fn is_paused(&self) -> bool {
        self.held_at.is_some()
    }

    /// Holds the view, or lets it go on.
    pub fn set_paused(&mut self, paused: bool) {
        self.held_at = paused.then_some(self.end);
    }

    /// How many rows of the log are not listed because the view is held.
    pub fn held_back(&self, now: &CallSnapshot) -> u64 {
        self.held_at.map_or(0, |end| now.rows.saturating_sub(end))
    }
}
