//! What a load looked at on disk: the files it read, the folders it listed, the paths where it found nothing.
//! It tells whether a load now would find the same; it keeps no schema.

use std::{
    collections::HashSet,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use prost::Message;
use sha2::{Digest as _, Sha256};

use super::read::read_bytes;

/// What was looked at. Also how it lies in the cache.
#[derive(Clone, PartialEq, Message)]
pub(in crate::schema) struct Footprint {
    /// What was read, in the order of reading.
    #[prost(message, repeated, tag = "1")]
    pub files: Vec<FilePrint>,
    /// What was listed: the time changes with every entry that comes or goes.
    #[prost(message, repeated, tag = "2")]
    pub folders: Vec<FolderPrint>,
    /// Where an import was looked for and not found.
    #[prost(string, repeated, tag = "3")]
    pub absent: Vec<String>,
    /// A path that is no text is among them: the footprint cannot be kept.
    #[prost(bool, tag = "4")]
    pub is_partial: bool,
}

/// A file that was read.
#[derive(Clone, PartialEq, Eq, Message)]
pub(in crate::schema) struct FilePrint {
    /// Canonical.
    #[prost(string, tag = "1")]
    pub path: String,
    /// In bytes.
    #[prost(uint64, tag = "2")]
    pub len: u64,
    /// When it was last written to, in nanoseconds since 1970; asked before it was read.
    #[prost(fixed64, tag = "3")]
    pub modified_nanos: u64,
    /// The first half of the SHA-256 of its content.
    #[prost(bytes = "vec", tag = "4")]
    pub digest: Vec<u8>,
}

/// A folder that was listed.
#[derive(Clone, PartialEq, Eq, Message)]
pub(in crate::schema) struct FolderPrint {
    /// Canonical.
    #[prost(string, tag = "1")]
    pub path: String,
    /// When an entry of it last came or went, in nanoseconds since 1970.
    #[prost(fixed64, tag = "2")]
    pub modified_nanos: u64,
}

impl FilePrint {
    /// The print of a file whose content was just read; `metadata` is from before.
    pub fn of(path: &Path, metadata: &Metadata, content: &[u8]) -> Option<Self> {
        Some(Self {
            path: path.to_str()?.to_owned(),
            len: metadata.len(),
            modified_nanos: modified_nanos(metadata),
            digest: digest(content),
        })
    }

    /// Whether the file is what it was; its content is read only if its time alone has changed.
    fn holds(&self) -> bool {
        let path = Path::new(&self.path);
        let Ok(metadata) = fs::metadata(path) else { return false };
        if metadata.len() != self.len || !metadata.is_file() {
            return false;
        }
        modified_nanos(&metadata) == self.modified_nanos
            || usize::try_from(self.len)
                .ok()
                .and_then(|len| read_bytes(path, len).ok())
                .is_some_and(|content| digest(&content) == self.digest)
    }
}

impl Footprint {
    /// A file was read.
    pub fn read(&mut self, print: Option<FilePrint>) {
        match print {
            Some(print) => self.files.push(print),
            None => self.is_partial = true,
        }
    }

    /// A folder is about to be listed.
    pub fn list(&mut self, folder: &Path) {
        let modified_nanos = fs::metadata(folder).map_or(0, |metadata| modified_nanos(&metadata));
        match folder.to_str() {
            Some(path) => self.folders.push(FolderPrint { path: path.to_owned(), modified_nanos }),
            None => self.is_partial = true,
        }
    }

    /// What was looked at elsewhere counts too.
    pub fn join(&mut self, mut other: Self) {
        self.files.append(&mut other.files);
        self.folders.append(&mut other.folders);
        self.absent.append(&mut other.absent);
        self.is_partial |= other.is_partial;
    }

    /// Nothing was found at these paths.
    pub fn miss(&mut self, paths: &HashSet<PathBuf>) {
        let known = paths.iter().filter_map(|path| path.to_str());
        self.absent.extend(known.map(str::to_owned));
        self.absent.sort_unstable();
        self.is_partial |= paths.iter().any(|path| path.to_str().is_none());
    }

    /// Whether a load now would look at the same.
    pub fn holds(&self) -> bool {
        let folder_holds = |folder: &FolderPrint| {
            fs::metadata(&folder.path).is_ok_and(|metadata| modified_nanos(&metadata) == folder.modified_nanos)
        };
        self.folders.iter().all(folder_holds)
            && self.files.iter().all(FilePrint::holds)
            && !self.absent.iter().any(|path| Path::new(path).exists())
    }

    /// A key of what was read: of every file its path and its content, in any order.
    pub fn content_key(&self) -> [u8; 32] {
        let mut files: Vec<&FilePrint> = self.files.iter().collect();
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let mut hash = Sha256::new();
        for file in files {
            hash.update(file.path.len().to_le_bytes());
            hash.update(&file.path);
            hash.update(&file.digest);
        }
        hash.finalize().into()
    }
}

fn digest(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).get(..16).unwrap_or_default().to_vec()
}

fn modified_nanos(metadata: &Metadata) -> u64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or_default()
}
