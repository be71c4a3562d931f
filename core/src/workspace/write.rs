//! Writing any other file whole: exports, copies. It asks nothing about what was there.

use std::{io, io::Write, path::Path};

use super::{atomic, error::SaveError};

/// Writes a file atomically, with its folders; follows a symbolic link, keeps mode bits.
///
/// # Errors
/// Not written; what stood there before stands there still.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<(), SaveError> {
    atomic::replace(path, contents).map(drop).map_err(|source| unwritten(path, source))
}

/// Writes a file atomically from what `contents` writes, piece by piece, so that it need not stand in memory. An error of
/// `contents` leaves everything as it was.
///
/// # Errors
/// Not written; what stood there before stands there still.
pub fn write_file_by(path: &Path, contents: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<(), SaveError> {
    atomic::replace_by(path, contents).map_err(|source| unwritten(path, source))
}

fn unwritten(path: &Path, source: io::Error) -> SaveError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => SaveError::NoSpace { path, source },
        _ => SaveError::Unwritten { path, source },
    }
}
