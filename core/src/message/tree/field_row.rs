//! A row of the tree of fields: what it is called, what it is of the type, its value and what it costs.
//! It knows neither how rows are found nor how they are drawn.

use std::ops::Range;

use super::{Reading, WhyUnknown};
use crate::message::{MarkKind, field::Field};

/// A row: a field, an element, an entry, what is unknown, or what cannot be read.
#[derive(Clone)]
pub struct FieldRow {
    /// Its place among all rows.
    pub row: usize,
    /// How many levels it is below the message.
    pub depth: usize,
    /// What it is.
    pub kind: RowKind,
    /// Name, index or key.
    pub name: String,
    /// The field it is, or is a value of.
    pub field: Option<Field>,
    /// Why it is no field, of what is unknown.
    pub why: Option<WhyUnknown>,
    /// The number on the wire; 0 where there is none.
    pub number: u32,
    /// Its type by its own name: `int32`, `Order`; of what is unknown its wire type.
    pub type_name: String,
    /// How the field is set, where the row is a field.
    pub presence: Option<Presence>,
    /// Its value; of lists and maps, and of what is not set, none.
    pub reading: Option<Reading>,
    /// How many values a list, a map or what is unknown has.
    pub count: Option<usize>,
    /// Bytes of the message it takes, tags and all.
    pub size: u64,
    /// The bytes of its value, of those that count the last; of lists and maps none.
    pub value: Option<Range<usize>>,
    /// Whether it is unfolded; `None` for what holds nothing.
    pub unfolded: Option<bool>,
    /// What is odd about it besides its value's reading.
    pub notes: Vec<Note>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// A field of the type.
    Field,
    /// An element of a list, or one of several values of a field.
    Element,
    /// An entry of a map.
    Entry,
    /// All that the type does not have, together.
    Strays,
    /// A record the type does not have, or not so.
    Stray,
    /// What cannot be read.
    Broken,
}

/// How a field is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// On the wire; set and unset differ.
    Explicit,
    /// On the wire; unset would be the same as the default.
    Implicit,
    /// On the wire, as often as there are values.
    Repeated,
    /// Not on the wire, and required.
    Missing,
    /// Not on the wire; it reads as this, which is text of JSON without quotes.
    Unset {
        /// The default.
        default: String,
        /// Set and unset differ.
        is_explicit: bool,
    },
}

impl Presence {
    /// In a word or two.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Explicit => "set",
            Self::Implicit => "implicit",
            Self::Repeated => "repeated",
            Self::Missing => "required, missing",
            Self::Unset { is_explicit: true, .. } => "not set",
            Self::Unset { is_explicit: false, .. } => "default",
        }
    }
}

/// Words about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What they are about; `None` for what is only to be known, such as parts that merge.
    pub kind: Option<MarkKind>,
    /// The words.
    pub text: String,
}

impl Note {
    pub(super) fn plain(text: String) -> Self {
        Self { kind: None, text }
    }
}
