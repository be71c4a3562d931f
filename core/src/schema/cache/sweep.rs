//! The folder of the cache kept within its bounds: what was not used for the longest time goes first.
//! It looks at names, sizes and times; it opens no copy.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::EXTENSION;

/// How the names of copies begin while they are written.
pub(super) const STRAY: &str = ".writing-";
/// When a copy that is still being written is taken for left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);
/// Entries of the folder that are looked at.
const MAX_ENTRIES: usize = 10_000;

/// A copy on disk.
pub(super) struct Copy {
    pub path: PathBuf,
    pub name: String,
    pub len: u64,
    pub used: SystemTime,
}

/// Every copy in the folder.
pub(super) fn copies(folder: &Path) -> impl Iterator<Item = Copy> {
    files(folder).filter(|file| Path::new(&file.name).extension().is_some_and(|end| end == EXTENSION))
}

/// Removes the oldest copies until the rest fits, and what was left behind half written; never `kept`.
pub(super) fn sweep(folder: &Path, max_bytes: u64, kept: &Path) {
    let now = SystemTime::now();
    let is_old = |file: &Copy| now.duration_since(file.used).is_ok_and(|age| age > LEFT_BEHIND);
    for stray in files(folder).filter(|file| file.name.starts_with(STRAY) && is_old(file)) {
        fs::remove_file(stray.path).ok();
    }
    let mut copies: Vec<Copy> = copies(folder).collect();
    copies.sort_by_key(|copy| copy.used);
    let mut total: u64 = copies.iter().map(|copy| copy.len).sum();
    for copy in copies.iter().filter(|copy| copy.path != kept) {
        if total <= max_bytes {
            return;
        }
        if fs::remove_file(&copy.path).is_ok() {
            total = total.saturating_sub(copy.len);
        }
    }
}

fn files(folder: &Path) -> impl Iterator<Item = Copy> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_ENTRIES);
    entries.filter_map(|entry| {
        let metadata = entry.metadata().ok().filter(|metadata| metadata.is_file())?;
        Some(Copy {
            path: entry.path(),
            name: entry.file_name().into_string().ok()?,
            len: metadata.len(),
            used: metadata.modified().ok()?,
        })
    })
}
