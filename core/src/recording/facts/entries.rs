//! Metadata as blocks hold it: secrets are withheld here, unless the file is to have them.
//! It knows no block.

use bytes::Bytes;
use prost::Message;

use crate::metadata::{Entry, Metadata};

#[derive(Clone, PartialEq, Message)]
pub(super) struct EntryPart {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(bytes = "bytes", tag = "2")]
    value: Bytes,
    /// A secret: without a value unless the file was to have it.
    #[prost(bool, tag = "3")]
    is_secret: bool,
}

/// What of metadata is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::recording) struct Secrets {
    /// Values of secrets, too.
    pub kept: bool,
}

impl Secrets {
    pub(super) fn entries(self, metadata: &Metadata) -> Vec<EntryPart> {
        let part = |entry: &Entry| {
            let is_secret = entry.is_secret();
            let value = if is_secret && !self.kept { Bytes::new() } else { entry.value.clone() };
            EntryPart { key: entry.key.clone(), value, is_secret }
        };
        metadata.iter().map(part).collect()
    }
}

/// What stands for a secret that is not in the file, as in saved requests.
fn placeholder(key: &str) -> Bytes {
    format!("{{{{secret:{key}}}}}").into()
}

pub(super) fn metadata(parts: Vec<EntryPart>) -> Metadata {
    let entry = |part: EntryPart| match (part.is_secret, part.value.is_empty()) {
        (true, true) => Entry::new(part.key.clone(), placeholder(&part.key)).marked_secret(),
        (true, false) => Entry::new(part.key, part.value).marked_secret(),
        (false, _) => Entry::new(part.key, part.value),
    };
    parts.into_iter().map(entry).collect()
}
