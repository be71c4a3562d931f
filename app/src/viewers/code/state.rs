//! What a code view remembers from frame to frame: what is folded, selected, found, and where it stands.
//! It holds no text; the text is passed in and told apart by its revision.

use super::{
    find::Find,
    rows::{LineChoices, RowMap},
    selection::Selection,
    text::CodeText,
};
use crate::viewers::scroll::RowScroll;

/// One code view. A text of another revision starts afresh, but for wrapping and the words to find.
#[derive(Default)]
pub struct CodeViewState {
    pub(super) choices: LineChoices,
    pub(super) scroll: RowScroll,
    pub(super) x: f32,
    pub(super) selection: Option<Selection>,
    pub(super) find: Find,
    pub(super) focus_find: bool,
    pub(super) wants_focus: bool,
    pub(super) wants_line: Option<usize>,
    pub(super) wants_follow: bool,
    pub(super) press: Option<Press>,
    revision: u64,
    layout: Option<(LayoutKey, RowMap)>,
    changes: u64,
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
}

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

    /// Hides the find bar.
    pub fn close_find(&mut self) {
        self.find.open = false;
    }

    /// The selected text, if any.
    pub fn selected_text<'a>(&self, text: &'a CodeText) -> Option<&'a str> {
        let selection = self.selection.filter(|_| text.revision() == self.revision)?;
        Some(selection.text(text)).filter(|selected| !selected.is_empty())
    }

    /// Folds or unfolds the block that starts on a line.
    pub fn toggle_fold(&mut self, line: usize) {
        if !self.choices.folded.remove(&line) {
            self.choices.folded.insert(line);
        }
        self.changes += 1;
    }

    /// Shows a long line whole.
    pub fn show_all_of(&mut self, line: usize) {
        self.choices.uncut.insert(line);
        self.changes += 1;
    }

    /// Unfolds whatever hides a line.
    pub(super) fn unfold_around(&mut self, text: &CodeText, line: usize) {
        let before = self.choices.folded.len();
        self.choices.folded.retain(|first| text.fold_at(*first).is_none_or(|fold| line <= *first || line > fold.last));
        self.changes += u64::from(before != self.choices.folded.len());
    }

    /// Takes in a text: what belonged to another one is forgotten.
    pub(super) fn take_in(&mut self, text: &CodeText) {
        if self.revision == text.revision() {
            return;
        }
        self.revision = text.revision();
        self.choices = LineChoices { wrap: self.choices.wrap, ..LineChoices::default() };
        self.scroll = RowScroll::default();
        self.x = 0.0;
        self.selection = None;
        self.press = None;
        self.layout = None;
    }

    /// The rows for a width; laid out anew only when something changed.
    pub(super) fn rows(&mut self, text: &CodeText, columns: usize) -> &RowMap {
        let depends_on_width = self.choices.wrap || !self.choices.uncut.is_empty();
        let columns = if depends_on_width { columns } else { 0 };
        let key = LayoutKey { revision: text.revision(), columns, changes: self.changes };
        let kept = self.layout.take().filter(|(of, _)| *of == key);
        let layout = kept.unwrap_or_else(|| (key, RowMap::new(text, &self.choices, columns)));
        &self.layout.insert(layout).1
    }
}
