//! The walk over a folder for its .proto files: bounded, each folder once, links only where they stay inside.
//! It opens no file.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

/// Entries looked at, files kept and folders below one another, at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub entries: usize,
    pub files: usize,
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries: 1_000_000, files: 50_000, depth: 64 }
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// .proto files, sorted, by their path below the folder as it was given.
    pub files: Vec<PathBuf>,
    /// Links that lead out of every allowed folder.
    pub outside: Vec<PathBuf>,
    /// Folders that could not be read, and why.
    pub unreadable: Vec<(PathBuf, String)>,
    /// The limit that ended the walk early, in words.
    pub cut_short: Option<String>,
}

/// All .proto files below `folder`. A link is followed if its end lies in one of `allowed` (canonical paths).
pub(super) fn walk(folder: &Path, allowed: &[PathBuf], limits: Limits) -> Found {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    let mut entries = 0usize;
    let mut folders = vec![(folder.to_owned(), 0usize)];
    while let Some((folder, depth)) = folders.pop() {
        if depth > limits.depth {
            found.cut_short = Some(format!("folders are nested more than {} deep", limits.depth));
            continue;
        }
        if !fs::canonicalize(&folder).is_ok_and(|canonical| seen.insert(canonical)) {
            continue;
        }
        let listing = match fs::read_dir(&folder) {
            Ok(listing) => listing,
            Err(error) => {
                found.unreadable.push((folder, error.to_string()));
                continue;
            }
        };
        for entry in listing.flatten() {
            entries += 1;
            if entries > limits.entries || found.files.len() >= limits.files {
                let limit = format!("more than {} .proto files or {} entries", limits.files, limits.entries);
                found.cut_short = Some(limit);
                folders.clear();
                break;
            }
            match kind(&entry, allowed) {
                EntryKind::Folder => folders.push((entry.path(), depth + 1)),
                EntryKind::Proto => found.files.push(entry.path()),
                EntryKind::Outside => found.outside.push(entry.path()),
                EntryKind::Other => {}
            }
        }
    }
    found.files.sort();
    found.outside.sort();
    found
}

enum EntryKind {
    Folder,
    Proto,
    Outside,
    Other,
}

fn kind(entry: &fs::DirEntry, allowed: &[PathBuf]) -> EntryKind {
    let path = entry.path();
    let Ok(file_type) = entry.file_type() else { return EntryKind::Other };
    let is_proto = path.extension().is_some_and(|extension| extension == "proto");
    let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
    if file_type.is_symlink() {
        let Ok(end) = fs::canonicalize(&path) else { return EntryKind::Other };
        let is_folder = end.is_dir();
        return match allowed.iter().any(|root| end.starts_with(root)) {
            _ if is_hidden || !(is_folder || is_proto) => EntryKind::Other,
            false => EntryKind::Outside,
            true if is_folder => EntryKind::Folder,
            true => EntryKind::Proto,
        };
    }
    match (file_type.is_dir(), is_proto) {
        (true, _) if !is_hidden => EntryKind::Folder,
        (false, true) if file_type.is_file() => EntryKind::Proto,
        _ => EntryKind::Other,
    }
}
