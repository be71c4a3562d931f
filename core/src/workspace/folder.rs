//! A workspace: a folder whose `requests/` holds saved requests, and `examples/` messages of them, as files that people
//! share.
//! It keeps nothing in memory and watches nothing; each call reads the disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    atomic::{self, Version},
    error::{DataFolderError, DeleteError, ListError, LoadError, RenameError, RestoreError, SaveError},
    example_listing::add_examples,
    listing::{self, Folder},
    names::RequestPath,
    places::{MY_CALLS, data_folder},
    read::request_file,
    request::{REQUEST_FORMAT, SavedRequest, format_of},
};

/// A folder of saved requests. Cheap to make: it does nothing until asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Workspace {
    root: PathBuf,
}

/// A saved request as it was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What it holds.
    pub request: SavedRequest,
    /// What the file was: for [`Over::Version`].
    pub version: Version,
    /// The format it has if that is newer than ours: it is read-only then.
    pub newer_format: Option<u64>,
}

/// What a save may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Nothing: the file must not exist.
    Nothing,
    /// The file as it was opened or saved last.
    Version(Version),
    /// Whatever is there: the user chose to keep theirs.
    Anything,
}

/// A deleted request, for an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Where it stood.
    pub path: RequestPath,
    contents: Vec<u8>,
}

impl Workspace {
    /// The workspace in a folder, which need not exist yet.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// "My calls", in the data folder.
    ///
    /// # Errors
    /// The system names no folder for data.
    pub fn my_calls() -> Result<Self, DataFolderError> {
        Ok(Self::at(data_folder()?.join(MY_CALLS)))
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the user calls it: the name of its folder.
    pub fn name(&self) -> String {
        self.root.file_name().unwrap_or(self.root.as_os_str()).to_string_lossy().into_owned()
    }

    /// The file of a saved request.
    pub fn file(&self, path: &RequestPath) -> PathBuf {
        path.file_below(&self.requests())
    }

    /// Everything in it.
    ///
    /// # Errors
    /// Its folder cannot be read; what cannot be read further down is a problem in the tree.
    pub fn list(&self) -> Result<Folder, ListError> {
        let mut listed = listing::list(&self.requests())?;
        add_examples(&mut listed, &self.examples());
        Ok(listed)
    }

    /// Opens a saved request.
    ///
    /// # Errors
    /// It cannot be read; the file is as it was.
    pub fn load(&self, path: &RequestPath) -> Result<Opened, LoadError> {
        let file = self.file(path);
        let mut opened = load_file(&file)?;
        opened.request.name = path.label(opened.request.name);
        Ok(opened)
    }

    /// Saves, atomically; secrets are withheld. Folders are made.
    ///
    /// # Errors
    /// Not saved; what stood there before stands there still.
    pub fn save(&self, path: &RequestPath, request: &SavedRequest, over: Over) -> Result<Version, SaveError> {
        let contents = request.to_json()?;
        let file = self.file(path);
        match over {
            Over::Nothing => atomic::create(&file, contents.as_bytes()),
            Over::Version(version) => {
                check_unchanged(&file, version)?;
                atomic::replace(&file, contents.as_bytes())
            }
            Over::Anything => {
                check_format(&file)?;
                atomic::replace(&file, contents.as_bytes())
            }
        }
        .map_err(|source| save_error(file, source))
    }

    /// Gives a saved request another label, and its file and its examples the name that follows.
    ///
    /// # Errors
    /// It keeps its name; or something of the old name could not be taken along.
    pub fn rename(&self, from: &RequestPath, label: &str) -> Result<(RequestPath, Version), RenameError> {
        let to = from.renamed(label)?;
        let Opened { mut request, version, newer_format } = self.load(from)?;
        label.trim().clone_into(&mut request.name);
        if to == *from {
            return Ok((to, self.save(from, &request, Over::Version(version))?));
        }
        if let Some(format) = newer_format {
            let newer = SaveError::NewerFormat { path: self.file(from), format, known: REQUEST_FORMAT };
            return Err(newer.into());
        }
        let version = self.save(&to, &request, Over::Nothing)?;
        let old = self.file(from);
        fs::remove_file(&old).map_err(|source| RenameError::OldStays { path: old, source })?;
        self.move_examples(from, &to)?;
        Ok((to, version))
    }

    /// Deletes a saved request, and gives back what brings it back.
    ///
    /// # Errors
    /// It is still there.
    pub fn delete(&self, path: &RequestPath) -> Result<Deleted, DeleteError> {
        let file = self.file(path);
        let contents = fs::read(&file).map_err(|source| DeleteError::Unreadable { path: file.clone(), source })?;
        fs::remove_file(&file).map_err(|source| DeleteError::Refused { path: file, source })?;
        Ok(Deleted { path: path.clone(), contents })
    }

    /// Undoes a delete, byte for byte.
    ///
    /// # Errors
    /// Something else is there now, or the system refuses.
    pub fn restore(&self, deleted: &Deleted) -> Result<Version, RestoreError> {
        let path = self.file(&deleted.path);
        atomic::create(&path, &deleted.contents).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => RestoreError::Exists { path },
            _ => RestoreError::Unwritten { path, source },
        })
    }

    /// Takes away what killed saves left behind.
    pub fn sweep(&self) {
        atomic::sweep(&self.requests());
        atomic::sweep(&self.examples());
    }

    fn requests(&self) -> PathBuf {
        self.root.join("requests")
    }

    pub(super) fn examples(&self) -> PathBuf {
        self.root.join("examples")
    }
}

impl Opened {
    /// Opens a saved request by its file, wherever that is.
    ///
    /// # Errors
    /// It cannot be read; the file is as it was.
    pub fn from_file(file: &Path) -> Result<Self, LoadError> {
        load_file(file)
    }
}

fn load_file(file: &Path) -> Result<Opened, LoadError> {
    let contents = request_file(file)?;
    let version = Version::of(file, &contents);
    let text = std::str::from_utf8(&contents).map_err(|error| not_utf8(file, &contents, error.valid_up_to()))?;
    let (mut request, newer_format) = SavedRequest::from_json(text, file)?;
    if request.name.trim().is_empty() {
        request.name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    Ok(Opened { request, version, newer_format })
}

pub(super) fn not_utf8(file: &Path, contents: &[u8], valid: usize) -> LoadError {
    let before = contents.get(..valid).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    LoadError::Damaged { path: file.to_owned(), line, column, reason: "not UTF-8".to_owned() }
}

fn check_unchanged(file: &Path, opened: Version) -> Result<(), SaveError> {
    match fs::read(file) {
        Ok(contents) if !Version::of(file, &contents).same_contents(&opened) => {
            Err(SaveError::Conflict { path: file.to_owned() })
        }
        Ok(contents) => check_contents_format(file, &contents),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(SaveError::Gone { path: file.to_owned() }),
        Err(source) => Err(SaveError::Unwritten { path: file.to_owned(), source }),
    }
}

fn check_format(file: &Path) -> Result<(), SaveError> {
    fs::read(file).map_or(Ok(()), |contents| check_contents_format(file, &contents))
}

fn check_contents_format(file: &Path, contents: &[u8]) -> Result<(), SaveError> {
    match std::str::from_utf8(contents).ok().and_then(format_of) {
        Some(format) if format > REQUEST_FORMAT => {
            Err(SaveError::NewerFormat { path: file.to_owned(), format, known: REQUEST_FORMAT })
        }
        _ => Ok(()),
    }
}

pub(super) fn save_error(path: PathBuf, source: io::Error) -> SaveError {
    match source.kind() {
        io::ErrorKind::AlreadyExists => SaveError::Exists { path },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => SaveError::NoSpace { path, source },
        _ => SaveError::Unwritten { path, source },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "folder_tests.rs"]
mod tests;
