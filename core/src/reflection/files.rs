//! The files a server gave, each once, and what they import. It judges no file.

use std::collections::{HashMap, HashSet};

use prost::Message;

use super::{mend::mended, names::Names};
use crate::schema::{Problem, declares_too_much};

/// Files that are built in: a server need not give them, and ours win.
const BUILT_IN: &str = "google/protobuf/";
/// Of these alone is that so; others of that folder are asked for.
const BUILT_IN_NAMES: [&str; 11] = [
    "any",
    "api",
    "descriptor",
    "duration",
    "empty",
    "field_mask",
    "source_context",
    "struct",
    "timestamp",
    "type",
    "wrappers",
];

/// Problems that are kept: a server may send as many bad files as bytes fit.
const MOST_PROBLEMS: usize = 1000;

/// The two fields of `google.protobuf.FileDescriptorProto` that the walk needs.
#[derive(Clone, PartialEq, Message)]
struct FileHead {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, repeated, tag = "3")]
    dependency: Vec<String>,
}

#[derive(Default)]
pub(super) struct Files {
    by_name: HashMap<String, usize>,
    bytes: Vec<Vec<u8>>,
    total_bytes: usize,
    differing: HashSet<String>,
    names: Names,
    problems: Vec<Problem>,
}

impl Files {
    /// Takes a file; the imports it wants that are not there are returned.
    pub(super) fn add(&mut self, bytes: Vec<u8>) -> Vec<String> {
        if declares_too_much(&bytes) {
            self.problem("(too large)", "The server sent a file that declares more than a million things");
            return Vec::new();
        }
        let bytes = mended(bytes);
        let head = match FileHead::decode(bytes.as_slice()) {
            Ok(head) if !head.name.is_empty() => head,
            Ok(_) => {
                self.problem("(no name)", "The server sent a file without a name");
                return Vec::new();
            }
            Err(error) => {
                self.problem("(unreadable)", format!("The server sent a file that is no descriptor: {error}"));
                return Vec::new();
            }
        };
        if let Some(known) = self.by_name.get(&head.name).and_then(|index| self.bytes.get(*index)) {
            if *known != bytes && self.differing.insert(head.name.clone()) {
                self.problem(head.name, "The server sent this file twice, with different content; the first is used");
            }
            return Vec::new();
        }
        self.total_bytes += bytes.len();
        self.names.add(&bytes);
        self.by_name.insert(head.name, self.bytes.len());
        self.bytes.push(bytes);
        head.dependency.into_iter().filter(|import| !self.has(import)).collect()
    }

    /// Whether a file need not be asked for.
    pub(super) fn has(&self, name: &str) -> bool {
        let stem = name.strip_prefix(BUILT_IN).and_then(|name| name.strip_suffix(".proto"));
        self.by_name.contains_key(name) || stem.is_some_and(|stem| BUILT_IN_NAMES.contains(&stem))
    }

    /// The names in the files that came.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn count(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn total_bytes(&self) -> usize {
        self.total_bytes
    }

    pub(super) fn problem(&mut self, file: impl Into<String>, message: impl Into<String>) {
        let (file, message) = match self.problems.len() {
            MOST_PROBLEMS.. => return,
            last if last + 1 == MOST_PROBLEMS => (String::new(), "There were more problems than are kept".to_owned()),
            _ => (file.into(), message.into()),
        };
        self.problems.push(Problem::error(file, message));
    }

    pub(super) fn into_parts(self) -> (Vec<Vec<u8>>, Vec<Problem>) {
        (self.bytes, self.problems)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn file(name: &str, imports: &[&str]) -> Vec<u8> {
        let dependency = imports.iter().map(|import| (*import).to_owned()).collect();
        FileHead { name: name.into(), dependency }.encode_to_vec()
    }

    #[test]
    fn imports_that_are_not_there_are_wanted_and_built_in_ones_never() {
        let mut files = Files::default();
        let imports = ["b.proto", "c.proto", "google/protobuf/any.proto", "google/protobuf/go_features.proto"];
        assert_eq!(files.add(file("a.proto", &imports)), ["b.proto", "c.proto", "google/protobuf/go_features.proto"]);
        assert_eq!(files.add(file("b.proto", &["c.proto", "a.proto"])), ["c.proto"]);
        assert!(files.has("b.proto") && !files.has("c.proto"));
    }

    #[test]
    fn bad_files_without_number_do_not_fill_the_memory() {
        let mut files = Files::default();
        for _ in 0..10_000 {
            files.add(Vec::new());
        }
        let (_, problems) = files.into_parts();
        assert_eq!(problems.len(), MOST_PROBLEMS);
        assert_eq!(problems.last().unwrap().message, "There were more problems than are kept");
    }

    #[test]
    fn a_file_that_comes_again_with_other_content_is_told_once_and_the_first_kept() {
        let mut files = Files::default();
        files.add(file("a.proto", &[]));
        files.add(file("a.proto", &[]));
        files.add(file("a.proto", &["b.proto"]));
        files.add(file("a.proto", &["c.proto"]));
        files.add(vec![0xff]);
        files.add(Vec::new());
        let (bytes, problems) = files.into_parts();
        assert_eq!(bytes, [file("a.proto", &[])]);
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].message.contains("different content"));
    }
}
