//! Where the cursor goes in the JSON editor: an indent after Enter, and a jump to a problem.
//! It knows brackets, not JSON.

use egui::{
    Context, Id, TextEdit,
    text::{CCursor, CCursorRange},
};
use farcall_core::message::Problem;

use super::caret::{byte_of, caret};

/// What goes before and after the cursor on a new line.
pub fn indent(before: &str, after: &str) -> Option<(String, String)> {
    let line = before.strip_suffix('\n')?.rsplit('\n').next()?;
    let own: String = line.chars().take_while(|c| *c == ' ').collect();
    let opens = line.trim_end().ends_with(['{', '[']);
    let closes = after.starts_with(['}', ']']);
    let start = if opens { format!("{own}  ") } else { own.clone() };
    let end = if opens && closes { format!("\n{own}") } else { String::new() };
    (!start.is_empty() || !end.is_empty()).then_some((start, end))
}

/// Line and column of the cursor, both from 1.
pub fn place(ctx: &Context, id: Id, text: &str) -> Option<(u32, u32)> {
    let byte = byte_of(text, caret(ctx, id)?);
    let before = text.get(..byte)?;
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
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
