//! Two messages of one type, or of none, field by field and straight from their bytes: what was added, removed, changed
//! or moved, and what is written in other bytes though it says the same. It shows nothing and knows no files.

mod align;
mod json_values;
mod level;
mod likeness;
mod lists;
mod maps;
mod path;
mod row;
mod sides;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod values;
mod walk;

pub use path::{BadPattern, PathPattern};
pub use row::{CompareCounts, CompareRow, Comparison, Difference};

use super::Zone;
use crate::schema::MessageDescriptor;

/// What counts as a difference, and how it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompareOptions {
    /// Places that are left out.
    pub ignored: Vec<PathPattern>,
    /// Lists whose order says nothing.
    pub any_order: Vec<PathPattern>,
    /// Names as in the .proto instead of lowerCamel.
    pub proto_names: bool,
    /// Enums by number instead of by name.
    pub enum_numbers: bool,
    /// In which zone Timestamps are written.
    pub zone: Zone,
}

/// The differences between two messages of this type; without one, of fields by their numbers.
///
/// Memory and time are bounded by the size of the messages: of more than 100,000 rows the rest is only counted, lists
/// longer than four million elements and messages deeper than 100 levels are compared as bytes past that.
pub fn compare(of: Option<&MessageDescriptor>, left: &[u8], right: &[u8], options: &CompareOptions) -> Comparison {
    compare_while(of, left, right, options, &|| true).unwrap_or_default()
}

/// The same as [`compare`], given up once `goes_on` says no, which is asked now and then; `None` then.
pub fn compare_while(
    of: Option<&MessageDescriptor>,
    left: &[u8],
    right: &[u8],
    options: &CompareOptions,
    goes_on: &dyn Fn() -> bool,
) -> Option<Comparison> {
    walk::walk(of, left, right, options, goes_on)
}
