//! Examples as files of a workspace: keep, open, rename, delete, bring back.
//! It looks at one file at a time; listing them is done elsewhere.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    atomic,
    error::{BadName, DeleteError, LoadError, RenameError, RestoreError, SaveError},
    example::{EXAMPLE_FORMAT, Example},
    example_path::ExamplePath,
    folder::{Workspace, not_utf8, save_error},
    names::{RequestPath, file_name},
    read::{LARGEST_REQUEST_BYTES, request_file},
};

/// An example as it was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedExample {
    /// What it holds.
    pub example: Example,
    /// The format it has if that is newer than ours: it is read-only then.
    pub newer_format: Option<u64>,
}

/// A deleted example, for an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedExample {
    /// Where it stood.
    pub path: ExamplePath,
    contents: Vec<u8>,
}

impl OpenedExample {
    /// Opens an example by its file, wherever that is.
    ///
    /// # Errors
    /// It cannot be read; the file is as it was.
    pub fn from_file(file: &Path) -> Result<Self, LoadError> {
        let contents = request_file(file)?;
        let text = std::str::from_utf8(&contents).map_err(|error| not_utf8(file, &contents, error.valid_up_to()))?;
        let (example, newer_format) = Example::from_json(text, file)?;
        Ok(Self { example, newer_format })
    }
}

impl Workspace {
    /// The file of an example.
    pub fn example_file(&self, path: &ExamplePath) -> PathBuf {
        path.file_below(&self.examples())
    }

    /// Keeps an example, atomically; one of its name must not be there. Folders are made.
    ///
    /// # Errors
    /// Not kept; nothing changed.
    pub fn keep_example(&self, path: &ExamplePath, example: &Example) -> Result<(), SaveError> {
        let file = self.example_file(path);
        let contents = example.to_json()?;
        if contents.len() as u64 > LARGEST_REQUEST_BYTES {
            let limit = LARGEST_REQUEST_BYTES >> 20;
            let source = io::Error::other(format!("an example has at most {limit} MiB"));
            return Err(SaveError::Unwritten { path: file, source });
        }
        atomic::create(&file, contents.as_bytes()).map(drop).map_err(|source| save_error(file, source))
    }

    /// Opens an example.
    ///
    /// # Errors
    /// It cannot be read; the file is as it was.
    pub fn load_example(&self, path: &ExamplePath) -> Result<OpenedExample, LoadError> {
        let mut opened = OpenedExample::from_file(&self.example_file(path))?;
        opened.example.title = path.label(opened.example.title);
        Ok(opened)
    }

    /// Gives an example another title, and its file the name that follows.
    ///
    /// # Errors
    /// It keeps its name.
    pub fn rename_example(&self, from: &ExamplePath, title: &str) -> Result<ExamplePath, RenameError> {
        let to = from.renamed(title)?;
        let OpenedExample { mut example, newer_format } = self.load_example(from)?;
        let old = self.example_file(from);
        if let Some(format) = newer_format {
            return Err(SaveError::NewerFormat { path: old, format, known: EXAMPLE_FORMAT }.into());
        }
        title.trim().clone_into(&mut example.title);
        if to == *from {
            let contents = example.to_json()?;
            atomic::replace(&old, contents.as_bytes()).map_err(|source| save_error(old, source))?;
            return Ok(to);
        }
        self.keep_example(&to, &example)?;
        fs::remove_file(&old).map_err(|source| RenameError::OldStays { path: old, source })?;
        Ok(to)
    }

    /// Deletes an example, and gives back what brings it back.
    ///
    /// # Errors
    /// It is still there.
    pub fn delete_example(&self, path: &ExamplePath) -> Result<DeletedExample, DeleteError> {
        let file = self.example_file(path);
        let contents = fs::read(&file).map_err(|source| DeleteError::Unreadable { path: file.clone(), source })?;
        fs::remove_file(&file).map_err(|source| DeleteError::Refused { path: file, source })?;
        self.tidy_folders_of(path.of());
        Ok(DeletedExample { path: path.clone(), contents })
    }

    /// Undoes a delete, byte for byte.
    ///
    /// # Errors
    /// Something else is there now, or the system refuses.
    pub fn restore_example(&self, deleted: &DeletedExample) -> Result<(), RestoreError> {
        let path = self.example_file(&deleted.path);
        atomic::create(&path, &deleted.contents).map(drop).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => RestoreError::Exists { path },
            _ => RestoreError::Unwritten { path, source },
        })
    }

    /// Has the examples of a request follow it to its new name: each of them, none over another.
    pub(super) fn move_examples(&self, from: &RequestPath, to: &RequestPath) -> Result<(), RenameError> {
        let (old, new) = (from.folder_below(&self.examples()), to.folder_below(&self.examples()));
        let stay = |source| RenameError::ExamplesStay { path: old.clone(), source };
        let entries = match fs::read_dir(&old) {
            Ok(entries) => entries,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(why) => return Err(stay(why)),
        };
        for entry in entries {
            let entry = entry.map_err(stay)?;
            let is_file = entry.file_type().is_ok_and(|kind| !kind.is_dir());
            if !is_file || entry.path().extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            fs::create_dir_all(&new).map_err(stay)?;
            let target = new.join(entry.file_name());
            if target.symlink_metadata().is_ok() {
                return Err(stay(io::Error::from(io::ErrorKind::AlreadyExists)));
            }
            fs::rename(entry.path(), target).map_err(stay)?;
        }
        self.tidy_folders_of(from);
        Ok(())
    }

    /// Takes away folders of examples that are empty now; one that is not refuses.
    fn tidy_folders_of(&self, of: &RequestPath) {
        let examples = self.examples();
        let mut folder = of.folder_below(&examples);
        while folder.starts_with(&examples) && folder != examples && fs::remove_dir(&folder).is_ok() {
            folder.pop();
        }
    }
}

/// The place of examples of a method that no saved request calls: a folder for its service, in it one for the method.
///
/// # Errors
/// The names are too long for a file system.
pub fn place_of_method(method: &str) -> Result<RequestPath, BadName> {
    let parts = method.split('/').map(file_name).collect::<Result<Vec<_>, _>>()?;
    RequestPath::from_parts(parts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "example_tests.rs"]
mod tests;
