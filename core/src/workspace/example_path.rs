//! Where an example stands: the place of the request it belongs to, and a name of its own.
//! It touches no file.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{
    error::BadName,
    names::{RequestPath, file_name},
};

/// Where an example stands below `examples/`: a folder for each request, of the same place and name, and its own file
/// in it. Written `Orders/Get order/Paid`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExamplePath {
    of: RequestPath,
    name: String,
}

impl ExamplePath {
    /// An example called `title` of this request.
    ///
    /// # Errors
    /// The title gives no file name.
    pub fn new(of: RequestPath, title: &str) -> Result<Self, BadName> {
        Ok(Self { of, name: file_name(title)? })
    }

    /// From names as they stand on disk, outermost first; `None` where they name no request or no file in its folder.
    pub(super) fn from_parts(mut parts: Vec<String>) -> Option<Self> {
        let name = parts.pop()?;
        RequestPath::from_parts(vec![name.clone()]).ok()?;
        Some(Self { of: RequestPath::from_parts(parts).ok()?, name })
    }

    /// The request it belongs to.
    pub fn of(&self) -> &RequestPath {
        &self.of
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same example under another title.
    ///
    /// # Errors
    /// The title gives no file name.
    pub fn renamed(&self, title: &str) -> Result<Self, BadName> {
        Self::new(self.of.clone(), title)
    }

    /// What it is called: what its file says, unless the file was copied or renamed by another hand.
    pub(super) fn label(&self, written: String) -> String {
        if file_name(&written).is_ok_and(|name| name == self.name) { written } else { self.name.clone() }
    }

    /// Its file below `examples`.
    pub(super) fn file_below(&self, examples: &Path) -> PathBuf {
        self.of.folder_below(examples).join(format!("{}.json", self.name))
    }
}

impl fmt::Display for ExamplePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.of, self.name)
    }
}
