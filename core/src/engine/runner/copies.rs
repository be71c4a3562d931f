//! Copies of schemas on disk: of files by what they were compiled from, of servers by target, both in the cache of `schema`.
//! The names of the files say nothing of the source; a copy that cannot be read or written is as good as none.

use std::{
    fs,
    hash::{Hash, Hasher},
    io::Write as _,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use sha2::{Digest as _, Sha256};

use super::proof::Proof;
use crate::{
    schema::{
        FileSource, Schema,
        cache::{Cache, CachedSchema},
    },
    transport::Target,
};

const SALT_BYTES: usize = 32;

/// Where copies are, if any are kept.
pub(super) struct Copies {
    files: Option<Cache>,
    /// In a folder of their own, so that schemas of files, which are larger, do not crowd them out.
    servers: Option<Cache>,
    /// Of this user alone, so that nobody finds a token by the name of a file made of it.
    salt: OnceLock<[u8; SALT_BYTES]>,
    /// Where it lies.
    salted: Option<PathBuf>,
}

/// A server that a copy is of, and who asked it: a server may show each account another schema. A digest, of which half
/// becomes the name of a file: of tokens and passwords it tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ServerKey([u8; 32]);

impl Copies {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        let servers = folder.as_ref().map(|folder| Cache::in_folder(folder.join("servers")));
        let salted = folder.as_ref().map(|folder| folder.join("servers"));
        Self { files: folder.map(Cache::in_folder), servers, salted, salt: OnceLock::new() }
    }

    /// What the copy of a server is known by, if it is asked with this proof. Reads a small file the first time.
    pub(super) fn key_of(&self, target: &Target, filler: Option<&FileSource>, proof: &Proof) -> ServerKey {
        let salt = self.salt.get_or_init(|| self.salted.as_deref().and_then(salt).unwrap_or_default());
        let mut digest = Fingerprint(Sha256::new_with_prefix(salt));
        (target, filler, &proof.auth).hash(&mut digest);
        proof.metadata.iter().for_each(|entry| entry.hash(&mut digest));
        ServerKey(digest.0.finalize().into())
    }

    /// The cache of schemas from files.
    pub(super) fn of_files(&self) -> Option<Cache> {
        self.files.clone()
    }

    /// What a server last gave. Takes as long as its size: not for a thread that must stay awake.
    pub(super) fn of_server(&self, key: &ServerKey) -> Option<CachedSchema> {
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

/// The salt in a folder, made if there is none yet: of two programs that begin at once, one makes it.
fn salt(folder: &Path) -> Option<[u8; SALT_BYTES]> {
    let path = folder.join("salt");
    let kept = || fs::read(&path).ok()?.try_into().ok();
    if let Some(salt) = kept() {
        return Some(salt);
    }
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).ok()?;
    fs::create_dir_all(folder).ok()?;
    let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
    file.write_all(&salt).ok()?;
    match file.persist_noclobber(&path) {
        Ok(_) => Some(salt),
        Err(_) => kept(),
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        call::{Auth, TokenStore},
        metadata::{Metadata, Secret},
    };

    #[test]
    fn each_account_of_a_server_has_a_copy_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let copies = Copies::new(Some(folder.path().to_owned()));
        let target = Target::new("localhost:1");
        let key = |copies: &Copies, token: &str| {
            let auth = Auth::Bearer { token: Secret::new(token) };
            copies.key_of(&target, None, &Proof { metadata: Metadata::new(), auth, tokens: TokenStore::default() })
        };
        copies.keep_of_server(&key(&copies, "mine"), &Schema::builtin());
        let next_run = Copies::new(Some(folder.path().to_owned()));
        assert!(next_run.of_server(&key(&next_run, "mine")).is_some());
        assert!(next_run.of_server(&key(&next_run, "yours")).is_none());
        let elsewhere = tempfile::tempdir().unwrap();
        let of_another_user = Copies::new(Some(elsewhere.path().to_owned()));
        assert!(key(&of_another_user, "mine") != key(&copies, "mine"), "the name of the file is salted");
    }
}
