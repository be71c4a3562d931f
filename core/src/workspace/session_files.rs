//! Where sessions are kept: one file a running window in the data folder, so that two windows never write over each
//! other's drafts. What cannot be read is set aside under another name, never deleted.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    atomic,
    error::SessionError,
    places::data_folder,
    session::{SESSION_FORMAT, Session},
};

/// Windows that keep a session of their own; more share the last one's name by number.
const MOST_WINDOWS: usize = 32;

/// The session file of this process, held until it ends.
#[derive(Debug)]
pub struct SessionFiles {
    folder: PathBuf,
    slot: usize,
    lock: File,
}

impl Drop for SessionFiles {
    /// Closing the file is not enough: a program that is being started just now still holds a copy of it.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Restored {
    /// The session, or an empty one.
    pub session: Session,
    /// What could not be restored and where it lies now, in words for the user.
    pub problem: Option<String>,
}

#[derive(Serialize)]
struct Written<'a> {
    format: u64,
    #[serde(flatten)]
    session: &'a Session,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u64,
}

impl SessionFiles {
    /// Takes the first session file of the data folder that no other window holds.
    ///
    /// # Errors
    /// There is no data folder, or it cannot be used.
    pub fn open() -> Result<Self, SessionError> {
        Self::open_in(&data_folder()?)
    }

    /// The same in a folder that was named.
    ///
    /// # Errors
    /// It cannot be used, or more windows are open than have sessions.
    pub fn open_in(folder: &Path) -> Result<Self, SessionError> {
        let unusable = |source| SessionError::Unusable { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(unusable)?;
        atomic::sweep(folder);
        for slot in 1..=MOST_WINDOWS {
            let lock = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(folder.join(numbered("session", slot, "lock")))
                .map_err(unusable)?;
            match lock.try_lock() {
                Ok(()) => return Ok(Self { folder: folder.to_owned(), slot, lock }),
                Err(TryLockError::WouldBlock) => {}
                // A file system without locks: one window at a time is all that can be promised.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { folder: folder.to_owned(), slot, lock });
                }
                Err(TryLockError::Error(error)) => return Err(unusable(error)),
            }
        }
        Err(unusable(io::Error::other(format!("{MOST_WINDOWS} windows are open already"))))
    }

    /// The session's file.
    pub fn path(&self) -> PathBuf {
        self.folder.join(numbered("session", self.slot, "json"))
    }

    /// Reads the session; a further window without one starts with the targets and looks of the first.
    ///
    /// # Errors
    /// The file is there but the system does not give it; it is left alone.
    pub fn restore(&self) -> Result<Restored, SessionError> {
        let path = self.path();
        match fs::read(&path) {
            Ok(contents) => read(&contents).map_or_else(
                |problem| self.set_aside(&path, &problem),
                |session| Ok(Restored { session, problem: None }),
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(self.first_time()),
            Err(source) => Err(SessionError::File { path, source }),
        }
    }

    /// Writes the session, atomically, secrets replaced.
    ///
    /// # Errors
    /// Not written; what was written before is intact.
    pub fn save(&self, session: &Session) -> Result<(), SessionError> {
        let session = session.without_secrets();
        let written = Written { format: SESSION_FORMAT, session: &session };
        let mut contents = serde_json::to_vec_pretty(&written).map_err(SessionError::Unwritable)?;
        contents.push(b'\n');
        let path = self.path();
        atomic::replace(&path, &contents).map(|_| ()).map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => SessionError::NoSpace { path, source },
            _ => SessionError::File { path, source },
        })
    }

    fn first_time(&self) -> Restored {
        let first = fs::read(self.folder.join(numbered("session", 1, "json")))
            .ok()
            .and_then(|contents| read(&contents).ok())
            .unwrap_or_default();
        let session = Session {
            recent: first.recent,
            theme: first.theme,
            zoom: first.zoom,
            window: first.window,
            ..Session::default()
        };
        Restored { session, problem: None }
    }

    fn set_aside(&self, path: &Path, problem: &str) -> Result<Restored, SessionError> {
        let aside = (1..)
            .map(|number| self.folder.join(format!("{}.damaged-{number}", numbered("session", self.slot, "json"))))
            .find(|aside| !aside.exists())
            .unwrap_or_else(|| path.with_extension("damaged"));
        fs::rename(path, &aside).map_err(|source| SessionError::File { path: path.to_owned(), source })?;
        let problem = format!("The last session could not be restored: {problem}. It is kept as {}", aside.display());
        Ok(Restored { session: Session::default(), problem: Some(problem) })
    }
}

fn read(contents: &[u8]) -> Result<Session, String> {
    let words = |error: serde_json::Error| error.to_string();
    let FormatOnly { format } = serde_json::from_slice(contents).map_err(words)?;
    if format > SESSION_FORMAT {
        return Err(format!("it has format {format}, this version reads up to {SESSION_FORMAT}"));
    }
    serde_json::from_slice(contents).map_err(words)
}

fn numbered(stem: &str, slot: usize, ending: &str) -> String {
    if slot == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{slot}.{ending}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "session_tests.rs"]
mod tests;
