//! How a schema is made: of files on disk, of what a server gave, of a copy, or of problems alone.
//! What it holds is not looked at here.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;

use super::{Inner, Schema, Service};
use crate::schema::{
    builtin,
    docs::{self, CommentsByPath, Docs},
    intake::{self, Absent, Assembled, Candidate},
    limits::SchemaLimits,
    mixture::Mixture,
    model::FileDescriptor,
    problem::Problem,
    progress::LoadProgress,
    sources::{self, FileSource},
};

impl Schema {
    /// Loads a source on disk; what cannot be had is in [`Schema::problems`].
    ///
    /// Reads and compiles for as long as that takes: not for a thread that must stay awake.
    pub fn load(source: &FileSource) -> Self {
        Self::load_with(source, &SchemaLimits::default(), &mut ()).unwrap_or_default()
    }

    /// As [`Schema::load`], within limits, telling each step; nothing if `progress` ended it.
    pub fn load_with(source: &FileSource, limits: &SchemaLimits, progress: &mut dyn LoadProgress) -> Option<Self> {
        sources::load(source, None, limits, progress).map(|loaded| loaded.schema)
    }

    /// As [`Schema::load_with`], of files that may import what `base` has and they have not, such as what a server gave.
    /// What of `base` came to be used is part of the schema; what is wrong with it is not told again.
    pub fn load_beside(
        base: &Self,
        source: &FileSource,
        limits: &SchemaLimits,
        progress: &mut dyn LoadProgress,
    ) -> Option<Self> {
        sources::load(source, Some(base), limits, progress).map(|loaded| loaded.schema)
    }

    /// The schema of `FileDescriptorProto`s as server reflection gives them, in any order.
    pub fn from_files(files: Vec<Vec<u8>>) -> Self {
        intake::on_large_stack(|| {
            let files = files.into_iter().map(Bytes::from).collect();
            Self::from_encoded(files, &Absent::Server)
        })
        .unwrap_or_else(|| Self::failed("the server's schema"))
    }

    /// All of `primary`, and what of `filler` it lacks: whole files, and comments of files that are the same.
    pub fn merged(primary: &Self, filler: &Self) -> Self {
        intake::on_large_stack(|| sources::merge(primary, filler)).unwrap_or_else(|| Self::failed("the schema"))
    }

    /// The built-in protos alone: well-known types, `google.rpc`, health, reflection, channelz.
    pub fn builtin() -> Self {
        static BUILTIN: OnceLock<Schema> = OnceLock::new();
        BUILTIN
            .get_or_init(|| {
                let files = builtin::files().iter().map(|file| file.encoded.clone()).collect();
                intake::on_large_stack(|| Self::from_encoded(files, &Absent::Set)).unwrap_or_default()
            })
            .clone()
    }

    pub(in crate::schema) fn from_encoded(files: Vec<Bytes>, absent: &Absent<'_>) -> Self {
        let mut problems = Vec::new();
        let mut candidates = Vec::with_capacity(files.len());
        for (index, file) in files.into_iter().enumerate() {
            match Candidate::decode(file) {
                Ok(candidate) => candidates.push(candidate),
                Err(error) => problems
                    .push(Problem::error(format!("file {}", index + 1), format!("is not a file descriptor: {error}"))),
            }
        }
        let mut assembled = intake::assemble(candidates, absent);
        problems.append(&mut assembled.problems);
        Self::assembled(Assembled { problems, ..assembled })
    }

    pub(in crate::schema) fn assembled(assembled: Assembled) -> Self {
        Self::documented(assembled, docs::of_services)
    }

    fn documented(assembled: Assembled, comments_of: fn(&FileDescriptor) -> CommentsByPath) -> Self {
        let Assembled { pool, mut problems } = assembled;
        problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        let mut services = Vec::with_capacity(pool.services().len());
        for file in pool.files().filter(|file| file.services().len() > 0) {
            let comments = comments_of(&file);
            services.extend(file.services().map(|service| Service::of(&service, &comments)));
        }
        services.sort_by(|a, b| a.full_name.cmp(&b.full_name));
        let docs = Docs::of_pool(&pool);
        let files = pool.files().map(|file| (file.name().to_owned(), file.index())).collect();
        let inner = Inner { pool, services, problems, files, docs, ..Inner::default() };
        Self { inner: Arc::new(inner) }
    }

    /// With what is known only of files on disk.
    pub(in crate::schema) fn with_places(
        mut self,
        paths: HashMap<String, PathBuf>,
        mending_roots: Vec<PathBuf>,
    ) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.paths = paths;
            inner.mending_roots = mending_roots;
        }
        self
    }

    /// With the names of files that were filled in from elsewhere than the rest.
    pub(in crate::schema) fn with_filled(mut self, filled: &HashSet<String>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.mixture = Mixture::of(&inner.pool, filled);
        }
        self
    }

    /// A schema that was loaded before, from its files and what was said of it then: `docs` are of each service in turn its
    /// own and those of its methods. `None` if they do not fit.
    pub(in crate::schema) fn restored(
        files: Vec<Candidate>,
        problems: Vec<Problem>,
        docs: Vec<String>,
    ) -> Option<Self> {
        let assembled = intake::assemble(files, &Absent::Set);
        let mut schema = Self::documented(assembled, |_| CommentsByPath::new());
        let inner = Arc::get_mut(&mut schema.inner)?;
        inner.problems = problems;
        let mut docs = docs.into_iter();
        for service in &mut inner.services {
            service.docs = docs.next()?;
            for method in &mut service.methods {
                method.docs = docs.next()?;
            }
        }
        docs.next().is_none().then_some(schema)
    }

    /// A schema of the names in these files, whatever is missing beside them. Call it with a large stack.
    pub(in crate::schema) fn outlined(files: Vec<Candidate>) -> Self {
        let Assembled { pool, .. } = intake::assemble(files, &Absent::Set);
        Self::documented(Assembled { pool, problems: Vec::new() }, |_| CommentsByPath::new())
    }

    /// A schema of problems alone.
    pub(in crate::schema) fn of_problems(problems: Vec<Problem>) -> Self {
        let base = intake::assemble(Vec::new(), &Absent::Set);
        Self::assembled(Assembled { problems, ..base })
    }

    pub(in crate::schema) fn failed(what: &str) -> Self {
        Self::of_problems(vec![Problem::error(what, "could not be loaded: it holds something that Farcall trips over")])
    }
}
