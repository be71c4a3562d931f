//! A message as what it is made of: the records of its bytes, and the fields they are of its type, read as they are opened.
//! It prints no JSON, and it decides nothing of how rows are drawn.

mod cost;
mod elements;
mod field_index;
mod field_row;
mod field_tree;
mod index;
mod layout;
mod meaning;
mod reading;
mod record;
mod rows;
mod text;
mod walk;
mod wire_tree;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod field_tests;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;

pub use self::{
    field_row::{FieldRow, Note, Presence, RowKind},
    field_tree::{FieldBuilding, FieldPart, FieldTree},
    index::{IndexPart, RecordIndex, Records, records},
    layout::{Layout, Width},
    meaning::{Inside, Known, Meaning, Scope, WhyUnknown},
    reading::{Reading, reading},
    record::{Body, Broken, Cost, Part, Record, WireType},
    rows::Rows,
    text::{WireLines, wire_lines, wire_text},
    walk::{Step, Visited, path_at, path_text, walk},
    wire_tree::{Building, WireRow, WireTree},
};
