//! Targets used before, latest first, each with its connection choices and metadata.

use farcall_core::{call::Auth, metadata::Row, transport::Target, workspace::RecentTarget};

/// Recent targets.
#[derive(Default, Clone)]
pub struct Recent {
    /// Latest first.
    pub targets: Vec<RecentTarget>,
}

/// How many are kept.
const RECENT_MAX: usize = 50;

impl Recent {
    /// Note that a target was used; what is not told stays as it was known.
    pub fn touch(&mut self, target: &Target, sent: Option<(&[Row], &Auth)>, methods: Option<usize>, now: i64) {
        let before = self.targets.iter().position(|recent| recent.target.address == target.address);
        let mut entry = before.map(|at| self.targets.remove(at)).unwrap_or_default();
        entry.target = target.clone();
        entry.last_used_unix_secs = now;
        if let Some((rows, auth)) = sent {
            entry.metadata = rows.to_vec();
            entry.auth = auth.clone();
        }
        if let Some(methods) = methods {
            entry.methods = u32::try_from(methods).ok();
        }
        self.targets.insert(0, entry);
        self.targets.truncate(RECENT_MAX);
    }

    /// What is known of a target.
    pub fn of(&self, target: &Target) -> Option<&RecentTarget> {
        self.targets.iter().find(|recent| recent.target == *target)
    }

    /// Those whose address contains what was typed, latest first.
    pub fn matching<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = &'a RecentTarget> + 'a {
        self.targets.iter().filter(move |recent| recent.target.address.contains(typed))
    }
}
