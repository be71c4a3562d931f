//! Where schemas come from on disk: .proto files and folders, descriptor sets, and two schemas as one.
//! It reads files and nothing else; what is in them is judged at the intake.

mod buf;
mod descriptor_set;
mod footprint;
mod merge;
mod pattern;
mod protos;
mod read;
mod roots;
mod text_set;
mod walk;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use self::protos::Sets;
pub(super) use self::{footprint::Footprint, merge::merge, read::read_text};
use super::{catalog::Schema, intake, limits::SchemaLimits, progress::LoadProgress};

/// How the names of descriptor sets end.
pub const SET_EXTENSIONS: [&str; 8] = ["binpb", "protoset", "pb", "desc", "bin", "fds", "json", "txtpb"];

/// Where a schema on disk comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum FileSource {
    /// .proto files, folders, patterns and buf workspaces, with ordered import roots.
    Protos {
        /// Files; folders (all below one, itself an import root); patterns such as `api/**/*.proto`; a folder with a
        /// `buf.yaml` or `buf.work.yaml`, or that file itself, stands for the workspace it describes.
        paths: Vec<PathBuf>,
        /// Import roots, searched in order, before those that follow from `paths`.
        import_roots: Vec<PathBuf>,
        /// Descriptor sets, as below: their files are there to be imported, and complete the schema. A .proto file goes
        /// before a file of a set that has its name or declares what it declares.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sets: Vec<PathBuf>,
    },
    /// A `FileDescriptorSet` as protoc or buf writes it, as it is or compressed (gzip, zstd).
    DescriptorSet {
        /// The files; several are merged.
        paths: Vec<PathBuf>,
    },
}

impl FileSource {
    /// Everything it names that is to be opened: files, folders, patterns, sets; no import roots.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let (opened, sets): (&[PathBuf], &[PathBuf]) = match self {
            Self::Protos { paths, sets, .. } => (paths, sets),
            Self::DescriptorSet { paths } => (paths, &[]),
        };
        opened.iter().chain(sets)
    }

    /// Whether a path is named like a descriptor set: as protoc and buf name theirs, packed or not. What is in it decides.
    pub fn is_set_name(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
        let extension = bare.rsplit_once('.').map_or("", |(_, extension)| extension);
        SET_EXTENSIONS.contains(&extension)
    }

    /// Where imports are looked for first, in order.
    pub fn import_roots(&self) -> &[PathBuf] {
        match self {
            Self::Protos { import_roots, .. } => import_roots,
            Self::DescriptorSet { .. } => &[],
        }
    }
}

/// What came of a load.
pub(super) struct Loaded {
    pub schema: Schema,
    /// What was looked at, if a copy of the schema is worth its place.
    pub footprint: Option<Footprint>,
}

/// Reads and compiles a source, which may import what `base` has; `None`: `progress` ended it.
pub(super) fn load(
    source: &FileSource,
    base: Option<&Schema>,
    limits: &SchemaLimits,
    progress: &mut dyn LoadProgress,
) -> Option<Loaded> {
    let loaded = intake::on_large_stack(|| match source {
        FileSource::Protos { paths, import_roots, sets } => {
            let mut sets = Sets::read(sets, limits, progress)?;
            base.into_iter().for_each(|base| sets.rest_on(base));
            protos::load(paths, import_roots, sets, limits, progress)
        }
        FileSource::DescriptorSet { paths } => descriptor_set::load(paths, base, limits, progress),
    });
    loaded.unwrap_or_else(|| Some(Loaded { schema: Schema::failed("the schema"), footprint: None }))
}
