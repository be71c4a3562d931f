//! A watch over the files of a schema source: it says which of them changed, once it is quiet again.
//! What the system tells is a reason to look; that something changed is known by comparing two looks. It loads nothing.

mod bell;
mod ears;
mod look;
#[cfg(test)]
mod tests;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use self::{ears::Ears, look::Look};
use crate::schema::FileSource;

pub(super) use self::bell::Bell;

/// Nothing was heard for so long: who writes has finished.
const QUIET: Duration = Duration::from_millis(200);
/// Looked at least so long after the first sound, however busy the folders are.
const LOUDEST: Duration = Duration::from_millis(500);
/// Between two looks where the system gives no watches.
const POLL: Duration = Duration::from_millis(500);
/// Between two looks where it does: network folders change without a sound.
const SLOW_POLL: Duration = Duration::from_secs(10);
/// The share of time that polling may take: one part in so many.
const POLL_SHARE: u32 = 50;

/// The files of one source, watched.
pub(super) struct FileWatch {
    source: FileSource,
    /// What the load read besides what the source names: imports from elsewhere.
    others: Vec<PathBuf>,
    seen: Look,
    /// What changed while it was read.
    overdue: Vec<PathBuf>,
    bell: Arc<Bell>,
    /// None: the system gives no watches.
    ears: Option<Ears>,
}

impl FileWatch {
    /// Begins, before the files are read: a change during a load is one. The bell also ends it.
    pub(super) fn begin(source: &FileSource, bell: Arc<Bell>) -> Self {
        Self::with_ears(source, Ears::new(&bell), bell)
    }

    fn with_ears(source: &FileSource, ears: Option<Ears>, bell: Arc<Bell>) -> Self {
        let mut watch =
            Self { source: source.clone(), others: Vec::new(), seen: Look::default(), overdue: Vec::new(), bell, ears };
        watch.seen = watch.look();
        watch
    }

    /// These files were read too, by a load that began at `since`.
    pub(super) fn also(&mut self, read: Vec<PathBuf>, since: SystemTime) {
        self.others = read.into_iter().filter(|file| !self.seen.has(file)).collect();
        for file in &self.others {
            if self.seen.add(file).is_some_and(|modified| modified >= since) {
                self.overdue.push(file.clone());
            }
        }
        if !self.overdue.is_empty() {
            self.bell.ring();
        }
        let seen = std::mem::take(&mut self.seen);
        self.listen_to(&seen);
        self.seen = seen;
    }

    /// Waits for the next change and returns the files that are new, other or gone; `None` once the bell says stop.
    pub(super) fn changed(&mut self) -> Option<Vec<PathBuf>> {
        loop {
            self.bell.wait(self.patience())?;
            self.wait_until_quiet()?;
            let now = self.look();
            let mut changed = now.differs_from(&self.seen);
            self.seen = now;
            changed.append(&mut self.overdue);
            if !changed.is_empty() {
                changed.sort();
                changed.dedup();
                return Some(changed);
            }
        }
    }

    fn patience(&self) -> Duration {
        let rest = if self.ears.is_some() { SLOW_POLL } else { POLL };
        rest.max(self.seen.took() * POLL_SHARE)
    }

    fn wait_until_quiet(&self) -> Option<()> {
        let first = Instant::now();
        loop {
            let left = LOUDEST.saturating_sub(first.elapsed()).min(QUIET);
            if left.is_zero() || !self.bell.wait(left)? {
                return Some(());
            }
        }
    }

    fn look(&mut self) -> Look {
        let look = Look::at(&self.source, &self.others);
        self.listen_to(&look);
        look
    }

    fn listen_to(&mut self, look: &Look) {
        match self.ears.as_mut().map(|ears| ears.listen_to(look.folders())) {
            // What changed after the look and before the system listened made no sound: it is looked for once more.
            Some(Some(true)) => self.bell.ring(),
            Some(Some(false)) | None => {}
            Some(None) => self.ears = None,
        }
    }
}
