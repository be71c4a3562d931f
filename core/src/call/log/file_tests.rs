//! Logs that do not fit into memory: files, budgets, and disks that fail.
//! Threads of a store are waited for, never timed.
#![allow(clippy::unwrap_used)]

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::{
    disk::{Disk, DiskFile, SystemDisk},
    store::LogStore,
    sweep::{self, Own},
    *,
};
use crate::call::MessageReceived;

const MESSAGE: usize = 1000;

pub(super) fn limits(call_bytes: usize) -> LogLimits {
    LogLimits { call_bytes, program_bytes: 1 << 30, disk_bytes: 1 << 30 }
}

/// Of bytes that packing saves nothing on.
fn message(index: u64) -> Vec<u8> {
    let mut state = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = vec![0; MESSAGE];
    for word in bytes.chunks_exact_mut(8) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        word.copy_from_slice(&state.to_le_bytes());
    }
    bytes
}

pub(super) fn record(log: &CallLog, indexes: Range<u64>) {
    for index in indexes {
        let at = Duration::from_millis(index);
        let bytes: Bytes = message(index).into();
        let wire_bytes = bytes.len();
        log.record(&CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed: false }));
    }
}

/// Waits for what a thread does.
pub(super) fn wait_for<T>(mut ready: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(Instant::now() < deadline, "it never came");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Every row that can be read back, each with the message it should have.
pub(super) fn walked(log: &CallLog) -> Vec<u64> {
    let (mut rows, mut next) = (Vec::new(), 0);
    while let Some(part) = log.part(next) {
        for (row, bytes) in part.messages() {
            assert_eq!((row.index, row.at, bytes), (row.row, Duration::from_millis(row.row), &*message(row.row)));
            rows.push(row.row);
        }
        next = part.range().end;
    }
    rows
}

pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let within = entries.flat_map(|entry| match entry.path().is_dir() {
        true => files(&entry.path()),
        false => vec![entry.path()],
    });
    within.filter(|path| path.extension().is_some_and(|extension| extension == "messages")).collect()
}

#[test]
fn what_does_not_fit_into_memory_is_kept_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = LogStore::in_folder(folder.path().join("logs"), limits(4 << 20));
    let log = CallLog::in_store(Arc::clone(&store));
    record(&log, 0..40_000);
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.memory_bytes <= 4 << 20));
    assert_eq!((storage.lost_rows, storage.trouble), (0, None));
    assert!(storage.file_rows > 35_000 && storage.file_bytes > 30 << 20, "{storage:?}");
    assert_eq!(walked(&log), (0..40_000).collect::<Vec<_>>());
    assert_eq!(log.read_message(17).unwrap(), message(17));
    assert_eq!(files(folder.path()).len(), 1);
    drop(log);
    drop(store);
    wait_for(|| files(folder.path()).is_empty().then_some(()));
}

#[test]
fn messages_that_are_alike_take_less_room_in_a_file_and_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let log = CallLog::in_store(LogStore::in_folder(folder.path().to_owned(), limits(4 << 20)));
    let alike =
        |index: u64| Bytes::from(format!("{index} of a stream that says much the same again and again").repeat(20));
    for index in 0..40_000 {
        let (at, bytes) = (Duration::from_millis(index), alike(index));
        let wire_bytes = bytes.len();
        log.record(&CallEvent::Message(MessageReceived { index, at, bytes, wire_bytes, compressed: false }));
    }
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.memory_bytes <= 4 << 20));
    assert!(storage.file_rows > 35_000 && storage.file_bytes < 8 << 20, "{storage:?}");
    let on_disk: u64 = files(folder.path()).iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    assert_eq!(on_disk, storage.file_bytes);
    for row in [0, 17, 20_000, 35_000, 39_999] {
        assert_eq!(log.read_message(row).unwrap(), alike(row));
    }
}

#[test]
fn rows_in_a_file_are_read_behind_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let log = CallLog::in_store(LogStore::in_folder(folder.path().to_owned(), limits(2 << 20)));
    record(&log, 0..20_000);
    wait_for(|| log.is_fetching(100).then_some(()));
    assert_eq!(log.rows(100..110), []);
    let rows = wait_for(|| Some(log.rows(100..110)).filter(|rows| rows.len() == 10));
    assert_eq!((rows[0].row, rows[0].index, rows[0].gap), (100, 100, Duration::from_millis(1)));
    assert!(!log.is_fetching(100));
    assert_eq!(log.message(105).unwrap(), message(105));
    // Rows far apart, as a filter lists them, are all there in the end.
    let scattered: Vec<u64> = (0..18_000).step_by(500).collect();
    wait_for(|| scattered.iter().all(|row| log.rows(*row..*row + 1).len() == 1).then_some(()));
    // Where the file ends and memory begins, rows of both stand together.
    let first_in_memory = 20_000 - 500;
    assert_eq!(log.rows(first_in_memory..30_000).len(), 500);
    assert!(!log.is_fetching(19_999) && !log.is_fetching(20_000));
}

#[test]
fn a_program_keeps_to_one_budget_and_the_largest_call_gives_way() {
    let folder = tempfile::tempdir().unwrap();
    let limits = LogLimits { call_bytes: 32 << 20, program_bytes: 12 << 20, disk_bytes: 1 << 30 };
    let store = LogStore::in_folder(folder.path().to_owned(), limits);
    let logs: Vec<CallLog> = (0..3).map(|_| CallLog::in_store(Arc::clone(&store))).collect();
    for (log, rows) in logs.iter().zip([1_000, 10_000, 10_000]) {
        record(log, 0..rows);
    }
    let memory = |log: &CallLog| log.storage().memory_bytes;
    wait_for(|| (logs.iter().map(memory).sum::<usize>() <= 12 << 20).then_some(()));
    assert_eq!(logs[0].storage().file_rows, 0);
    assert!(logs[1].storage().file_rows > 1_000 && logs[2].storage().file_rows > 1_000);
    for (log, rows) in logs.iter().zip([1_000, 10_000, 10_000]) {
        assert_eq!(walked(log).len(), rows);
    }
}

#[test]
fn the_oldest_go_when_the_disk_budget_is_spent_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let limits = LogLimits { call_bytes: 4 << 20, program_bytes: 1 << 30, disk_bytes: 100 << 20 };
    let log = CallLog::in_store(LogStore::in_folder(folder.path().to_owned(), limits));
    record(&log, 0..160_000);
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.memory_bytes <= 4 << 20));
    assert!(storage.file_bytes <= 100 << 20);
    assert_eq!(storage.trouble, Some(LogTrouble::DiskBudget));
    let dropped = log.snapshot().dropped;
    assert_eq!(storage.lost_rows, dropped);
    assert!(dropped > 50_000 && dropped < 70_000, "{dropped}");
    assert_eq!(walked(&log), (dropped..160_000).collect::<Vec<_>>());
}

/// A disk of so many bytes.
struct SmallDisk(Arc<AtomicU64>);

struct SmallFile(Arc<AtomicU64>, Box<dyn DiskFile>);

impl Disk for SmallDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(SmallFile(Arc::clone(&self.0), SystemDisk.create(path)?)))
    }
}

impl DiskFile for SmallFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let size = bytes.len() as u64;
        let taken = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |free| free.checked_sub(size));
        match taken {
            Ok(_) => self.1.write_at(offset, bytes),
            Err(_) => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.1.read_at(offset, bytes)
    }
}

#[test]
fn a_full_disk_is_said_and_takes_nothing_that_is_kept_until_memory_needs_the_room() {
    let folder = tempfile::tempdir().unwrap();
    let free = Arc::new(AtomicU64::new(10 << 20));
    let disk = Box::new(SmallDisk(Arc::clone(&free)));
    let store = LogStore::new(Some(Own::in_folder(folder.path())), limits(8 << 20), disk);
    let log = CallLog::in_store(store);
    record(&log, 0..17_000);
    wait_for(|| (free.load(Ordering::SeqCst) < 2 << 20).then_some(()));
    assert_eq!(walked(&log).len(), 17_000);

    record(&log, 17_000..60_000);
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.trouble.is_some() && now.memory_bytes <= 8 << 20));
    assert_eq!(storage.trouble, Some(LogTrouble::DiskFull));
    let kept = walked(&log);
    assert_eq!(kept.len() as u64 + storage.lost_rows, 60_000, "what is lost is counted");
    let recent: HashSet<u64> = kept.iter().copied().collect();
    assert!((53_000..60_000).all(|row| recent.contains(&row)), "what is in memory stays");
    assert_eq!(log.snapshot().received, 60_000);
}

#[test]
fn a_disk_that_has_room_again_is_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let free = Arc::new(AtomicU64::new(0));
    let disk = Box::new(SmallDisk(Arc::clone(&free)));
    let store = LogStore::new(Some(Own::in_folder(folder.path())), limits(2 << 20), disk);
    let log = CallLog::in_store(store);
    record(&log, 0..3_000);
    wait_for(|| log.storage().trouble.filter(|trouble| *trouble == LogTrouble::DiskFull));
    free.store(1 << 30, Ordering::SeqCst);
    let mut next = 3_000;
    wait_for(|| {
        record(&log, next..next + 100);
        next += 100;
        thread::sleep(Duration::from_millis(20));
        (log.storage().file_rows > 0).then_some(())
    });
}

#[test]
fn a_file_cut_short_under_us_costs_its_rows_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let log = CallLog::in_store(LogStore::in_folder(folder.path().to_owned(), limits(2 << 20)));
    record(&log, 0..20_000);
    wait_for(|| (log.storage().memory_bytes <= 2 << 20).then_some(()));
    let [file] = files(folder.path()).try_into().unwrap();
    fs::File::options().write(true).open(file).unwrap().set_len(5 << 20).unwrap();
    let kept = walked(&log);
    let storage = log.storage();
    assert!(matches!(storage.trouble, Some(LogTrouble::NotRead(_))), "{storage:?}");
    assert_eq!(kept.len() as u64 + storage.lost_rows, 20_000);
    assert!(storage.lost_rows > 10_000 && kept.len() > 6_000, "{storage:?}");
    // The hole is no end: later rows are listed as before, and new ones still go to the disk.
    assert_eq!(log.rows(19_990..20_000).len(), 10);
    record(&log, 20_000..30_000);
    wait_for(|| (log.storage().memory_bytes <= 2 << 20).then_some(()));
    assert_eq!(walked(&log).len(), kept.len() + 10_000);
}

#[cfg(unix)]
#[test]
fn a_folder_removed_under_us_loses_nothing_and_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let log = CallLog::in_store(LogStore::in_folder(folder.path().join("logs"), limits(2 << 20)));
    record(&log, 0..10_000);
    wait_for(|| (log.storage().memory_bytes <= 2 << 20).then_some(()));
    fs::remove_dir_all(folder.path().join("logs")).unwrap();
    record(&log, 10_000..20_000);
    wait_for(|| (log.storage().memory_bytes <= 2 << 20).then_some(()));
    assert_eq!(log.storage().trouble, Some(LogTrouble::FileRemoved));
    assert_eq!(walked(&log).len(), 20_000);
    assert_eq!(files(folder.path()).len(), 1, "the next file is made anew");
}

#[test]
fn where_no_folder_can_be_made_memory_is_all_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("logs");
    fs::write(&in_the_way, b"a file").unwrap();
    let log = CallLog::in_store(LogStore::in_folder(in_the_way, limits(2 << 20)));
    for from in (0..20_000).step_by(1_000) {
        record(&log, from..from + 1_000);
    }
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.lost_rows > 0));
    assert!(matches!(storage.trouble, Some(LogTrouble::NotWritten(_))), "{storage:?}");
    let kept = walked(&log);
    assert_eq!(kept, (storage.lost_rows..20_000).collect::<Vec<_>>());
}

#[test]
fn the_next_start_sweeps_what_a_crash_left_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let left = folder.path().join("calls-1-abc");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("lock"), b"").unwrap();
    fs::write(left.join("0.messages"), b"old").unwrap();
    let others = folder.path().join("notes");
    fs::create_dir_all(&others).unwrap();
    let mut living = Own::in_folder(folder.path());
    let living = living.path().unwrap().to_owned();
    let mut kept_alive = Own::in_folder(folder.path());
    let alive = kept_alive.path().unwrap().to_owned();
    sweep::sweep(folder.path());
    assert!(!left.exists() && others.exists() && alive.exists());
    drop(kept_alive);
    assert!(!alive.exists());
    drop(living);
}

#[test]
fn a_call_rests_while_the_disk_is_behind() {
    struct SlowDisk;
    struct SlowFile(Box<dyn DiskFile>);
    impl Disk for SlowDisk {
        fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
            Ok(Box::new(SlowFile(SystemDisk.create(path)?)))
        }
    }
    impl DiskFile for SlowFile {
        fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
            thread::sleep(Duration::from_millis(20));
            self.0.write_at(offset, bytes)
        }
        fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
            self.0.read_at(offset, bytes)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let store = LogStore::new(Some(Own::in_folder(folder.path())), limits(2 << 20), Box::new(SlowDisk));
    let log = CallLog::in_store(store);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut rested = 0;
    for from in (0..60_000).step_by(500) {
        runtime.block_on(std::future::poll_fn(|cx| {
            let ready = log.poll_ready(cx);
            rested += usize::from(ready.is_pending());
            ready
        }));
        record(&log, from..from + 500);
        assert!(log.storage().memory_bytes < 40 << 20, "{:?}", log.storage());
    }
    assert!(rested > 0);
    assert_eq!(walked(&log).len(), 60_000);
}
