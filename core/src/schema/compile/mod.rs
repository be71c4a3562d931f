//! The compiler: parsed files become resolved ones, equal to what protoc makes of them; faults have line and column.
//! It reads no text and no disk, and links nothing: what comes out is encoded descriptors.

mod checks;
mod compiler;
mod features;
mod files;
mod imports;
mod names;
mod numbers;
mod options;
mod order;
mod records;
mod report;
mod resolve;
mod scope;
mod shapes;
mod symbols;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]
mod tests;

use std::collections::{HashMap, HashSet};

use bytes::Bytes;

use self::compiler::Compiler;
use super::{descriptor::FileDescriptorProto, problem::Problem, progress::LoadProgress, syntax::MAX_NESTING};

/// What is known of imports that no file of the load answers.
pub(in crate::schema) struct Imports<'a> {
    /// What to try, by import.
    pub hints: &'a HashMap<String, String>,
    /// Files that are there and did not parse.
    pub broken: &'a HashSet<String>,
}

/// A resolved file.
pub(in crate::schema) struct CompiledFile {
    /// Its `FileDescriptorProto`, positions and comments included.
    pub encoded: Bytes,
}

/// What came of it.
pub(in crate::schema) struct Compiled {
    /// Imports before importers. A file is left out only if it cannot be linked: names or numbers twice, import cycles.
    /// Else it is here with a problem for what had to be left out; what was not found keeps its name, without a type.
    pub files: Vec<CompiledFile>,
    pub problems: Vec<Problem>,
}

/// Resolves `files`, whose names are those that imports use, each once.
///
/// `base` are encoded files that came resolved, in any order: built-in ones, those of descriptor sets. They are not among
/// the result, and a file with the name of one of them is passed over. Where descriptor.proto is not among them the
/// built-in one counts. `None`: `progress` ended it.
pub(in crate::schema) fn compile(
    files: Vec<FileDescriptorProto>,
    base: &[Bytes],
    imports: &Imports<'_>,
    progress: &mut dyn LoadProgress,
) -> Option<Compiled> {
    Compiler::new(files, base).compile(imports, progress)
}
