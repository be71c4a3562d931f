//! What drawing a row of a form needs, and what it leaves behind. It draws nothing.

use egui::{Id, Response};
use farcall_core::{
    message::{Document, Edit, FieldPath, Step},
    schema::Schema,
};

use super::{columns::Columns, rows::RowList, view::FormView};
use crate::state::FieldMark;

/// What drawing a row needs and leaves behind.
pub struct Cx<'a> {
    pub document: &'a Document,
    pub schema: Option<&'a Schema>,
    pub marks: &'a [FieldMark],
    pub salt: Id,
    pub columns: Columns,
    pub rows: &'a RowList,
    pub editable: bool,
    pub view: &'a mut FormView,
    pub edits: Vec<Edit>,
    /// Fields whose bytes are wanted from a file.
    pub files: Vec<FieldPath>,
    /// A widget of the row that is drawn has the focus.
    pub noted: bool,
}

impl Cx<'_> {
    /// Every widget that can have the focus says so here; one that got it is brought into sight.
    pub fn note(&mut self, response: &Response) {
        self.noted |= response.has_focus();
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
    }

    /// The identity of a widget of a place.
    pub fn id(&self, path: &[Step], part: &str) -> Id {
        self.salt.with((path, part))
    }
}
