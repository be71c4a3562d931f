//! What the tree view remembers: the tree of the message it shows, where it stands, and what was read of the rows seen.
//! It draws nothing.

use std::{ops::Range, sync::Arc};

use egui::Context;
use farcall_core::message::tree::{FieldPart, FieldRow, FieldTree};

use super::super::{MessageInput, list::ListState, seen_rows::SeenRows};

/// How many rows of the message before are looked at for what was unfolded, and paths kept.
const KEPT_ROWS: usize = 2000;

/// What the tree remembers: which rows are open, and where it stands.
#[derive(Default)]
pub struct TreeState {
    shown: Option<Shown>,
    pub(in super::super) list: ListState,
    pub(super) shows_unset: bool,
    pub(super) by_size: bool,
}

type Shown = super::super::shown::Shown<FieldTree, Word, Read>;

/// What was read of the tree.
#[derive(Default)]
struct Read {
    progress: Option<(u64, u64)>,
    seen: SeenRows<FieldRow, (u64, usize)>,
}

enum Word {
    Part(Box<FieldPart>),
    Read(u64, u64),
}

impl TreeState {
    /// Turns to a message and takes in what was read of it meanwhile. `false`: its bytes are no longer there.
    pub(super) fn show(&mut self, ctx: &Context, input: &MessageInput<'_>) -> bool {
        if !self.shown.as_ref().is_some_and(|shown| shown.is_of(input)) {
            let Some(bytes) = (input.load)() else {
                self.shown = None;
                return false;
            };
            let unfolded = self.shown.as_ref().filter(|shown| shown.is_same_type(input)).map(unfolded_paths);
            let mut tree = FieldTree::new(input.of.cloned(), bytes);
            tree.show_unset(self.shows_unset);
            tree.sort_by_size(self.by_size);
            unfold_paths(&mut tree, &unfolded.unwrap_or_default());
            self.shown = Some(Shown::new(input, tree, Read::default()));
        }
        if let Some(shown) = &mut self.shown {
            read_on(shown, ctx);
        }
        true
    }

    pub(in super::super) fn tree(&self) -> Option<&FieldTree> {
        self.shown.as_ref().map(|shown| &shown.tree)
    }

    /// Changes the tree; rows are read anew.
    pub(super) fn change<R>(&mut self, change: impl FnOnce(&mut FieldTree) -> R) -> Option<R> {
        self.shown.as_mut().map(|shown| shown.change(change))
    }

    pub(super) fn len(&self) -> usize {
        self.tree().map_or(0, FieldTree::len)
    }

    /// Bytes of the message.
    pub(super) fn size(&self) -> u64 {
        self.tree().map_or(0, |tree| tree.bytes().len() as u64)
    }

    pub(super) fn has_type(&self) -> bool {
        self.shown.as_ref().is_some_and(Shown::has_type)
    }

    /// Bytes read of what is being read, and how many there are.
    pub(super) fn progress(&self) -> Option<(u64, u64)> {
        self.shown.as_ref()?.read.progress
    }

    pub(super) fn show_unset(&mut self, shows: bool) {
        if shows != self.shows_unset {
            self.shows_unset = shows;
            self.change(|tree| tree.show_unset(shows));
        }
    }

    pub(super) fn sort_by_size(&mut self, by_size: bool) {
        self.by_size = by_size;
        self.change(|tree| tree.sort_by_size(by_size));
    }

    pub(super) fn toggle(&mut self, row: usize) {
        if let Some(shown) = &mut self.shown {
            shown.toggle(row);
        }
    }

    /// The rows of a range, read once.
    pub(super) fn seen(&mut self, range: Range<usize>, chars: usize) -> Arc<Vec<FieldRow>> {
        let Some(shown) = &mut self.shown else { return Arc::default() };
        let (tree, stamp) = (&shown.tree, (shown.revision(), chars));
        shown.read.seen.rows(range, stamp, |range| tree.rows(range, chars))
    }

    /// The first byte of the chosen row's value, where it has one of its own.
    pub(in super::super) fn chosen_offset(&self) -> Option<usize> {
        self.tree()?.row(self.list.chosen?, 0)?.value.map(|value| value.start)
    }

    /// Unfolds to the value that holds a byte, and chooses it.
    pub(in super::super) fn reveal(&mut self, offset: usize) {
        if let Some(row) = self.shown.as_mut().and_then(|shown| shown.reveal(offset)) {
            self.list.choose_far(row);
        }
    }

    /// The path of the chosen row; empty where none is chosen.
    pub(in super::super) fn chosen_path(&self) -> Option<String> {
        let path = self.tree()?.path(self.list.chosen?);
        Some(path).filter(|path| !path.is_empty())
    }

    /// Folds all that stands in at least so many others; `None` unfolds what there is, up to a thousand rows of each.
    pub(super) fn fold_to(&mut self, level: Option<usize>) {
        let chosen = self.list.chosen;
        if let Some(shown) = &mut self.shown {
            shown.fold_to(level);
        }
        let rows = self.len();
        self.list.chosen = chosen.filter(|row| *row < rows);
    }
}

/// Takes in what was read behind, and has the next part read.
fn read_on(shown: &mut Shown, ctx: &Context) {
    for word in shown.behind.take() {
        match word {
            Word::Part(part) => shown.change(|tree| tree.take(*part)),
            Word::Read(done, all) => shown.read.progress = Some((done, all)),
        }
    }
    if shown.behind.is_busy() {
        return;
    }
    shown.read.progress = None;
    let Some(mut building) = shown.tree.building() else { return };
    shown.read.progress = Some(building.progress());
    shown.behind.begin(ctx, move |say| {
        let has_more = building.step();
        let mut goes_on = say.say(Word::Part(Box::new(building.part())));
        while has_more && goes_on && building.step() {
            let (done, all) = building.progress();
            goes_on = say.say(Word::Read(done, all));
        }
        if has_more && goes_on {
            say.say(Word::Part(Box::new(building.part())));
        }
    });
}

/// The paths of what is unfolded near the beginning, to be unfolded in the next message of the type.
fn unfolded_paths(shown: &Shown) -> Vec<String> {
    let rows = shown.tree.rows(0..shown.tree.len().min(KEPT_ROWS), 0);
    rows.iter().filter(|row| row.unfolded == Some(true)).map(|row| shown.tree.path(row.row)).collect()
}

fn unfold_paths(tree: &mut FieldTree, paths: &[String]) {
    let mut row = 0;
    while row < tree.len().min(KEPT_ROWS) && !paths.is_empty() {
        let can_unfold = tree.row(row, 0).is_some_and(|row| row.unfolded == Some(false));
        if can_unfold && paths.contains(&tree.path(row)) {
            tree.unfold(row);
        }
        row += 1;
    }
}
