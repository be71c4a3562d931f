//! Where the schema comes from: reflection, .proto files, descriptor sets.
//! It reads none of them.

use std::path::{Path, PathBuf};

use clap::Args;
use farcall_core::schema::FileSource;

/// Where the schema comes from.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Schema")]
pub struct SchemaOptions {
    /// .proto file, folder of them (all below it, itself an import folder), pattern or buf workspace; then reflection is
    /// not asked. Can be repeated
    #[arg(long, value_name = "FILE|DIR|PATTERN")]
    pub proto: Vec<PathBuf>,
    /// Folder to find imports in. Can be repeated, and is searched in order
    #[arg(short = 'I', long, value_name = "DIR")]
    pub import_path: Vec<PathBuf>,
    /// Descriptor set as protoc or buf writes it; then reflection is not asked. Can be repeated; beside --proto it is
    /// there to be imported
    #[arg(long, value_name = "FILE")]
    pub protoset: Vec<PathBuf>,
    /// Ask reflection all the same; files fill what it lacks
    #[arg(long, alias = "use-reflection")]
    pub reflection: bool,
}

impl SchemaOptions {
    /// The files that make the schema.
    pub fn files(&self) -> Option<FileSource> {
        let sets = self.protoset.clone();
        if self.proto.is_empty() {
            return (!sets.is_empty()).then_some(FileSource::DescriptorSet { paths: sets });
        }
        let paths = self.proto.iter().map(|path| self.within_import_path(path)).collect();
        Some(FileSource::Protos { paths, import_roots: self.import_path.clone(), sets })
    }

    /// A file named as imports name it lies in one of the import folders; else it is a path as any other.
    fn within_import_path(&self, path: &Path) -> PathBuf {
        let candidates = self.import_path.iter().map(|folder| folder.join(path));
        candidates.into_iter().find(|candidate| candidate.exists()).unwrap_or_else(|| path.to_owned())
    }

    /// Whether the server is asked for its schema.
    pub fn asks_reflection(&self) -> bool {
        self.reflection || self.files().is_none()
    }
}
