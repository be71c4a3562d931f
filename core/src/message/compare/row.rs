//! What a comparison found: rows in the order of the fields, and how many of each kind.
//! It compares nothing.

/// The result of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// One row a value, equal ones too; a run of equal elements of a list is one row.
    pub rows: Vec<CompareRow>,
    /// How many there are of each kind, also of those that have no row.
    pub counts: CompareCounts,
    /// How many values have no row, as there would be too many.
    pub left_out: u64,
    /// Whether the bytes are the same, one by one.
    pub same_bytes: bool,
}

impl Comparison {
    /// Whether the messages say the same.
    pub fn is_equal(&self) -> bool {
        self.counts.differences() == 0
    }
}

/// Numbers of values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CompareCounts {
    /// Only on the right.
    pub added: u64,
    /// Only on the left.
    pub removed: u64,
    /// On both sides, and not the same.
    pub changed: u64,
    /// Elements at another place of their list.
    pub moved: u64,
    /// The same in other bytes.
    pub rewritten: u64,
    /// The same.
    pub equal: u64,
    /// Fields that were left out as asked, though they differ.
    pub ignored: u64,
}

impl CompareCounts {
    /// How many are not the same.
    pub fn differences(&self) -> u64 {
        self.added + self.removed + self.changed + self.moved
    }

    pub(super) fn add(&mut self, kind: Difference, many: u64) {
        let count = match kind {
            Difference::Equal => &mut self.equal,
            Difference::Rewritten => &mut self.rewritten,
            Difference::Added => &mut self.added,
            Difference::Removed => &mut self.removed,
            Difference::Changed => &mut self.changed,
            Difference::Moved => &mut self.moved,
        };
        *count = count.saturating_add(many);
    }
}

/// How two values differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Difference {
    /// Not at all.
    Equal,
    /// They say the same in other bytes: another order of fields, a zero that is written out.
    Rewritten,
    /// Only the right one is there.
    Added,
    /// Only the left one is there.
    Removed,
    /// They are not the same.
    Changed,
    /// The same element stands at another place of the list.
    Moved,
}

impl Difference {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Rewritten => "same value, other bytes",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
        }
    }

    /// Whether the messages say something else because of it.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Equal | Self::Rewritten)
    }
}

/// One value on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompareRow {
    /// How they differ.
    pub kind: Difference,
    /// Where it is, on the left if it is there: `lines[0].quantity`, `labels["a"]`, `[7].2`; empty for the whole message.
    pub path: String,
    /// Where it is on the right, if elsewhere: an element of a list has moved, or others before it.
    pub right_path: Option<String>,
    /// The left value in one line; `None`: not set.
    pub left: Option<String>,
    /// The right value in one line; `None`: not set.
    pub right: Option<String>,
    /// What is to be said of it; empty for nothing.
    pub note: String,
    /// How many values stand in this row: more than one for a run of equal elements.
    pub many: u64,
}
