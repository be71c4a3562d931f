//! The secrets of TLS sessions, appended to a file in the NSS key log format so that Wireshark reads the traffic.
//! It logs to the file it is given and nowhere else; no environment variable is looked at.

use std::{
    fmt::{self, Write as _},
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;

use super::file::unusable;
use crate::{status::words, transport::ConnectError};

/// A key log that is open for appending. Others may append to the same file.
pub(super) struct KeyLog {
    file: Mutex<File>,
    is_broken: AtomicBool,
}

impl KeyLog {
    /// Opens the file; one that is made is for its owner alone.
    pub(super) fn open(path: &Path) -> Result<Self, ConnectError> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| unusable("the key log", path, &words::io(&error)))?;
        Ok(Self { file: Mutex::new(file), is_broken: AtomicBool::new(false) })
    }

    /// Whether every secret so far is in the file.
    pub(super) fn is_complete(&self) -> bool {
        !self.is_broken.load(Ordering::Relaxed)
    }

    fn append(&self, line: &str) -> io::Result<()> {
        // In one write: other processes append to the same file.
        self.file.lock().write_all(line.as_bytes())
    }
}

impl rustls::KeyLog for KeyLog {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let mut line = format!("{label} ");
        push_hex(&mut line, client_random);
        line.push(' ');
        push_hex(&mut line, secret);
        line.push('\n');
        if self.append(&line).is_err() {
            self.is_broken.store(true, Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for KeyLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyLog")
    }
}

fn push_hex(line: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(line, "{byte:02x}");
    }
}
