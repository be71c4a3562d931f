//! What the tree view remembers: the tree of the message it shows, where it stands, and what was read of the rows seen.
//! It draws nothing.

use std::{ops::Range, sync::Arc};

use egui::Context;
use farcall_core::message::tree::{FieldPart, FieldRow, FieldTree};

use super::super::{MessageInput, behind::Behind, list::ListState, seen_rows::SeenRows};

/// How many rows of the message before are looked at for what was unfolded, and paths kept.
const KEPT_ROWS: usize = 2000;
/// Rows that are folded at once.
const MOST_FOLDED: usize = 50_000;

/// What the tree remembers: which rows are open, and where it stands.
#[derive(Default)]
pub struct TreeState {
    shown: Option<Shown>,
    pub(in super::super) list: ListState,
    pub(super) shows_unset: bool,
    pub(super) by_size: bool,
}

struct Shown {
    key: u64,
    of: Option<String>,
    tree: FieldTree,
    behind: Behind<Word>,
    progress: Option<(u64, u64)>,
    /// Counts what changed, so that rows are read once.
    revision: u64,
    seen: SeenRows<FieldRow, (u64, usize)>,
}

enum Word {
    Part(Box<FieldPart>),
    Read(u64, u64),
}

impl TreeState {
    /// Turns to a message and takes in what was read of it meanwhile. `false`: its bytes are no longer there.
    pub(super) fn show(&mut self, ctx: &Context, input: &MessageInput<'_>) -> bool {
        let of = input.of.map(|of| of.full_name());
        let is_shown = self.shown.as_ref().is_some_and(|shown| shown.key == input.key && shown.of.as_deref() == of);
        if !is_shown {
            let Some(bytes) = (input.load)() else {
                self.shown = None;
                return false;
            };
            let unfolded = self.shown.as_ref().filter(|shown| shown.of.as_deref() == of).map(unfolded_paths);
            let mut tree = FieldTree::new(input.of.cloned(), bytes);
            tree.show_unset(self.shows_unset);
            tree.sort_by_size(self.by_size);
            unfold_paths(&mut tree, &unfolded.unwrap_or_default());
            self.shown = Some(Shown {
                key: input.key,
                of: of.map(str::to_owned),
                tree,
                behind: Behind::default(),
                progress: None,
                revision: 0,
                seen: SeenRows::default(),
            });
        }
        if let Some(shown) = &mut self.shown {
            shown.read_on(ctx);
        }
        true
    }

    pub(in super::super) fn tree(&self) -> Option<&FieldTree> {
        self.shown.as_ref().map(|shown| &shown.tree)
    }

    /// Changes the tree; rows are read anew.
    pub(super) fn change<R>(&mut self, change: impl FnOnce(&mut FieldTree) -> R) -> Option<R> {
        let shown = self.shown.as_mut()?;
        shown.revision += 1;
        Some(change(&mut shown.tree))
    }

    pub(super) fn len(&self) -> usize {
        self.tree().map_or(0, FieldTree::len)
    }

    /// Bytes of the message.
    pub(super) fn size(&self) -> u64 {
        self.tree().map_or(0, |tree| tree.bytes().len() as u64)
    }

    pub(super) fn has_type(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.of.is_some())
    }

    /// Bytes read of what is being read, and how many there are.
    pub(super) fn progress(&self) -> Option<(u64, u64)> {
        self.shown.as_ref()?.progress
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
        self.change(|tree| tree.fold(row) || tree.unfold(row));
    }

    /// The rows of a range, read once.
    pub(super) fn seen(&mut self, range: Range<usize>, chars: usize) -> Arc<Vec<FieldRow>> {
        let Some(shown) = &mut self.shown else { return Arc::default() };
        let tree = &shown.tree;
        shown.seen.rows(range, (shown.revision, chars), |range| tree.rows(range, chars))
    }

    /// The first byte of the chosen row's value, where it has one of its own.
    pub(in super::super) fn chosen_offset(&self) -> Option<usize> {
        self.tree()?.row(self.list.chosen?, 0)?.value.map(|value| value.start)
    }

    /// Unfolds to the value that holds a byte, and chooses it.
    pub(in super::super) fn reveal(&mut self, offset: usize) {
        if let Some(row) = self.change(|tree| tree.reveal(offset)).flatten() {
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
        let rows = self.len().min(MOST_FOLDED);
        let chosen = self.list.chosen;
        self.change(|tree| {
            for row in (0..rows).rev() {
                let Some(found) = tree.row(row, 0) else { continue };
                match level {
                    Some(level) if found.depth + 1 >= level => {
                        tree.fold(row);
                    }
                    None if found.depth == 0 && found.unfolded.is_some() => {
                        tree.unfold_all(row);
                    }
                    _ => {}
                }
            }
        });
        let rows = self.len();
        self.list.chosen = chosen.filter(|row| *row < rows);
    }
}

impl Shown {
    fn read_on(&mut self, ctx: &Context) {
        for word in self.behind.take() {
            match word {
                Word::Part(part) => {
                    self.tree.take(*part);
                    self.revision += 1;
                }
                Word::Read(done, all) => self.progress = Some((done, all)),
            }
        }
        if self.behind.is_busy() {
            return;
        }
        self.progress = None;
        let Some(mut building) = self.tree.building() else { return };
        self.progress = Some(building.progress());
        self.behind.begin(ctx, move |say| {
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
