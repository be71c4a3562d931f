//! The walk over a folder for its .proto files: bounded, each folder once, links only where they stay inside.
//! It opens no file.

use std::{
    collections::HashSet,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::footprint::Footprint;
use crate::status::words;

/// Entries looked at, files kept and folders below one another, at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub entries: usize,
    pub files: usize,
    pub depth: usize,
}

impl Bounds {
    /// For all that is below an opened folder.
    pub fn of_files(files: usize) -> Self {
        Self { entries: 1_000_000, files, depth: 64 }
    }
}

/// What is walked, and what is left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    pub folder: &'a Path,
    /// Canonical paths; a link is followed if its end lies in one of them.
    pub allowed: &'a [PathBuf],
    /// Canonical folders and files that are passed over.
    pub excluded: &'a [PathBuf],
    pub bounds: Bounds,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// .proto files, canonical, sorted.
    pub files: Vec<PathBuf>,
    /// Folders with a `buf.yaml` or `buf.work.yaml`, canonical.
    pub configured: Vec<PathBuf>,
    /// Every folder that was listed, as it was before: what comes during the walk is a change since.
    pub footprint: Footprint,
    /// Links that lead out of every allowed folder.
    pub outside: Vec<PathBuf>,
    /// Folders that could not be read, and why.
    pub unreadable: Vec<(PathBuf, String)>,
    /// The limit that ended the walk early, in words.
    pub cut_short: Option<String>,
}

impl Walk<'_> {
    /// All .proto files below the folder; `told` hears how many there are so far, folder by folder, and may end it.
    pub fn run(&self, told: &mut dyn FnMut(usize) -> ControlFlow<()>) -> ControlFlow<(), Found> {
        let mut found = Found::default();
        let mut seen = HashSet::new();
        let mut entries = 0usize;
        let mut folders = vec![(self.folder.to_owned(), 0usize)];
        while let Some((folder, depth)) = folders.pop() {
            if depth > self.bounds.depth {
                found.cut_short = Some(format!("folders are nested more than {} deep", self.bounds.depth));
                continue;
            }
            let Ok(canonical) = fs::canonicalize(&folder) else { continue };
            if self.excluded.contains(&canonical) || !seen.insert(canonical.clone()) {
                continue;
            }
            told(found.files.len())?;
            found.footprint.list(&canonical);
            let listing = match fs::read_dir(&folder) {
                Ok(listing) => listing,
                Err(error) => {
                    found.unreadable.push((folder, words::io(&error)));
                    continue;
                }
            };
            for entry in listing.flatten() {
                entries += 1;
                if entries > self.bounds.entries || found.files.len() >= self.bounds.files {
                    found.cut_short = Some(self.bounds.words());
                    folders.clear();
                    break;
                }
                match self.kind(&entry, &canonical) {
                    EntryKind::Folder => folders.push((entry.path(), depth + 1)),
                    EntryKind::Proto(file) if self.excluded.contains(&file) => {}
                    EntryKind::Proto(file) => found.files.push(file),
                    EntryKind::Config => found.configured.push(canonical.clone()),
                    EntryKind::Outside => found.outside.push(entry.path()),
                    EntryKind::Other => {}
                }
            }
        }
        found.files.sort();
        found.files.dedup();
        found.configured.sort();
        found.configured.dedup();
        found.outside.sort();
        ControlFlow::Continue(found)
    }

    /// An entry of the folder `canonical`.
    fn kind(&self, entry: &fs::DirEntry, canonical: &Path) -> EntryKind {
        let Ok(file_type) = entry.file_type() else { return EntryKind::Other };
        let name = entry.file_name();
        let is_proto = Path::new(&name).extension().is_some_and(|extension| extension == "proto");
        let is_hidden = name.to_string_lossy().starts_with('.');
        if file_type.is_symlink() {
            let Ok(end) = fs::canonicalize(entry.path()) else { return EntryKind::Other };
            let is_folder = end.is_dir();
            return match self.allowed.iter().any(|root| end.starts_with(root)) {
                _ if is_hidden || !(is_folder || is_proto) => EntryKind::Other,
                false => EntryKind::Outside,
                true if is_folder => EntryKind::Folder,
                true => EntryKind::Proto(end),
            };
        }
        match (file_type.is_dir(), is_proto) {
            (true, _) if !is_hidden => EntryKind::Folder,
            (false, true) if file_type.is_file() => EntryKind::Proto(canonical.join(name)),
            (false, false) if name == "buf.yaml" || name == "buf.work.yaml" => EntryKind::Config,
            _ => EntryKind::Other,
        }
    }
}

impl Bounds {
    fn words(self) -> String {
        format!("more than {} .proto files or {} entries", self.files, self.entries)
    }
}

enum EntryKind {
    Folder,
    /// Its canonical path.
    Proto(PathBuf),
    Config,
    Outside,
    Other,
}
