//! What a code view remembers from frame to frame: what is folded, selected, found, and where it stands.
//! It holds no text; the text is passed in and told apart by its revision.

use std::time::{Duration, Instant};

use egui::Context;

use super::{
    copying::Copying,
    filter::Filter,
    find::{Find, FindBy, Query},
    rows::{LineChoices, Row, RowMap},
    seek::{Seek, Sought},
    selection::Selection,
    text::{CodeText, path_text},
};
use crate::{theme::size, viewers::scroll::RowScroll};

/// One code view. A text of another revision starts afresh, but for wrapping and the words to find.
#[derive(Default)]
pub struct CodeViewState {
    pub(super) choices: LineChoices,
    pub(super) scroll: RowScroll,
    pub(super) x: f32,
    pub(super) selection: Option<Selection>,
    pub(super) copying: Copying,
    pub(super) find: Find,
    pub(super) filter: Filter,
    pub(super) focus_find: bool,
    pub(super) focus_filter: bool,
    pub(super) wants_focus: bool,
    pub(super) wants_line: Option<usize>,
    pub(super) wants_follow: bool,
    pub(super) wants_step: Option<bool>,
    pub(super) press: Option<Press>,
    /// The line at the top in the frame before.
    pub(super) top: Row,
    revision: u64,
    layout: Option<(LayoutKey, RowMap)>,
    changes: u64,
    seek: Option<Seek>,
    /// How the whole text stood when a filter was set.
    unfiltered: Option<Box<Stood>>,
    path: Option<((u64, usize), String)>,
}

/// How a text stood.
struct Stood {
    revision: u64,
    choices: LineChoices,
    scroll: RowScroll,
    selection: Option<Selection>,
    top: Row,
    /// The line of it that was chosen while it was filtered.
    chosen: Option<usize>,
}

/// The last press of the pointer, to tell two and three clicks from one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Press {
    pub at: egui::Pos2,
    pub time: f64,
    pub clicks: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LayoutKey {
    revision: u64,
    columns: usize,
    changes: u64,
    /// Blocks that ended in another chunk, where all from some depth on are folded.
    blocks: usize,
}

/// What counting rows may take of a frame.
const COUNTING: Duration = Duration::from_millis(2);

impl CodeViewState {
    /// Whether lines wrap.
    pub fn wraps(&self) -> bool {
        self.choices.wrap
    }

    /// Wraps lines, or does not.
    pub fn set_wraps(&mut self, wrap: bool) {
        self.choices.wrap = wrap;
        self.x = 0.0;
        self.changes += 1;
    }

    /// Shows the find bar, with the focus in it.
    pub fn open_find(&mut self) {
        self.find.open = true;
        self.focus_find = true;
    }

    /// The same, to find by text, key or path.
    pub fn open_find_by(&mut self, by: FindBy) {
        self.find.query.by = by;
        self.open_find();
    }

    /// Goes to the next hit, or the one before, once the view is drawn.
    pub fn step_find(&mut self, forward: bool) {
        self.wants_step = Some(forward);
    }

    /// Shows the field for a path to filter by, with the focus in it.
    pub fn open_filter(&mut self) {
        self.filter.open = true;
        self.focus_filter = true;
    }

    /// Shows every line again.
    pub fn close_filter(&mut self) {
        self.filter.open = false;
        self.filter.path.clear();
    }

    /// Whether only the lines of a path are shown, or may be.
    pub fn is_filtering(&self) -> bool {
        self.filter.open
    }

    /// Moves the focus into the text.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Shows the line with this byte of the text, and chooses it.
    pub fn show_line_at(&mut self, byte: usize) {
        self.wants_line = Some(byte);
    }

    /// Asks for what stands where the selection ends, as a click with Ctrl does.
    pub fn follow(&mut self) {
        self.wants_follow = true;
    }

    /// Whether the find bar is shown.
    pub fn is_finding(&self) -> bool {
        self.find.open
    }

    /// What is looked for, and whether the field for it wants the focus: for a find bar over something else than a text.
    pub fn sought(&mut self) -> (&mut Query, &mut bool) {
        (&mut self.find.query, &mut self.focus_find)
    }

    /// A step to another hit that was asked for and is not made yet.
    pub fn take_step(&mut self) -> Option<bool> {
        self.wants_step.take()
    }

    /// The height of the bars above the rows.
    pub fn bars(&self) -> f32 {
        size::TOOL_ROW * f32::from(u8::from(self.find.open) + u8::from(self.filter.open))
    }

    /// Hides the find bar.
    pub fn close_find(&mut self) {
        self.find.open = false;
    }

    /// The text that is shown of `text`: all of it, or what a filter leaves.
    pub fn shown<'t>(&'t self, text: &'t CodeText) -> &'t CodeText {
        self.filter.filtered().unwrap_or(text)
    }

    /// The line of the whole text that is chosen: that where the selection ends.
    pub fn chosen_line(&self, text: &CodeText) -> Option<usize> {
        let shown = self.shown(text);
        let selection = self.selection.filter(|_| shown.revision() == self.revision)?;
        Some(shown.number(shown.line_of(selection.head)))
    }

    /// The path of the chosen line.
    pub fn chosen_path(&mut self, text: &CodeText) -> Option<&str> {
        let line = self.chosen_line(text)?;
        let of = (text.revision(), line);
        if self.path.as_ref().is_none_or(|(known, _)| *known != of) {
            self.path = Some((of, path_text(&text.path_of(line))));
        }
        self.path.as_ref().map(|(_, path)| path.as_str())
    }

    /// What is selected, in bytes of the shown text, if anything is.
    pub(super) fn selected(&self, text: &CodeText) -> Option<std::ops::Range<usize>> {
        let selection = self.selection.filter(|_| text.revision() == self.revision)?;
        Some(selection.range(text)).filter(|range| !range.is_empty())
    }

    /// Folds or unfolds the block that starts on a line.
    pub fn toggle_fold(&mut self, line: usize) {
        self.choices.folding.toggle(line);
        self.changes += 1;
    }

    /// Folds every block that stands in at least so many others; `None` unfolds all.
    pub fn fold_to(&mut self, level: Option<usize>) {
        self.choices.folding.set_level(level);
        self.changes += 1;
    }

    /// Shows a long line whole.
    pub fn show_all_of(&mut self, line: usize) {
        self.choices.uncut.insert(line);
        self.changes += 1;
    }

    /// The text will be printed anew: what stands at the top is to stand there again.
    pub fn keep_place(&mut self, text: &CodeText) {
        let shown = self.shown(text);
        if shown.revision() == self.revision && self.scroll.top() > 0.0 {
            let line = shown.number(self.top.line);
            self.seek = Some(Seek::new(text, line, 0.0));
        }
    }

    /// Unfolds whatever hides a line.
    pub(super) fn unfold_around(&mut self, text: &CodeText, line: usize) {
        let Some(chunk) = text.chunks().get(text.chunk_with_line(line)) else { return };
        let mut hiding: Vec<_> = chunk.entry.iter().filter_map(|open| text.fold_at(open.line)).collect();
        hiding.extend(text.folds_across(chunk.first_line..line));
        hiding.extend(chunk.folds().take_while(|fold| fold.first < line));
        hiding.retain(|fold| fold.first < line && line <= fold.last && self.choices.folding.is_folded(fold));
        hiding.dedup();
        for fold in hiding {
            self.toggle_fold(fold.first);
        }
    }

    /// Takes in what is shown of a text: what belonged to another one is forgotten.
    pub(super) fn take_in(&mut self, ctx: &Context, whole: &CodeText, shown: &CodeText) {
        if self.revision != shown.revision() {
            let stood = self.stood(whole, shown);
            self.revision = shown.revision();
            self.layout = None;
            self.press = None;
            self.x = 0.0;
            self.choices = LineChoices { wrap: self.choices.wrap, ..LineChoices::default() };
            self.scroll = RowScroll::default();
            self.top = Row::default();
            self.selection = None;
            if let Some(stood) = stood {
                self.choices = LineChoices { wrap: self.choices.wrap, ..stood.choices };
                self.scroll = stood.scroll;
                self.top = stood.top;
                self.selection = stood.selection;
                self.wants_line = stood.chosen.map(|line| whole.line_start(line)).or(self.wants_line);
            }
        }
        self.seek_place(ctx, whole);
    }

    /// Between a text and what a filter leaves of it: keeps how the whole stood, and gives it back at the end.
    fn stood(&mut self, whole: &CodeText, shown: &CodeText) -> Option<Box<Stood>> {
        if shown.revision() == whole.revision() {
            return self.unfiltered.take().filter(|stood| stood.revision == whole.revision());
        }
        if self.revision == whole.revision() {
            self.unfiltered = Some(Box::new(Stood {
                revision: self.revision,
                choices: self.choices.clone(),
                scroll: self.scroll,
                selection: self.selection,
                top: self.top,
                chosen: None,
            }));
        }
        None
    }

    /// Remembers which line of the whole text is chosen while it is filtered.
    pub(super) fn remember_chosen(&mut self, whole: &CodeText) {
        let chosen = self.chosen_line(whole);
        if let Some(stood) = self.unfiltered.as_mut() {
            stood.chosen = chosen.or(stood.chosen);
        }
    }

    fn seek_place(&mut self, ctx: &Context, whole: &CodeText) {
        let Some(mut seek) = self.seek.take() else { return };
        match seek.advance(ctx, whole) {
            Sought::NotYet => self.seek = Some(seek),
            Sought::Nowhere => {}
            Sought::Line(line) => {
                let columns = self.layout.as_ref().map_or(80, |(key, _)| key.columns);
                if self.revision == whole.revision() {
                    let row = self.row_of(whole, columns, line) as f64 - seek.above;
                    let rows = self.rows(whole, columns);
                    self.scroll.set_top(row, rows, 1.0);
                }
            }
        }
    }

    /// The user moved: no place from before is looked for any more.
    pub(super) fn moved(&mut self) {
        self.seek = None;
    }

    /// How many rows there are for a width.
    pub(super) fn rows(&mut self, text: &CodeText, columns: usize) -> usize {
        self.map(text, columns).0.rows()
    }

    /// What stands on a row.
    pub(super) fn row_at(&mut self, text: &CodeText, columns: usize, row: usize) -> Row {
        let (map, choices) = self.map(text, columns);
        map.at(text, choices, row)
    }

    /// The first row of a line.
    pub(super) fn row_of(&mut self, text: &CodeText, columns: usize, line: usize) -> usize {
        let (map, choices) = self.map(text, columns);
        map.row_of(text, choices, line)
    }

    /// Counts rows that were only guessed; what is seen stays where it is. Returns whether there is more to count.
    pub(super) fn count_rows(&mut self, text: &CodeText, columns: usize) -> bool {
        // Laying out anew moves the top.
        self.map(text, columns);
        let top = self.scroll.top();
        let (map, choices) = self.map(text, columns);
        let (moved, more) = map.count(text, choices, top as usize, Instant::now() + COUNTING);
        let rows = map.rows();
        if moved != 0 {
            self.scroll.set_top(top + moved as f64, rows, 1.0);
        }
        more
    }

    /// The rows for a width; laid out anew only when something changed, and then the line at the top stays there.
    fn map(&mut self, text: &CodeText, columns: usize) -> (&mut RowMap, &LineChoices) {
        let depends_on_width = self.choices.wrap || !self.choices.uncut.is_empty();
        let columns = if depends_on_width { columns } else { 0 };
        let levels = self.choices.folding.level().is_some();
        let blocks = if levels { text.folds_across(0..usize::MAX).count() } else { 0 };
        let key = LayoutKey { revision: text.revision(), columns, changes: self.changes, blocks };
        let kept = self.layout.take();
        let was_laid_out = kept.as_ref().is_some_and(|(of, _)| of.revision == key.revision);
        let mut layout = match kept.filter(|(of, _)| *of == key) {
            Some(kept) => kept,
            None => {
                let mut map = RowMap::new(columns);
                map.grow(text, &self.choices);
                if was_laid_out {
                    let part = self.scroll.top().fract();
                    let row = map.row_of(text, &self.choices, self.top.line);
                    self.scroll.set_top(row as f64 + part, map.rows(), 1.0);
                }
                (key, map)
            }
        };
        layout.1.grow(text, &self.choices);
        (&mut self.layout.insert(layout).1, &self.choices)
    }
}
