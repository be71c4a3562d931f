//! The message that a view of rows shows, as a tree whose rows fold, with the work on it that goes on behind.
//! Which tree it is, what is read of it and how its rows look is for the view to say.

use farcall_core::{
    message::tree::{FieldTree, WireTree},
    schema::MessageDescriptor,
};

use super::{MessageInput, behind::Behind};

/// Rows that are folded at once.
const MOST_FOLDED: usize = 50_000;

/// A tree whose rows fold.
pub(super) trait Folds {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// How many others a row stands in, and whether it is unfolded, where it can be.
    fn nesting(&self, row: usize) -> Option<(usize, Option<bool>)>;

    /// Whether it was unfolded.
    fn fold(&mut self, row: usize) -> bool;

    /// Whether it was folded.
    fn unfold(&mut self, row: usize) -> bool;

    /// The same of all that stands in it.
    fn unfold_all(&mut self, row: usize) -> bool;

    /// Unfolds to the row that holds a byte.
    fn reveal(&mut self, offset: usize) -> Option<usize>;
}

macro_rules! folds {
    ($tree:ty, $row:expr) => {
        impl Folds for $tree {
            fn rows(&self) -> usize {
                self.len()
            }

            fn nesting(&self, row: usize) -> Option<(usize, Option<bool>)> {
                $row(self, row).map(|row| (row.depth, row.unfolded))
            }

            fn fold(&mut self, row: usize) -> bool {
                <$tree>::fold(self, row)
            }

            fn unfold(&mut self, row: usize) -> bool {
                <$tree>::unfold(self, row)
            }

            fn unfold_all(&mut self, row: usize) -> bool {
                <$tree>::unfold_all(self, row)
            }

            fn reveal(&mut self, offset: usize) -> Option<usize> {
                <$tree>::reveal(self, offset)
            }
        }
    };
}

folds!(FieldTree, |tree: &FieldTree, row| tree.row(row, 0));
folds!(WireTree, |tree: &WireTree, row| tree.row(row));

/// A message as the tree `T`; `W` are the words of the work behind, `R` is what was read so far.
pub(super) struct Shown<T, W, R> {
    key: u64,
    of: Option<String>,
    /// Changed by [`Shown::change`], so that rows are read anew.
    pub(super) tree: T,
    /// What goes on behind.
    pub(super) behind: Behind<W>,
    /// What was read so far.
    pub(super) read: R,
    revision: u64,
}

impl<T, W, R> Shown<T, W, R> {
    /// The message of a view.
    pub(super) fn new(input: &MessageInput<'_>, tree: T, read: R) -> Self {
        let of = input.of.map(|of| of.full_name().to_owned());
        Self { key: input.key, of, tree, behind: Behind::default(), read, revision: 0 }
    }

    /// Whether it is that message.
    pub(super) fn is_of(&self, input: &MessageInput<'_>) -> bool {
        self.key == input.key && self.is_same_type(input)
    }

    /// Whether it is of that message's type.
    pub(super) fn is_same_type(&self, input: &MessageInput<'_>) -> bool {
        self.of.as_deref() == input.of.map(MessageDescriptor::full_name)
    }

    /// Whether its type is known.
    pub(super) fn has_type(&self) -> bool {
        self.of.is_some()
    }

    /// Another one where rows changed.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes the tree; rows are read anew.
    pub(super) fn change<C>(&mut self, change: impl FnOnce(&mut T) -> C) -> C {
        self.revision += 1;
        change(&mut self.tree)
    }
}

impl<T: Folds, W, R> Shown<T, W, R> {
    /// Folds a row, or unfolds it.
    pub(super) fn toggle(&mut self, row: usize) {
        self.change(|tree| tree.fold(row) || tree.unfold(row));
    }

    /// Unfolds to the row that holds a byte, and says which it is.
    pub(super) fn reveal(&mut self, offset: usize) -> Option<usize> {
        self.change(|tree| tree.reveal(offset))
    }

    /// Folds all that stands in at least so many others; `None` unfolds what there is, up to a thousand rows of each.
    pub(super) fn fold_to(&mut self, level: Option<usize>) {
        self.change(|tree| {
            for row in (0..tree.rows().min(MOST_FOLDED)).rev() {
                match (tree.nesting(row), level) {
                    (Some((depth, _)), Some(level)) if depth + 1 >= level => {
                        tree.fold(row);
                    }
                    (Some((0, Some(_))), None) => {
                        tree.unfold_all(row);
                    }
                    _ => {}
                }
            }
        });
    }
}
