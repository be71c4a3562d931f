//! A file read for a field of bytes, as the base64 that a message holds. It reads no more than may be sent.

use std::{fs::File, io::Read as _, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use farcall_core::message::FieldPath;

use crate::{state::TabId, units};

/// Which file, for which field.
pub struct BytesJob {
    /// The tab.
    pub tab: TabId,
    /// The prepared message.
    pub message: usize,
    /// The field.
    pub path: FieldPath,
    /// What is read.
    pub file: PathBuf,
    /// The most that may be sent, in bytes.
    pub limit: usize,
}

impl BytesJob {
    /// Read it; base64, or why not.
    pub fn run(&self) -> Result<String, String> {
        let name = self.file.display();
        let file = File::open(&self.file).map_err(|why| format!("{name} could not be read: {why}"))?;
        let mut bytes = Vec::new();
        let read = file.take(self.limit as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|why| format!("{name} could not be read: {why}"))?;
        if bytes.len() > self.limit {
            let most = units::size(self.limit as u64);
            return Err(format!(
                "{name} is larger than a request may be ({most}); the limit is in the call's settings"
            ));
        }
        Ok(STANDARD.encode(bytes))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.bin");
        std::fs::write(&file, [0, 255, 1]).unwrap();
        let job = |limit| BytesJob { tab: TabId(1), message: 0, path: Vec::new(), file: file.clone(), limit };
        assert_eq!(job(3).run(), Ok("AP8B".to_owned()));
        assert!(job(2).run().unwrap_err().contains("larger than a request may be (2 B)"));
        std::fs::remove_file(&file).unwrap();
        assert!(job(3).run().unwrap_err().contains("could not be read"));
    }
}
