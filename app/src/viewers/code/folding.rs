//! Which blocks of a text are folded: all from some depth on, but for those the user turned by hand.
//! It knows no text; a block is told by its first line and its depth.

use std::collections::BTreeSet;

use super::text::Fold;

/// What the user folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folding {
    level: Option<usize>,
    turned: BTreeSet<usize>,
}

impl Folding {
    /// Whether a block is folded.
    pub fn is_folded(&self, fold: &Fold) -> bool {
        self.level.is_some_and(|level| fold.depth >= level) != self.turned.contains(&fold.first)
    }

    /// Folds a block, or unfolds it.
    pub fn toggle(&mut self, first_line: usize) {
        if !self.turned.remove(&first_line) {
            self.turned.insert(first_line);
        }
    }

    /// Folds every block that stands in at least so many others; `None` unfolds all.
    pub fn set_level(&mut self, level: Option<usize>) {
        *self = Self { level, turned: BTreeSet::new() };
    }

    /// From which depth on blocks are folded.
    pub fn level(&self) -> Option<usize> {
        self.level
    }

    /// The first lines of blocks that were turned by hand, from a line on.
    pub fn turned_from(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        self.turned.range(line..).copied()
    }
}
