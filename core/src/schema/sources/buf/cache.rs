//! Where buf keeps the modules it has fetched: `v3/modules/DIGEST/REGISTRY/OWNER/NAME/COMMIT`, and what was before it.
//! It looks at folders and fetches nothing; whether a module is the right one is for others to say.

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
    ("v3/modules/b5", Layout::Described { has_b5: true }),
    ("v3/modules/shake256", Layout::Described { has_b5: false }),
    ("v1/module/data", Layout::Bare),
];
/// Largest `module.yaml` that is read.
const MAX_BYTES: usize = 1 << 20;

/// How the folder of a commit looks.
#[derive(Clone, Copy)]
enum Layout {
    /// `module.yaml` says in which folder the files are. It is written last: without it the module is not whole.
    Described {
        /// Modules are named by digests of this kind.
        has_b5: bool,
    },
    /// The files themselves.
    Bare,
}

/// What of `module.yaml` matters here.
#[derive(Deserialize)]
struct ModuleYaml {
    files_dir: String,
    #[serde(default)]
    deps: Vec<ModuleDep>,
}

#[derive(Deserialize)]
struct ModuleDep {
    #[serde(default)]
    digest: String,
}

/// A module in the cache.
pub(super) struct Kept {
    /// Its import root.
    pub root: PathBuf,
    /// Of all modules it depends on; `None` where the cache does not go by digests of today.
    pub digests_of_dependencies: Option<Vec<String>>,
}

/// The folder buf uses: `BUF_CACHE_DIR`, else `buf` in `XDG_CACHE_HOME`, else `~/.cache/buf`.
pub(in crate::schema::sources) fn cache_folder(env: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("BUF_CACHE_DIR")
        .or_else(|| Some(set("XDG_CACHE_HOME")?.join("buf")))
        .or_else(|| Some(set("LOCALAPPDATA").filter(|_| cfg!(windows))?.join("buf")))
        .or_else(|| Some(set("HOME")?.join(".cache/buf")))
}

/// A module in the cache: at this commit, or the one that was fetched last if none is asked for.
pub(super) fn module(cache: &Path, name: &str, commit: Option<&str>) -> Option<Kept> {
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
        let (files, digests_of_dependencies) = match layout {
            Layout::Described { has_b5 } => {
                let described = described(&commit)?;
                let digests = described.deps.into_iter().map(|dependency| dependency.digest).collect();
                (commit.join(plain(&described.files_dir)?), has_b5.then_some(digests))
            }
            Layout::Bare => (commit, None),
        };
        let root = fs::canonicalize(files).ok().filter(|root| root.is_dir())?;
        Some(Kept { root, digests_of_dependencies })
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
