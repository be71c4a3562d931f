//! One look at the files of a source: which there are, and what tells each from another of its name.
//! It opens none; bounded, whatever the folders hold.

use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use crate::schema::FileSource;

/// Entries looked at in all folders together; past that the rest is not watched.
const MOST_ENTRIES: usize = 200_000;
/// Folders below one another.
const DEEPEST: usize = 64;
/// What besides .proto files decides how a folder is read.
const WORKSPACE_FILES: [&str; 3] = ["buf.yaml", "buf.work.yaml", "buf.lock"];

/// What tells a folder from another that took its name; 0 where the system numbers none.
pub(super) type FolderId = u64;

/// What tells one state of a file from another, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Print {
    bytes: u64,
    modified: Option<SystemTime>,
    /// A file that was renamed over another is another, though its time may be older.
    number: u64,
}

/// Files and folders as they were at one moment.
#[derive(Debug, Default)]
pub(super) struct Look {
    files: BTreeMap<PathBuf, Print>,
    folders: BTreeMap<PathBuf, FolderId>,
    /// Folders that were walked, by the names they have without links.
    walked: HashSet<PathBuf>,
    took: Duration,
}

impl Look {
    /// Looks at all that `source` names, and at `others`.
    pub(super) fn at(source: &FileSource, others: &[PathBuf]) -> Self {
        let began = Instant::now();
        let mut walk = Walk { look: Self::default(), entries: 0 };
        for path in named(source) {
            walk.path(&path);
        }
        for file in others {
            walk.look.add(file);
        }
        Self { took: began.elapsed(), ..walk.look }
    }

    /// Whether a file is looked at, under this name or another.
    pub(super) fn has(&self, file: &Path) -> bool {
        self.files.contains_key(file) || file.parent().is_some_and(|folder| self.walked.contains(folder))
    }

    /// Adds one file and the folder it lies in; when it was last changed, if it is there.
    pub(super) fn add(&mut self, file: &Path) -> Option<SystemTime> {
        if let Some(folder) = file.parent() {
            self.add_folder(folder);
        }
        let print = Print::of(&fs::metadata(file).ok().filter(Metadata::is_file)?);
        self.files.insert(file.to_owned(), print);
        print.modified
    }

    /// Files that are new, other or gone, against an earlier look.
    pub(super) fn differs_from(&self, before: &Self) -> Vec<PathBuf> {
        let changed = self.files.iter().filter(|(file, print)| before.files.get(*file) != Some(*print));
        let gone = before.files.keys().filter(|file| !self.files.contains_key(*file));
        changed.map(|(file, _)| file).chain(gone).cloned().collect()
    }

    pub(super) fn folders(&self) -> &BTreeMap<PathBuf, FolderId> {
        &self.folders
    }

    /// How long it took.
    pub(super) fn took(&self) -> Duration {
        self.took
    }

    fn add_folder(&mut self, folder: &Path) {
        if !self.folders.contains_key(folder)
            && let Ok(metadata) = fs::metadata(folder)
        {
            self.folders.insert(folder.to_owned(), number(&metadata));
        }
    }
}

/// Whether what happens to this path can change what is loaded: a .proto file, a descriptor set, a file of a workspace,
/// a folder. Files with other extensions are what a folder is busy with otherwise.
pub(super) fn could_matter(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return true };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("proto" | "binpb" | "protoset" | "pb" | "desc" | "bin" | "fds" | "json" | "gz" | "zst") | None => true,
        Some(_) => WORKSPACE_FILES.contains(&name) || path.is_dir(),
    }
}

/// What a source names; of a pattern the folder that its files are below, of a workspace file the workspace.
fn named(source: &FileSource) -> Vec<PathBuf> {
    let paths = source.paths().chain(source.import_roots());
    paths.map(|path| if is_workspace_file(path) { folder_of(path) } else { fixed_part(path) }).collect()
}

fn is_workspace_file(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| WORKSPACE_FILES.contains(&name))
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

fn fixed_part(path: &Path) -> PathBuf {
    let is_pattern = |part: &Path| part.to_string_lossy().contains(['*', '?', '[']);
    match path.exists() || !is_pattern(path) {
        true => path.to_owned(),
        false => path
            .ancestors()
            .find(|part| !is_pattern(part))
            .map_or_else(|| path.to_owned(), |part| folder_of(&part.join("x"))),
    }
}

impl Print {
    fn of(metadata: &Metadata) -> Self {
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), number: number(metadata) }
    }
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}

/// A walk over what is named, each folder once.
struct Walk {
    look: Look,
    entries: usize,
}

impl Walk {
    fn path(&mut self, path: &Path) {
        if !path.is_dir() {
            self.look.add(path);
            return;
        }
        // That the folder itself goes or comes back is heard in the one around it.
        if let Some(around) = path.parent().filter(|around| !around.as_os_str().is_empty()) {
            self.look.add_folder(around);
        }
        let mut folders = vec![(path.to_owned(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let is_new = fs::canonicalize(&folder).is_ok_and(|canonical| self.look.walked.insert(canonical));
            let Ok(listing) = fs::read_dir(&folder) else { continue };
            if !is_new || depth > DEEPEST {
                continue;
            }
            self.look.add_folder(&folder);
            for entry in listing.flatten() {
                self.entries += 1;
                if self.entries > MOST_ENTRIES {
                    return;
                }
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if name.starts_with('.') {
                    continue;
                }
                let Ok(mut kind) = entry.file_type() else { continue };
                let path = entry.path();
                if kind.is_symlink() {
                    let Ok(end) = fs::metadata(&path) else { continue };
                    kind = end.file_type();
                }
                if kind.is_dir() {
                    folders.push((path, depth + 1));
                } else if name.ends_with(".proto") || WORKSPACE_FILES.contains(&&*name) {
                    self.look.add(&path);
                }
            }
        }
    }
}
