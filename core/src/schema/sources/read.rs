//! Reading one file: a regular file, of bounded size, as bytes or as text.
//! It knows nothing of protobuf.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

/// Largest .proto file; the largest known one has a tenth of it.
pub(super) const MAX_TEXT_BYTES: u64 = 8 << 20;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub(in crate::schema) enum ReadError {
    /// No such file, no right to read it, and the like.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A folder, a device, a pipe.
    #[error("is not a regular file")]
    NotAFile,
    /// Over the limit, in bytes.
    #[error("is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// Text with bytes that are not UTF-8, at this 1-based line.
    #[error("is not UTF-8 text")]
    NotText(u32),
}

impl ReadError {
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::NotText(line) => Some(*line),
            Self::Io(_) | Self::NotAFile | Self::TooLarge(_) => None,
        }
    }
}

/// The file's bytes, if there are not more than `max_bytes`.
pub(super) fn read_bytes(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    // Asked before opening: opening a pipe waits for whoever writes to it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(ReadError::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(max_bytes + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(len) if len <= max_bytes => Ok(bytes),
        _ => Err(ReadError::TooLarge(max_bytes)),
    }
}

/// The file's text, without byte order mark, line ends as they are.
pub(in crate::schema) fn read_text(path: &Path) -> Result<String, ReadError> {
    let mut bytes = read_bytes(path, MAX_TEXT_BYTES)?;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let lines = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        ReadError::NotText(u32::try_from(lines).unwrap_or(u32::MAX))
    })
}
