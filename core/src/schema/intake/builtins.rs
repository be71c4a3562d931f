//! Built-in files that complete a source: those it imports and lacks, and those it uses without importing them.
//! A file of the source goes before a built-in one of the same name.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use super::Candidate;
use crate::schema::builtin::{self, BuiltinFile};

/// Brings in built-in files that are imported and that no source has, with what they import.
pub(super) fn add_imported(files: &mut Vec<Candidate>) {
    let mut names: HashSet<String> = files.iter().map(|file| file.name.clone()).collect();
    let mut at = 0;
    while let Some(file) = files.get(at) {
        let wanted: Vec<&BuiltinFile> = file
            .imports
            .iter()
            .filter(|import| !builtin::is_well_known(import))
            .filter_map(|import| builtin::file(import))
            .filter(|builtin| names.insert(builtin.name.clone()))
            .collect();
        files.extend(wanted.into_iter().filter_map(|file| Candidate::decode(file.encoded.clone()).ok()));
        at += 1;
    }
}

/// The built-in file that declares this type or a message around it.
pub(super) fn home_of(type_name: &str) -> Option<&'static str> {
    static HOMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let homes = HOMES.get_or_init(|| {
        let mut homes = HashMap::new();
        for file in builtin::files() {
            let descriptor = &file.descriptor;
            let messages = descriptor.message_type.iter().map(|message| message.name());
            for name in messages.chain(descriptor.enum_type.iter().map(|one| one.name())) {
                homes.insert(format!("{}.{name}", descriptor.package()), file.name.as_str());
            }
        }
        homes
    });
    let mut name = type_name;
    loop {
        if let Some(home) = homes.get(name) {
            return Some(home);
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// These built-in files and all they import, imports first.
pub(super) fn with_imports(names: &HashSet<&str>) -> impl Iterator<Item = &'static BuiltinFile> {
    let mut wanted: HashSet<String> = names.iter().map(|&name| name.to_owned()).collect();
    // Imports come first in the list, so that from its end all who import a file were seen before it.
    for file in builtin::files().iter().rev() {
        if wanted.contains(&file.name) {
            wanted.extend(file.descriptor.dependency.iter().cloned());
        }
    }
    builtin::files().iter().filter(move |file| wanted.contains(&file.name))
}
