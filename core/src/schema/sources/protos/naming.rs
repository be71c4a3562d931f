//! What each file is called: by the imports that lead to it, else by the first import folder that holds it.
//! It settles two files of one name and says which folder would mend an import; it reads no file.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
};

use super::Source;
use crate::schema::{
    builtin,
    sources::{
        roots::{Roots, mending_root},
        walk::{Limits, walk},
    },
};

/// Entries looked at below an import folder when an import was not found.
const SEARCHED: Limits = Limits { entries: 100_000, files: 50_000, depth: 32 };

/// Names by position in the list of files.
pub(super) struct Naming {
    names: Vec<Option<String>>,
    /// Files of a name that another file has, and where that one lies.
    losers: HashMap<usize, String>,
}

impl Naming {
    pub fn of(files: &[Source], roots: &Roots) -> Self {
        let mut imported_as: HashMap<usize, Vec<&str>> = HashMap::new();
        for file in files {
            for (import, &index) in &file.imports {
                imported_as.entry(index).or_default().push(import);
            }
        }
        let names: Vec<Option<String>> = files
            .iter()
            .enumerate()
            .map(|(index, file)| name_of(&file.path, imported_as.get(&index).map_or(&[], Vec::as_slice), roots))
            .collect();
        let mut naming = Self { names, losers: HashMap::new() };
        naming.settle(files, &imported_as);
        naming
    }

    pub fn name(&self, index: usize) -> Option<&str> {
        self.names.get(index)?.as_deref()
    }

    /// Where the file lies that is used in place of this one.
    pub fn loser(&self, index: usize) -> Option<&str> {
        self.losers.get(&index).map(String::as_str)
    }

    /// Of files of one name, that which imports lead to, else the first.
    fn settle(&mut self, files: &[Source], imported_as: &HashMap<usize, Vec<&str>>) {
        let mut of_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, name) in self.names.iter().enumerate() {
            of_name.entry(name.as_deref().unwrap_or_default()).or_default().push(index);
        }
        for (_, same) in of_name.iter().filter(|(_, same)| same.len() > 1) {
            let winner = same.iter().find(|index| imported_as.contains_key(index)).or(same.first());
            let Some(path) = winner.and_then(|&winner| files.get(winner)).map(|file| &file.path) else { continue };
            let losers = same.iter().filter(|&index| Some(index) != winner);
            self.losers.extend(losers.map(|&index| (index, path.display().to_string())));
        }
    }
}

fn name_of(path: &Path, imported_as: &[&str], roots: &Roots) -> Option<String> {
    let names = roots.names(path);
    let by_import = names.iter().find(|name| imported_as.contains(&name.as_str())).cloned();
    by_import
        .or_else(|| imported_as.iter().min().map(|&name| name.to_owned()))
        .or_else(|| path.to_str().and_then(builtin::name_within).map(str::to_owned))
        .or_else(|| names.into_iter().next())
        .or_else(|| path.file_name()?.to_str().map(str::to_owned))
}

/// What to try for imports that lead nowhere.
pub(super) struct Hints {
    pub by_import: HashMap<String, String>,
    /// Folders that would mend them.
    pub roots: Vec<PathBuf>,
}

pub(super) fn hints(missing: &HashSet<String>, files: &[Source], roots: &Roots) -> Hints {
    let mut hints = Hints { by_import: HashMap::new(), roots: Vec::new() };
    if missing.is_empty() {
        return hints;
    }
    let allowed = roots.canonical();
    let below_roots = allowed.iter().flat_map(|root| walk(root, &allowed, SEARCHED).files);
    let known: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).chain(below_roots).collect();
    for import in missing {
        let root = known.iter().find_map(|path| mending_root(path, import));
        let hint = match &root {
            Some(root) => format!("\"{import}\" exists under {0}: add that import folder (-I {0}).", root.display()),
            None => {
                format!("Add the folder that \"{import}\" is relative to as an import folder. {}", looked_in(roots))
            }
        };
        hints.by_import.insert(import.clone(), hint);
        hints.roots.extend(root);
    }
    hints.roots.sort();
    hints.roots.dedup();
    hints
}

fn looked_in(roots: &Roots) -> String {
    let folders: Vec<String> = roots.shown().map(|folder| folder.display().to_string()).collect();
    format!("Looked in: {}.", folders.join(", "))
}
