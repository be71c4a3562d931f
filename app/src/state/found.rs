//! What a search found, and the search that is under way. It does not search.

use farcall_core::engine::SourceId;

/// A search as it stands: what was typed last, and what was found of it or of what was typed before.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Number of the search asked for last.
    pub asked: u64,
    /// What was found last.
    pub found: Found,
}

impl Search {
    /// Whether more was typed than was searched for.
    pub fn is_pending(&self) -> bool {
        self.found.number < self.asked
    }
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Number of the search.
    pub number: u64,
    /// What was searched for.
    pub text: String,
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub count: usize,
}

/// One hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Whose name it is; `None`: of the other names that were given along.
    pub source: Option<SourceId>,
    /// Its position among the entries of that source's listing, or among the other names.
    pub at: usize,
}
