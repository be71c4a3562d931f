//! Work that takes longer than a frame may: what is asked, and what comes of it. A job is a value and running it is a
//! function, so that it can run at once where it is small and on the worker's thread where it is not.

mod export;
mod listing;
mod page;
mod search;

use std::sync::Arc;

use farcall_core::engine::{LoadedSchema, SourceId};

pub use self::{
    export::{Export, ExportKind},
    page::{PageJob, TextJob},
    search::{SearchJob, Searched, found_in, matching},
};
use crate::state::{FileText, Found, Listing, Shown, TabId};

/// What is to be done.
pub enum Job {
    /// Make the list of a schema that was just loaded.
    List(SourceId, Box<LoadedSchema>),
    /// Search by what was typed.
    Search(SearchJob),
    /// Make the page of a symbol.
    Page(PageJob),
    /// Read the source of a symbol.
    Text(TextJob),
    /// Write a schema into a file or folder.
    Export(Box<Export>),
}

/// What came of it.
pub enum Done {
    /// The list of a schema.
    Listed(SourceId, Box<LoadedSchema>, Arc<Listing>),
    /// No list could be made of a schema.
    NotListed(SourceId),
    /// What a search found.
    Found(Searched, Found),
    /// The page of this symbol, for a tab.
    Page(TabId, String, Result<Arc<Shown>, String>),
    /// The source of this symbol, for a tab.
    Text(TabId, String, Result<Arc<FileText>, String>),
    /// What was written, in words, or why not.
    Exported(Result<String, String>),
}

impl Job {
    /// Whether it is done within a frame.
    pub fn is_small(&self) -> bool {
        match self {
            Job::List(_, loaded) => crate::state::is_quickly_listed(&loaded.schema),
            Job::Search(search) => search.is_small(),
            Job::Page(page) => page.listing.is_small(),
            // The disk may be slow.
            Job::Text(_) | Job::Export(_) => false,
        }
    }

    /// Do it.
    pub fn run(self) -> Done {
        match self {
            Job::List(id, loaded) => {
                let listing = Arc::new(listing::list(&loaded));
                Done::Listed(id, loaded, listing)
            }
            Job::Search(search) => search.run(),
            Job::Page(page) => page.run(),
            Job::Text(text) => text.run(),
            Job::Export(export) => Done::Exported(export.run()),
        }
    }

    /// What is told where doing it came to no end.
    pub fn given_up(&self) -> Done {
        let why = || "This could not be made of the schema; please report it".to_owned();
        match self {
            Job::List(id, _) => Done::NotListed(*id),
            Job::Search(search) => {
                Done::Found(search.of, Found { number: search.number, text: search.text.clone(), ..Found::default() })
            }
            Job::Page(page) => Done::Page(page.tab, page.symbol.clone(), Err(why())),
            Job::Text(text) => Done::Text(text.tab, text.symbol.clone(), Err(why())),
            Job::Export(_) => Done::Exported(Err(why())),
        }
    }

    /// Whether this one need not be done once `newer` is asked for.
    pub fn is_outdated_by(&self, newer: &Job) -> bool {
        match (self, newer) {
            (Job::Search(old), Job::Search(new)) => old.of == new.of,
            (Job::Page(old), Job::Page(new)) => old.tab == new.tab,
            (Job::Text(old), Job::Text(new)) => old.tab == new.tab,
            (Job::List(old, _), Job::List(new, _)) => old == new,
            _ => false,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use farcall_core::schema::Schema;

    use super::*;

    #[test]
    fn a_job_that_is_given_up_answers_whom_it_was_for() {
        let listing = Arc::new(Listing::of(&Schema::builtin()));
        let job = Job::Page(PageJob { tab: TabId(7), listing, symbol: "a.M".to_owned() });
        let Done::Page(tab, symbol, Err(why)) = job.given_up() else { panic!("the tab waits for ever") };
        assert_eq!((tab, symbol.as_str()), (TabId(7), "a.M"));
        assert!(why.contains("please report it"), "{why}");
    }

    #[test]
    fn where_some_names_have_the_text_as_it_is_those_with_its_letters_are_left_out() {
        let listing = Arc::new(Listing::of(&Schema::builtin()));
        let listings = vec![(SourceId(1), listing.clone())];
        let search =
            SearchJob { of: Searched::Tree, number: 1, text: "timestamp".to_owned(), listings, others: Vec::new() };
        let Done::Found(_, found) = search.run() else { panic!("a search finds") };
        let names: Vec<&str> = found.hits.iter().map(|hit| listing.entries()[hit.at].name.as_str()).collect();
        assert!(!names.is_empty() && names.iter().all(|name| name.to_lowercase().contains("timestamp")), "{names:?}");
    }
}
