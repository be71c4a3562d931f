//! Writing any other file whole: exports, copies. It asks nothing about what was there.

use std::{io, path::Path};

use super::{atomic, error::SaveError};

/// Writes a file atomically, with its folders; follows a symbolic link, keeps mode bits.
///
/// # Errors
/// Not written; what stood there before stands there still.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<(), SaveError> {
    atomic::replace(path, contents).map(drop).map_err(|source| {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => SaveError::NoSpace { path, source },
            _ => SaveError::Unwritten { path, source },
        }
    })
}
