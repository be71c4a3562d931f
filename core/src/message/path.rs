//! Field paths: how one place in a message is named, from the root down, as steps and as text.
//! It knows no descriptors; whoever walks a message names the steps.

use std::fmt::Write as _;

/// One step down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into the field of this number.
    Field(u32),
    /// Into the element of a repeated field, or the entry of a map (its value), at this position.
    Index(usize),
    /// To the key of the map entry at this position.
    Key(usize),
}

/// A path from the root message.
pub type FieldPath = Vec<Step>;

/// Where a walk stands: the steps, and the same as text (`lines[0].quantity`, `labels["a"]`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    steps: FieldPath,
    text: String,
}

/// What [`Trail::back`] needs to undo a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    steps: usize,
    text: usize,
}

impl Trail {
    pub(crate) fn steps(&self) -> &FieldPath {
        &self.steps
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Into the field `name`; number 0 is the value of a message that is one itself: it has no name, and in an `Any` that of
    /// its JSON, `value`.
    pub(crate) fn field(&mut self, number: u32, name: &str) -> Mark {
        let mark = self.mark();
        self.steps.push(Step::Field(number));
        if number != 0 {
            if !self.text.is_empty() {
                self.text.push('.');
            }
            self.text.push_str(name);
        } else if !self.text.is_empty() {
            self.text.push_str(".value");
        }
        mark
    }

    /// Into an element of a list.
    pub(crate) fn index(&mut self, index: usize) -> Mark {
        let mark = self.mark();
        self.steps.push(Step::Index(index));
        let _ = write!(self.text, "[{index}]");
        mark
    }

    /// Into the value of a map entry.
    pub(crate) fn entry(&mut self, index: usize, key: &str) -> Mark {
        let mark = self.mark();
        self.steps.push(Step::Index(index));
        let _ = write!(self.text, "[{key:?}]");
        mark
    }

    /// To the key of a map entry.
    pub(crate) fn key(&mut self, index: usize, key: &str) -> Mark {
        let mark = self.mark();
        self.steps.push(Step::Key(index));
        let _ = write!(self.text, "[{key:?}]");
        mark
    }

    /// Back to where the step began.
    pub(crate) fn back(&mut self, to: Mark) {
        self.steps.truncate(to.steps);
        self.text.truncate(to.text);
    }

    fn mark(&self) -> Mark {
        Mark { steps: self.steps.len(), text: self.text.len() }
    }
}
