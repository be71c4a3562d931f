//! One schema source in the left panel: where it comes from, how far it is, what it gave.

use std::path::PathBuf;

use farcall_core::{
    call::Auth,
    engine::{SchemaFailure, SchemaSource, SourceId},
    metadata::Metadata,
    schema::{FileSource, Problem, Schema},
    transport::Target,
};

/// A schema source.
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Where it comes from.
    pub kind: SourceKind,
    /// How far it is.
    pub state: SourceState,
    /// What it gave last; kept while it loads again or fails.
    pub schema: Option<Schema>,
    /// Whether `schema` is the copy that the last session kept.
    pub remembered: bool,
    /// Whether the list of problems is open.
    pub problems_shown: bool,
}

/// Where a source comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceKind {
    /// Server reflection.
    Reflection {
        /// The server.
        target: Box<Target>,
    },
    /// Files on disk.
    Files(FileSource),
}

/// How far a source is.
#[derive(Debug, Clone)]
pub enum SourceState {
    /// Known from before, not asked in this run of the program.
    Stale,
    /// Loading; the step in words.
    Loading(String),
    /// Loaded.
    Loaded,
    /// Not loaded.
    Failed(SchemaFailure),
}

impl Source {
    /// A source that is about to be loaded.
    pub fn new(id: SourceId, kind: SourceKind) -> Self {
        Self {
            id,
            kind,
            state: SourceState::Loading("Waiting".to_owned()),
            schema: None,
            remembered: false,
            problems_shown: false,
        }
    }

    /// Its name in the panel: the target's address, or the file or folder.
    pub fn name(&self) -> String {
        match &self.kind {
            SourceKind::Reflection { target } => target.address.clone(),
            SourceKind::Files(FileSource::Protos { paths, .. } | FileSource::DescriptorSet { paths }) => {
                file_names(paths)
            }
        }
    }

    /// What kind of source it is, in a word.
    pub fn kind_word(&self) -> &'static str {
        match &self.kind {
            SourceKind::Reflection { .. } => "reflection",
            SourceKind::Files(FileSource::Protos { .. }) => ".proto",
            SourceKind::Files(FileSource::DescriptorSet { .. }) => "descriptor set",
        }
    }

    /// What the engine is asked for to load it.
    pub fn request(&self, metadata: Metadata, auth: Auth) -> SchemaSource {
        match &self.kind {
            SourceKind::Reflection { target } => SchemaSource::Reflection { target: target.clone(), metadata, auth },
            SourceKind::Files(files) => SchemaSource::Files(files.clone()),
        }
    }

    /// What of its files could not be loaded, or is odd.
    pub fn problems(&self) -> &[Problem] {
        match (&self.state, &self.schema) {
            (SourceState::Failed(SchemaFailure::Files(_, problems, _)), _) => problems,
            (_, Some(schema)) => schema.problems(),
            (_, None) => &[],
        }
    }

    /// Import folders that would mend imports that were not found.
    pub fn mending_roots(&self) -> &[PathBuf] {
        match (&self.state, &self.schema) {
            (SourceState::Failed(SchemaFailure::Files(_, _, roots)), _) => roots,
            (_, Some(schema)) => schema.mending_roots(),
            (_, None) => &[],
        }
    }

    /// Whether import folders count for it.
    pub fn takes_import_roots(&self) -> bool {
        matches!(self.kind, SourceKind::Files(FileSource::Protos { .. }))
    }

    /// The server it is read from by reflection.
    pub fn target(&self) -> Option<&Target> {
        match &self.kind {
            SourceKind::Reflection { target } => Some(target),
            SourceKind::Files(_) => None,
        }
    }

    /// How many methods it gave.
    pub fn method_count(&self) -> Option<usize> {
        self.schema.as_ref().map(|schema| schema.methods().count())
    }
}

fn file_names(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match paths {
        [] => "no files".to_owned(),
        [one] => name(one),
        [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
    }
}
