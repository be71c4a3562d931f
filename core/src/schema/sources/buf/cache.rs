//! Where buf keeps the modules it has fetched: `v3/modules/DIGEST/REGISTRY/OWNER/NAME/COMMIT`, and what was before it.
//! It looks at folders and fetches nothing; digests are verified by buf when it fills its cache, not here.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::Deserialize;

use super::plain;
use crate::schema::sources::read::{read_bytes, text_of};

/// Where modules lie below the cache, newest layout first; registry, owner, name and commit follow. buf goes by the kind of
/// digest in `buf.lock`: `b5` in one of version 2, `shake256` in one before. One commit is the same files under both.
const LAYOUTS: [(&str, Layout); 3] = [
    ("v3/modules/b5", Layout::Described),
    ("v3/modules/shake256", Layout::Described),
    ("v1/module/data", Layout::Bare),
];
/// Largest `module.yaml` that is read.
const MAX_BYTES: usize = 1 << 20;

/// How the folder of a commit looks.
#[derive(Clone, Copy)]
enum Layout {
    /// `module.yaml` says in which folder the files are. It is written last: without it the module is not whole.
    Described,
    /// The files themselves.
    Bare,
}

/// What of `module.yaml` matters here.
#[derive(Deserialize)]
struct ModuleYaml {
    files_dir: String,
}

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
    LAYOUTS.iter().find_map(|(above, layout)| {
        let commits = cache.join(above).join(name);
        let commit = match commit.filter(|commit| is_plain(commit) && !commit.contains('/')) {
            Some(commit) => commits.join(commit),
            None => newest(&commits)?,
        };
        let files = match layout {
            Layout::Described => commit.join(plain(&described(&commit)?.files_dir)?),
            Layout::Bare => commit,
        };
        fs::canonicalize(files).ok().filter(|root| root.is_dir())
    })
}

fn described(commit: &Path) -> Option<ModuleYaml> {
    let text = read_bytes(&commit.join("module.yaml"), MAX_BYTES).and_then(text_of).ok()?;
    serde_yaml_ng::from_str(&text).ok()
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten().filter(|entry| entry.path().is_dir());
    let fetched = |entry: &fs::DirEntry| {
        entry.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    entries.max_by_key(fetched).map(|entry| entry.path())
}
