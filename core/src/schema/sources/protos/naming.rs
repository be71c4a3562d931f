//! What each file is called: by the imports that lead to it, else by the first import folder that holds it.
//! It settles two files of one name; it reads no file.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use super::gather::Source;
use crate::schema::{builtin, sources::roots::Roots};

/// Names by position in the list of files.
pub(super) struct Naming {
    names: Vec<Option<String>>,
    /// Files of a name that another file has, and where that one lies.
    losers: HashMap<usize, String>,
}

impl Naming {
    pub fn of(files: &[Source], roots: &Roots) -> Self {
        let mut imported_as: HashMap<usize, BTreeSet<&str>> = HashMap::new();
        for file in files {
            for (import, &index) in &file.imports {
                imported_as.entry(index).or_default().insert(import);
            }
        }
        let nothing = BTreeSet::new();
        let names: Vec<Option<String>> = files
            .iter()
            .enumerate()
            .map(|(index, file)| name_of(&file.path, imported_as.get(&index).unwrap_or(&nothing), roots))
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
    fn settle(&mut self, files: &[Source], imported_as: &HashMap<usize, BTreeSet<&str>>) {
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

fn name_of(path: &Path, imported_as: &BTreeSet<&str>, roots: &Roots) -> Option<String> {
    let names = roots.names(path);
    let by_import = names.iter().find(|name| imported_as.contains(name.as_str())).cloned();
    by_import
        .or_else(|| imported_as.first().map(|&name| name.to_owned()))
        .or_else(|| path.to_str().and_then(builtin::name_within).map(str::to_owned))
        .or_else(|| names.into_iter().next())
        .or_else(|| path.file_name()?.to_str().map(str::to_owned))
}
