//! What would mend an import that leads nowhere: an import folder below or beside those there are.
//! It looks at names of files; it opens none.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsStr,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::gather::Source;
use crate::schema::sources::{
    roots::{Roots, is_plain, mending_root},
    walk::{Bounds, Walk},
};

/// Entries looked at below one folder.
const SEARCHED: Bounds = Bounds { entries: 100_000, files: 50_000, depth: 32 };
/// Folders above an import folder that are searched, nearest first.
const MAX_ABOVE: usize = 3;
/// Imports that are looked for.
const MAX_IMPORTS: usize = 1000;

/// What to try for imports that lead nowhere.
#[derive(Default)]
pub(super) struct Hints {
    pub by_import: HashMap<String, String>,
    /// Folders that would mend them.
    pub roots: Vec<PathBuf>,
}

/// Looks for the missing: among the files of the load, below its roots, then below the folders around them.
pub(super) fn hints(missing: &HashSet<String>, files: &[Source], roots: &Roots) -> Hints {
    let mut missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    missing.sort_unstable();
    let unlooked = missing.split_off(missing.len().min(MAX_IMPORTS));
    let mut found: HashMap<&str, PathBuf> = HashMap::new();
    find(&missing, files.iter().map(|file| file.path.clone()), &mut found);
    for folder in roots.canonical().into_iter().chain(around(roots)) {
        if found.len() == missing.len() {
            break;
        }
        find(&missing, below(&folder).into_iter(), &mut found);
    }
    let mut hints = Hints::default();
    for import in missing.into_iter().chain(unlooked) {
        let hint = match found.get(import) {
            None if !is_plain(import) => {
                "An import is a path below an import folder, with forward slashes and without \".\" or \"..\"."
                    .to_owned()
            }
            Some(root) => format!("\"{import}\" exists under {0}: add that import folder (-I {0}).", root.display()),
            None => {
                format!("Add the folder that \"{import}\" is relative to as an import folder. {}", looked_in(roots))
            }
        };
        hints.by_import.insert(import.to_owned(), hint);
    }
    hints.roots = found.into_values().collect();
    hints.roots.sort();
    hints.roots.dedup();
    hints
}

/// Notes the first folder that makes one of `files` importable, for each import that has none.
fn find<'a>(missing: &[&'a str], files: impl Iterator<Item = PathBuf>, found: &mut HashMap<&'a str, PathBuf>) {
    let mut by_file_name: HashMap<&OsStr, Vec<&'a str>> = HashMap::new();
    for &import in missing.iter().filter(|import| !found.contains_key(*import)) {
        by_file_name.entry(Path::new(import).file_name().unwrap_or_default()).or_default().push(import);
    }
    for path in files {
        for &import in path.file_name().and_then(|name| by_file_name.get(name)).into_iter().flatten() {
            if let Some(root) = mending_root(&path, import) {
                found.entry(import).or_insert(root);
            }
        }
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let allowed = [folder.to_owned()];
    let walk = Walk { folder, allowed: &allowed, excluded: &[], bounds: SEARCHED };
    match walk.run(&mut |_| ControlFlow::Continue(())) {
        ControlFlow::Continue(found) => found.files,
        ControlFlow::Break(()) => Vec::new(),
    }
}

/// Folders above the import folders, as far as one project reaches: not those that all of a user's things lie in.
fn around(roots: &Roots) -> Vec<PathBuf> {
    let home = directories::BaseDirs::new().and_then(|dirs| dirs.home_dir().canonicalize().ok());
    let shared = [home, std::env::temp_dir().canonicalize().ok()];
    let mut folders = Vec::new();
    for root in roots.canonical() {
        for folder in root.ancestors().take(MAX_ABOVE + 1) {
            let is_shared =
                folder.parent().is_none() || shared.iter().flatten().any(|shared| shared.starts_with(folder));
            if is_shared {
                break;
            }
            if folder != root && !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
            if folder.join(".git").exists() {
                break;
            }
        }
    }
    folders
}

fn looked_in(roots: &Roots) -> String {
    let folders: Vec<String> = roots.shown().map(|folder| folder.display().to_string()).collect();
    format!("Looked in: {}.", folders.join(", "))
}
