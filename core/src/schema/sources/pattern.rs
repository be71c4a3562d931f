//! Patterns: a path with `*`, `?` or `[…]` that names no file of its own stands for the .proto files it matches.
//! It reads no file; `**` is any number of folders, as in a shell.

use std::path::{Path, PathBuf};

use glob::MatchOptions;

/// What a pattern matches.
pub(super) struct Matches {
    /// .proto files, in the order of their paths.
    pub files: Vec<PathBuf>,
    /// The folder before the first part with a wildcard.
    pub below: PathBuf,
}

/// The files that a pattern matches, at most so many; `None` if the path is no pattern.
pub(super) fn files(path: &Path, max_files: usize) -> Option<Matches> {
    let text = path.to_str().filter(|text| has_wildcard(text))?;
    if path.exists() {
        return None;
    }
    let options =
        MatchOptions { require_literal_separator: true, require_literal_leading_dot: true, ..MatchOptions::new() };
    let found = glob::glob_with(text, options).ok()?.flatten();
    let protos = found.filter(|path| path.extension().is_some_and(|end| end == "proto") && path.is_file());
    let below: PathBuf = path.iter().take_while(|part| !part.to_str().is_some_and(has_wildcard)).collect();
    let below = if below.as_os_str().is_empty() { PathBuf::from(".") } else { below };
    Some(Matches { files: protos.take(max_files).collect(), below })
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_proto_files_and_a_path_for_itself() {
        let folder = tempfile::TempDir::new().unwrap();
        for name in ["a/x.proto", "a/b/y.proto", "a/b/z.txt", "a/[odd].proto", "a/.hidden/h.proto"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let matched = |pattern: &str| {
            files(&folder.path().join(pattern), 100).map(|matches| {
                let below = |path: &PathBuf| path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
                (matches.files.iter().map(below).collect::<Vec<_>>(), below(&matches.below))
            })
        };
        let all = vec!["a/[odd].proto".to_owned(), "a/b/y.proto".into(), "a/x.proto".into()];
        let (mut files, below) = matched("a/**/*.proto").unwrap();
        files.sort();
        assert_eq!((files, below), (all, "a".to_owned()));
        assert_eq!(matched("*/x.proto").unwrap().0, ["a/x.proto"]);
        assert_eq!(matched("a/*.txt").unwrap().0, [""; 0]);
        assert!(matched("a/x.proto").is_none(), "no wildcard");
        assert!(matched("a/[odd].proto").is_none(), "a file of that name is there");
    }
}
