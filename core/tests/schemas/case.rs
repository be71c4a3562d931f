//! One bad schema: what it is made of, the words a user sees, and what must be there all the same.
//! Every load is made from a thread with a small stack, beside a sound file that must stay callable.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
};

use farcall_core::{
    message::Document,
    schema::{FileSource, MethodPath, Problem, Schema},
};
use prost::Message as _;
use tempfile::TempDir;

use crate::descriptors::{FileDescriptorProto, good, set};

/// The sound file as text, beside every bad tree.
pub(crate) const GOOD: (&str, &str) = (
    "good.proto",
    "syntax = \"proto3\"; package good; message M { string id = 1; } service Good { rpc Get(M) returns (M); }",
);

/// The stack of whoever asks for a schema; deep work has to move to a thread of its own.
const STACK_BYTES: usize = 1 << 20;

/// What is expected of one bad schema.
pub(crate) struct Case {
    about: &'static str,
    /// One problem has all of these words.
    says: &'static [&'static str],
    is_warning: bool,
    has: &'static [&'static str],
    lost: &'static [&'static str],
    callable: &'static [&'static str],
}

impl Case {
    /// A case that must be told in these words.
    pub(crate) fn new(about: &'static str, says: &'static [&'static str]) -> Self {
        Self { about, says, is_warning: false, has: &[], lost: &[], callable: &[] }
    }

    /// What is told is a warning: the file loaded.
    pub(crate) fn warns(self) -> Self {
        Self { is_warning: true, ..self }
    }

    /// These symbols are there.
    pub(crate) fn has(self, has: &'static [&'static str]) -> Self {
        Self { has, ..self }
    }

    /// These symbols are not.
    pub(crate) fn lost(self, lost: &'static [&'static str]) -> Self {
        Self { lost, ..self }
    }

    /// These methods can be called: their request can be written.
    pub(crate) fn callable(self, callable: &'static [&'static str]) -> Self {
        Self { callable, ..self }
    }

    /// Loaded as a server's reflection gives it, and as a descriptor set on disk: told in the same words.
    #[track_caller]
    pub(crate) fn of_files(&self, files: impl IntoIterator<Item = FileDescriptorProto>) {
        let files: Vec<FileDescriptorProto> = files.into_iter().chain([good()]).collect();
        self.of_reflected(files.iter().map(|file| file.encode_to_vec()));
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("bad.binpb");
        fs::write(&path, set(&files)).unwrap();
        self.check(&on_small_stack(|| Schema::load(&FileSource::DescriptorSet { paths: vec![path] })));
    }

    /// Loaded as a server's reflection gives it: bytes that may be no file at all. The sound file is the caller's.
    #[track_caller]
    pub(crate) fn of_reflected(&self, files: impl IntoIterator<Item = Vec<u8>>) {
        let files = files.into_iter().collect();
        self.check(&on_small_stack(|| Schema::from_files(files)));
    }

    /// A folder of these files and the sound one.
    #[track_caller]
    pub(crate) fn of_tree(&self, files: &[(&str, &str)]) {
        let folder = tree(files);
        self.of_folder(folder.path());
    }

    /// A folder on disk that holds the sound file.
    #[track_caller]
    pub(crate) fn of_folder(&self, folder: &Path) {
        let source = FileSource::Protos { paths: vec![folder.to_owned()], import_roots: Vec::new(), sets: Vec::new() };
        self.check(&on_small_stack(|| Schema::load(&source)));
    }

    /// What was expected, and that the sound service is callable.
    #[track_caller]
    pub(crate) fn check(&self, schema: &Schema) {
        let told = told(schema);
        let about = self.about;
        let is_said = |problem: &Problem| {
            problem.is_error != self.is_warning && self.says.iter().all(|words| problem.to_string().contains(words))
        };
        assert!(
            self.says.is_empty() || schema.problems().iter().any(is_said),
            "{about}: nothing says {:?}; told: {told:#?}",
            self.says
        );
        assert!(told.len() < 60, "{about}: {} problems are too many to read", told.len());
        for name in self.has {
            assert!(is_there(schema, name), "{about}: {name} is lost; told: {told:#?}");
        }
        for name in self.lost {
            assert!(!is_there(schema, name), "{about}: {name} is there; told: {told:#?}");
        }
        for path in self.callable.iter().chain(&["good.Good/Get"]) {
            assert!(is_callable(schema, path), "{about}: {path} cannot be called; told: {told:#?}");
        }
    }
}

/// Checks each case, so that all that fail are seen and not the first alone.
#[track_caller]
pub(crate) fn all<T>(cases: impl IntoIterator<Item = T>, check: impl Fn(T)) {
    let failed = cases.into_iter().filter_map(|case| catch_unwind(AssertUnwindSafe(|| check(case))).err()).count();
    assert_eq!(failed, 0, "cases that failed, told above");
}

/// A folder of these files and the sound one.
pub(crate) fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files.iter().chain([&GOOD]) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Every problem as it is shown.
pub(crate) fn told(schema: &Schema) -> Vec<String> {
    schema.problems().iter().map(|problem| problem.to_string().chars().take(400).collect()).collect()
}

/// Runs `work` on a thread that has a small stack.
pub(crate) fn on_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).unwrap();
        thread.join().expect("the load panicked")
    })
}

fn is_there(schema: &Schema, name: &str) -> bool {
    schema.message(name).is_some()
        || schema.enumeration(name).is_some()
        || schema.extension(name).is_some()
        || schema.service(name).is_some()
}

fn is_callable(schema: &Schema, path: &str) -> bool {
    let path: MethodPath = path.parse().unwrap();
    schema.method(&path).is_some_and(|method| Document::skeleton(method.input.clone()).encode().is_ok())
}
