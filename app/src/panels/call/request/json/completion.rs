//! The proposals under the cursor of the JSON editor: when they open, which keys move in them, what is written when one
//! is taken. What is proposed is the core's.

use std::ops::Range;

use egui::{Id, Key, Modifiers, Ui};
use farcall_core::{
    message::{Completions, Wanted, complete},
    schema::MessageDescriptor,
};

use super::caret::byte_of;

/// What is proposed now, if anything.
#[derive(Default)]
pub struct CompletionView {
    pub(super) shown: Option<Shown>,
    /// The selection moved: it has to be seen.
    pub(super) moved: bool,
    /// Open with the next frame.
    asked: bool,
}

/// An open list.
pub struct Shown {
    pub(super) completions: Completions,
    pub(super) selected: usize,
    /// Where the word begins, in characters.
    pub(super) begin: usize,
    /// Where the cursor was, in characters.
    caret: usize,
}

/// What may open the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The user asked.
    Asked,
    /// This character was typed.
    Typed(char),
    /// The text changed in another way.
    Changed,
    /// Nothing changed but perhaps the cursor.
    Nothing,
}

impl CompletionView {
    /// Whether there are proposals on the screen.
    pub fn is_open(&self) -> bool {
        self.shown.is_some()
    }

    /// Take them away.
    pub fn close(&mut self) {
        self.shown = None;
    }

    /// Open it with the next frame, if there is something to propose.
    pub fn ask(&mut self) {
        self.asked = true;
    }

    /// Up, Down, Page Up and Down, Enter, Tab and Esc while it is open, before the editor sees them; the row taken.
    pub fn take_keys(&mut self, ui: &Ui, editor: Id) -> Option<usize> {
        let shown = self.shown.as_mut()?;
        if !ui.memory(|memory| memory.has_focus(editor)) {
            self.shown = None;
            return None;
        }
        let count = shown.completions.items.len();
        let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let before = shown.selected;
        if pressed(Key::ArrowDown) {
            shown.selected = (shown.selected + 1) % count.max(1);
        }
        if pressed(Key::ArrowUp) {
            shown.selected = (shown.selected + count.saturating_sub(1)) % count.max(1);
        }
        if pressed(Key::PageDown) {
            shown.selected = (shown.selected + ROWS).min(count.saturating_sub(1));
        }
        if pressed(Key::PageUp) {
            shown.selected = shown.selected.saturating_sub(ROWS);
        }
        self.moved |= before != shown.selected;
        let selected = shown.selected;
        if pressed(Key::Escape) {
            self.shown = None;
            return None;
        }
        (pressed(Key::Enter) || pressed(Key::Tab)).then_some(selected)
    }

    /// Follows the cursor after the editor took its keys. `caret` is in characters; `None`: something is selected.
    pub fn follow(&mut self, of: &MessageDescriptor, text: &str, caret: Option<usize>, cause: Cause) {
        let cause = if std::mem::take(&mut self.asked) { Cause::Asked } else { cause };
        let Some(caret) = caret else { return self.close() };
        let was_open = self.shown.is_some();
        let moved = self.shown.as_ref().is_some_and(|shown| shown.caret != caret);
        let is_due = match cause {
            Cause::Asked | Cause::Typed(_) => true,
            Cause::Changed => was_open,
            Cause::Nothing => moved,
        };
        if !is_due {
            return;
        }
        let byte = byte_of(text, caret);
        let completions = complete(of, text, byte);
        let typed = text.get(completions.replace.start..byte).unwrap_or("");
        let opens = match cause {
            Cause::Asked => true,
            Cause::Typed(character) => opens_by(character, typed, &completions),
            Cause::Changed | Cause::Nothing => was_open && !typed.is_empty(),
        };
        let is_written = match completions.items.as_slice() {
            [only] => text.get(completions.replace.clone()).is_some_and(|word| word.trim_matches('"') == only.label),
            _ => false,
        };
        if !opens || completions.items.is_empty() || is_written && cause != Cause::Asked {
            return self.close();
        }
        let before = byte.saturating_sub(completions.replace.start);
        let begin = caret.saturating_sub(text.get(byte - before..byte).unwrap_or("").chars().count());
        self.shown = Some(Shown { completions, selected: 0, begin, caret });
        self.moved = true;
    }

    /// Writes a proposal into the text. Where the cursor stands then, in bytes.
    pub fn take(&mut self, at: usize, text: &mut String) -> Option<usize> {
        let Shown { completions, .. } = self.shown.take()?;
        let item = completions.items.get(at)?;
        let replace: Range<usize> = completions.replace;
        text.get(replace.clone())?;
        text.replace_range(replace.clone(), &item.insert);
        let mut caret = replace.start + item.caret;
        if let Some(comma) = completions.missing_comma.filter(|at| text.is_char_boundary(*at)) {
            text.insert(comma, ',');
            caret += 1;
        }
        self.asked = item.goes_on;
        Some(caret)
    }
}

/// Rows in sight.
pub const ROWS: usize = 8;

/// A letter of a name opens the list, and what stands where a name begins; a blank only where there is a short choice.
fn opens_by(character: char, typed: &str, completions: &Completions) -> bool {
    match character {
        '"' | '@' | '_' | '/' => true,
        '.' => typed.len() > 1,
        ' ' | ':' | ',' => completions.wanted == Wanted::Value && typed.is_empty() && is_choice(completions),
        letter => letter.is_alphanumeric() && !typed.is_empty(),
    }
}

/// Names to choose from, not brackets to begin with.
fn is_choice(completions: &Completions) -> bool {
    completions.items.len() > 1
}
