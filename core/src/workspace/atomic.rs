//! Writing a whole file so that, killed at any moment, either the old or the new one stands there.
//! It knows nothing of what is in the file.

use std::{
    ffi::OsStr,
    fs, io,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use tempfile::{Builder, NamedTempFile};

const STRAY_PREFIX: &str = ".farcall-";
const STRAY_SUFFIX: &str = ".part";
/// A temporary file of this age belongs to no write that is still going on.
const STRAY_AGE: Duration = Duration::from_secs(600);

/// What a file held when it was read or written: tells whether another hand changed it since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    modified: Option<SystemTime>,
    bytes: u64,
    hash: u64,
}

impl Version {
    /// The version of contents that were just read from, or written to, a file.
    pub(super) fn of(path: &Path, contents: &[u8]) -> Self {
        let modified = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
        Self { modified, bytes: contents.len() as u64, hash: fnv1a(contents) }
    }

    /// Whether the contents are the same. A file that was only touched has not changed.
    pub(super) fn same_contents(&self, other: &Self) -> bool {
        (self.bytes, self.hash) == (other.bytes, other.hash)
    }
}

/// Who may read a file that was not there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// The user alone (0600).
    User,
    /// Whoever the system lets read the user's new files.
    Everyone,
}

/// Replaces a file, or makes it with its folders; follows a symbolic link, keeps mode bits. New files are for the
/// user alone (0600).
pub(super) fn replace(path: &Path, contents: &[u8]) -> io::Result<Version> {
    let path = followed(path)?;
    put_in_place(written_beside(&path, contents)?, &path)?;
    Ok(Version::of(&path, contents))
}

/// The same for contents that are written piece by piece. What is no file, such as a pipe or a device, takes them itself.
pub(super) fn replace_by(
    path: &Path,
    readers: Readers,
    contents: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let mut out = BufWriter::new(fs::File::options().write(true).open(path)?);
        contents(&mut out)?;
        return out.flush();
    }
    let path = followed(path)?;
    let temporary = begun_beside(&path, readers)?;
    let mut out = BufWriter::new(temporary.as_file());
    contents(&mut out)?;
    out.flush()?;
    drop(out);
    put_in_place(temporary, &path)
}

fn put_in_place(temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    if let Ok(metadata) = fs::metadata(path) {
        temporary.as_file().set_permissions(metadata.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Makes a file that is not there yet; `AlreadyExists` if it is.
pub(super) fn create(path: &Path, contents: &[u8]) -> io::Result<Version> {
    let temporary = written_beside(path, contents)?;
    temporary.as_file().sync_all()?;
    temporary.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(Version::of(path, contents))
}

/// Takes away what killed writes left in a folder.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| name.starts_with(STRAY_PREFIX) && name.ends_with(STRAY_SUFFIX));
        let old = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > STRAY_AGE));
        if ours && old {
            // A stray that cannot be removed does no harm; the next start tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn written_beside(path: &Path, contents: &[u8]) -> io::Result<NamedTempFile> {
    let temporary = begun_beside(path, Readers::User)?;
    temporary.as_file().write_all(contents)?;
    Ok(temporary)
}

/// Faults of the temporary file are those of the file that was asked for: its name is nobody's business, and goes out of them.
fn begun_beside(path: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| *folder != OsStr::new("")).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = Builder::new();
    builder.prefix(STRAY_PREFIX).suffix(STRAY_SUFFIX);
    #[cfg(unix)]
    if readers == Readers::Everyone {
        // The umask takes its part of it.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.tempfile_in(folder).map_err(|error| error.kind().into())
}

fn followed(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path),
        _ => Ok(path.to_owned()),
    }
}

/// The rename itself must reach the disk; a file system that cannot sync a folder has no better to offer.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = fs::File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

/// FNV-1a, 64 bits: tells versions of one file apart, and guards against nobody.
fn fnv1a(contents: &[u8]) -> u64 {
    contents.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.json");
        let first = replace(&path, b"one").unwrap();
        let second = replace(&path, b"two").unwrap();
        assert!(!first.same_contents(&second));
        assert!(second.same_contents(&Version::of(&path, b"two")));
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
        assert_eq!(create(&path, b"three").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        // The "folder" of the new file is a file: nothing can be written there.
        assert!(replace(&path.join("below"), b"new").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn mode_bits_stay_links_are_followed_and_new_files_are_private() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let real = folder.path().join("real.json");
        replace(&real, b"one").unwrap();
        assert_eq!(mode(&real), 0o600);
        fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
        let link = folder.path().join("link.json");
        symlink(&real, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"two");
        assert_eq!(mode(&real), 0o644);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let (public, plain) = (folder.path().join("public.md"), folder.path().join("plain"));
        fs::write(&plain, "").unwrap();
        replace_by(&public, Readers::Everyone, &mut |out| out.write_all(b"three")).unwrap();
        assert_eq!(mode(&public), mode(&plain), "as any new file");
    }

    #[test]
    fn old_strays_are_swept_and_new_ones_left() {
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join(".farcall-old.part");
        let new = folder.path().join(".farcall-new.part");
        let other = folder.path().join("mine.part");
        for path in [&old, &new, &other] {
            fs::write(path, "x").unwrap();
        }
        let long_ago = SystemTime::now() - 2 * STRAY_AGE;
        for path in [&old, &other] {
            fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
        sweep(folder.path());
        assert!(!old.exists() && new.exists() && other.exists());
    }
}
