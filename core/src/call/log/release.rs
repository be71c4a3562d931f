//! What logs let go of, on a thread of its own: the system takes a tenth of a second to take a gigabyte back, in memory as in
//! files, and who lets go of one may be the thread of a window.

use std::sync::{Arc, mpsc::Receiver};

use super::{
    page::{LARGEST, Page},
    segment::{InFile, Segment},
    spare::Spare,
};

/// What lay in one place of a log.
#[derive(Default)]
pub(super) struct Vacated {
    pub(super) page: Option<Arc<Page>>,
    pub(super) file: Option<Arc<InFile>>,
}

/// Pages and files that no log refers to any more.
#[derive(Default)]
pub(super) struct LetGo {
    pages: Vec<Arc<Page>>,
    files: Vec<Arc<InFile>>,
    segment: Option<Arc<Segment>>,
}

/// The same, and who may fill so many bytes of the memory again.
pub(super) struct Release {
    pub(super) gone: LetGo,
    pub(super) spare: Arc<Spare>,
    pub(super) most: usize,
}

impl LetGo {
    pub(super) fn push(&mut self, vacated: Vacated) {
        self.pages.extend(vacated.page);
        self.files.extend(vacated.file);
    }

    /// The file that took the last pages goes too.
    pub(super) fn with_segment(mut self, segment: Option<Arc<Segment>>) -> Self {
        self.segment = segment;
        self
    }

    /// Whether it may as well be let go of where it is.
    pub(super) fn is_small(&self) -> bool {
        self.files.is_empty() && self.segment.is_none() && self.pages.iter().all(|page| page.facts().size < LARGEST)
    }
}

/// Lets go until nobody is left to ask.
pub(super) fn release_all(releases: &Receiver<Release>) {
    while let Ok(Release { gone, spare, most }) = releases.recv() {
        gone.pages.into_iter().for_each(|page| spare.keep(page, most));
    }
}
