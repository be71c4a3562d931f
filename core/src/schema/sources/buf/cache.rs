//! Where buf keeps the modules it has fetched: `v3/modules/b5/REGISTRY/OWNER/NAME/COMMIT/files`, and what was before it.
//! It looks at folders; it fetches nothing.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Where modules lie below the cache, newest layout first. Between the two come registry, owner, name and commit.
const LAYOUTS: [(&str, &str); 5] = [
    ("v3/modules/b5", "files"),
    ("v3/modules/b4", "files"),
    ("v3/modules/shake256", "files"),
    ("v3/modules", "files"),
    ("v1/module/data", ""),
];

/// The folder buf uses: `BUF_CACHE_DIR`, else `buf` in `XDG_CACHE_HOME`, else `~/.cache/buf`.
pub(in crate::schema::sources) fn cache_folder(env: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("BUF_CACHE_DIR")
        .or_else(|| Some(set("XDG_CACHE_HOME")?.join("buf")))
        .or_else(|| Some(set("LOCALAPPDATA").filter(|_| cfg!(windows))?.join("buf")))
        .or_else(|| Some(set("HOME")?.join(".cache/buf")))
}

/// The import root of a module in the cache: at this commit, or the one that was fetched last if none is asked for.
pub(super) fn module(cache: &Path, name: &str, commit: Option<&str>) -> Option<PathBuf> {
    let is_plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
    if name.split('/').count() != 3 || !name.split('/').all(is_plain) {
        return None;
    }
    LAYOUTS.iter().find_map(|(above, below)| {
        let commits = cache.join(above).join(name);
        let commit = match commit.filter(|commit| is_plain(commit) && !commit.contains('/')) {
            Some(commit) => commits.join(commit),
            None => newest(&commits)?,
        };
        fs::canonicalize(commit.join(below)).ok().filter(|root| root.is_dir())
    })
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten().filter(|entry| entry.path().is_dir());
    let fetched = |entry: &fs::DirEntry| {
        entry.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    entries.max_by_key(fetched).map(|entry| entry.path())
}
