//! A file of pages: written at its end, read anywhere, removed when nothing refers to it any more.
//! It knows no log.

use std::{
    fs, io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use super::{
    disk::{Disk, DiskFile},
    packing::{self, Packer},
    page::{Page, PageFacts},
};

/// A file takes no further page once it is so large: what is dropped from a disk is dropped by the file.
const FULL: u64 = 64 << 20;

/// One file.
pub(super) struct Segment {
    path: PathBuf,
    file: Box<dyn DiskFile>,
    len: AtomicU64,
    was_removed: AtomicBool,
}

/// A page in a file.
pub(super) struct InFile {
    pub(super) segment: Arc<Segment>,
    offset: u64,
    /// Bytes there, packed or not.
    len: usize,
    is_packed: bool,
    /// Of those bytes: a file cut short and written on has holes.
    check: u32,
}

impl Segment {
    pub(super) fn create(disk: &dyn Disk, path: PathBuf) -> io::Result<Self> {
        let file = disk.create(&path)?;
        Ok(Self { path, file, len: AtomicU64::new(0), was_removed: AtomicBool::new(false) })
    }

    /// Writes a page at the end. What a failed write left behind is written over by the next.
    pub(super) fn write(self: &Arc<Self>, page: &Page, packer: &mut Packer) -> io::Result<InFile> {
        let offset = self.len.load(Ordering::Acquire);
        let packed = packer.pack(page.bytes());
        let (is_packed, bytes) = (packed.is_some(), packed.unwrap_or(page.bytes()));
        self.file.write_at(offset, bytes)?;
        self.len.store(offset + bytes.len() as u64, Ordering::Release);
        Ok(InFile { segment: Arc::clone(self), offset, len: bytes.len(), is_packed, check: check(bytes) })
    }

    /// Has what was written so far brought to the disk, and the memory that the system caches it in given back.
    pub(super) fn settle(&self) {
        self.file.settle(self.len.load(Ordering::Acquire));
    }

    pub(super) fn is_full(&self) -> bool {
        self.len.load(Ordering::Acquire) >= FULL
    }

    /// Whether someone removed it; told once.
    pub(super) fn was_just_removed(&self) -> bool {
        !self.was_removed.load(Ordering::Acquire)
            && matches!(self.path.try_exists(), Ok(false))
            && !self.was_removed.swap(true, Ordering::AcqRel)
    }

    pub(super) fn is_removed(&self) -> bool {
        self.was_removed.load(Ordering::Acquire)
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        // What cannot be removed now is swept at the next start.
        fs::remove_file(&self.path).ok();
    }
}

impl InFile {
    /// Bytes that it takes of the file.
    pub(super) fn len(&self) -> u64 {
        self.len as u64
    }

    /// Whether the file went past a multiple of so many bytes by it.
    pub(super) fn goes_past_multiple_of(&self, bytes: u64) -> bool {
        self.offset / bytes != (self.offset + self.len()) / bytes
    }

    /// Reads the page back; waits for the disk.
    pub(super) fn read(&self, facts: PageFacts) -> io::Result<Page> {
        let mut bytes = vec![0; self.len];
        self.segment.file.read_at(self.offset, &mut bytes)?;
        if check(&bytes) != self.check {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let bytes = if self.is_packed { packing::unpack(&bytes, facts.len())? } else { bytes };
        Ok(Page::of(facts, bytes))
    }
}

fn check(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}
