//! The files that TLS needs, read whole within a bound, and the error that names one that is no good.
//! What is in them is for others to find out.

use std::{fs::File, io::Read as _, path::Path};

use crate::{status::words, transport::ConnectError};

/// The roots of a system are a quarter of this.
const LARGEST: u64 = 1 << 20;

/// The contents of a file.
pub(super) fn read(purpose: &'static str, path: &Path) -> Result<Vec<u8>, ConnectError> {
    let mut contents = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut contents));
    match read {
        Ok(bytes) if bytes as u64 > LARGEST => {
            Err(unusable(purpose, path, &format!("It is larger than {}", words::size(LARGEST))))
        }
        Ok(_) => Ok(contents),
        Err(error) => Err(unusable(purpose, path, &words::io(&error))),
    }
}

pub(super) fn unusable(purpose: &'static str, path: &Path, reason: &str) -> ConnectError {
    ConnectError::File { purpose, path: path.to_owned(), reason: reason.to_owned() }
}
