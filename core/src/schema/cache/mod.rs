//! The cache: compiled schemas on disk, keyed by what they were compiled from, so that a tree is shown at once.
//! Nothing it reads is trusted: a copy is vetted as any descriptor set, and what is damaged is no copy.

mod comments;
mod entry;
mod outline;
mod sweep;

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use self::entry::Entry;
use super::{
    catalog::Schema,
    limits::SchemaLimits,
    progress::LoadProgress,
    sources::{self, FileSource, Footprint},
};

/// All copies together, unless told otherwise.
const MAX_BYTES: u64 = 256 << 20;
/// Copies of one source: of what it was on this branch and on that.
const MAX_COPIES: usize = 4;
/// The largest copy that is read.
const MAX_ENTRY_BYTES: u64 = 128 << 20;
/// How the names of copies end.
const EXTENSION: &str = "schema";

/// Compiled schemas in a folder of its own; several programs may use it at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
    max_bytes: u64,
}

/// What the cache holds of a source.
#[derive(Clone)]
pub struct CachedSchema {
    /// As it was loaded, problems and places included.
    pub schema: Schema,
    /// Whether a load now would read the same files; else it is what the source last gave.
    pub is_current: bool,
    /// When it was made.
    pub made: SystemTime,
}

/// Why a copy was not kept. The schema is as good without.
#[derive(Debug, thiserror::Error)]
#[error("the copy of the schema could not be kept: {0}")]
pub struct KeepCopyError(#[from] std::io::Error);

impl Cache {
    /// The cache in this folder, which is made when the first copy is kept.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), max_bytes: MAX_BYTES }
    }

    /// With at most so many bytes on disk; those not used for the longest time go first. 256 MiB if not told.
    #[must_use]
    pub fn max_bytes(self, max_bytes: u64) -> Self {
        Self { max_bytes, ..self }
    }

    /// The copy of a source: that of its files as they are, else what it last gave. Of descriptor sets there is none.
    ///
    /// Reads a file and asks for the times of what the schema was read from: not for a thread that must stay awake.
    pub fn copy(&self, source: &FileSource, limits: &SchemaLimits) -> Option<CachedSchema> {
        let copies = self.copies(source, limits);
        let current = copies.iter().find(|path| entry::footprint(path).is_some_and(|footprint| footprint.holds()));
        let is_current = current.is_some();
        let path = current.or(copies.first())?;
        read(path).map(|copy| CachedSchema { is_current, ..copy })
    }

    /// The names in the copy used last, where that is a large one: packages, services, methods, and types without what is
    /// within them. It is there in a fraction of the time of [`Cache::copy`]: to be shown until that is there.
    pub fn outline(&self, source: &FileSource, limits: &SchemaLimits) -> Option<CachedSchema> {
        let (schema, made) = entry::outline(self.copies(source, limits).first()?)?;
        Some(CachedSchema { schema, is_current: false, made })
    }

    /// The copy if it is current, else the source itself, of which a copy is kept; `None`: `progress` ended it.
    pub fn load(&self, source: &FileSource, limits: &SchemaLimits, progress: &mut dyn LoadProgress) -> Option<Schema> {
        match self.copy(source, limits) {
            Some(copy) if copy.is_current => Some(copy.schema),
            _ => self.refresh(source, limits, progress),
        }
    }

    /// Loads the source itself and keeps a copy; `None`: `progress` ended it.
    pub fn refresh(
        &self,
        source: &FileSource,
        limits: &SchemaLimits,
        progress: &mut dyn LoadProgress,
    ) -> Option<Schema> {
        let loaded = sources::load(source, None, limits, progress)?;
        if let Some(footprint) = loaded.footprint.filter(|footprint| !footprint.is_partial) {
            // A schema without a copy is as good; the next load takes as long as this one.
            self.keep(source, limits, &footprint, &loaded.schema).ok();
        }
        Some(loaded.schema)
    }

    /// Keeps a copy under a name, in place of the one before: of a schema that no file gave, such as that of a server.
    ///
    /// # Errors
    /// The folder cannot be made or written to.
    pub fn keep_named(&self, name: &[u8], schema: &Schema) -> Result<(), KeepCopyError> {
        self.write(&self.path_of_name(name), &Footprint::default(), schema)
    }

    /// The copy kept under a name. Whether it is current is known to whoever gave it.
    pub fn named(&self, name: &[u8]) -> Option<CachedSchema> {
        read(&self.path_of_name(name))
    }

    fn keep(
        &self,
        source: &FileSource,
        limits: &SchemaLimits,
        footprint: &Footprint,
        schema: &Schema,
    ) -> Result<(), KeepCopyError> {
        let content = hex(&footprint.content_key());
        let path = self.folder.join(format!("{}-{content}.{EXTENSION}", source_key(source, limits)));
        self.write(&path, footprint, schema)?;
        for old in self.copies(source, limits).iter().skip(MAX_COPIES) {
            fs::remove_file(old)?;
        }
        Ok(())
    }

    /// Writes a copy, whole or not at all, and sees to it that all together stay within the bound.
    fn write(&self, path: &Path, footprint: &Footprint, schema: &Schema) -> Result<(), KeepCopyError> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix(sweep::STRAY).tempfile_in(&self.folder)?;
        // Not synced to the disk: a torn copy fails its checksum and is written again.
        entry::write(file.as_file_mut(), footprint, schema)?;
        file.persist(path).map_err(|error| error.error)?;
        sweep::sweep(&self.folder, self.max_bytes, path);
        Ok(())
    }

    fn path_of_name(&self, name: &[u8]) -> PathBuf {
        let key = Sha256::new().chain_update(version()).chain_update(name).finalize();
        self.folder.join(format!("{}-named.{EXTENSION}", hex(&key)))
    }

    /// The copies of a source, the last used first.
    fn copies(&self, source: &FileSource, limits: &SchemaLimits) -> Vec<PathBuf> {
        let key = source_key(source, limits);
        let mut copies: Vec<(SystemTime, PathBuf)> = sweep::copies(&self.folder)
            .filter(|copy| copy.name.starts_with(&key))
            .map(|copy| (copy.used, copy.path))
            .collect();
        copies.sort_by(|a, b| b.cmp(a));
        copies.into_iter().map(|(_, path)| path).collect()
    }
}

/// The copy at this path. One that is damaged or of another version goes: it would be in the way forever.
fn read(path: &Path) -> Option<CachedSchema> {
    if !path.exists() {
        return None;
    }
    let copy = Entry::read(path).and_then(|entry| {
        let made = entry.made();
        Some(CachedSchema { schema: entry.into_schema()?, is_current: false, made })
    });
    match &copy {
        Some(_) => used_now(path),
        None => {
            fs::remove_file(path).ok();
        }
    }
    copy
}

/// What was asked for, as part of a file name that says nothing of it.
fn source_key(source: &FileSource, limits: &SchemaLimits) -> String {
    // Where the program was started counts only for paths that are relative to it.
    let is_relative = source.paths().chain(source.import_roots()).any(|path| path.is_relative());
    let folder = if is_relative { std::env::current_dir().unwrap_or_default() } else { PathBuf::new() };
    let asked = serde_json::to_vec(&(&folder, source, limits));
    // Paths that are no text cannot be written; they are told apart all the same.
    let asked = asked.unwrap_or_else(|_| format!("{folder:?} {source:?} {limits:?}").into_bytes());
    hex(&Sha256::new().chain_update(version()).chain_update(asked).finalize())
}

/// A program of another version may compile otherwise: its copies are not ours.
fn version() -> String {
    format!("{}{}\n", entry::FORMAT, env!("CARGO_PKG_VERSION"))
}

/// The first half of a key, long enough to tell apart what one user has.
fn hex(key: &[u8]) -> String {
    key.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn used_now(path: &Path) {
    if let Ok(file) = File::options().append(true).open(path) {
        file.set_modified(SystemTime::now()).ok();
    }
}
