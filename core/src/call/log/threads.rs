//! The threads that wait for the disk: one writes pages, one reads them back, one has what is written leave the system's
//! memory. That memory is what makes files quick, but fresh memory is not quick: a stream that fills gigabytes of it costs
//! several times the copying, and pushes out what others have there.
//! They hold no log and no store: with the last of those they end.

use std::{
    sync::{
        Arc, Weak,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use parking_lot::Mutex;

use super::{
    packing::Packer,
    page::Page,
    segment::{InFile, Segment},
    shared::Shared,
    storage::LogTrouble,
    store::{LogStore, OnItsWay},
};

/// Files are settled each time so many bytes more are in one.
const SETTLED: u64 = 4 << 20;

/// A page to be written.
pub(super) struct Write {
    pub(super) log: Weak<Shared>,
    pub(super) number: u64,
    pub(super) page: Arc<Page>,
    pub(super) on_its_way: OnItsWay,
}

/// Hands work over to a thread, which is started by the first; false where the system has none.
pub(super) fn send<T: Send + 'static>(
    to: &Mutex<Option<Sender<T>>>,
    name: &str,
    work: T,
    run: fn(&Receiver<T>),
) -> bool {
    let mut to = to.lock();
    if to.is_none() {
        let (sender, receiver) = channel();
        if thread::Builder::new().name(name.to_owned()).spawn(move || run(&receiver)).is_err() {
            return false;
        }
        *to = Some(sender);
    }
    to.as_ref().is_some_and(|to| to.send(work).is_ok())
}

/// Writes until no store is left to ask.
pub(super) fn write_all(writes: &Receiver<Write>) {
    let mut packer = Packer::new();
    while let Ok(Write { log, number, page, on_its_way }) = writes.recv() {
        // A log that is gone needs no file.
        if let Some(log) = log.upgrade() {
            let written = write(log.store(), &log, &page, &mut packer);
            log.end_write(number, written);
            log.store().keep_spare(page);
        }
        drop(on_its_way);
    }
}

/// Settles files until no store is left to ask.
pub(super) fn settle_all(segments: &Receiver<Weak<Segment>>) {
    let mut before = Weak::<Segment>::new();
    while let Ok(mut segment) = segments.recv() {
        // What waits is about the same file, or one after it.
        while let Ok(next) = segments.try_recv() {
            if !Weak::ptr_eq(&segment, &next) {
                before = std::mem::replace(&mut segment, next);
            }
        }
        // The end of a full file was only sent on its way.
        if !Weak::ptr_eq(&before, &segment)
            && let Some(full) = before.upgrade()
        {
            full.settle();
        }
        if let Some(grown) = segment.upgrade() {
            grown.settle();
        }
        before = segment;
    }
}

/// Reads what the logs want until no store is left to ask.
pub(super) fn read_all(logs: &Receiver<Weak<Shared>>) {
    while let Ok(log) = logs.recv() {
        let Some(log) = log.upgrade() else { continue };
        while let Some((number, facts, file)) = log.next_wanted() {
            log.fetched(number, file.read(facts));
        }
    }
}

fn write(store: &LogStore, log: &Shared, page: &Page, packer: &mut Packer) -> Result<InFile, LogTrouble> {
    if !store.has_disk_room(page.facts().len() as u64) {
        return Err(LogTrouble::DiskBudget);
    }
    let mut is_second_file = false;
    loop {
        let error = match log.segment(store).and_then(|segment| segment.write(page, packer)) {
            Ok(written) => {
                if written.goes_past_multiple_of(SETTLED) {
                    store.settle(&written.segment);
                }
                return Ok(written);
            }
            Err(error) => error,
        };
        let trouble = LogTrouble::of_write(&error);
        let tries_again = match trouble {
            LogTrouble::DiskFull => store.drop_oldest_file(trouble),
            // The folder may have been removed, or the file spoilt.
            _ => {
                log.forget_segment();
                !std::mem::replace(&mut is_second_file, true)
            }
        };
        if !tries_again {
            return Err(trouble);
        }
    }
}
