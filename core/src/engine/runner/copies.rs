//! Copies of schemas on disk: of files by what they were compiled from, of servers by target, both in the cache of `schema`.
//! The names of the files say nothing of the source; a copy that cannot be read or written is as good as none.

use std::{
    hash::{Hash, Hasher},
    path::PathBuf,
};

use sha2::{Digest as _, Sha256};

use crate::{
    schema::{FileSource, Schema, cache::Cache},
    transport::Target,
};

/// Where copies are, if any are kept.
pub(super) struct Copies {
    files: Option<Cache>,
    /// In a folder of their own, so that schemas of files, which are larger, do not crowd them out.
    servers: Option<Cache>,
}

/// A server that a copy is of. A digest: a target may hold the password of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ServerKey([u8; 32]);

impl ServerKey {
    pub(super) fn of(target: &Target, filler: Option<&FileSource>) -> Self {
        let mut digest = Fingerprint(Sha256::new());
        (target, filler).hash(&mut digest);
        Self(digest.0.finalize().into())
    }
}

impl Copies {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        let servers = folder.as_ref().map(|folder| Cache::in_folder(folder.join("servers")));
        Self { files: folder.map(Cache::in_folder), servers }
    }

    /// The cache of schemas from files.
    pub(super) fn of_files(&self) -> Option<Cache> {
        self.files.clone()
    }

    /// What a server last gave. Takes as long as its size: not for a thread that must stay awake.
    pub(super) fn of_server(&self, key: &ServerKey) -> Option<Schema> {
        self.servers.as_ref()?.named(&key.0)
    }

    /// Keeps what a server gave in place of what it gave before. Takes as long as its size.
    pub(super) fn keep_of_server(&self, key: &ServerKey, schema: &Schema) {
        if let Some(servers) = &self.servers {
            // Without a copy the next start shows less at first, and nothing else is lost.
            let _ = servers.keep_named(&key.0, schema);
        }
    }
}

/// A hash that stays the same from one run of the program to the next.
struct Fingerprint(Sha256);

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest: [u8; 32] = self.0.clone().finalize().into();
        digest.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }
}
