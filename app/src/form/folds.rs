//! Which parts of the form are open, by path; moves with the elements it belongs to.
//! What was never touched is open or folded by a rule of the rows.

use std::collections::HashMap;

use farcall_core::message::{Edit, FieldPath, Step};

/// What the user opened and folded.
#[derive(Default)]
pub struct Folds {
    chosen: HashMap<FieldPath, bool>,
    changes: u64,
}

impl Folds {
    /// Whether a part is open.
    pub fn is_open(&self, path: &[Step], by_rule: bool) -> bool {
        self.chosen.get(path).copied().unwrap_or(by_rule)
    }

    /// Opens or folds a part.
    pub fn set(&mut self, path: &[Step], open: bool) {
        self.chosen.insert(path.to_vec(), open);
        self.changes += 1;
    }

    /// Grows with every change.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Forgets everything: another type is shown.
    pub fn clear(&mut self) {
        self.chosen.clear();
        self.changes += 1;
    }

    /// An edit that moves elements moves what is open in them.
    pub fn follow(&mut self, edit: &Edit) {
        match edit {
            Edit::Remove(path) => {
                self.renumber(path, |index, at| (index != at).then(|| if index > at { index - 1 } else { index }))
            }
            Edit::Duplicate(path) => {
                self.renumber(path, |index, at| Some(if index > at { index + 1 } else { index }));
            }
            Edit::Move(path, to) => self.renumber(path, |index, from| Some(moved_index(index, from, *to))),
            Edit::Text(..) | Edit::Set(_) | Edit::Clear(_) | Edit::Add(_) | Edit::Paste(..) | Edit::Type(..) => {}
        }
    }

    /// Gives what lies in the siblings of an element its new number; none for what is gone.
    fn renumber(&mut self, element: &[Step], to: impl Fn(usize, usize) -> Option<usize>) {
        let Some((Step::Index(at), list)) = element.split_last() else { return };
        let old = std::mem::take(&mut self.chosen);
        self.chosen = old
            .into_iter()
            .filter_map(|(mut path, open)| {
                if path.starts_with(list)
                    && let Some(Step::Index(index)) = path.get_mut(list.len())
                {
                    *index = to(*index, *at)?;
                }
                Some((path, open))
            })
            .collect();
        self.changes += 1;
    }
}

fn moved_index(index: usize, from: usize, to: usize) -> usize {
    if index == from {
        to
    } else if from < index && index <= to {
        index - 1
    } else if to <= index && index < from {
        index + 1
    } else {
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(index: usize) -> FieldPath {
        vec![Step::Field(7), Step::Index(index), Step::Field(1)]
    }

    #[test]
    fn what_is_open_moves_with_its_element() {
        let element = |index| vec![Step::Field(7), Step::Index(index)];
        for (edit, before, after) in [
            (Edit::Remove(element(1)), 2, Some(1)),
            (Edit::Remove(element(1)), 1, None),
            (Edit::Remove(element(1)), 0, Some(0)),
            (Edit::Duplicate(element(0)), 1, Some(2)),
            (Edit::Move(element(0), 2), 0, Some(2)),
            (Edit::Move(element(0), 2), 2, Some(1)),
            (Edit::Move(element(2), 0), 1, Some(2)),
        ] {
            let mut folds = Folds::default();
            folds.set(&path(before), true);
            folds.follow(&edit);
            let open: Vec<usize> = (0..4).filter(|index| folds.is_open(&path(*index), false)).collect();
            assert_eq!(open, after.into_iter().collect::<Vec<_>>(), "{edit:?} of {before}");
        }
    }
}
