//! The folder for the files of one program, and the removal of those whose program is gone.
//! A lock says that a program lives; it holds nothing else.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    process, thread,
    time::{SystemTime, UNIX_EPOCH},
};

const LOCK: &str = "lock";
/// Folders of ours begin so; nothing else is ever removed.
const NAME: &str = "calls-";

/// A folder that no other program uses, made when the first file is.
pub(super) struct Own {
    path: PathBuf,
    lock: Option<File>,
}

impl Own {
    pub(super) fn in_folder(folder: &Path) -> Self {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Self { path: folder.join(format!("{NAME}{}-{nanos:x}", process::id())), lock: None }
    }

    /// The folder, made and locked.
    pub(super) fn path(&mut self) -> io::Result<&Path> {
        if self.lock.is_none() || !self.path.join(LOCK).exists() {
            fs::create_dir_all(&self.path)?;
            let lock = File::create(self.path.join(LOCK))?;
            // A file system without locks sweeps nothing, and loses nothing.
            lock.try_lock().ok();
            self.lock = Some(lock);
        }
        Ok(&self.path)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if self.lock.take().is_some() {
            // What cannot be removed now is swept at the next start.
            fs::remove_dir_all(&self.path).ok();
        }
    }
}

/// Removes the folders of programs that are gone, on a thread of its own.
pub(super) fn sweep_behind(folder: PathBuf) {
    let sweep = move || sweep(&folder);
    // Without a thread the next start sweeps.
    thread::Builder::new().name("farcall-sweep".to_owned()).spawn(sweep).ok();
}

/// Removes the folders of programs that are gone.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(NAME));
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_left(&entry.path()) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// Nobody holds the lock. One without a lock file is just being made.
fn is_left(folder: &Path) -> bool {
    let Ok(lock) = File::options().write(true).open(folder.join(LOCK)) else { return false };
    !matches!(lock.try_lock(), Err(TryLockError::WouldBlock | TryLockError::Error(_)))
}
