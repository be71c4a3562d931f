//! Where schemas come from on disk: .proto files and folders, descriptor sets, and two schemas as one.
//! It reads files and nothing else; what is in them is judged at the intake.

mod descriptor_set;
mod merge;
mod protos;
mod read;
mod roots;
mod walk;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub(super) use self::{merge::merge, read::read_text};
use super::catalog::Schema;

/// Where a schema on disk comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum FileSource {
    /// .proto files and folders (a folder: all below it, itself an import root), with ordered import roots.
    Protos {
        /// Files and folders.
        paths: Vec<PathBuf>,
        /// Import roots, searched in order, before those that follow from `paths`.
        import_roots: Vec<PathBuf>,
    },
    /// A `FileDescriptorSet` as protoc or buf writes it.
    DescriptorSet {
        /// The files; several are merged.
        paths: Vec<PathBuf>,
    },
}

/// Reads and compiles a source. Deep and long: call it with a large stack.
pub(super) fn load(source: &FileSource) -> Schema {
    match source {
        FileSource::Protos { paths, import_roots } => protos::load(paths, import_roots),
        FileSource::DescriptorSet { paths } => descriptor_set::load(paths),
    }
}
