//! What a typed bracket or quote does besides standing there: its partner comes with it, is stepped over, and goes
//! with it. It knows brackets, not JSON.

use std::ops::Range;

use egui::{
    Context, Event, Id, Key, TextEdit, Ui,
    text::{CCursor, CCursorRange},
};

use super::{
    caret::{byte_of, selection},
    indent,
};

/// One key that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// A character.
    Character(char),
    /// A new line, indented as its block is.
    Enter,
    /// The character before goes.
    Backspace,
}

/// What a stroke does at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// What it says.
    Plain,
    /// This closes what is opened.
    Close(char),
    /// The character stands there already.
    Step,
    /// What closed the bracket that is deleted goes too.
    Both,
}

/// Writes what was typed in this frame, however much it is, before the editor sees it. Whatever is more than
/// characters, Enter and Backspace is left to the editor, all of it. The last stroke, if any was written.
pub fn write(ui: &Ui, id: Id, text: &mut String) -> Option<Stroke> {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return None;
    }
    let strokes = ui.input(|input| strokes(&input.events))?;
    let last = strokes.last().copied()?;
    let (start, end) = selection(ui.ctx(), id)?;
    let range = byte_of(text, start)..byte_of(text, end);
    if strokes == [Stroke::Backspace] && !(range.is_empty() && effect(text, range.start, last) == Effect::Both) {
        return None;
    }
    let caret = write_all(text, range, &strokes)?;
    ui.input_mut(|input| input.events.retain(|event| stroke(event).is_none()));
    let characters = text.get(..caret).map_or(0, |before| before.chars().count());
    set_caret(ui.ctx(), id, characters);
    Some(last)
}

/// Where the cursor stands afterwards, in bytes.
fn write_all(text: &mut String, selected: Range<usize>, strokes: &[Stroke]) -> Option<usize> {
    text.get(selected.clone())?;
    let mut at = selected.start;
    let mut is_selected = !selected.is_empty();
    text.replace_range(selected, "");
    for stroke in strokes {
        let deleted = std::mem::take(&mut is_selected);
        match (*stroke, effect(text, at, *stroke)) {
            (Stroke::Character(_), Effect::Step) => at += 1,
            (Stroke::Character(character), effect) => {
                text.insert(at, character);
                at += character.len_utf8();
                if let Effect::Close(closing) = effect {
                    text.insert(at, closing);
                }
            }
            (Stroke::Enter, _) => {
                text.insert(at, '\n');
                at += 1;
                let (before, after) = text.split_at_checked(at)?;
                let (start, end) = indent::indent(before, after).unwrap_or_default();
                text.insert_str(at, &format!("{start}{end}"));
                at += start.len();
            }
            (Stroke::Backspace, _) if deleted => {}
            (Stroke::Backspace, effect) => {
                let Some(before) = text.get(..at)?.chars().next_back() else { continue };
                at -= before.len_utf8();
                text.remove(at);
                if effect == Effect::Both {
                    text.remove(at);
                }
            }
        }
    }
    Some(at)
}

fn effect(text: &str, at: usize, stroke: Stroke) -> Effect {
    let previous = text.get(..at).and_then(|before| before.chars().next_back());
    let next = text.get(at..).and_then(|after| after.chars().next());
    effect_between(stroke, previous, next)
}

fn effect_between(stroke: Stroke, previous: Option<char>, next: Option<char>) -> Effect {
    let ends = next.is_none_or(|next| next.is_whitespace() || matches!(next, ',' | '}' | ']' | ':'));
    match (stroke, previous, next) {
        (Stroke::Character(c @ ('}' | ']')), _, Some(next)) if c == next => Effect::Step,
        (Stroke::Character('"'), Some('\\'), _) => Effect::Plain,
        (Stroke::Character('"'), _, Some('"')) => Effect::Step,
        (Stroke::Character('"'), previous, _) if ends => {
            let in_word = previous.is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '_' | '\''));
            if in_word { Effect::Plain } else { Effect::Close('"') }
        }
        (Stroke::Character('{'), ..) if ends => Effect::Close('}'),
        (Stroke::Character('['), ..) if ends => Effect::Close(']'),
        (Stroke::Backspace, Some('{'), Some('}'))
        | (Stroke::Backspace, Some('['), Some(']'))
        | (Stroke::Backspace, Some('"'), Some('"')) => Effect::Both,
        _ => Effect::Plain,
    }
}

/// The strokes of a frame; `None` where there is something among them that only the editor knows to do. What is typed
/// in one go stands as it is.
fn strokes(events: &[Event]) -> Option<Vec<Stroke>> {
    let mut found = Vec::new();
    for event in events {
        match (stroke(event), event) {
            (Some(stroke), _) => found.push(stroke),
            (None, Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Copy | Event::Ime(_)) => return None,
            (None, Event::Key { key, pressed: true, modifiers, .. }) => {
                let moves = matches!(
                    key,
                    Key::ArrowLeft
                        | Key::ArrowRight
                        | Key::ArrowUp
                        | Key::ArrowDown
                        | Key::Home
                        | Key::End
                        | Key::PageUp
                        | Key::PageDown
                        | Key::Delete
                        | Key::Backspace
                        | Key::Enter
                        | Key::Tab
                        | Key::Escape
                );
                if moves || modifiers.command || modifiers.ctrl || modifiers.alt {
                    return None;
                }
            }
            (None, Event::PointerButton { .. }) => return None,
            (None, _) => {}
        }
    }
    Some(found)
}

fn stroke(event: &Event) -> Option<Stroke> {
    match event {
        Event::Text(text) => {
            let mut characters = text.chars();
            let first = characters.next().filter(|c| !c.is_control())?;
            characters.next().is_none().then_some(Stroke::Character(first))
        }
        Event::Key { key, pressed: true, modifiers, .. } if modifiers.is_none() => match key {
            Key::Enter => Some(Stroke::Enter),
            Key::Backspace => Some(Stroke::Backspace),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the cursor, or what is selected, begins in a string. Strings end on their lines.
pub fn in_string(ctx: &Context, id: Id, text: &str) -> bool {
    let Some((start, _)) = selection(ctx, id) else { return false };
    let before = text.get(..byte_of(text, start)).unwrap_or_default();
    is_open_in(before.rsplit('\n').next().unwrap_or_default())
}

fn is_open_in(line: &str) -> bool {
    let mut is_open = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => is_open = !is_open,
            '\\' if is_open => drop(characters.next()),
            _ => {}
        }
    }
    is_open
}

/// Puts the cursor before this character.
pub fn set_caret(ctx: &Context, id: Id, at: usize) {
    let mut state = TextEdit::load_state(ctx, id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
    TextEdit::store_state(ctx, id, state);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_comes_and_goes_with_its_partner() {
        use Stroke::{Backspace, Character};
        for (stroke, previous, next, expected) in [
            (Character('{'), None, None, Effect::Close('}')),
            (Character('['), Some(' '), Some('\n'), Effect::Close(']')),
            (Character('{'), None, Some('"'), Effect::Plain),
            (Character('"'), Some('{'), Some('}'), Effect::Close('"')),
            (Character('"'), Some('a'), Some(','), Effect::Plain),
            (Character('"'), Some('a'), Some('"'), Effect::Step),
            (Character('"'), Some('\\'), Some('"'), Effect::Plain),
            (Character('}'), Some('1'), Some('}'), Effect::Step),
            (Character('}'), Some('1'), Some(']'), Effect::Plain),
            (Backspace, Some('{'), Some('}'), Effect::Both),
            (Backspace, Some('a'), Some('"'), Effect::Plain),
            (Character('a'), None, None, Effect::Plain),
        ] {
            assert_eq!(effect_between(stroke, previous, next), expected, "{stroke:?} {previous:?} {next:?}");
        }
    }

    #[test]
    fn a_string_is_open_between_its_quotes() {
        for (line, expected) in
            [("", false), (r#"{"a"#, true), (r#"{"a": "#, false), (r#""a\""#, true), (r#""a\\""#, false)]
        {
            assert_eq!(is_open_in(line), expected, "{line}");
        }
    }

    #[test]
    fn much_typed_in_one_frame_is_as_if_typed_slowly() {
        let typed = "{\"a\": {\"é\": \"x\\\"\"}, \"b\": [1]}";
        let strokes: Vec<Stroke> = typed.chars().map(Stroke::Character).collect();
        let mut text = "old".to_owned();
        assert_eq!(write_all(&mut text, 0..3, &strokes).unwrap(), typed.len());
        assert_eq!(text, typed);
        let mut text = String::new();
        let strokes = [Stroke::Character('{'), Stroke::Enter, Stroke::Character('['), Stroke::Backspace];
        assert_eq!(write_all(&mut text, 0..0, &strokes).unwrap(), 4);
        assert_eq!(text, "{\n  \n}");
    }
}
