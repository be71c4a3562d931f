//! The pages of one log in order: the last is filled, older ones are closed and shared, the oldest may be in files.
//! It knows what is where; it reads and writes no file, and who decides what goes is the store or the user.

use std::{collections::VecDeque, ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;

use super::{
    page::{Page, PageFacts, Reused, Row},
    part::LogPart,
    read_back::ReadBack,
    release::{LetGo, Vacated},
    row::LogRow,
    segment::InFile,
};

/// A closed page.
struct Entry {
    facts: PageFacts,
    place: Place,
}

enum Place {
    Memory(Arc<Page>),
    /// In memory until it is written.
    Writing(Arc<Page>),
    File(Arc<InFile>),
    Lost,
}

/// Where a walk goes on.
pub(super) enum Found {
    Part(LogPart),
    Shared(Arc<Page>, usize),
    /// A page by its number, and which of its rows.
    File(u64, PageFacts, Arc<InFile>, usize),
}

#[derive(Default)]
pub(super) struct Arena {
    closed: VecDeque<Entry>,
    open: Option<Page>,
    /// What held the rows of the page before.
    rows: Vec<u8>,
    /// Number of the first closed page; pages are numbered from 0.
    first_page: u64,
    /// Closed pages before this number are not in memory, or are on their way out of it.
    leaving: u64,
    end: u64,
    last_at: Duration,
    /// Bytes of closed pages in memory, and of those the ones being written.
    memory: usize,
    writing: usize,
    read_back: ReadBack,
    /// Lost rows that are not simply before the first.
    lost_within: u64,
    /// Rows before the first that are not lost: nobody wanted them any more.
    pub(super) cleared: u64,
    pub(super) file_rows: u64,
    pub(super) file_bytes: u64,
}

impl Arena {
    /// Number of the first row still kept.
    pub(super) fn first(&self) -> u64 {
        let open = || self.open.as_ref().map_or(self.end, |page| page.facts().first_row);
        self.closed.front().map_or_else(open, |entry| entry.facts.first_row)
    }

    /// Number of rows ever pushed.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Bytes in memory.
    pub(super) fn memory(&self) -> usize {
        self.memory + self.open.as_ref().map_or(0, |page| page.facts().size)
    }

    /// The same without what leaves it.
    pub(super) fn staying(&self) -> usize {
        self.memory() - self.writing
    }

    pub(super) fn lost_rows(&self) -> u64 {
        self.first() + self.lost_within - self.cleared
    }

    /// Takes a message in; true where a page was closed for it.
    pub(super) fn push(&mut self, row: &Row, message: &[u8], spare: impl FnOnce(usize) -> Option<Vec<u8>>) -> bool {
        let has_room = self.open.as_mut().is_some_and(|page| page.push(row, message));
        let closed = !has_room && self.turn(row, message, spare);
        self.end += 1;
        self.last_at = row.at;
        closed
    }

    /// The rows of a range that are in memory; the pages of the others are wanted.
    pub(super) fn rows(&mut self, range: Range<u64>) -> Vec<LogRow> {
        let start = range.start.max(self.first());
        let end = range.end.min(self.end);
        let mut rows = Vec::with_capacity(end.saturating_sub(start).min(1 << 16) as usize);
        let mut wanted = Vec::new();
        let places = |facts: &PageFacts| {
            let place = |row: u64| row.saturating_sub(facts.first_row) as usize;
            place(start)..place(end)
        };
        let seen = self.closed.iter().skip(self.position(start)).take_while(|entry| entry.facts.first_row < end);
        for Entry { facts, place } in seen {
            match place {
                Place::Memory(page) | Place::Writing(page) => rows.extend(page.rows(places(facts))),
                Place::File(_) => {
                    self.read_back.rows(start.max(facts.first_row)..end.min(facts.end()), &mut rows, &mut wanted);
                }
                Place::Lost => {}
            }
        }
        if let Some(open) = self.open.as_ref().filter(|page| page.facts().first_row < end) {
            rows.extend(open.rows(places(open.facts())));
        }
        self.read_back.want(wanted);
        rows
    }

    /// A message that is in memory; if it is in a file, that is wanted.
    pub(super) fn message(&mut self, row: u64) -> Option<Bytes> {
        let page = match self.closed.get(self.position(row)).map(|entry| &entry.place) {
            Some(Place::Memory(page) | Place::Writing(page)) => page,
            Some(Place::File(_)) => {
                let part = self.read_back.part(row);
                let message = part.and_then(|part| part.message(row)).map(Bytes::copy_from_slice);
                if message.is_none() {
                    self.read_back.want([row]);
                }
                return message;
            }
            Some(Place::Lost) => return None,
            None => self.open.as_ref()?,
        };
        let place = usize::try_from(row.checked_sub(page.facts().first_row)?).ok()?;
        page.message(place).map(Bytes::copy_from_slice)
    }

    /// Whether a row is in a file and not read back.
    pub(super) fn is_in_file(&self, row: u64) -> bool {
        let entry = self.closed.get(self.position(row)).filter(|entry| entry.facts.first_row <= row);
        entry.is_some_and(|entry| matches!(entry.place, Place::File(_))) && self.read_back.part(row).is_none()
    }

    /// The rows from one on that lie together; `None` if it is not there yet.
    pub(super) fn part(&self, from: u64) -> Option<Found> {
        let from = from.max(self.first());
        let kept = |at: &usize| self.closed.get(*at).is_none_or(|entry| !matches!(entry.place, Place::Lost));
        let at = (self.position(from)..).find(kept)?;
        let Some(entry) = self.closed.get(at) else {
            let open = self.open.as_ref().filter(|open| from < open.facts().end())?;
            let place = from.saturating_sub(open.facts().first_row) as usize;
            return Some(Found::Part(LogPart::copied(open, place..open.facts().rows)));
        };
        let place = from.saturating_sub(entry.facts.first_row) as usize;
        match &entry.place {
            Place::Memory(page) | Place::Writing(page) => Some(Found::Shared(Arc::clone(page), place)),
            Place::File(file) => Some(Found::File(self.first_page + at as u64, entry.facts, Arc::clone(file), place)),
            Place::Lost => None,
        }
    }

    /// The oldest page that stays in memory, from now on on its way to a file.
    pub(super) fn begin_write(&mut self) -> Option<(u64, Arc<Page>)> {
        let number = self.oldest_staying()?;
        let entry = self.closed.get_mut((number - self.first_page) as usize)?;
        let Place::Memory(page) = &entry.place else { return None };
        let page = Arc::clone(page);
        self.writing += page.facts().size;
        entry.place = Place::Writing(Arc::clone(&page));
        self.leaving = number + 1;
        Some((number, page))
    }

    /// What became of a write: the page is in a file, or stays where it was. What was written and nobody wants comes back.
    pub(super) fn end_write(&mut self, number: u64, written: Option<InFile>) -> Option<InFile> {
        let Some(Entry { facts, place }) = self.entry(number) else { return written };
        let Place::Writing(page) = place else { return written };
        let PageFacts { size, rows, .. } = *facts;
        match written {
            Some(file) => {
                let len = file.len();
                *place = Place::File(Arc::new(file));
                self.memory -= size;
                self.file_bytes += len;
                self.file_rows += rows as u64;
            }
            None => {
                *place = Place::Memory(Arc::clone(page));
                self.leaving = self.leaving.min(number);
            }
        }
        self.writing -= size;
        None
    }

    /// Lets the oldest page in memory go for good.
    pub(super) fn drop_oldest(&mut self) -> Option<Vacated> {
        let number = self.oldest_staying()?;
        self.leaving = number + 1;
        self.lose(number)
    }

    /// The oldest page that is in a file.
    pub(super) fn oldest_file(&self) -> Option<&InFile> {
        self.closed.iter().find_map(|entry| match &entry.place {
            Place::File(file) => Some(&**file),
            Place::Memory(_) | Place::Writing(_) | Place::Lost => None,
        })
    }

    /// Lets go for good what lies in a file, which goes with what this returns.
    pub(super) fn drop_file(&mut self, is_it: impl Fn(&InFile) -> bool) -> Vec<Vacated> {
        let numbers: Vec<u64> = (self.first_page..)
            .zip(&self.closed)
            .filter(|(_, entry)| matches!(&entry.place, Place::File(file) if is_it(file)))
            .map(|(number, _)| number)
            .collect();
        numbers.into_iter().filter_map(|number| self.lose(number)).collect()
    }

    /// A page that is nowhere any more.
    pub(super) fn lose(&mut self, number: u64) -> Option<Vacated> {
        let entry = self.entry(number)?;
        let facts = entry.facts;
        let vacated = match std::mem::replace(&mut entry.place, Place::Lost) {
            Place::Lost => return None,
            place => self.vacate(&facts, place),
        };
        self.lost_within += facts.rows as u64;
        while let Some(entry) = self.closed.front().filter(|entry| matches!(entry.place, Place::Lost)) {
            self.lost_within -= entry.facts.rows as u64;
            self.closed.pop_front();
            self.first_page += 1;
        }
        Some(vacated)
    }

    /// Lets the pages go whose rows all stand before one. They are not lost: nobody wants them any more.
    pub(super) fn clear_before(&mut self, row: u64) -> LetGo {
        let mut gone = LetGo::default();
        while let Some(Entry { facts, place }) = self.closed.pop_front_if(|entry| entry.facts.end() <= row) {
            self.first_page += 1;
            match place {
                Place::Lost => self.lost_within -= facts.rows as u64,
                place => {
                    self.cleared += facts.rows as u64;
                    gone.push(self.vacate(&facts, place));
                }
            }
        }
        if self.closed.is_empty()
            && let Some(open) = self.open.take_if(|open| open.facts().end() <= row)
        {
            self.cleared += open.facts().rows as u64;
            gone.push(Vacated { page: Some(Arc::new(open)), file: None });
        }
        self.read_back.clear_before(row);
        gone
    }

    /// Lets go of everything.
    pub(super) fn clear(&mut self) -> LetGo {
        self.clear_before(self.end)
    }

    /// Counts a place as empty; what lay there and nobody else writes.
    fn vacate(&mut self, facts: &PageFacts, place: Place) -> Vacated {
        match place {
            Place::Memory(page) => {
                self.memory -= facts.size;
                Vacated { page: Some(page), file: None }
            }
            Place::Writing(_) => {
                self.memory -= facts.size;
                self.writing -= facts.size;
                Vacated::default()
            }
            Place::File(file) => {
                self.file_bytes -= file.len();
                self.file_rows -= facts.rows as u64;
                Vacated { page: None, file: Some(file) }
            }
            Place::Lost => Vacated::default(),
        }
    }

    /// The page to be read back next.
    pub(super) fn next_wanted(&mut self) -> Option<(u64, PageFacts, Arc<InFile>)> {
        let Self { closed, first_page, read_back, .. } = self;
        read_back.next_wanted(|row| {
            let at = position(closed, row);
            let Entry { facts, place } = closed.get(at)?;
            let Place::File(file) = place else { return None };
            Some((*first_page + at as u64, *facts, Arc::clone(file)))
        })
    }

    /// A page that was read back.
    pub(super) fn fetched(&mut self, page: &Page) {
        self.read_back.take(page);
    }

    /// Whether anything is to be read back.
    pub(super) fn wants(&self) -> bool {
        self.read_back.is_wanted()
    }

    /// Goes on to a new page; true where one was closed for it.
    fn turn(&mut self, row: &Row, message: &[u8], spare: impl FnOnce(usize) -> Option<Vec<u8>>) -> bool {
        let full = self.open.take();
        let previous = full.as_ref().map_or(0, |page| page.facts().size);
        let is_closed = full.is_some_and(|full| self.close(full));
        let rows = std::mem::take(&mut self.rows);
        let reused = |size| Reused { bytes: spare(size), rows };
        let mut page = Page::new((self.end, self.last_at), previous, message.len(), reused);
        page.push(row, message);
        self.open = Some(page);
        is_closed
    }

    fn close(&mut self, mut page: Page) -> bool {
        self.rows = page.close();
        let facts = *page.facts();
        if facts.rows == 0 {
            return false;
        }
        self.memory += facts.size;
        self.closed.push_back(Entry { facts, place: Place::Memory(Arc::new(page)) });
        true
    }

    fn oldest_staying(&self) -> Option<u64> {
        let from = self.leaving.max(self.first_page);
        let skipped = (from - self.first_page) as usize;
        let staying = self.closed.iter().skip(skipped).position(|entry| matches!(entry.place, Place::Memory(_)))?;
        Some(from + staying as u64)
    }

    fn entry(&mut self, number: u64) -> Option<&mut Entry> {
        self.closed.get_mut(usize::try_from(number.checked_sub(self.first_page)?).ok()?)
    }

    fn position(&self, row: u64) -> usize {
        position(&self.closed, row)
    }
}

/// The closed page that holds a row or comes after it.
fn position(closed: &VecDeque<Entry>, row: u64) -> usize {
    closed.partition_point(|entry| entry.facts.end() <= row)
}
