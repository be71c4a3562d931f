//! The files of the checkout as the rules see them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use farcall_tests::repository;

/// A text file.
pub(crate) struct Source {
    /// From the top of the checkout, with `/`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

/// Folders that hold what we did not write by hand.
const SKIPPED: [&str; 4] = ["target", ".git", "corpus", "__pycache__"];

/// All files of some folders with one of these endings, in order.
pub(crate) fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let top = repository();
    let mut paths = Vec::new();
    for folder in folders {
        collect(&top.join(folder), &mut paths);
    }
    paths.sort();
    let wanted = |path: &&PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        endings.iter().any(|ending| name.ends_with(ending))
    };
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path.strip_prefix(&top).unwrap().to_str().unwrap().replace('\\', "/");
        Source { path, text }
    };
    let found: Vec<Source> = paths.iter().filter(wanted).map(read).collect();
    assert!(!found.is_empty(), "no {endings:?} in {folders:?}: the rule would hold for nothing");
    found
}

/// All Rust files of ours.
pub(crate) fn rust() -> Vec<Source> {
    sources(&["core", "app", "proto-samples", "tests"], &[".rs"])
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.unwrap()) {
        let path = entry.path();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            if !SKIPPED.iter().any(|skipped| name == *skipped) {
                collect(&path, paths);
            }
        } else {
            paths.push(path);
        }
    }
}

impl Source {
    /// Lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// Lines of code: without comments, and without tests, which start where a `mod tests` does.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_tests =
            self.path.ends_with("tests.rs") || ["/tests/", "_tests/"].iter().any(|folder| self.path.contains(folder));
        let end =
            self.lines().find(|(_, line)| line.trim_start().starts_with("mod tests {")).map_or(usize::MAX, |(n, _)| n);
        self.lines()
            .take_while(move |(number, _)| !is_tests && *number < end)
            .map(|(number, line)| (number, line.split_once("//").map_or(line, |(code, _)| code)))
    }
}

/// Fails with every breach of a rule at once.
#[track_caller]
pub(crate) fn none(breaches: Vec<String>, what_to_do: &str) {
    assert!(breaches.is_empty(), "{} to mend: {what_to_do}\n  {}", breaches.len(), breaches.join("\n  "));
}
