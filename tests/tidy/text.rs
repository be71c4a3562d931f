//! Rules about single files: headers, length, words that must not stand there.

use crate::sources::{Source, none, rust, sources};

/// Lines of a file at most.
const LIMIT: usize = 500;

/// Longer files, each because it is one table that reads better whole.
const TABLES: [&str; 0] = [];

/// Built-in protos as their authors publish them, each with its licence at its head: not ours to change.
const OF_OTHERS: [&str; 2] = ["core/protos/google/", "core/protos/grpc/"];

/// Every file in which people of this repository write.
fn written() -> Vec<Source> {
    let folders = ["core", "app", "proto-samples", "tests", "packaging", ".ci"];
    let mut written = sources(&folders, &[".rs", ".proto", ".toml", ".py", ".md", "/run", "venv", "build"]);
    written.retain(|source| !OF_OTHERS.iter().any(|folder| source.path.starts_with(folder)));
    written
}

fn with_word(sources: &[Source], words: &[&str]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        for (number, line) in source.lines() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                breaches.push(format!("{}:{number}: {word}", source.path));
            }
        }
    }
    breaches
}

#[test]
fn every_file_says_what_it_is() {
    let silent =
        rust().into_iter().filter(|source| !source.text.starts_with("//! ")).map(|source| format!("{}:1", source.path));
    none(silent.collect(), "open it with `//!` and a sentence on what it is");
}

#[test]
fn no_file_is_long() {
    let long = rust().into_iter().filter(|source| !TABLES.contains(&source.path.as_str())).filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > LIMIT).then(|| format!("{}:{LIMIT}: {lines} lines", source.path))
    });
    none(long.collect(), "one idea a file, 500 lines at most: split it, or name it as a table in tests/tidy/text.rs");
}

#[test]
fn tables_that_may_be_long_are_there_and_long() {
    let sources = rust();
    let stale = TABLES
        .iter()
        .filter(|table| !sources.iter().any(|source| source.path == **table && source.text.lines().count() > LIMIT));
    none(stale.map(|table| (*table).to_owned()).collect(), "take it out of TABLES in tests/tidy/text.rs");
}

#[test]
fn nothing_is_left_to_do() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("todo", "!(")];
    none(with_word(&written(), &words), "do it, or write an issue");
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let mut breaches = Vec::new();
    for source in written() {
        for (number, line) in source.lines() {
            let paths = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("C:", "\\Users")]
                .into_iter()
                .filter(|start| names_path(line, start));
            breaches.extend(paths.map(|start| format!("{}:{number}: {start}", source.path)));
        }
    }
    none(breaches, "find it at run time, or by a path within the checkout; an example belongs to /home/ada");
}

/// Whether a path begins so. This list of beginnings is none.
fn names_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + start.len()..]);
        let begins = !before.ends_with(|letter: char| letter.is_alphanumeric() || "._-}/".contains(letter));
        begins && !after.starts_with('"') && !after.starts_with("ada")
    })
}

#[test]
fn no_module_is_a_drawer() {
    let drawers = ["utils", "util", "helpers", "helper", "common", "manager", "info", "data", "misc"];
    let named = rust()
        .into_iter()
        .filter(|source| source.path.split('/').any(|part| drawers.contains(&part.trim_end_matches(".rs"))));
    none(named.map(|source| source.path).collect(), "name it by its one idea");
}

#[test]
fn a_module_is_a_folder_with_a_mod_file_or_a_file() {
    let sources = rust();
    let both = sources.iter().filter(|source| {
        let folder = source.path.trim_end_matches(".rs");
        !source.path.ends_with("/mod.rs") && sources.iter().any(|other| other.path == format!("{folder}/mod.rs"))
            || sources.iter().any(|other| {
                other.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
                    && !source.path.ends_with("main.rs")
            })
    });
    none(both.map(|source| format!("{}:1", source.path)).collect(), "move it to mod.rs in its folder");
}
