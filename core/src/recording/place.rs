//! Where a recording is written: into the file itself, or beside it until it is whole.
//! It knows nothing of what is in it.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile};

/// A file that is being written.
pub(super) enum Place {
    /// The one that was asked for.
    Itself(File),
    /// One beside it, in the same folder; it goes unless it is settled.
    Beside(NamedTempFile, PathBuf),
}

impl Place {
    /// Beside the file, where all of it is known, else the file itself: so is a pipe or a device, which nothing can replace.
    /// Links are followed.
    pub(super) fn take(path: &Path, is_known_whole: bool) -> io::Result<Self> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_replaceable = fs::metadata(&path).map_or(true, |metadata| metadata.is_file());
        if !is_known_whole || !is_replaceable {
            return create(&path).map(Self::Itself);
        }
        let folder = path.parent().filter(|folder| *folder != OsStr::new("")).unwrap_or(Path::new("."));
        let beside = Builder::new().prefix(".farcall-").suffix(".part").tempfile_in(folder);
        // Its name is nobody's business.
        let beside = beside.map_err(|error| io::Error::from(error.kind()))?;
        Ok(Self::Beside(beside, path))
    }

    /// Whether what is written is in the file that was asked for at once.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Itself(_))
    }

    /// Where to write.
    pub(super) fn file(&self) -> &File {
        match self {
            Self::Itself(file) => file,
            Self::Beside(beside, _) => beside.as_file(),
        }
    }

    /// All is written: it reaches the disk, and has its name.
    pub(super) fn settle(self) -> io::Result<()> {
        self.file().sync_all().or_else(cannot_sync)?;
        match self {
            Self::Itself(_) => Ok(()),
            Self::Beside(beside, path) => {
                if let Ok(before) = fs::metadata(&path) {
                    beside.as_file().set_permissions(before.permissions())?;
                }
                beside.persist(&path).map(drop).map_err(|error| error.error)
            }
        }
    }
}

/// Messages may hold anything: the file is for the user alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A pipe or a device has nothing to sync.
fn cannot_sync(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(error),
    }
}
