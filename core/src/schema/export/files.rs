//! The files that go out: those that were loaded, or those of some symbols, and what they import.
//! It decodes no more of a file than its imports.

use std::collections::HashSet;

use prost::Message;

use crate::schema::{Schema, builtin, describe::file::file_of};

/// A symbol that was asked for and is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("There is no symbol \"{0}\"")]
pub struct NoSuchSymbol(pub String);

/// The files of these symbols, or all that were loaded if there are none, with what they import: imports first.
pub(super) fn selected(schema: &Schema, symbols: &[String]) -> Result<Vec<String>, NoSuchSymbol> {
    let roots = match symbols {
        [] => loaded(schema),
        symbols => symbols
            .iter()
            .map(|symbol| {
                let name = symbol.trim().trim_start_matches(['.', '/']);
                file_of(schema, name).ok_or_else(|| NoSuchSymbol(symbol.clone()))
            })
            .collect::<Result<_, _>>()?,
    };
    Ok(with_imports(schema, roots))
}

impl Schema {
    /// Whether it holds more than what is built in: anything that a source brought.
    pub fn has_loaded_files(&self) -> bool {
        self.files().iter().any(|name| builtin::file(name).is_none())
    }
}

/// The files that a source brought: well-known types are in every schema, and count only if there is nothing else.
pub(super) fn loaded(schema: &Schema) -> Vec<String> {
    let files = schema.files();
    let own: Vec<String> = files.iter().filter(|name| !builtin::is_well_known(name)).cloned().collect();
    if own.is_empty() { files } else { own }
}

/// The files and all they import, each once, imports before those who import them. A cycle is cut where it closes.
fn with_imports(schema: &Schema, roots: Vec<String>) -> Vec<String> {
    let mut known = HashSet::new();
    let mut ordered = Vec::new();
    for root in roots {
        // Each step is a file and those of its imports that are still to come.
        let mut steps: Vec<(String, Vec<String>)> = enter(schema, &mut known, root).into_iter().collect();
        while let Some((_, imports)) = steps.last_mut() {
            match imports.pop() {
                Some(import) => steps.extend(enter(schema, &mut known, import)),
                None => ordered.extend(steps.pop().map(|(name, _)| name)),
            }
        }
    }
    ordered
}

fn enter(schema: &Schema, known: &mut HashSet<String>, name: String) -> Option<(String, Vec<String>)> {
    if !known.insert(name.clone()) {
        return None;
    }
    let file = Imports::decode(schema.descriptor_of(&name)?.declarations().clone()).ok()?;
    let mut imports: Vec<String> = file.dependency.into_iter().chain(file.option_dependency).collect();
    imports.reverse();
    Some((name, imports))
}

/// The imports of a `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct Imports {
    #[prost(string, repeated, tag = "3")]
    dependency: Vec<String>,
    #[prost(string, repeated, tag = "15")]
    option_dependency: Vec<String>,
}
