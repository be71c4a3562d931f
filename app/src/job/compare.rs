//! Two messages compared, each from where it is: at hand, in a file, in an example. It shows nothing.

use std::sync::Arc;

use bytes::Bytes;
use farcall_core::message::{CompareOptions, compare_while};

use super::{Done, messages::messages_of};
use crate::state::{CompareSide, MessageOrigin, SideFrom, Stop, TabId};

/// Two messages that are to be compared.
pub struct CompareJob {
    /// The tab that shows it.
    pub tab: TabId,
    /// Which asking of that tab it is.
    pub asked: u64,
    /// The left one.
    pub left: CompareSide,
    /// The right one.
    pub right: CompareSide,
    /// What counts as a difference, and how it is written.
    pub options: CompareOptions,
    /// Ends it.
    pub stop: Stop,
}

impl CompareJob {
    /// Compare them, by the type of the left one.
    pub fn run(self) -> Done {
        let found = self.found();
        Done::Compared(self.tab, self.asked, found)
    }

    fn found(&self) -> Result<Arc<farcall_core::message::Comparison>, String> {
        let (left, right) = (bytes_of(&self.left)?, bytes_of(&self.right)?);
        let of = self.left.of.as_ref().or(self.right.of.as_ref());
        let found = compare_while(of, &left, &right, &self.options, &|| !self.stop.is_set());
        found.map(Arc::new).ok_or_else(|| "It was stopped".to_owned())
    }
}

fn bytes_of(side: &CompareSide) -> Result<Bytes, String> {
    let (origin, form, at) = match &side.from {
        SideFrom::Here => return Ok(side.bytes.clone()),
        SideFrom::Example(path) => (MessageOrigin::Example(path.clone()), None, 0),
        SideFrom::File(path, form, at) => (MessageOrigin::File(path.clone()), *form, *at),
    };
    let told = |why: String| format!("{}: {why}", side.title);
    let (_, messages, _) = messages_of(&origin, form, side.of.as_ref()).map_err(told)?;
    messages.get(at).cloned().ok_or_else(|| told(format!("the file has no message {}", at + 1)))
}
