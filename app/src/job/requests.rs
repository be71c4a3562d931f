//! A file with request messages, read for the composer: JSON one a line or one alone, text format, or bytes.
//! It says what the file looks like; it changes no message.

use std::{fs::File, io::Read as _, path::PathBuf};

use farcall_core::{
    message::{Certainty, Recognised, recognise_bytes},
    schema::MessageDescriptor,
};

use crate::{state::TabId, units};

/// A larger file is not taken apart.
const LONGEST: u64 = 8 << 20;

/// Which file, for which tab.
pub struct RequestsJob {
    /// The tab.
    pub tab: TabId,
    /// What is read.
    pub file: PathBuf,
    /// The type of the messages, where it is known.
    pub of: Option<MessageDescriptor>,
}

impl RequestsJob {
    /// Read it; its messages, or why there are none.
    pub fn run(&self) -> Result<Recognised, String> {
        let name = self.file.display();
        let unreadable = |why: std::io::Error| format!("{name} could not be read: {why}");
        let mut bytes = Vec::new();
        File::open(&self.file).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
        if bytes.len() as u64 > LONGEST {
            return Err(format!("{name} is larger than {}", units::size(LONGEST)));
        }
        let found = recognise_bytes(&bytes, self.of.as_ref()).into_iter().next();
        found.filter(|found| found.certainty >= Certainty::Likely).ok_or_else(|| {
            let of = self.of.as_ref().map_or("message".to_owned(), |of| of.full_name().to_owned());
            format!("{name} holds no {of} as JSON, text format or bytes")
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_json_lines_is_several_messages() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ndjson");
        std::fs::write(&file, "{\"id\": 1}\n{\"id\": 2}\n").unwrap();
        let job = RequestsJob { tab: TabId(1), file: file.clone(), of: None };
        assert_eq!(job.run().unwrap().messages.unwrap(), [r#"{"id": 1}"#, r#"{"id": 2}"#]);
        std::fs::write(&file, "nothing of the kind").unwrap();
        assert!(job.run().unwrap_err().ends_with("holds no message as JSON, text format or bytes"));
        std::fs::remove_file(&file).unwrap();
        assert!(job.run().unwrap_err().contains("could not be read"));
    }
}
