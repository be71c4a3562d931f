//! What can go wrong with the user's files, one enum an operation. It says what happened; what to try is the
//! engine's to add.

use std::{io, path::PathBuf};

/// A name that cannot be a saved request or folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing but blanks.
    #[error("a name is missing")]
    Empty,
    /// Longer than a file system takes.
    #[error("the name is {bytes} bytes long; at most {limit} fit")]
    TooLong {
        /// Its length in UTF-8.
        bytes: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// Would name something else than a file in its folder.
    #[error("\"{0}\" cannot be a file name")]
    NotAFileName(String),
    /// More folders in one another than are read.
    #[error("more than {0} folders in one another")]
    TooDeep(usize),
}

/// No place for the program's own files.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// The system names no home folder.
    #[error("this system names no folder for application data")]
    NoHome,
}

/// A workspace could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Its folder cannot be read.
    #[error("the folder {} cannot be read", .path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A saved request could not be opened. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Its file cannot be read.
    #[error("{} cannot be read", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Larger than a saved request can be.
    #[error("{} is {bytes} bytes; a saved request has at most {limit}", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The most that is read.
        limit: u64,
    },
    /// It is not what we write.
    #[error("{}:{line}:{column}: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// What was wrong there.
        reason: String,
    },
    /// A later version of Farcall wrote it, in a way this one cannot read.
    #[error("{} has format {format}; this version reads up to {known}", .path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// What it says of itself.
        format: u64,
        /// What we know.
        known: u64,
    },
}

/// A saved request was not saved. What stood there before stands there still.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The name is none.
    #[error(transparent)]
    Name(#[from] BadName),
    /// Something of that name is there already.
    #[error("{} exists already", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is not the one that was opened.
    #[error("{} changed on disk since it was opened", .path.display())]
    Conflict {
        /// The file.
        path: PathBuf,
    },
    /// The file is gone.
    #[error("{} is no longer there", .path.display())]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// A later version of Farcall wrote the file: it is read-only here.
    #[error("{} has format {format}; this version writes {known}", .path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// What it says of itself.
        format: u64,
        /// What we know.
        known: u64,
    },
    /// The request holds something that no file can (a path that is not UTF-8).
    #[error("the request cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
    /// The disk is full. The words are those of the design.
    #[error("no space left at {}", .path.display())]
    NoSpace {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else the system said.
    #[error("{} cannot be written", .path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A saved request or folder kept its name.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// The new name is none.
    #[error(transparent)]
    Name(#[from] BadName),
    /// It could not be read for the change of its name.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The renamed file was not written.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// The request has its new name, its examples the old one.
    #[error("the request has its new name, but its examples in {} could not be moved", .path.display())]
    ExamplesStay {
        /// Their folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The new file stands, the old one could not be taken away.
    #[error("{} was copied to its new name, but the old file could not be removed", .path.display())]
    OldStays {
        /// The old file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The message of an example could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExampleMessageError {
    /// It is JSON, and its type is not known.
    #[error("its type {0} is in no schema at hand")]
    UnknownType(String),
    /// The JSON is not one of its type.
    #[error("it is no {type_name}: {reason}")]
    DoesNotFit {
        /// The type it names.
        type_name: String,
        /// The first fault.
        reason: String,
    },
    /// The file holds neither JSON nor bytes.
    #[error("it holds no message")]
    Nothing,
}

/// A saved request was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// The name is none.
    #[error(transparent)]
    Name(#[from] BadName),
    /// Its contents could not be kept for an undo, so it was left.
    #[error("{} cannot be read, so deleting it could not be undone", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system refused.
    #[error("{} cannot be deleted", .path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What was deleted was not brought back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Something of that name has come since.
    #[error("{} exists again", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Anything else the system said.
    #[error("{} cannot be written", .path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The session was not read or not written.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// No folder to keep it in.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// The folder cannot be made or locked.
    #[error("the folder {} cannot be used", .path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The disk is full.
    #[error("no space left at {}", .path.display())]
    NoSpace {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be read or written.
    #[error("{} cannot be used", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The session holds something that no file can (a path that is not UTF-8).
    #[error("the session cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
}

/// Secrets that a call needs and this session has not been told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no value for {}: secrets are kept for one session only", .0.iter().map(|name| format!("{{{{secret:{name}}}}}")).collect::<Vec<_>>().join(", "))]
pub struct MissingSecrets(pub Vec<String>);
