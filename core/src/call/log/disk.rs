//! What is asked of a disk, so that a full or a slow one can be had without one; and the system's own.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// What makes files.
pub(super) trait Disk: Send + Sync {
    /// A new file, to be read and written; the folder is made if it is missing.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
}

/// What is done with a file, by any thread.
pub(super) trait DiskFile: Send + Sync {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;

    /// Has the first `len` bytes brought to the disk, and their copies in the system's memory given up as far as they are
    /// there. It may wait for the disk, and need not do anything.
    fn settle(&self, _len: u64) {}
}

/// The system's own.
pub(super) struct SystemDisk;

impl Disk for SystemDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        #[cfg(not(unix))]
        let file = parking_lot::Mutex::new(file);
        Ok(Box::new(file))
    }
}

#[cfg(unix)]
impl DiskFile for File {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(self, bytes, offset)
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, bytes, offset)
    }

    #[cfg(target_os = "linux")]
    fn settle(&self, len: u64) {
        // What is dirty is only sent on its way; the next time it is clean, and goes.
        let advice = rustix::fs::Advice::DontNeed;
        let _ = rustix::fs::fadvise(self, 0, std::num::NonZeroU64::new(len), advice);
    }
}

#[cfg(not(unix))]
impl DiskFile for parking_lot::Mutex<File> {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.lock();
        io::Seek::seek(&mut *file, io::SeekFrom::Start(offset))?;
        io::Write::write_all(&mut *file, bytes)
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut file = self.lock();
        io::Seek::seek(&mut *file, io::SeekFrom::Start(offset))?;
        io::Read::read_exact(&mut *file, bytes)
    }
}
