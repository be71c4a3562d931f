//! Writing any other file whole: exports, copies. It asks nothing about what was there.

use std::{fs, io, io::Write, path::Path};

use super::{
    atomic::{self, Readers},
    error::SaveError,
};

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
    atomic::replace_by(path, Readers::User, contents).map_err(|source| unwritten(path, source))
}

/// The same for what is no secret: others may read a new file, where the system lets them.
///
/// # Errors
/// Not written; what stood there before stands there still.
pub fn publish_file_by(
    path: &Path,
    contents: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), SaveError> {
    atomic::replace_by(path, Readers::Everyone, contents).map_err(|source| unwritten(path, source))
}

/// Whether two paths lead to one file, whatever links are on the way; a file that is not there is none.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let same_place = || Some(fs::canonicalize(one).ok()? == fs::canonicalize(other).ok()?);
    same_place().unwrap_or(false) || are_hard_links(one, other)
}

#[cfg(unix)]
fn are_hard_links(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path| fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()));
    identity(one).is_some_and(|one| identity(other) == Some(one))
}

#[cfg(not(unix))]
fn are_hard_links(_one: &Path, _other: &Path) -> bool {
    false
}

fn unwritten(path: &Path, source: io::Error) -> SaveError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => SaveError::NoSpace { path, source },
        _ => SaveError::Unwritten { path, source },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_found_behind_links() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "a").unwrap();
        fs::write(at("b"), "a").unwrap();
        assert!(is_same_file(&at("a"), &folder.path().join("./a")));
        assert!(!is_same_file(&at("a"), &at("b")) && !is_same_file(&at("c"), &at("c")));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("a"), at("soft")).unwrap();
            fs::hard_link(at("a"), at("hard")).unwrap();
            assert!(is_same_file(&at("a"), &at("soft")) && is_same_file(&at("hard"), &at("a")));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_fault_names_the_file_that_was_asked_for_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let full = || io::Error::from_raw_os_error(28);
        let error = write_file_by(&path, &mut |_| Err(full())).unwrap_err();
        assert_eq!(error.to_string(), format!("no space left at {}", path.display()));
        let nowhere = write_file(Path::new("/proc/none"), b"x").unwrap_err();
        let told = std::error::Error::source(&nowhere).map(ToString::to_string).unwrap_or_default();
        assert!(!told.contains(".farcall-"), "{told}");
    }
}
