//! Where the cursor of the JSON editor is, and what is selected, in characters; and which byte that is.

use egui::{Context, Id, TextBuffer as _, TextEdit};

/// Where the cursor stands, if nothing is selected, in characters.
pub fn caret(ctx: &Context, id: Id) -> Option<usize> {
    selection(ctx, id).filter(|(start, end)| start == end).map(|(start, _)| start)
}

/// From one character to another, none where the editor has no cursor.
pub fn selection(ctx: &Context, id: Id) -> Option<(usize, usize)> {
    let range = TextEdit::load_state(ctx, id)?.cursor.char_range()?;
    let (one, other): (usize, usize) = (range.primary.index.into(), range.secondary.index.into());
    Some((one.min(other), one.max(other)))
}

/// The byte of a character.
pub fn byte_of(text: &str, character: usize) -> usize {
    text.byte_index_from_char_index(character.into()).into()
}
