//! What a form remembers from frame to frame: what is open, its rows, where the focus should go.
//! It holds no values of the message.

use std::collections::HashMap;

use farcall_core::message::{Document, Edit, FieldPath, Step};

use super::{
    bytes_as::BytesAs,
    folds::Folds,
    paste_state::PasteState,
    picker::PickerState,
    place::{below, message_at, type_name},
    rows::RowList,
};
use crate::state::FieldMark;

/// One form.
#[derive(Default)]
pub struct FormView {
    pub(super) folds: Folds,
    /// The part that is shown alone; empty: all of it.
    pub(super) part: FieldPath,
    /// What is typed into the picker that is open.
    pub(super) picker: PickerState,
    /// What is typed into the popover of a list.
    pub(super) paste: PasteState,
    /// The text that was typed into a field where the document holds another spelling of it.
    pub(super) typed: Option<Typed>,
    /// How bytes are written, by the numbers of the fields on the way.
    pub(super) formats: HashMap<Vec<u32>, BytesAs>,
    /// The month that the open calendar shows.
    pub(super) month: Option<(i32, u8)>,
    /// An enum whose value is typed as a number.
    pub(super) typing: Option<FieldPath>,
    /// Where the focus goes as soon as its row is there.
    pub(super) reveal: Option<FieldPath>,
    /// The row that had the keyboard in the last frame.
    pub(super) focused: Option<FieldPath>,
    /// A type whose definition was asked for in this frame, by a click.
    pub definition: Option<String>,
    /// An element that is dragged.
    pub(super) dragged: Option<FieldPath>,
    /// A row asked for is not there yet.
    pub(super) waited: bool,
    /// What was seen in the last frame, from the top of the form.
    pub(super) seen: std::ops::Range<f32>,
    /// Rows drawn in the last frame.
    pub(super) drawn: usize,
    /// How often the list of rows was made.
    pub(super) rows_made: usize,
    rows: RowList,
    key: Option<Key>,
}

/// What was typed last into a field that shows another spelling of what the document holds, and what the document got.
pub struct Typed {
    pub path: FieldPath,
    pub typed: String,
    pub written: String,
}

/// What the rows depend on; of a document, where everything is and not every letter.
#[derive(PartialEq, Eq)]
struct Key {
    type_name: String,
    outline: u64,
    folds: u64,
    part: FieldPath,
    marks: (usize, u64),
}

/// Which document at which revision; the addresses tell two documents of one revision apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentKey {
    revision: u64,
    root: usize,
    json: usize,
    length: usize,
}

impl DocumentKey {
    /// Of a document as it is now.
    pub fn of(document: &Document) -> Self {
        let root = std::ptr::from_ref(document.root()).addr();
        Self { revision: document.revision(), root, ..Self::of_text(document.json()) }
    }

    /// Of a text whose type is not known.
    pub fn of_text(text: &str) -> Self {
        Self { revision: 0, root: 0, json: text.as_ptr().addr(), length: text.len() }
    }
}

impl FormView {
    /// Whether a field of the form has the keyboard.
    pub fn has_focus(&self) -> bool {
        self.focused.is_some()
    }

    /// Full name of the message or enum that the field with the keyboard holds.
    pub fn focused_type(&self, document: &Document) -> Option<String> {
        type_name(&super::place::place(document.root(), self.focused.as_ref()?)?)
    }

    /// Opens what a field lies in; it gets the focus as soon as its row is there.
    pub fn show(&mut self, path: &[Step]) {
        self.part.clear();
        for length in 1..path.len() {
            self.folds.set(path.get(..length).unwrap_or_default(), true);
        }
        self.reveal = Some(path.to_vec());
        self.waited = false;
    }

    /// The rows as the document is now, taken out while they are drawn.
    pub(super) fn take_rows(&mut self, document: &Document, marks: (&[FieldMark], u64)) -> RowList {
        let type_name = document.descriptor().full_name();
        if self.key.as_ref().is_none_or(|key| key.type_name != type_name) {
            self.folds.clear();
            self.part.clear();
        }
        while !self.part.is_empty() && message_at(document.root(), &self.part).is_none() {
            self.part.pop();
        }
        let key = Key {
            type_name: type_name.to_owned(),
            outline: document.outline(),
            folds: self.folds.changes(),
            part: self.part.clone(),
            marks: (marks.0.len(), marks.1),
        };
        if self.key.as_ref() != Some(&key) {
            self.rows = RowList::of(document, &self.part, &self.folds, marks.0);
            self.key = Some(key);
            self.rows_made += 1;
        }
        std::mem::take(&mut self.rows)
    }

    pub(super) fn put_rows(&mut self, rows: RowList) {
        self.rows = rows;
    }

    /// What an edit means for what is looked at: new elements are opened and get the focus.
    pub(super) fn follow(&mut self, edit: &Edit, document: &Document) {
        self.folds.follow(edit);
        match edit {
            Edit::Add(path) => {
                let count =
                    super::place::place(document.root(), path).and_then(|place| place.node).map_or(0, |n| n.len());
                let added = below(path, Step::Index(count));
                self.folds.set(path, true);
                self.folds.set(&added, true);
                self.reveal = Some(added);
            }
            Edit::Set(path) => {
                self.folds.set(path, true);
                self.reveal = Some(path.clone());
            }
            Edit::Move(path, to) => {
                if let Some((_, list)) = path.split_last() {
                    self.reveal = Some(below(list, Step::Index(*to)));
                }
            }
            Edit::Duplicate(path) => {
                if let Some((Step::Index(at), list)) = path.split_last() {
                    self.reveal = Some(below(list, Step::Index(at + 1)));
                }
            }
            Edit::Paste(path, _) | Edit::Type(path, _) => self.folds.set(path, true),
            Edit::Text(..) | Edit::Clear(_) | Edit::Remove(_) => {}
        }
    }
}
