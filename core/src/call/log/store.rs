//! What all logs of a program share: how much they may keep, the folder for what does not stay in memory, the threads that
//! write and read there. It decides which log gives way; how a log holds its pages is the arena's.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc::Sender,
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use parking_lot::{Condvar, Mutex};

use super::{
    disk::{Disk, SystemDisk},
    page::Page,
    release::{self, LetGo, Release},
    segment::Segment,
    shared::Shared,
    spare::Spare,
    storage::{LogLimits, LogTrouble},
    sweep::{self, Own},
    threads::{self, Write},
};

/// Bytes on their way to files past which a call reads no further.
const WRITING: usize = 32 << 20;
/// The same past which whoever records waits, if it did not ask before.
const WRITING_MOST: usize = 64 << 20;
/// How long that is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where the logs of a program keep their messages: in memory up to a budget, older ones in files.
///
/// Its files lie in a folder of their own, which goes when the last log does; what a program that crashed left there is
/// removed when the next one begins.
pub struct LogStore {
    limits: Mutex<LogLimits>,
    disk: Box<dyn Disk>,
    own: Option<Mutex<Own>>,
    next_file: AtomicU64,
    logs: Mutex<Vec<Weak<Shared>>>,
    spare: Arc<Spare>,
    writing: AtomicUsize,
    /// Who waits for writes to end: calls, and threads.
    waiting: Mutex<Vec<Waker>>,
    waited: Condvar,
    writer: Mutex<Option<Sender<Write>>>,
    reader: Mutex<Option<Sender<Weak<Shared>>>>,
    releaser: Mutex<Option<Sender<Release>>>,
    settler: Mutex<Option<Sender<Weak<Segment>>>>,
}

impl LogStore {
    /// Logs that keep what is older in a folder, which may be shared with other programs. Files that programs left there
    /// which are gone are removed, on a thread.
    pub fn in_folder(folder: PathBuf, limits: LogLimits) -> Arc<Self> {
        let own = Own::in_folder(&folder);
        sweep::sweep_behind(folder);
        Self::new(Some(own), limits, Box::new(SystemDisk))
    }

    /// Logs that keep nothing but what fits into memory.
    pub fn in_memory(limits: LogLimits) -> Arc<Self> {
        Self::new(None, limits, Box::new(SystemDisk))
    }

    pub(super) fn new(own: Option<Own>, limits: LogLimits, disk: Box<dyn Disk>) -> Arc<Self> {
        Arc::new(Self {
            limits: Mutex::new(limits),
            disk,
            own: own.map(Mutex::new),
            next_file: AtomicU64::new(0),
            logs: Mutex::default(),
            spare: Arc::default(),
            writing: AtomicUsize::new(0),
            waiting: Mutex::default(),
            waited: Condvar::new(),
            writer: Mutex::default(),
            reader: Mutex::default(),
            releaser: Mutex::default(),
            settler: Mutex::default(),
        })
    }

    /// How much is kept.
    pub fn limits(&self) -> LogLimits {
        *self.limits.lock()
    }

    /// Changes how much is kept; it holds from the next message of each call on.
    pub fn set_limits(&self, limits: LogLimits) {
        *self.limits.lock() = limits;
    }

    /// What all calls take now: bytes in memory, and in files.
    pub fn taken(&self) -> (usize, u64) {
        let logs: Vec<Arc<Shared>> = self.logs.lock().iter().filter_map(Weak::upgrade).collect();
        logs.iter().fold((0, 0), |(memory, files), log| (memory + log.staying(), files + log.file_bytes()))
    }

    pub(super) fn register(&self, log: &Arc<Shared>) {
        let mut logs = self.logs.lock();
        if logs.len() == logs.capacity() {
            logs.retain(|log| log.strong_count() > 0);
        }
        logs.push(Arc::downgrade(log));
    }

    /// Bytes for a page that is to be of this size, if some were left over.
    pub(super) fn spare(&self, size: usize) -> Option<Vec<u8>> {
        self.spare.take(size)
    }

    /// Takes a page that is needed no more.
    pub(super) fn keep_spare(&self, page: Arc<Page>) {
        self.spare.keep(page, self.limits().call_bytes);
    }

    /// Takes what a log let go of.
    pub(super) fn release(&self, gone: LetGo) {
        if !gone.is_small() {
            let release = Release { gone, spare: Arc::clone(&self.spare), most: self.limits().call_bytes };
            threads::send(&self.releaser, "farcall-log-release", release, release::release_all);
        }
    }

    /// Ready unless more is on its way to files than should be.
    pub(super) fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.writing.load(Ordering::Acquire) <= WRITING {
            return Poll::Ready(());
        }
        let mut waiting = self.waiting.lock();
        if self.writing.load(Ordering::Acquire) <= WRITING {
            return Poll::Ready(());
        }
        if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Brings a log that has grown, and all together, within their budgets.
    pub(super) fn balance(self: &Arc<Self>, grown: &Arc<Shared>) {
        let limits = self.limits();
        while grown.staying() > limits.call_bytes && self.give_way(grown) {}
        if limits.program_bytes == usize::MAX {
            return;
        }
        while let Some(largest) = self.over(limits.program_bytes) {
            if !self.give_way(&largest) {
                break;
            }
        }
    }

    /// The largest log, if all together are over the budget.
    fn over(&self, budget: usize) -> Option<Arc<Shared>> {
        let logs: Vec<Arc<Shared>> = self.logs.lock().iter().filter_map(Weak::upgrade).collect();
        let sizes = logs.iter().map(|log| log.staying());
        (sizes.clone().sum::<usize>() > budget).then_some(())?;
        sizes.zip(&logs).max_by_key(|(size, _)| *size).map(|(_, log)| Arc::clone(log))
    }

    /// The oldest page of a log goes to a file, or for good; false where there is none.
    fn give_way(self: &Arc<Self>, log: &Arc<Shared>) -> bool {
        if self.own.is_none() {
            return log.drop_oldest(LogTrouble::MemoryBudget);
        }
        if log.may_write() && !self.waits_for_writes() {
            return log.drop_oldest(LogTrouble::NotWritten(io::ErrorKind::TimedOut));
        }
        match log.begin_write() {
            Some(Some(write)) => self.send_write(log, write),
            Some(None) => false,
            None => log.drop_oldest_as_before(),
        }
    }

    /// False where writes take longer than anyone waits.
    fn waits_for_writes(&self) -> bool {
        let mut waiting = self.waiting.lock();
        let is_too_much = || self.writing.load(Ordering::Acquire) > WRITING_MOST;
        while is_too_much() {
            if self.waited.wait_for(&mut waiting, PATIENCE).timed_out() {
                return !is_too_much();
            }
        }
        true
    }

    fn send_write(self: &Arc<Self>, log: &Arc<Shared>, (number, page): (u64, Arc<Page>)) -> bool {
        let bytes = page.facts().size;
        self.writing.fetch_add(bytes, Ordering::AcqRel);
        let write = Write { log: Arc::downgrade(log), number, page, on_its_way: OnItsWay(Arc::downgrade(self), bytes) };
        let sent = threads::send(&self.writer, "farcall-log-writer", write, threads::write_all);
        if !sent {
            log.end_write(number, Err(LogTrouble::NotWritten(io::ErrorKind::OutOfMemory)));
        }
        sent
    }

    /// Has what a log wants read back.
    pub(super) fn fetch(&self, log: &Arc<Shared>) {
        // Without a thread the rows stay out of sight, and are asked for again.
        threads::send(&self.reader, "farcall-log-reader", Arc::downgrade(log), threads::read_all);
    }

    /// Has a file that has grown brought to the disk. The writer need not wait for that.
    pub(super) fn settle(&self, segment: &Arc<Segment>) {
        threads::send(&self.settler, "farcall-log-settler", Arc::downgrade(segment), threads::settle_all);
    }

    /// A new file for pages of a log.
    pub(super) fn create_segment(&self) -> io::Result<Segment> {
        let Some(own) = &self.own else { return Err(io::ErrorKind::Unsupported.into()) };
        let number = self.next_file.fetch_add(1, Ordering::Relaxed);
        let path = own.lock().path()?.join(format!("{number}.messages"));
        Segment::create(&*self.disk, path)
    }

    /// Whether so many more bytes may be in files, after older ones were dropped if need be.
    pub(super) fn has_disk_room(&self, bytes: u64) -> bool {
        let limit = self.limits().disk_bytes;
        loop {
            let logs: Vec<Arc<Shared>> = self.logs.lock().iter().filter_map(Weak::upgrade).collect();
            if logs.iter().map(|log| log.file_bytes()).sum::<u64>() + bytes <= limit {
                return true;
            }
            if !self.drop_oldest_file(LogTrouble::DiskBudget) {
                return false;
            }
        }
    }

    /// Drops the oldest file of the log that has most in files; false where there is none but those being written.
    pub(super) fn drop_oldest_file(&self, why: LogTrouble) -> bool {
        let mut logs: Vec<Arc<Shared>> = self.logs.lock().iter().filter_map(Weak::upgrade).collect();
        logs.sort_by_cached_key(|log| std::cmp::Reverse(log.file_bytes()));
        logs.iter().any(|log| log.drop_oldest_file(why))
    }
}

/// Bytes on their way to a file, until this is dropped.
pub(super) struct OnItsWay(Weak<LogStore>, usize);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        let Some(store) = self.0.upgrade() else { return };
        store.writing.fetch_sub(self.1, Ordering::AcqRel);
        let waiting = std::mem::take(&mut *store.waiting.lock());
        store.waited.notify_all();
        waiting.into_iter().for_each(Waker::wake);
    }
}
