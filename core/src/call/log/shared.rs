//! The part of a log that its store and the threads of the disk know: its pages, its file, what went wrong with them.
//! Locks here are held for moments: nothing is read or written under one.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use super::{
    arena::Found,
    page::{Page, PageFacts},
    part::LogPart,
    segment::{InFile, Segment},
    state::State,
    storage::{LogStorage, LogTrouble},
    store::LogStore,
};

/// How long a disk is left alone that did not take a page.
const REST: Duration = Duration::from_secs(2);

pub(super) struct Shared {
    pub(super) state: Mutex<State>,
    files: Mutex<Files>,
    store: Arc<LogStore>,
}

#[derive(Default)]
struct Files {
    segment: Option<Arc<Segment>>,
    /// Not before this is anything written.
    rests_until: Option<Instant>,
    trouble: Option<LogTrouble>,
}

impl Shared {
    pub(super) fn new(store: Arc<LogStore>) -> Arc<Self> {
        let shared = Arc::new(Self { state: Mutex::default(), files: Mutex::default(), store });
        shared.store.register(&shared);
        shared
    }

    pub(super) fn store(&self) -> &Arc<LogStore> {
        &self.store
    }

    pub(super) fn storage(&self) -> LogStorage {
        let trouble = self.files.lock().trouble;
        let state = self.state.lock();
        let arena = &state.arena;
        LogStorage {
            memory_bytes: arena.memory(),
            file_rows: arena.file_rows,
            file_bytes: arena.file_bytes,
            lost_rows: arena.lost_rows(),
            cleared_rows: arena.cleared,
            trouble,
        }
    }

    /// Bytes in memory that are not on their way out of it.
    pub(super) fn staying(&self) -> usize {
        self.state.lock().arena.staying()
    }

    pub(super) fn file_bytes(&self) -> u64 {
        self.state.lock().arena.file_bytes
    }

    /// Rows that lie together; reads a file if they lie in one.
    pub(super) fn part(&self, from: u64) -> Option<LogPart> {
        loop {
            let found = self.state.lock().arena.part(from)?;
            let (number, facts, file, place) = match found {
                Found::Part(part) => return Some(part),
                Found::Shared(page, place) => return Some(LogPart::shared(page, place)),
                Found::File(number, facts, file, place) => (number, facts, file, place),
            };
            match file.read(facts) {
                Ok(page) => return Some(LogPart::shared(Arc::new(page), place)),
                Err(error) => self.not_read(number, &error),
            }
        }
    }

    /// Whether a disk is to be asked now.
    pub(super) fn may_write(&self) -> bool {
        self.files.lock().rests_until.is_none_or(|until| Instant::now() >= until)
    }

    /// The page to be written next; `None`: not now; `Some(None)`: there is none.
    pub(super) fn begin_write(&self) -> Option<Option<(u64, Arc<Page>)>> {
        self.may_write().then(|| self.state.lock().arena.begin_write())
    }

    pub(super) fn end_write(&self, number: u64, written: Result<InFile, LogTrouble>) {
        let mut files = self.files.lock();
        match &written {
            Ok(_) => {
                files.rests_until = None;
                // What is lost keeps its reason.
                if files.trouble != Some(LogTrouble::FileRemoved) && self.state.lock().arena.lost_rows() == 0 {
                    files.trouble = None;
                }
            }
            Err(trouble) => {
                files.rests_until = Some(Instant::now() + REST);
                files.trouble = Some(*trouble);
            }
        }
        drop(files);
        // A file that nobody wants goes after the lock.
        let unwanted = self.state.lock().arena.end_write(number, written.ok());
        drop(unwanted);
    }

    /// Drops the oldest page in memory; false where there is none.
    pub(super) fn drop_oldest(&self, why: LogTrouble) -> bool {
        let Some(vacated) = self.state.lock().arena.drop_oldest() else { return false };
        if let Some(page) = vacated.page {
            self.store.keep_spare(page);
        }
        self.files.lock().trouble = Some(why);
        true
    }

    /// The same for the reason that nothing can be written now.
    pub(super) fn drop_oldest_as_before(&self) -> bool {
        let why = self.files.lock().trouble.unwrap_or(LogTrouble::MemoryBudget);
        self.drop_oldest(why)
    }

    /// Drops the oldest file, if it is not the one being written.
    pub(super) fn drop_oldest_file(&self, why: LogTrouble) -> bool {
        // Declared before the locks, so that the file is removed after them.
        let (oldest, _gone);
        let mut files = self.files.lock();
        let mut state = self.state.lock();
        oldest = match state.arena.oldest_file() {
            Some(file) => Arc::clone(&file.segment),
            None => return false,
        };
        if files.segment.as_ref().is_some_and(|current| Arc::ptr_eq(current, &oldest)) {
            return false;
        }
        _gone = state.arena.drop_file(|file| Arc::ptr_eq(&file.segment, &oldest));
        files.trouble = Some(why);
        true
    }

    /// Lets go of what nobody wants or holds any more.
    pub(super) fn clear(&self) {
        let (gone, is_in_no_file) = {
            let mut state = self.state.lock();
            let Some(row) = state.clearing.may_go() else { return };
            (state.arena.clear_before(row), state.arena.file_rows == 0)
        };
        let segment = if is_in_no_file { self.files.lock().segment.take() } else { None };
        self.store.release(gone.with_segment(segment));
    }

    /// The file that takes the next page.
    pub(super) fn segment(&self, store: &LogStore) -> io::Result<Arc<Segment>> {
        let mut files = self.files.lock();
        if let Some(segment) = files.segment.clone().filter(|segment| !segment.is_full()) {
            if segment.was_just_removed() {
                files.trouble = Some(LogTrouble::FileRemoved);
            }
            if !segment.is_removed() {
                return Ok(segment);
            }
        }
        drop(files);
        let segment = Arc::new(store.create_segment()?);
        self.files.lock().segment = Some(Arc::clone(&segment));
        Ok(segment)
    }

    pub(super) fn forget_segment(&self) {
        self.files.lock().segment = None;
    }

    pub(super) fn next_wanted(&self) -> Option<(u64, PageFacts, Arc<InFile>)> {
        self.state.lock().arena.next_wanted()
    }

    pub(super) fn fetched(&self, number: u64, read: io::Result<Page>) {
        match read {
            Ok(page) => self.state.lock().arena.fetched(&page),
            Err(error) => self.not_read(number, &error),
        }
    }

    fn not_read(&self, number: u64, error: &io::Error) {
        self.files.lock().trouble = Some(LogTrouble::NotRead(error.kind()));
        let lost = self.state.lock().arena.lose(number);
        drop(lost);
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let gone = self.state.get_mut().arena.clear();
        self.store.release(gone.with_segment(self.files.get_mut().segment.take()));
    }
}
