//! The log of one call: raw messages in pages with their index, and the numbers the window is told.
//! The engine writes, anyone reads; nothing is decoded here.

mod arena;
mod clearing;
mod disk;
mod figures;
mod flow;
mod gaps;
mod hold;
mod milestones;
mod packing;
mod page;
mod part;
mod read_back;
mod release;
mod row;
mod segment;
mod shared;
mod spare;
mod state;
mod storage;
mod store;
mod sweep;
mod threads;

#[cfg(test)]
mod clear_tests;
#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod tests;

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, SystemTime},
};

use bytes::Bytes;

use self::shared::Shared;
use super::event::{AttemptFailed, CallEvent, Finished, HeadersReceived, Opened};

pub use figures::{Bar, FigureRecorder, Figures, Flow, Histogram, Interval, Rate, Series, Spread, Step};
pub use gaps::{Gap, GapNumbers};
pub use hold::LogHold;
pub use milestones::{Milestone, MilestoneKind};
pub use part::LogPart;
pub use row::{CallPhase, CallSnapshot, Direction, LogRow};
pub use storage::{LogLimits, LogStorage, LogTrouble};
pub use store::LogStore;

/// A thread that waits for the disk looks again after this, whatever woke it.
const WAIT: Duration = Duration::from_millis(100);

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Shared between the engine, which appends, and readers, which ask for the rows in sight.
///
/// Older messages may be in a file. What is asked on a thread that must stay awake never waits for one:
/// [`CallLog::rows`] and [`CallLog::message`] give what is in memory and have the rest read behind;
/// [`CallLog::part`] and [`CallLog::read_message`] wait for the disk.
pub struct CallLog {
    shared: Arc<Shared>,
    is_dirty: AtomicBool,
    waker: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Default for CallLog {
    fn default() -> Self {
        Self::new(LogLimits::default().call_bytes)
    }
}

impl CallLog {
    /// An empty log with a budget for messages and their index, in bytes. When it is spent, the oldest go.
    pub fn new(budget_bytes: usize) -> Self {
        let limits = LogLimits { call_bytes: budget_bytes, program_bytes: usize::MAX, disk_bytes: 0 };
        Self::in_store(LogStore::in_memory(limits))
    }

    /// An empty log that shares budgets with others, and a folder for what does not fit into memory.
    pub fn in_store(store: Arc<LogStore>) -> Self {
        Self { shared: Shared::new(store), is_dirty: AtomicBool::new(false), waker: None }
    }

    /// As [`CallLog::new`], with someone to tell of news: `wake` is called once when the log changes, and not again before
    /// the next [`CallLog::snapshot`]. It runs on the call's task and must not wait.
    pub fn with_waker(budget_bytes: usize, wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { waker: Some(Box::new(wake)), ..Self::new(budget_bytes) }
    }

    /// The numbers now; the next change wakes again.
    pub fn snapshot(&self) -> CallSnapshot {
        self.is_dirty.store(false, Ordering::SeqCst);
        self.shared.state.lock().snapshot()
    }

    /// Where its messages are, and what became of those that are nowhere.
    pub fn storage(&self) -> LogStorage {
        self.shared.storage()
    }

    /// The rows of a range, fewer where some were lost, are not there yet, or are in a file: those are read behind, see
    /// [`CallLog::is_fetching`]. Never waits.
    pub fn rows(&self, range: Range<u64>) -> Vec<LogRow> {
        let (rows, wants) = {
            let mut state = self.shared.state.lock();
            (state.arena.rows(range), state.arena.wants())
        };
        self.fetch_if(wants);
        rows
    }

    /// A copy of the bytes of one message; `None` where it was lost, is not there yet, or is in a file: that is read behind.
    /// Never waits.
    pub fn message(&self, row: u64) -> Option<Bytes> {
        let (message, wants) = {
            let mut state = self.shared.state.lock();
            (state.arena.message(row), state.arena.wants())
        };
        self.fetch_if(wants);
        message
    }

    /// Whether a row is in a file and not read back yet: ask for it again a little later.
    pub fn is_fetching(&self, row: u64) -> bool {
        self.shared.state.lock().arena.is_in_file(row)
    }

    /// As [`CallLog::message`], but waits for the file it may be in.
    pub fn read_message(&self, row: u64) -> Option<Bytes> {
        let part = self.part(row)?;
        let mut messages = part.messages();
        messages.next().filter(|(first, _)| first.row == row).map(|(_, message)| Bytes::copy_from_slice(message))
    }

    /// Rows that lie together with their bytes, from one on: the first of them is `from`, or the first kept after it.
    /// `None` if it is not there yet. To walk a log, ask for the end of one part as the beginning of the next.
    /// Waits for the file they may be in; else it shares what the log holds and copies at most the last megabyte.
    pub fn part(&self, from: u64) -> Option<LogPart> {
        self.shared.part(from)
    }

    /// The stream of the last attempt, once opened: who serves it, and the request headers as sent.
    pub fn opened(&self) -> Option<Arc<Opened>> {
        self.shared.state.lock().opened.clone()
    }

    /// The attempts that another one followed, in order.
    pub fn failed_attempts(&self) -> Vec<Arc<AttemptFailed>> {
        self.shared.state.lock().failed_attempts.clone()
    }

    /// Totals, rates over time, gaps, sizes and waits until now: a copy of about 250 KiB, for whoever shows it.
    pub fn figures(&self) -> Figures {
        let state = self.shared.state.lock();
        state.figures.figures(state.elapsed())
    }

    /// What came and went in the last minute; cheap enough for every frame.
    pub fn recent(&self) -> Series {
        let state = self.shared.state.lock();
        state.figures.recent(state.elapsed())
    }

    /// What happened besides messages, and between which rows: the latest some thousands.
    pub fn milestones(&self) -> Vec<Milestone> {
        self.milestones_from(0).1
    }

    /// Those from a number on, 0 for the first of the call, and the number of the first that is returned.
    pub fn milestones_from(&self, number: u64) -> (u64, Vec<Milestone>) {
        self.shared.state.lock().milestones.from(number)
    }

    /// Where the stream was lost and opened again, in order; the first ones go where there are thousands.
    /// [`GapNumbers::revision`] tells whether they are others than before.
    pub fn gaps(&self) -> Vec<Gap> {
        self.shared.state.lock().gaps.kept()
    }

    /// When it began, by this machine's clock.
    pub fn began(&self) -> Option<SystemTime> {
        self.shared.state.lock().began
    }

    /// Response headers, once read.
    pub fn headers(&self) -> Option<Arc<HeadersReceived>> {
        self.shared.state.lock().headers.clone()
    }

    /// The verdict, once made.
    pub fn finished(&self) -> Option<Arc<Finished>> {
        self.shared.state.lock().finished.clone()
    }

    /// Takes an event in. Messages are copied. Waits for the disk only where 64 MiB are on their way there: a task asks
    /// [`CallLog::poll_ready`] before.
    pub fn record(&self, event: &CallEvent) {
        self.record_all(std::slice::from_ref(event));
    }

    /// The same for several, one after another: readers see none or all of them.
    pub fn record_all(&self, events: &[CallEvent]) {
        let mut has_grown = false;
        {
            let mut state = self.shared.state.lock();
            for event in events {
                has_grown |= state.record(event, |size| self.shared.store().spare(size));
            }
        }
        if has_grown {
            self.shared.store().balance(&self.shared);
        }
        self.mark_dirty();
    }

    /// As [`CallLog::poll_ready`], for a thread that may wait: one that reads a recording.
    pub fn wait_until_ready(&self) {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        while self.poll_ready(&mut Context::from_waker(&waker)).is_pending() {
            thread::park_timeout(WAIT);
        }
    }

    /// Ready unless the disk is slower than messages come: then whoever reads them rests, so that none is lost.
    pub fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.shared.store().poll_ready(cx)
    }

    /// Lets go of the messages before a row for good, on a thread behind; their memory and their files are given back. What
    /// lies in one page with later rows stays, at most a megabyte of it or one larger message, and so does what is held
    /// ([`CallLog::hold`]) until it no longer is. Numbers and figures of the call stay as they are.
    pub fn clear_before(&self, row: u64) {
        self.shared.state.lock().clearing.want(row);
        self.shared.clear();
        self.mark_dirty();
    }

    /// Keeps the rows from one on from being cleared, for whoever has still to read them.
    pub fn hold(&self, from: u64) -> LogHold {
        let held = self.shared.state.lock().clearing.hold(from);
        LogHold::new(Arc::clone(&self.shared), held)
    }

    fn fetch_if(&self, wants: bool) {
        if wants {
            self.shared.store().fetch(&self.shared);
        }
    }

    fn mark_dirty(&self) {
        let Some(wake) = &self.waker else { return };
        if !self.is_dirty.load(Ordering::SeqCst) && !self.is_dirty.swap(true, Ordering::SeqCst) {
            wake();
        }
    }
}
