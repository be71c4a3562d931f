//! Lists and maps as sequences: removing, copying and moving what is at a position.
//! It knows neither types nor paths.

use crate::message::node::ValueNode;

/// A list or a map, whichever the field is.
pub(super) enum Sequence<'n> {
    List(&'n mut Vec<ValueNode>),
    Map(&'n mut Vec<(String, ValueNode)>),
}

impl Sequence<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::List(values) => values.len(),
            Self::Map(entries) => entries.len(),
        }
    }

    pub(super) fn remove(self, index: usize) -> bool {
        match self {
            Self::List(values) => drop(values.remove(index)),
            Self::Map(entries) => drop(entries.remove(index)),
        }
        true
    }

    pub(super) fn duplicate(self, index: usize) -> bool {
        match self {
            Self::List(values) => duplicate_in(values, index),
            Self::Map(entries) => duplicate_in(entries, index),
        }
        true
    }

    pub(super) fn relocate(self, from: usize, to: usize) -> bool {
        if to >= self.len() || from == to {
            return false;
        }
        match self {
            Self::List(values) => rotate(values, from, to),
            Self::Map(entries) => rotate(entries, from, to),
        }
        true
    }
}

fn duplicate_in<T: Clone>(items: &mut Vec<T>, index: usize) {
    if let Some(copy) = items.get(index).cloned() {
        items.insert(index + 1, copy);
    }
}

fn rotate<T>(items: &mut [T], from: usize, to: usize) {
    if from < to {
        if let Some(range) = items.get_mut(from..=to) {
            range.rotate_left(1);
        }
    } else if let Some(range) = items.get_mut(to..=from) {
        range.rotate_right(1);
    }
}
