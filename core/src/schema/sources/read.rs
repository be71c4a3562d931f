//! Reading one file: a regular file, of bounded size, as bytes or as text.
//! It knows nothing of protobuf.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use crate::{schema::limits::SchemaLimits, status::words};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub(in crate::schema) enum ReadError {
    /// No such file, no right to read it, and the like.
    #[error("cannot be read: {}", words::io(.0))]
    Io(#[from] io::Error),
    /// A folder, where a file is wanted.
    #[error("is a folder, not a file")]
    Folder,
    /// A device, a pipe.
    #[error("is not a regular file")]
    NotAFile,
    /// Over the limit, in bytes.
    #[error("is larger than {}", Size(*.0))]
    TooLarge(usize),
    /// Text with bytes that are not UTF-8, at this 1-based line.
    #[error("is not UTF-8 text")]
    NotText(u32),
}

impl ReadError {
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::NotText(line) => Some(*line),
            Self::Io(_) | Self::Folder | Self::NotAFile | Self::TooLarge(_) => None,
        }
    }
}

/// A number of bytes in words.
pub(super) struct Size(pub usize);

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            bytes if bytes >= 1 << 20 => write!(f, "{} MiB", bytes >> 20),
            bytes if bytes >= 1 << 10 => write!(f, "{} KiB", bytes >> 10),
            bytes => write!(f, "{bytes} bytes"),
        }
    }
}

/// The file's bytes, if there are not more than `max_bytes`.
pub(super) fn read_bytes(path: &Path, max_bytes: usize) -> Result<Vec<u8>, ReadError> {
    // Asked before opening: opening a pipe waits for whoever writes to it.
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(ReadError::Folder);
    }
    if !metadata.is_file() {
        return Err(ReadError::NotAFile);
    }
    let expected = usize::try_from(metadata.len()).unwrap_or(usize::MAX).min(max_bytes);
    let mut bytes = Vec::with_capacity(expected.saturating_add(1));
    let one_more = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(one_more).read_to_end(&mut bytes)?;
    match bytes.len() <= max_bytes {
        true => Ok(bytes),
        false => Err(ReadError::TooLarge(max_bytes)),
    }
}

/// The file's text within the limits as they come, without byte order mark, line ends as they are.
pub(in crate::schema) fn read_text(path: &Path) -> Result<String, ReadError> {
    text_of(read_bytes(path, SchemaLimits::default().max_file_bytes)?)
}

/// The bytes as text, without byte order mark, line ends as they are.
pub(super) fn text_of(mut bytes: Vec<u8>) -> Result<String, ReadError> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let lines = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        ReadError::NotText(u32::try_from(lines).unwrap_or(u32::MAX))
    })
}
