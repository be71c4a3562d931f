//! The imports of one file: those that are not there, that come twice, and that nothing uses.
//! It knows what files are there, not where they lie.

use std::collections::HashSet;

use super::{
    Imports,
    files::{Files, State},
    report::Report,
    symbols::FileId,
};
use crate::schema::descriptor::FileDescriptorProto;

/// `FileDescriptorProto.dependency` and `option_dependency`.
const DEPENDENCY: i32 = 3;
const OPTION_DEPENDENCY: i32 = 15;

/// What to do about a path that cannot be imported.
const RELATIVE: &str =
    "Imports are relative to an import folder: no \"./\", no \"../\", no backslashes, no leading slash.";

/// Tells what is wrong with the imports; whether some are not there.
pub(super) fn check(file: &FileDescriptorProto, files: &Files, imports: &Imports<'_>, report: &mut Report) -> bool {
    let mut seen = HashSet::new();
    let mut lacks_some = false;
    for (part, names) in [(DEPENDENCY, &file.dependency), (OPTION_DEPENDENCY, &file.option_dependency)] {
        for (index, import) in (0..).zip(names) {
            let path = [part, index];
            if !seen.insert(import) {
                report.warning(&path, format!("imports \"{import}\" twice"));
                continue;
            }
            let state = files.id(import).and_then(|id| files.get(id)).map(|known| &known.state);
            let is_broken = imports.broken.contains(import);
            match state {
                Some(State::Compiled(_)) => continue,
                None if !is_importable(import) => {
                    report.error(&path, "this path cannot be imported");
                    report.hint(Some(RELATIVE.to_owned()));
                }
                None if !is_broken => {
                    report.error(&path, format!("imports \"{import}\", which was not found"));
                    report.hint(imports.hints.get(import).cloned());
                }
                _ => report.error(&path, format!("imports \"{import}\", which could not be loaded")),
            }
            lacks_some = true;
        }
    }
    lacks_some
}

/// Whether a path may be looked for: relative, and without steps that lead elsewhere.
fn is_importable(import: &str) -> bool {
    !import.contains(['\\', '\0']) && import.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Warns of imports that nothing uses. One that brings others along counts as used, as does a public one.
pub(super) fn warn_of_unused(file: &FileDescriptorProto, files: &Files, used: &HashSet<FileId>, report: &mut Report) {
    let public = |index: i32| file.public_dependency.contains(&index);
    for (part, names) in [(DEPENDENCY, &file.dependency), (OPTION_DEPENDENCY, &file.option_dependency)] {
        for (index, import) in (0..).zip(names) {
            let Some(id) = files.id(import) else { continue };
            let brings_others = files.get(id).is_some_and(|known| !known.public.is_empty());
            let is_excused = brings_others || part == DEPENDENCY && public(index);
            if !is_excused && files.is_compiled(id) && !used.contains(&id) {
                report.warning(&[part, index], format!("import \"{import}\" is unused"));
            }
        }
    }
}

/// Adds imports for types used without one, if their files come first.
pub(super) fn add(file: &mut FileDescriptorProto, files: &Files, not_imported: Vec<FileId>) {
    for id in not_imported {
        let name = files.name(id);
        if files.is_compiled(id) && !file.dependency.iter().any(|import| import == name) {
            file.dependency.push(name.to_owned());
        }
    }
}

/// The path of the import of this name.
pub(super) fn path_of(file: &FileDescriptorProto, import: Option<&str>) -> Vec<i32> {
    let index = import.and_then(|import| file.dependency.iter().position(|name| name == import));
    match index.and_then(|index| i32::try_from(index).ok()) {
        Some(index) => vec![DEPENDENCY, index],
        None => Vec::new(),
    }
}
