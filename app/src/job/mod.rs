//! Work that takes longer than a frame may: what is asked, and what comes of it. A job is a value and running it is a
//! function, so that it can run at once where it is small and on the worker's thread where it is not.

mod bytes;
mod compare;
mod examples;
mod export;
mod listing;
mod messages;
mod page;
mod recordings;
mod requests;
mod search;

use std::{path::PathBuf, sync::Arc};

use farcall_core::{
    engine::{Failure, LoadedSchema, SourceId},
    message::{Comparison, FieldPath, Recognised, TextRead, Unread},
    recording::{Recording, ReplayOutcome},
};

pub use self::{
    bytes::BytesJob,
    compare::CompareJob,
    examples::{ExampleDone, ExampleJob},
    export::{Export, Written},
    messages::ReadJob,
    page::{PageJob, TextJob},
    recordings::{CallExport, CompareReplayJob, OpenRecordingJob, RecordJob},
    requests::RequestsJob,
    search::{SearchJob, Searched, found_in, matching},
};
use crate::state::{FileText, Found, Listing, MessageFile, ReadMessage, Shown, TabId, WritingId};

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
    /// Read bytes as a message, a text or a picture.
    Read(ReadJob),
    /// Compare two messages.
    Compare(Box<CompareJob>),
    /// Keep, rename, delete or bring back an example.
    Example(Box<ExampleJob>),
    /// Write a message into a file.
    WriteMessage(Box<(MessageFile, PathBuf)>),
    /// Read a file for a field of bytes.
    Bytes(BytesJob),
    /// Read a file with request messages.
    Requests(RequestsJob),
    /// Write a call into a file, until it has ended.
    Record(Box<RecordJob>),
    /// Read a recording.
    OpenRecording(Box<OpenRecordingJob>),
    /// Write a call in another form.
    ExportCall(Box<CallExport>),
    /// Compare a replay with its recording.
    CompareReplay(Box<CompareReplayJob>),
    /// Read what was typed into a large message of a tab, by its number among those prepared.
    Typed(TabId, usize, Unread),
}

/// Where a job is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobPlace {
    /// Within the frame: it is small.
    AtOnce,
    /// On the thread for what is looked at.
    Worker,
    /// On the thread for what writes files or compares, which may take seconds: nothing that is looked at waits for it.
    Writer,
    /// On a thread of its own: it may last as long as a call, or as a file of any size.
    Alone,
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
    /// What came of writing.
    Written(WritingId, Written),
    /// What the bytes of a tab are, or why they cannot be read.
    Read(TabId, Result<Arc<ReadMessage>, String>),
    /// How the messages of a tab differ, and which asking that answers.
    Compared(TabId, u64, Result<Arc<Comparison>, String>),
    /// What came of work on an example.
    Example(ExampleDone),
    /// What was written, in words, or why not.
    MessageWritten(Result<String, String>),
    /// Base64 for this field of a tab's prepared message, or why there is none.
    Bytes(TabId, usize, FieldPath, Result<String, String>),
    /// The messages of a file for a tab, or why there are none.
    Requests(TabId, Result<Recognised, String>),
    /// What was recorded into a file, in words, or why no more was.
    Recorded(WritingId, PathBuf, Result<String, String>),
    /// What a recording holds, or why it cannot be read.
    RecordingRead(TabId, Result<Box<Recording>, String>),
    /// How a replay compares, and which asking that answers.
    ReplayCompared(TabId, u64, Result<Arc<ReplayOutcome>, String>),
    /// What was typed into this message of a tab; `None` where it could not be read.
    Typed(TabId, usize, Option<TextRead>),
}

impl Job {
    /// Where it is done.
    pub fn place(&self) -> JobPlace {
        match self {
            Job::List(_, loaded) if crate::state::is_quickly_listed(&loaded.schema) => JobPlace::AtOnce,
            Job::Search(search) if search.is_small() => JobPlace::AtOnce,
            Job::Page(page) if page.listing.is_small() => JobPlace::AtOnce,
            Job::List(..)
            | Job::Search(_)
            | Job::Page(_)
            | Job::Text(_)
            | Job::Read(_)
            | Job::Bytes(_)
            | Job::Requests(_)
            | Job::Typed(..) => JobPlace::Worker,
            Job::Export(_) | Job::WriteMessage(_) | Job::Compare(_) | Job::Example(_) => JobPlace::Writer,
            Job::Record(_) | Job::OpenRecording(_) | Job::ExportCall(_) | Job::CompareReplay(_) => JobPlace::Alone,
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
            Job::Export(export) => Done::Written(export.id, export.run()),
            Job::Read(read) => read.run(),
            Job::Compare(compare) => compare.run(),
            Job::Example(example) => example.run(),
            Job::WriteMessage(write) => messages::write(&write.0, &write.1),
            Job::Bytes(bytes) => Done::Bytes(bytes.tab, bytes.message, bytes.path.clone(), bytes.run()),
            Job::Requests(requests) => Done::Requests(requests.tab, requests.run()),
            Job::Record(job) => job.run(),
            Job::OpenRecording(job) => job.run(),
            Job::ExportCall(job) => job.run(),
            Job::CompareReplay(job) => job.run(),
            Job::Typed(tab, message, unread) => Done::Typed(tab, message, Some(unread.read())),
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
            Job::Export(export) => Done::Written(export.id, Written::Failed(why())),
            Job::Read(read) => Done::Read(read.tab, Err(why())),
            Job::Compare(compare) => Done::Compared(compare.tab, compare.asked, Err(why())),
            Job::Example(_) => Done::Example(ExampleDone::Failed(Failure::new(why()))),
            Job::WriteMessage(_) => Done::MessageWritten(Err(why())),
            Job::Record(job) => Done::Recorded(job.id, job.path.clone(), Err(why())),
            Job::OpenRecording(job) => Done::RecordingRead(job.tab, Err(why())),
            Job::ExportCall(job) => Done::Written(job.id, Written::Failed(why())),
            Job::CompareReplay(job) => Done::ReplayCompared(job.tab, job.asked, Err(why())),
            Job::Requests(requests) => {
                Done::Requests(requests.tab, Err(format!("{} could not be read", requests.file.display())))
            }
            Job::Typed(tab, message, _) => Done::Typed(*tab, *message, None),
            Job::Bytes(bytes) => {
                let why = format!("{} could not be read", bytes.file.display());
                Done::Bytes(bytes.tab, bytes.message, bytes.path.clone(), Err(why))
            }
        }
    }

    /// Whether this one need not be done once `newer` is asked for.
    pub fn is_outdated_by(&self, newer: &Job) -> bool {
        match (self, newer) {
            (Job::Search(old), Job::Search(new)) => old.of == new.of,
            (Job::Page(old), Job::Page(new)) => old.tab == new.tab,
            (Job::Text(old), Job::Text(new)) => old.tab == new.tab,
            (Job::List(old, _), Job::List(new, _)) => old == new,
            (Job::Read(old), Job::Read(new)) => old.tab == new.tab,
            (Job::Compare(old), Job::Compare(new)) => old.tab == new.tab,
            (Job::Typed(old, at, _), Job::Typed(new, to, _)) => (old, at) == (new, to),
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
    fn a_command_is_not_drowned_by_names_of_a_schema() {
        let listing = Arc::new(Listing::of(&Schema::builtin()));
        let others = vec!["Load a timestamp".to_owned(), "Show timestamps in UTC".to_owned(), "Quit".to_owned()];
        let listings = vec![(SourceId(1), listing)];
        let text = "times show".to_owned();
        let search = SearchJob { of: Searched::Palette, number: 1, text, listings, others };
        let Done::Found(_, found) = search.run() else { panic!("a search finds") };
        assert_eq!((found.hits[0].source, found.hits[0].at), (None, 1));
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
