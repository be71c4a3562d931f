//! The import list of a parsed file: what it names, where, and the list anew when files are called otherwise.
//! It knows no file system.

use std::collections::HashMap;

use prost::Message as _;

use crate::schema::descriptor::{FileDescriptorProto, SourceCodeInfo};

/// `FileDescriptorProto.dependency` and `.option_dependency`.
const DEPENDENCY: i32 = 3;
const OPTION_DEPENDENCY: i32 = 15;

/// What a file imports, as it writes it.
pub(super) fn imports_of(file: &FileDescriptorProto) -> Vec<String> {
    file.dependency.iter().chain(&file.option_dependency).cloned().collect()
}

/// Where an import stands, 1-based.
pub(super) fn import_place(file: &FileDescriptorProto, import: &str) -> Option<(u32, u32)> {
    let in_list = |list: &[String], field| {
        let index = list.iter().position(|one| one == import)?;
        Some([field, i32::try_from(index).ok()?])
    };
    let path = in_list(&file.dependency, DEPENDENCY).or_else(|| in_list(&file.option_dependency, OPTION_DEPENDENCY))?;
    let places = SourceCodeInfo::decode(file.source_code_info.clone()?).ok()?;
    let place = places.location.iter().find(|place| place.path == path)?;
    let one_based = |number: &i32| u32::try_from(*number).ok()?.checked_add(1);
    match place.span.as_slice() {
        [line, column, ..] => one_based(line).zip(one_based(column)),
        _ => None,
    }
}

/// Gives each import the name its file goes by; two that turn out to be one file become one.
pub(super) fn rename_imports(file: &mut FileDescriptorProto, name_of: impl Fn(&str) -> Option<String>) {
    let mut place_of: HashMap<String, usize> = HashMap::new();
    let mut moved = Vec::with_capacity(file.dependency.len());
    let mut kept: Vec<String> = Vec::with_capacity(file.dependency.len());
    let mut written: HashMap<String, String> = HashMap::new();
    for import in std::mem::take(&mut file.dependency) {
        let name = name_of(&import).unwrap_or_else(|| import.clone());
        // The same words twice are the file's own fault, and told as such.
        let is_other_spelling = written.get(&name).is_some_and(|before| *before != import);
        match place_of.get(&name).filter(|_| is_other_spelling) {
            Some(&place) => moved.push(place),
            None => {
                moved.push(kept.len());
                place_of.insert(name.clone(), kept.len());
                written.insert(name.clone(), import);
                kept.push(name);
            }
        }
    }
    file.dependency = kept;
    for import in &mut file.option_dependency {
        if let Some(name) = name_of(import) {
            *import = name;
        }
    }
    for marks in [&mut file.public_dependency, &mut file.weak_dependency] {
        for mark in marks.iter_mut() {
            let place = usize::try_from(*mark).ok().and_then(|old| moved.get(old));
            *mark = place.and_then(|&place| i32::try_from(place).ok()).unwrap_or(*mark);
        }
        marks.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_import_become_one_and_marks_follow() {
        let imports = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let mut file = FileDescriptorProto {
            dependency: imports(&["a/x.proto", "x.proto", "y.proto", "y.proto"]),
            public_dependency: vec![1, 2],
            ..FileDescriptorProto::default()
        };
        rename_imports(&mut file, |name| (name == "x.proto").then(|| "a/x.proto".to_owned()));
        assert_eq!(file.dependency, imports(&["a/x.proto", "y.proto", "y.proto"]));
        assert_eq!(file.public_dependency, [0, 1]);
    }
}
