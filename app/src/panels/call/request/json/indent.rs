//! Where the cursor goes in the JSON editor: an indent after Enter, and a jump to a problem.
//! It knows brackets, not JSON.

use egui::{
    Context, Id, Key, TextBuffer as _, TextEdit, Ui,
    text::{CCursor, CCursorRange},
};
use farcall_core::message::Problem;

/// Whether Enter is pressed for the text in this frame.
pub fn takes_enter(ui: &Ui, id: Id) -> bool {
    ui.memory(|memory| memory.has_focus(id)) && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Indents the line that Enter began; true if something was added.
pub fn after_enter(ctx: &Context, id: Id, text: &mut String) -> bool {
    let Some(mut state) = TextEdit::load_state(ctx, id) else { return false };
    let Some(cursor) = state.cursor.char_range().map(|range| range.primary) else { return false };
    let byte: usize = text.byte_index_from_char_index(cursor.index).into();
    let (Some(before), Some(after)) = (text.get(..byte), text.get(byte..)) else { return false };
    let Some(added) = indent(before, after) else { return false };
    let (start, end) = added;
    let whole = format!("{start}{end}");
    text.insert_str(byte, &whole);
    let to = CCursor::new(cursor.index + start.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(to)));
    TextEdit::store_state(ctx, id, state);
    true
}

/// What goes before and after the cursor on a new line.
fn indent(before: &str, after: &str) -> Option<(String, String)> {
    let line = before.strip_suffix('\n')?.rsplit('\n').next()?;
    let own: String = line.chars().take_while(|c| *c == ' ').collect();
    let opens = line.trim_end().ends_with(['{', '[']);
    let closes = after.starts_with(['}', ']']);
    let start = if opens { format!("{own}  ") } else { own.clone() };
    let end = if opens && closes { format!("\n{own}") } else { String::new() };
    (!start.is_empty() || !end.is_empty()).then_some((start, end))
}

/// Puts the cursor where a problem is, and the keyboard with it.
pub fn jump(ctx: &Context, id: Id, text: &str, problem: &Problem) {
    let Some((line, column)) = problem.position else { return };
    let before: usize =
        text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(|line| line.chars().count()).sum();
    let mut state = TextEdit::load_state(ctx, id).unwrap_or_default();
    let to = CCursor::new(before + column.saturating_sub(1) as usize);
    state.cursor.set_char_range(Some(CCursorRange::one(to)));
    TextEdit::store_state(ctx, id, state);
    ctx.memory_mut(|memory| memory.request_focus(id));
}

#[cfg(test)]
mod tests {
    use super::indent;

    #[test]
    fn a_new_line_is_indented_as_its_block_is() {
        let added = |before: &str, after: &str| indent(before, after).unwrap_or_default();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(added("{\n", "}"), pair("  ", "\n"));
        assert_eq!(added("{\n  \"a\": [\n", "\n"), pair("    ", ""));
        assert_eq!(added("{\n  \"a\": 1,\n", "\n}"), pair("  ", ""));
        assert_eq!(added("  {\n", "}"), pair("    ", "\n  "));
        assert_eq!(indent("{}\n", ""), None);
    }
}
