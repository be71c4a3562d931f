//! What is in a workspace folder, as a tree for a list. It reads the head of each saved request and opens none.

use std::{fs, path::Path};

use serde::Deserialize;

use super::{
    error::{ListError, LoadError},
    example_listing::{ExampleEntry, LooseExamples},
    names::{DEEPEST_FOLDER, RequestPath},
    read::request_file,
};

/// Most entries of one listing; a folder with more is cut, and says so.
const MOST_ENTRIES: usize = 20_000;

/// A folder of saved requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its place; `None` for `requests/` itself.
    pub path: Option<RequestPath>,
    /// Folders in it, by name.
    pub folders: Vec<Folder>,
    /// Saved requests in it, by name.
    pub requests: Vec<Entry>,
    /// Examples of requests that are not saved; in `requests/` itself alone.
    pub loose: Vec<LooseExamples>,
    /// What could not be listed, in words.
    pub problems: Vec<String>,
}

/// One saved request of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub path: RequestPath,
    /// What the user calls it.
    pub name: String,
    /// `pkg.Service/Method`; `None` if the file cannot be read.
    pub method: Option<String>,
    /// Why the file cannot be read.
    pub problem: Option<String>,
    /// Its examples, by title.
    pub examples: Vec<ExampleEntry>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    name: String,
    method: String,
}

/// Lists everything below `requests`; a folder that is not there is empty.
pub(super) fn list(requests: &Path) -> Result<Folder, ListError> {
    match fs::symlink_metadata(requests) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Folder::default()),
        _ => {}
    }
    let mut left = MOST_ENTRIES;
    list_folder(requests, Vec::new(), &mut left)
}

fn list_folder(folder: &Path, parts: Vec<String>, left: &mut usize) -> Result<Folder, ListError> {
    let unreadable = |source| ListError::Unreadable { path: folder.to_owned(), source };
    let mut listed = Folder { path: RequestPath::from_parts(parts.clone()).ok(), ..Folder::default() };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Ok(name) = entry.file_name().into_string() else {
            listed.problems.push(format!("{} has a name that is not UTF-8; not read", entry.path().display()));
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        if *left == 0 {
            listed.problems.push(format!("More than {MOST_ENTRIES} entries; the rest is not listed"));
            break;
        }
        *left -= 1;
        // A linked folder is not followed: it may lead out, or round in a circle. A linked file is read.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            add_folder(&mut listed, &entry.path(), within(&parts, &name), left);
        } else if let Some(stem) = name.strip_suffix(".json")
            && let Ok(path) = RequestPath::from_parts(within(&parts, stem))
        {
            listed.requests.push(entry_of(path, &entry.path()));
        }
    }
    listed.folders.sort_by_cached_key(|folder| folder.path.as_ref().map(|path| sort_key(path.name())));
    listed.requests.sort_by_cached_key(|entry| sort_key(&entry.name));
    Ok(listed)
}

fn add_folder(into: &mut Folder, path: &Path, parts: Vec<String>, left: &mut usize) {
    if parts.len() > DEEPEST_FOLDER {
        into.problems.push(format!("{} is nested too deep; not read", path.display()));
        return;
    }
    match list_folder(path, parts, left) {
        Ok(folder) if folder.path.is_some() => into.folders.push(folder),
        Ok(_) => into.problems.push(format!("{} has a name that cannot be shown; not read", path.display())),
        Err(error @ ListError::Unreadable { .. }) => into.problems.push(error.to_string()),
    }
}

fn entry_of(path: RequestPath, file: &Path) -> Entry {
    let head = match request_file(file) {
        Ok(contents) => serde_json::from_slice::<Head>(&contents).map_err(|error| error.to_string()),
        Err(LoadError::Unreadable { source, .. }) => Err(source.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match head {
        Ok(Head { name, method }) => {
            let name = path.label(name);
            Entry { path, name, method: Some(method), problem: None, examples: Vec::new() }
        }
        Err(problem) => {
            let name = path.name().to_owned();
            Entry { name, path, method: None, problem: Some(problem), examples: Vec::new() }
        }
    }
}

fn within(parts: &[String], name: &str) -> Vec<String> {
    parts.iter().cloned().chain([name.to_owned()]).collect()
}

pub(super) fn sort_key(name: &str) -> (String, String) {
    (name.to_lowercase(), name.to_owned())
}
