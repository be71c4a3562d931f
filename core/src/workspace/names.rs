//! Names of saved requests and folders as labels, and the file names that follow from them. A name is never a path:
//! what would leave its folder is refused here, before any file is touched.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize, de};

use super::error::BadName;

/// Most bytes of one name: with `.json` and the ending of a temporary file it fits every common file system.
const LONGEST_NAME_BYTES: usize = 200;
/// Most folders in one another.
pub(super) const DEEPEST_FOLDER: usize = 16;
/// What `Path` and other systems give a meaning.
const SEPARATING: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Where a saved request or folder stands below `requests/`: folder names, then its own, as the file system has them
/// but for the ending `.json`. Written `Orders/Get order`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestPath {
    parts: Vec<String>,
}

/// The file name, without ending, of a label: what cannot stand in one becomes `-`.
///
/// # Errors
/// Nothing left to name a file with, or too much.
pub fn file_name(label: &str) -> Result<String, BadName> {
    let replaced: String =
        label.trim().chars().map(|c| if c.is_control() || SEPARATING.contains(&c) { '-' } else { c }).collect();
    let name = replaced.trim_end_matches(['.', ' ']);
    let name = if name.starts_with('.') { format!("-{name}") } else { name.to_owned() };
    checked(&name).map(|()| name)
}

impl RequestPath {
    /// A request called `label` in folders that are there already.
    ///
    /// # Errors
    /// The label gives no file name, or a folder's name is none.
    pub fn new(folders: &[String], label: &str) -> Result<Self, BadName> {
        Self::from_parts(folders.iter().cloned().chain([file_name(label)?]).collect())
    }

    /// From names as they stand on disk, outermost first.
    ///
    /// # Errors
    /// One of them is not a plain file name.
    pub fn from_parts(parts: Vec<String>) -> Result<Self, BadName> {
        if parts.is_empty() {
            return Err(BadName::Empty);
        }
        if parts.len() > DEEPEST_FOLDER + 1 {
            return Err(BadName::TooDeep(DEEPEST_FOLDER));
        }
        parts.iter().try_for_each(|part| checked(part))?;
        Ok(Self { parts })
    }

    /// The names of the folders it is in, outermost first.
    pub fn folders(&self) -> &[String] {
        self.parts.split_last().map_or(&[], |(_, folders)| folders)
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }

    /// The same place under another label.
    ///
    /// # Errors
    /// The label gives no file name.
    pub fn renamed(&self, label: &str) -> Result<Self, BadName> {
        Self::new(self.folders(), label)
    }

    /// What a request here is called: what its file says, unless the file was copied or renamed by another hand.
    pub(super) fn label(&self, written: String) -> String {
        if file_name(&written).is_ok_and(|name| name == self.name()) { written } else { self.name().to_owned() }
    }

    /// Its file below `requests`.
    pub(super) fn file_below(&self, requests: &Path) -> PathBuf {
        let mut path = self.folder_below(requests);
        path.as_mut_os_string().push(".json");
        path
    }

    /// Its folder below `requests`, if it is one.
    pub(super) fn folder_below(&self, requests: &Path) -> PathBuf {
        self.parts.iter().fold(requests.to_owned(), |path, part| path.join(part))
    }
}

impl fmt::Display for RequestPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.parts.join("/"))
    }
}

impl FromStr for RequestPath {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        Self::from_parts(text.split('/').map(str::to_owned).collect())
    }
}

impl Serialize for RequestPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RequestPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

fn checked(name: &str) -> Result<(), BadName> {
    if name.trim().is_empty() {
        return Err(BadName::Empty);
    }
    if name.len() > LONGEST_NAME_BYTES {
        return Err(BadName::TooLong { bytes: name.len(), limit: LONGEST_NAME_BYTES });
    }
    let odd = |c: char| c.is_control() || SEPARATING.contains(&c);
    if name.starts_with('.') || name.contains(odd) {
        return Err(BadName::NotAFileName(name.escape_debug().to_string()));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_label_becomes_a_plain_file_name() {
        for (label, name) in [
            ("Get order", "Get order"),
            ("  padded  ", "padded"),
            ("GET /orders/42", "GET -orders-42"),
            ("a:b*c?", "a-b-c-"),
            ("../../etc/passwd", "-..-..-etc-passwd"),
            (".hidden", "-.hidden"),
            ("ends.", "ends"),
            ("tab\there", "tab-here"),
            ("Bestellung öffnen", "Bestellung öffnen"),
        ] {
            assert_eq!(file_name(label).as_deref(), Ok(name), "{label}");
        }
        assert_eq!(file_name(".."), Err(BadName::Empty));
        assert_eq!(file_name(" \n "), Err(BadName::Empty));
        assert_eq!(file_name(&"x".repeat(201)), Err(BadName::TooLong { bytes: 201, limit: 200 }));
    }

    #[test]
    fn a_path_that_would_leave_its_folder_is_refused() {
        for text in ["..", "a/../b", "/etc/passwd", "a//b", "a/", ".git/config", "a\\b", "c:d", "a\0b", ""] {
            assert!(text.parse::<RequestPath>().is_err(), "{text:?}");
        }
        let path: RequestPath = "Orders/Get order".parse().unwrap();
        assert_eq!(path.folders(), ["Orders".to_owned()]);
        assert_eq!(path.name(), "Get order");
        assert_eq!(path.file_below(Path::new("r")), Path::new("r/Orders/Get order.json"));
        assert_eq!(path.renamed("v1.2").unwrap().file_below(Path::new("r")), Path::new("r/Orders/v1.2.json"));
        assert!(vec!["x"; 18].join("/").parse::<RequestPath>().is_err());
    }
}
