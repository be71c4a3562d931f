//! The rows of a form: a message walked once into a flat list, with where each row stands and how high it is.
//! It reads the document and what is open; it draws nothing.

mod build;

use std::ops::Range;

use farcall_core::{
    message::{Document, FieldPath, Step},
    schema::OneofDescriptor,
};

pub use self::build::unset_extensions;
use super::{
    folds::Folds,
    place::{below, message_at},
};
use crate::state::FieldMark;

/// Rows deeper than this have no room for a name: the part is shown alone.
pub const DEPTH_MAX: usize = 4;
/// Height of one line of code in an editor.
pub const LINE: f32 = 17.0;

/// One row.
pub struct Row {
    /// What it shows; of a oneof, the message that has it.
    pub path: FieldPath,
    /// How far it is indented.
    pub depth: usize,
    /// What kind of row it is.
    pub kind: RowKind,
    /// From the top of the form.
    pub top: f32,
    /// Of the row, the reason included.
    pub height: f32,
    /// Of its editor.
    pub editor_height: f32,
    /// What is said below it.
    pub reason: Option<Reason>,
}

/// What is said of this very place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A problem of the document, by its number.
    Problem(usize),
    /// What the server said of it, by its number among the marks.
    Mark(usize),
}

/// What a row shows.
#[derive(Clone)]
pub enum RowKind {
    /// A singular field with an editor.
    Value,
    /// A singular message.
    Message(Fold),
    /// A singular `Any`: the choice of its type.
    Any(Fold),
    /// The JSON of an `Any` that has no form, below its type.
    AnyJson,
    /// A choice between fields; the number of the one that is set.
    Oneof(OneofDescriptor, Option<u32>),
    /// The head of a repeated field.
    List(Fold),
    /// The head of a map.
    Map(Fold),
    /// An element with an editor.
    Element(usize),
    /// An element that is a message.
    MessageElement(usize, Fold),
    /// An element that is an `Any`.
    AnyElement(usize, Fold),
    /// An entry with an editor for its value.
    Entry(usize),
    /// An entry whose value is a message.
    MessageEntry(usize, Fold),
    /// An entry whose value is an `Any`.
    AnyEntry(usize, Fold),
    /// So many more elements than have rows.
    Rest(usize),
    /// Extensions of the message that could be set.
    Extensions,
}

impl RowKind {
    /// Whether the row stands for what its path leads to.
    pub fn is_of_field(&self) -> bool {
        !matches!(self, Self::Oneof(..) | Self::Extensions | Self::AnyJson | Self::Rest(_))
    }

    /// Whether the row is an element or an entry: the row of its list or map says the type.
    pub fn is_part(&self) -> bool {
        matches!(
            self,
            Self::Element(_)
                | Self::MessageElement(..)
                | Self::AnyElement(..)
                | Self::Entry(_)
                | Self::MessageEntry(..)
                | Self::AnyEntry(..)
        )
    }

    /// Whether the row has an editor of its own.
    pub fn is_editor(&self) -> bool {
        matches!(self, Self::Value | Self::Any(_) | Self::Element(_) | Self::AnyElement(..) | Self::Entry(_))
    }
}

/// Whether a part can be opened, and is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// There is nothing in it.
    Empty,
    /// Folded.
    Closed,
    /// Open.
    Open,
    /// Too deep: it opens alone.
    Alone,
}

/// All rows, and how high they are together.
#[derive(Default)]
pub struct RowList {
    /// From the top down.
    pub rows: Vec<Row>,
    /// Of all of them.
    pub height: f32,
}

impl RowList {
    /// The rows of the part of a document that is shown.
    pub fn of(document: &Document, part: &[Step], folds: &Folds, marks: &[FieldMark]) -> Self {
        let mut builder = build::Builder::new(document, folds, marks);
        if let Some(message) = message_at(document.root(), part) {
            builder.message(&message, part, 0);
        }
        builder.finish()
    }

    /// The rows that are at least partly between two heights.
    pub fn between(&self, from: f32, to: f32) -> Range<usize> {
        let first = self.rows.partition_point(|row| row.top + row.height <= from);
        let end = self.rows.partition_point(|row| row.top < to);
        first..end.max(first)
    }

    /// Where the row of a path stands, or that of what it lies in.
    pub fn nearest_at(&self, path: &[Step]) -> Option<usize> {
        let nearest = self.nearest(path)?;
        self.rows.iter().position(|row| std::ptr::eq(row, nearest))
    }

    /// The row of a path, or that of what it lies in.
    pub fn nearest(&self, path: &[Step]) -> Option<&Row> {
        let of_field = |row: &&Row| row.kind.is_of_field();
        let rows = || self.rows.iter().filter(of_field);
        (1..=path.len())
            .rev()
            .find_map(|length| path.get(..length).and_then(|prefix| rows().find(|row| row.path == prefix)))
    }
}

/// The path of the key of an entry.
pub fn key_path(entry: &[Step]) -> FieldPath {
    match entry.split_last() {
        Some((Step::Index(index), field)) => below(field, Step::Key(*index)),
        _ => entry.to_vec(),
    }
}
