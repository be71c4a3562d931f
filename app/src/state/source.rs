//! One schema source in the left panel: where it comes from, how far it is, what it gave.

use std::{path::PathBuf, sync::Arc, time::SystemTime};

use farcall_core::{
    call::Auth,
    engine::{SchemaFailure, SchemaRequest, SchemaSource, SourceId},
    metadata::Metadata,
    schema::{FileSource, Problem, Schema},
    transport::Target,
};

use super::{Listing, SourceOptions};
use crate::units;

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
    /// The list of that schema.
    pub listing: Option<Arc<Listing>>,
    /// The copy on disk that is shown until the source itself is read.
    pub copy: Option<Copy>,
    /// How it is loaded.
    pub options: SourceOptions,
    /// Whether choices were changed that no load has used yet.
    pub options_changed: bool,
    /// Whether the list of problems is open.
    pub problems_shown: bool,
}

/// A copy on disk that is shown.
#[derive(Debug, Clone, std::marker::Copy, PartialEq, Eq)]
pub enum Copy {
    /// Its names, in `listing` alone; the types follow.
    Outline {
        /// When it was made.
        made: SystemTime,
    },
    /// All of it.
    Whole {
        /// When it was made.
        made: SystemTime,
    },
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
            listing: None,
            copy: None,
            options: SourceOptions::default(),
            options_changed: false,
            problems_shown: false,
        }
    }

    /// Its name in the panel: the target's address, or the file or folder.
    pub fn name(&self) -> String {
        match &self.kind {
            SourceKind::Reflection { target } => target.address.clone(),
            SourceKind::Files(files) => file_names(&files.paths().collect::<Vec<_>>()),
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
    pub fn request(&self, metadata: Metadata, auth: Auth) -> SchemaRequest {
        let source = match &self.kind {
            SourceKind::Reflection { target } => SchemaSource::Reflection {
                target: target.clone(),
                metadata,
                auth,
                filler: self.options.filler_source(),
            },
            SourceKind::Files(files) => SchemaSource::Files(files.clone()),
        };
        SchemaRequest { source, limits: self.options.schema_limits(), use_cache: true, watch: self.options.watch }
    }

    /// Whether it is being loaded.
    pub fn is_loading(&self) -> bool {
        matches!(self.state, SourceState::Loading(_))
    }

    /// Where what is shown comes from, if that is not the source itself, in words: first what a narrow panel must say.
    pub fn copy_words(&self) -> Option<String> {
        let (made, is_outline) = match self.copy.filter(|_| self.listing.is_some())? {
            Copy::Outline { made } => (units::moment(made), true),
            Copy::Whole { made } => (units::moment(made), false),
        };
        match &self.state {
            _ if is_outline => Some(format!("Loading types; copy of {made}")),
            SourceState::Loading(_) => Some(format!("Refreshing; copy of {made}")),
            SourceState::Stale => Some(format!("Copy of {made}")),
            SourceState::Failed(_) => Some(format!("Source failed; copy of {made}")),
            SourceState::Loaded => None,
        }
    }

    /// Whether its methods are known by name and their types are on their way.
    pub fn waits_for_types(&self) -> bool {
        matches!(self.copy, Some(Copy::Outline { .. })) && self.is_loading()
    }

    /// The list of what it gave.
    pub fn listed(&self) -> Option<&Arc<Listing>> {
        self.listing.as_ref()
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
        self.listing.as_ref().map(|listing| listing.method_count())
    }
}

fn file_names(paths: &[&PathBuf]) -> String {
    let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match paths {
        [] => "no files".to_owned(),
        [one] => name(one),
        [first, rest @ ..] => format!("{} and {} more", name(first), rest.len()),
    }
}
