//! The system's watches on folders: a sound in one of them rings the bell.
//! They do not say what changed; where the system gives none, there are no ears.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};

use super::{
    bell::Bell,
    look::{FolderId, could_matter},
};

/// Watches on folders, not on what is below them.
pub(super) struct Ears {
    watcher: RecommendedWatcher,
    heard: BTreeMap<PathBuf, FolderId>,
}

impl Ears {
    pub(super) fn new(bell: &Arc<Bell>) -> Option<Self> {
        let bell = Arc::clone(bell);
        let heard = move |event: notify::Result<Event>| {
            if event.map_or(true, |event| is_a_change(&event)) {
                bell.ring();
            }
        };
        Some(Self { watcher: notify::recommended_watcher(heard).ok()?, heard: BTreeMap::new() })
    }

    /// Listens to these folders and no others; whether to some for the first time. `None` if the system has no watch left.
    pub(super) fn listen_to(&mut self, folders: &BTreeMap<PathBuf, FolderId>) -> Option<bool> {
        // A folder that was made anew under its old name has no watch any more.
        let gone = self.heard.iter().filter(|(folder, id)| folders.get(*folder) != Some(*id));
        let gone: Vec<PathBuf> = gone.map(|(folder, _)| folder.clone()).collect();
        let new = folders.iter().filter(|(folder, id)| self.heard.get(*folder) != Some(*id));
        let new: Vec<(PathBuf, FolderId)> = new.map(|(folder, id)| (folder.clone(), *id)).collect();
        if gone.is_empty() && new.is_empty() {
            return Some(false);
        }
        let mut paths = self.watcher.paths_mut();
        for folder in &gone {
            // Of a folder that is gone the system has let go by itself.
            let _ = paths.remove(folder);
        }
        let mut is_out = false;
        let mut taken = Vec::with_capacity(new.len());
        for (folder, id) in new {
            match paths.add(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => taken.push((folder, id)),
                Err(error) => is_out |= !is_gone(&error, &folder),
            }
        }
        is_out |= paths.commit().is_err();
        gone.iter().for_each(|folder| _ = self.heard.remove(folder));
        let has_new = !taken.is_empty();
        self.heard.extend(taken);
        (!is_out).then_some(has_new)
    }
}

fn is_gone(error: &notify::Error, folder: &Path) -> bool {
    matches!(error.kind, notify::ErrorKind::PathNotFound) || !folder.exists()
}

/// Whether a file that matters may be another now. That files are read is no change: loads do it.
fn is_a_change(event: &Event) -> bool {
    let is_reading = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    event.need_rescan() || (!is_reading && event.paths.iter().any(|path| could_matter(path)))
}
