//! A search through a log on a thread of its own: from a row to the end, and on as the log grows.
//! It reads the log part by part and keeps nothing but which rows were found.

use std::{
    io,
    ops::Range,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::{HitRows, RowFilter};
use crate::call::CallLog;

/// Rows that are looked at before it is told how far it is.
const ROWS_AT_ONCE: usize = 512;
/// Results are told this often at least.
const TELL_AFTER: Duration = Duration::from_millis(8);
/// A log whose file is slow or gone is asked again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// A search that goes on until it is dropped.
pub struct Search {
    shared: Arc<Shared>,
}

/// How far a search is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SearchProgress {
    /// The row it began at.
    pub from: u64,
    /// Rows before this one were looked at.
    pub next: u64,
    /// Rows there are to look at, as it was last told.
    pub end: u64,
    /// Rows found, those that went away since too.
    pub found: u64,
}

impl SearchProgress {
    /// Whether there are rows left to look at.
    pub fn is_searching(&self) -> bool {
        self.next < self.end
    }

    /// The share that was looked at.
    pub fn share(&self) -> f32 {
        let all = self.end.saturating_sub(self.from).max(1);
        self.next.saturating_sub(self.from) as f32 / all as f32
    }
}

struct Shared {
    state: Mutex<State>,
    more: Condvar,
}

#[derive(Default)]
struct State {
    progress: SearchProgress,
    hits: HitRows,
    is_over: bool,
}

impl Search {
    /// Goes through these rows, and on once it is told of more. `wake` is called when there is news, on the search's thread.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn start(
        log: Arc<CallLog>,
        filter: RowFilter,
        rows: Range<u64>,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let progress = SearchProgress { from: rows.start, next: rows.start, end: rows.end, found: 0 };
        let shared =
            Arc::new(Shared { state: Mutex::new(State { progress, ..State::default() }), more: Condvar::new() });
        let search = shared.clone();
        thread::Builder::new().name("farcall-search".to_owned()).spawn(move || search.run(&log, &filter, &wake))?;
        Ok(Self { shared })
    }

    /// Tells how many rows the log has now: those that came since are looked at too.
    pub fn grown(&self, rows: u64) {
        let mut state = self.shared.state.lock();
        if rows > state.progress.end {
            state.progress.end = rows;
            self.shared.more.notify_one();
        }
    }

    /// How far it is.
    pub fn progress(&self) -> SearchProgress {
        self.shared.state.lock().progress
    }

    /// What was found so far. Held only as long as it takes to look: the search waits meanwhile.
    pub fn with_hits<T>(&self, look: impl FnOnce(&mut HitRows) -> T) -> T {
        look(&mut self.shared.state.lock().hits)
    }

    /// Waits until everything that it was told of is looked at.
    pub fn wait(&self) {
        while self.progress().is_searching() {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        self.shared.state.lock().is_over = true;
        self.shared.more.notify_one();
    }
}

impl Shared {
    fn run(&self, log: &CallLog, filter: &RowFilter, wake: &impl Fn()) {
        while let Some(rows) = self.next_rows() {
            let Some(part) = log.part(rows.start) else {
                // Told of, but not to be had: it may be on its way.
                thread::sleep(ASK_AGAIN);
                continue;
            };
            let end = part.range().end.min(rows.end).max(rows.start + 1);
            let mut found = Vec::new();
            let mut told = Instant::now();
            let messages = part.messages().take_while(|(row, _)| row.row < rows.end);
            for (number, (row, message)) in messages.enumerate() {
                if filter.matches(row, message) {
                    found.push(row.row);
                }
                let is_due = (number + 1) % ROWS_AT_ONCE == 0 || message.len() > ROWS_AT_ONCE * 64;
                if is_due && told.elapsed() >= TELL_AFTER {
                    if !self.tell(&mut found, row.row + 1) {
                        return;
                    }
                    wake();
                    told = Instant::now();
                }
            }
            if !self.tell(&mut found, end) {
                return;
            }
            wake();
        }
    }

    /// The rows to look at next, once there are some; none once it is over.
    fn next_rows(&self) -> Option<Range<u64>> {
        let mut state: MutexGuard<'_, State> = self.state.lock();
        while !state.is_over && !state.progress.is_searching() {
            self.more.wait(&mut state);
        }
        (!state.is_over).then(|| state.progress.next..state.progress.end)
    }

    /// Adds what was found; `false` once it is over.
    fn tell(&self, found: &mut Vec<u64>, next: u64) -> bool {
        let mut state = self.state.lock();
        for row in found.drain(..) {
            state.hits.push(row);
            state.progress.found += 1;
        }
        state.progress.next = next;
        !state.is_over
    }
}
