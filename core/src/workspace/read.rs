//! Reading a whole file that another hand may have put there: plain files only, within a bound.
//! It knows nothing of what is in the file.

use std::{fs, io, io::Read as _, path::Path};

use super::error::LoadError;

/// The largest saved request that is read.
pub(super) const LARGEST_REQUEST_BYTES: u64 = 64 << 20;

/// The contents of a saved request's file; a link is followed to a plain file.
pub(super) fn request_file(path: &Path) -> Result<Vec<u8>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    // A pipe would be waited for, a device read for ever.
    if !metadata.is_file() {
        return Err(unreadable(io::Error::other("It is not a plain file")));
    }
    let too_large = |bytes| LoadError::TooLarge { path: path.to_owned(), bytes, limit: LARGEST_REQUEST_BYTES };
    if metadata.len() > LARGEST_REQUEST_BYTES {
        return Err(too_large(metadata.len()));
    }
    let mut contents = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(LARGEST_REQUEST_BYTES + 1).read_to_end(&mut contents).map_err(unreadable)?;
    match contents.len() as u64 {
        bytes if bytes > LARGEST_REQUEST_BYTES => Err(too_large(bytes)),
        _ => Ok(contents),
    }
}
