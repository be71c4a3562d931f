//! What the wire view remembers: the records of the message it shows, what is chosen in both halves, and what it costs.
//! It draws nothing.

use std::{ops::ControlFlow, ops::Range, sync::Arc};

use bytes::Bytes;
use egui::Context;
use farcall_core::message::tree::{Cost, IndexPart, Part, Reading, WireRow, WireTree};

use super::super::{MessageInput, list::ListState, seen_rows::SeenRows};
use crate::{viewers::scroll::RowScroll, widgets::Split};

/// Messages up to this size are summed at once.
const AT_ONCE: usize = 16 * 1024;
/// Characters of a value that are read.
const VALUE_CHARS: usize = 120;

/// A record and its value as a line.
pub(super) type ReadRow = (WireRow, Reading);

/// What the wire view remembers: the record that is chosen, and where it stands.
#[derive(Default)]
pub struct WireState {
    shown: Option<Shown>,
    pub(in super::super) list: ListState,
    /// Where the bytes stand.
    pub(super) scroll: RowScroll,
    /// The bytes that are chosen: from where the selection began to where it is, both in it.
    pub(super) chosen: Option<(usize, usize)>,
    /// A byte that is to be scrolled to.
    pub(super) wants_seen: Option<usize>,
    /// The byte under the pointer.
    pub(super) hovered: Option<usize>,
    /// What is typed as an offset, while it is.
    pub(super) going_to: Option<String>,
    beside: Option<Split>,
    above: Option<Split>,
}

type Shown = super::super::shown::Shown<WireTree, Word, Read>;

/// What was read of the records.
#[derive(Default)]
struct Read {
    cost: Option<Cost>,
    progress: Option<(usize, usize)>,
    rows: SeenRows<ReadRow, u64>,
}

enum Word {
    Part(Box<(usize, u64, IndexPart)>, (usize, usize)),
    Cost(Cost),
    Nothing,
}

impl WireState {
    /// Turns to a message and takes in what was read of it meanwhile. `false`: its bytes are no longer there.
    pub(super) fn show(&mut self, ctx: &Context, input: &MessageInput<'_>) -> bool {
        if !self.shown.as_ref().is_some_and(|shown| shown.is_of(input)) {
            let Some(bytes) = (input.load)() else {
                self.shown = None;
                return false;
            };
            let is_small = bytes.len() <= AT_ONCE;
            let cost = is_small.then(|| Cost::of(input.of, &bytes, &mut |_| ControlFlow::Continue(()))).flatten();
            let tree = WireTree::new(input.of.cloned(), bytes);
            self.shown = Some(Shown::new(input, tree, Read { cost, ..Read::default() }));
            (self.chosen, self.hovered, self.list.chosen) = (None, None, None);
            self.scroll = RowScroll::default();
        }
        if let Some(shown) = &mut self.shown {
            read_on(shown, ctx, input);
        }
        true
    }

    pub(in super::super) fn tree(&self) -> Option<&WireTree> {
        self.shown.as_ref().map(|shown| &shown.tree)
    }

    /// Changes the tree; rows are read anew.
    pub(super) fn change<R>(&mut self, change: impl FnOnce(&mut WireTree) -> R) -> Option<R> {
        self.shown.as_mut().map(|shown| shown.change(change))
    }

    pub(super) fn bytes(&self) -> Bytes {
        self.tree().map(|tree| tree.bytes().clone()).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.tree().map_or(0, WireTree::len)
    }

    pub(super) fn size(&self) -> usize {
        self.tree().map_or(0, |tree| tree.bytes().len())
    }

    pub(super) fn cost(&self) -> Option<Cost> {
        self.shown.as_ref()?.read.cost
    }

    pub(super) fn progress(&self) -> Option<(usize, usize)> {
        self.shown.as_ref()?.read.progress
    }

    pub(super) fn row(&self, row: usize) -> Option<WireRow> {
        self.tree()?.row(row)
    }

    /// The rows of a range with their values, read once while they are in sight.
    pub(super) fn rows(&mut self, range: Range<usize>) -> Arc<Vec<ReadRow>> {
        let Some(shown) = &mut self.shown else { return Arc::default() };
        let (tree, revision) = (&shown.tree, shown.revision());
        let read = |row: WireRow| {
            let reading = row.reading(tree.bytes(), VALUE_CHARS);
            (row, reading)
        };
        shown.read.rows.rows(range, revision, |range| tree.rows(range).into_iter().map(read).collect())
    }

    /// The first byte of what is chosen.
    pub(in super::super) fn chosen_offset(&self) -> Option<usize> {
        self.selection().map(|range| range.start)
    }

    /// Unfolds to the record that holds a byte, and chooses it.
    pub(in super::super) fn reveal(&mut self, offset: usize) {
        if let Some(row) = self.shown.as_mut().and_then(|shown| shown.reveal(offset)) {
            self.choose_record(row);
            self.list.choose_far(row);
        }
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

    pub(super) fn toggle(&mut self, row: usize) {
        if let Some(shown) = &mut self.shown {
            shown.toggle(row);
        }
    }

    /// Chooses a record; the bytes scroll to it.
    pub(super) fn choose_record(&mut self, row: usize) {
        self.list.chosen = Some(row);
        self.chosen = None;
        self.wants_seen = self.row(row).map(|row| row.record.range().start);
    }

    /// Chooses bytes; the records unfold to the one of the last.
    pub(super) fn choose_bytes(&mut self, from: usize, to: usize) {
        self.chosen = Some((from, to));
        if let Some(row) = self.shown.as_mut().and_then(|shown| shown.reveal(to)) {
            self.list.choose(row);
        }
    }

    /// The chosen bytes, or those of the chosen record.
    pub(super) fn selection(&self) -> Option<Range<usize>> {
        match self.chosen {
            Some((from, to)) => Some(from.min(to)..from.max(to) + 1),
            None => Some(self.row(self.list.chosen?)?.record.range()),
        }
    }

    /// The chosen bytes, or the value of the chosen record.
    pub(super) fn chosen_value(&self) -> Option<Range<usize>> {
        match self.chosen {
            Some(_) => self.selection(),
            None => Some(self.row(self.list.chosen?)?.record.value_range()),
        }
    }

    /// What each byte of a range is: a run, its part, and whether it cannot be read.
    pub(super) fn parts(&self, range: Range<usize>) -> Vec<(Range<usize>, Part, bool)> {
        let Some(tree) = self.tree() else { return Vec::new() };
        let mut runs = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let Some((run, part, is_broken)) = tree.part_at(at) else { break };
            let end = run.end.min(range.end).max(at + 1);
            runs.push((at..end, part, is_broken));
            at = end;
        }
        runs
    }

    pub(super) fn split(&self, is_beside: bool) -> Split {
        let (kept, ratio) = if is_beside { (self.beside, 0.54) } else { (self.above, 0.58) };
        kept.unwrap_or(Split { ratio, fold: None })
    }

    pub(super) fn set_split(&mut self, is_beside: bool, split: Split) {
        let kept = if is_beside { &mut self.beside } else { &mut self.above };
        *kept = Some(split);
    }
}

/// Takes in what was read behind, and has the next part read; then what it costs.
fn read_on(shown: &mut Shown, ctx: &Context, input: &MessageInput<'_>) {
    for word in shown.behind.take() {
        match word {
            Word::Part(part, progress) => {
                shown.change(|tree| tree.take(*part));
                shown.read.progress = Some(progress);
            }
            Word::Cost(cost) => shown.read.cost = Some(cost),
            Word::Nothing => {}
        }
    }
    if shown.behind.is_busy() {
        return;
    }
    shown.read.progress = None;
    if let Some(mut building) = shown.tree.building() {
        shown.read.progress = Some(building.progress());
        shown.behind.begin(ctx, move |say| {
            while let Some(part) = building.step() {
                if !say.say(Word::Part(Box::new(part), building.progress())) {
                    break;
                }
            }
        });
    } else if shown.read.cost.is_none() {
        let (of, bytes) = (input.of.cloned(), shown.tree.bytes().clone());
        shown.behind.begin(ctx, move |say| {
            let mut listens =
                |_| if say.say(Word::Nothing) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
            if let Some(cost) = Cost::of(of.as_ref(), &bytes, &mut listens) {
                say.say(Word::Cost(cost));
            }
        });
    }
}
