//! Which examples a workspace has: put to the saved requests they belong to. It reads the head of each and opens none.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    example::Side,
    example_path::ExamplePath,
    listing::{Folder, sort_key},
    names::{DEEPEST_FOLDER, RequestPath},
    read::request_file,
};
use crate::call::Direction;

/// Most files that are listed; what is more is not, and that is said.
const MOST_ENTRIES: usize = 20_000;

/// One example of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleEntry {
    /// Its place.
    pub path: ExamplePath,
    /// What the user calls it.
    pub title: String,
    /// `pkg.Service/Method`; empty for a message of no call, or where the file cannot be read.
    pub method: String,
    /// Whether it is a request or a response message.
    pub direction: Direction,
    /// Full name of its type.
    pub type_name: Option<String>,
    /// Why the file cannot be read.
    pub problem: Option<String>,
}

/// Examples of one request that is not saved, or no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseExamples {
    /// Where the request would stand.
    pub of: RequestPath,
    /// Its examples, by title.
    pub examples: Vec<ExampleEntry>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    title: String,
    #[serde(default)]
    method: String,
    direction: Side,
    #[serde(rename = "type", default)]
    type_name: Option<String>,
}

/// Puts the examples below `examples` to the requests of a listing.
pub(super) fn add_examples(listed: &mut Folder, examples: &Path) {
    let mut found = BTreeMap::new();
    read_folders(examples, &mut found, &mut listed.problems);
    for of_one in found.values_mut() {
        of_one.sort_by_cached_key(|example: &ExampleEntry| sort_key(&example.title));
    }
    attach(listed, &mut found);
    listed.loose = found.into_iter().map(|(of, examples)| LooseExamples { of, examples }).collect();
}

fn attach(folder: &mut Folder, found: &mut BTreeMap<RequestPath, Vec<ExampleEntry>>) {
    for entry in &mut folder.requests {
        entry.examples = found.remove(&entry.path).unwrap_or_default();
    }
    // The listing is bounded in depth.
    folder.folders.iter_mut().for_each(|inner| attach(inner, found));
}

fn read_folders(root: &Path, found: &mut BTreeMap<RequestPath, Vec<ExampleEntry>>, problems: &mut Vec<String>) {
    let mut left = MOST_ENTRIES;
    let mut folders: Vec<(PathBuf, Vec<String>)> = vec![(root.to_owned(), Vec::new())];
    while let Some((folder, parts)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
            Err(why) => {
                problems.push(format!("{} cannot be read: {why}", folder.display()));
                continue;
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                problems.push(format!("{} has a name that is not UTF-8; not read", entry.path().display()));
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            if left == 0 {
                problems.push(format!("More than {MOST_ENTRIES} examples; the rest is not listed"));
                return;
            }
            left -= 1;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let stem = name.strip_suffix(".json").filter(|_| !is_folder);
            let within = |name: &str| parts.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
            if is_folder && parts.len() > DEEPEST_FOLDER {
                problems.push(format!("{} is nested too deep; not read", entry.path().display()));
            } else if is_folder {
                folders.push((entry.path(), within(&name)));
            } else if let Some(path) = stem.and_then(|stem| ExamplePath::from_parts(within(stem))) {
                found.entry(path.of().clone()).or_default().push(entry_of(path, &entry.path()));
            }
        }
    }
}

fn entry_of(path: ExamplePath, file: &Path) -> ExampleEntry {
    let head = match request_file(file) {
        Ok(contents) => serde_json::from_slice::<Head>(&contents).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match head {
        Ok(Head { title, method, direction, type_name }) => {
            let title = path.label(title);
            ExampleEntry { path, title, method, direction: direction.into(), type_name, problem: None }
        }
        Err(problem) => ExampleEntry {
            title: path.name().to_owned(),
            path,
            method: String::new(),
            direction: Direction::Received,
            type_name: None,
            problem: Some(problem),
        },
    }
}
