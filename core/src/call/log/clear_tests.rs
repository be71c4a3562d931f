//! Logs that are cleared: what goes, what is held, and what it gives back.
#![allow(clippy::unwrap_used)]

use super::{
    file_tests::{files, limits, record, wait_for, walked},
    *,
};

#[test]
fn what_is_cleared_gives_memory_and_files_back_and_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = LogStore::in_folder(folder.path().to_owned(), limits(4 << 20));
    let log = CallLog::in_store(Arc::clone(&store));
    record(&log, 0..40_000);
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.memory_bytes <= 4 << 20));
    assert_eq!(store.taken(), (storage.memory_bytes, storage.file_bytes));
    log.clear_before(20_000);
    let first = log.snapshot().dropped;
    assert!((19_000..=20_000).contains(&first), "the page in which it lies stays: {first}");
    let storage = log.storage();
    assert_eq!((storage.cleared_rows, storage.lost_rows, storage.trouble), (first, 0, None));
    assert_eq!(walked(&log), (first..40_000).collect::<Vec<_>>());
    assert_eq!((log.rows(0..10), log.message(7), log.is_fetching(7)), (Vec::new(), None, false));

    log.clear_before(u64::MAX);
    let storage = log.storage();
    assert_eq!((storage.memory_bytes, storage.file_rows, storage.file_bytes), (0, 0, 0));
    assert_eq!((storage.cleared_rows, storage.lost_rows), (40_000, 0));
    assert_eq!(store.taken(), (0, 0));
    wait_for(|| files(folder.path()).is_empty().then_some(()));
    let now = log.snapshot();
    assert_eq!((now.received, now.rows, now.dropped), (40_000, 40_000, 40_000), "the call is what it was");
    record(&log, 40_000..60_000);
    wait_for(|| (log.storage().memory_bytes <= 4 << 20).then_some(()));
    assert_eq!(walked(&log), (40_000..60_000).collect::<Vec<_>>());
    assert_eq!(log.storage().lost_rows, 0);
}

#[test]
fn what_is_lost_and_then_cleared_stays_lost() {
    let log = CallLog::new(2 << 20);
    record(&log, 0..20_000);
    let lost = log.storage().lost_rows;
    log.clear_before(20_000);
    let storage = log.storage();
    assert!(lost > 10_000);
    assert_eq!((storage.lost_rows, storage.cleared_rows), (lost, 20_000 - lost));
    assert_eq!(storage.trouble, Some(LogTrouble::MemoryBudget));
}

#[test]
fn what_is_held_is_cleared_once_it_is_held_no_longer() {
    let log = CallLog::new(64 << 20);
    record(&log, 0..20_000);
    let (hold, other) = (log.hold(0), log.hold(15_000));
    log.clear_before(20_000);
    assert_eq!(log.snapshot().dropped, 0);
    hold.advance(10_000);
    let first = log.snapshot().dropped;
    assert!((8_900..=10_000).contains(&first), "{first}");
    drop(hold);
    let first = log.snapshot().dropped;
    assert!((13_900..=15_000).contains(&first), "{first}");
    drop(other);
    assert_eq!((log.snapshot().dropped, log.storage().memory_bytes), (20_000, 0));
    record(&log, 20_000..20_010);
    assert_eq!(walked(&log), (20_000..20_010).collect::<Vec<_>>(), "what came after stays");
}

#[test]
fn what_is_cleared_while_it_is_written_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(CallLog::in_store(LogStore::in_folder(folder.path().to_owned(), limits(2 << 20))));
    for round in 0..20 {
        record(&log, round * 5_000..(round + 1) * 5_000);
        log.clear_before((round + 1) * 5_000);
        let now = log.snapshot();
        assert_eq!((now.dropped, now.rows), (now.rows, (round + 1) * 5_000));
    }
    let storage = wait_for(|| Some(log.storage()).filter(|now| now.memory_bytes == 0));
    assert_eq!((storage.file_rows, storage.file_bytes, storage.lost_rows), (0, 0, 0));
    wait_for(|| (files(folder.path()).len() <= 1).then_some(()));
}
