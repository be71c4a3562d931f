//! Undo and redo: 200 steps back, typing in one place being one step.
//! It keeps texts, and trees only where the text does not give them back; it does not know how they change.

use std::{collections::VecDeque, sync::Arc};

use crate::message::{node::MessageNode, path::FieldPath};

const MAX_STEPS: usize = 200;
/// Large messages get fewer steps rather than all the memory.
const MAX_BYTES: usize = 64 << 20;
/// Bytes that are compared at once.
const BLOCK: usize = 4096;

/// What a step did, to tell whether the next one goes on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Typing in one field of the form.
    Field(FieldPath),
    /// Typing in the JSON, which ended at this byte.
    Json { from: usize, to: usize },
    /// Anything else: always a step of its own.
    Other,
}

impl Change {
    fn goes_on_with(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Field(now), Self::Field(before)) => now == before,
            (Self::Json { from, .. }, Self::Json { to, .. }) => from == to,
            _ => false,
        }
    }
}

/// A state to go back to.
#[derive(Clone)]
pub(super) struct Past {
    pub(super) json: Arc<String>,
    /// Kept where reading the JSON would not give it.
    pub(super) root: Option<Arc<MessageNode>>,
    /// The JSON was written from the tree, not the tree read from the JSON.
    pub(super) tree_leads: bool,
    /// The JSON is what the tree is written as.
    pub(super) is_written: bool,
}

/// The states before and after the present one.
#[derive(Clone, Default)]
pub(super) struct History {
    back: VecDeque<Past>,
    forward: Vec<Past>,
    last: Option<Change>,
    bytes: usize,
}

impl History {
    /// The same steps by their texts alone: their trees are of another type.
    pub(super) fn texts(&self) -> Self {
        let text = |past: &Past| Past { root: None, ..past.clone() };
        Self {
            back: self.back.iter().map(text).collect(),
            forward: self.forward.iter().map(text).collect(),
            last: None,
            bytes: self.bytes,
        }
    }

    /// A step was made; `before` is the state it left.
    pub(super) fn push(&mut self, change: Change, before: Past) {
        let goes_on = self.last.as_ref().is_some_and(|last| change.goes_on_with(last));
        self.forward.clear();
        self.last = Some(change);
        if goes_on && !self.back.is_empty() {
            return;
        }
        self.bytes += before.json.len();
        self.back.push_back(before);
        while self.back.len() > MAX_STEPS || (self.bytes > MAX_BYTES && self.back.len() > 1) {
            if let Some(dropped) = self.back.pop_front() {
                self.bytes -= dropped.json.len();
            }
        }
    }

    /// The state before; `now` becomes one that can be gone forward to.
    pub(super) fn back(&mut self, now: Past) -> Option<Past> {
        let past = self.back.pop_back()?;
        self.bytes -= past.json.len();
        self.forward.push(now);
        self.last = None;
        Some(past)
    }

    /// The state after; `now` becomes one that can be gone back to.
    pub(super) fn forward(&mut self, now: Past) -> Option<Past> {
        let past = self.forward.pop()?;
        self.bytes += now.json.len();
        self.back.push_back(now);
        self.last = None;
        Some(past)
    }
}

/// One text in place of another: from this byte on, so many bytes became so many.
pub(super) struct Edited {
    pub(super) at: usize,
    pub(super) removed: usize,
    pub(super) inserted: usize,
}

impl Edited {
    /// What differs, as little as it can be.
    pub(super) fn between(before: &str, after: &str) -> Self {
        let (old, new) = (before.as_bytes(), after.as_bytes());
        let blocks = old.chunks(BLOCK).zip(new.chunks(BLOCK)).take_while(|(a, b)| a == b);
        let done: usize = blocks.map(|(block, _)| block.len()).sum();
        let rest = |text| <[u8]>::get(text, done..).unwrap_or_default();
        let at = done + rest(old).iter().zip(rest(new)).take_while(|(a, b)| a == b).count();
        let most = old.len().min(new.len()) - at;
        let blocks = old.rchunks(BLOCK).zip(new.rchunks(BLOCK)).take_while(|(a, b)| a == b);
        let done = blocks.map(|(block, _)| block.len()).sum::<usize>().min(most);
        let rest = |text: &[u8]| text.len() - done;
        let ends = old.iter().take(rest(old)).rev().zip(new.iter().take(rest(new)).rev());
        let same = done + ends.take(most - done).take_while(|(a, b)| a == b).count();
        Self { at, removed: before.len() - at - same, inserted: after.len() - at - same }
    }

    /// What kind of step it is: a few letters put in or taken out at one place are typing.
    pub(super) fn change(&self, after: &str) -> Change {
        let Self { at, removed, inserted } = *self;
        let broken = after.as_bytes().get(at..at + inserted).is_some_and(|new| new.contains(&b'\n'));
        match (removed, inserted) {
            (0, 1..=4) if !broken => Change::Json { from: at, to: at + inserted },
            (1..=4, 0) => Change::Json { from: at + removed, to: at },
            _ => Change::Other,
        }
    }
}
