//! Walking a list or tree by keys: which row is meant next, and what is to be done with the selected one.
//! It knows rows by their places only; what they are is the panel's.

use egui::{Event, EventFilter, Key, Modifiers, Response, Ui};

/// What a key means in a list that has the focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walk {
    /// Select the row at this place.
    To(usize),
    /// Fold the selected row, or go to its parent.
    Fold,
    /// Unfold the selected row, or go to its first child.
    Unfold,
    /// Unfold all below the selected row.
    UnfoldAll,
    /// Open the selected row.
    Open,
    /// Go to the next row whose name begins with this.
    Typed(String),
}

/// How long a pause ends what is typed to jump to a row.
const PAUSE_SECS: f64 = 1.0;

/// What was typed to jump to a row.
#[derive(Debug, Default)]
pub struct TypeAhead {
    text: String,
    at: f64,
}

impl TypeAhead {
    fn push(&mut self, typed: &str, now: f64) -> String {
        if now - self.at > PAUSE_SECS {
            self.text.clear();
        }
        self.at = now;
        self.text.push_str(&typed.to_lowercase());
        self.text.clone()
    }
}

/// The key pressed while `list` has the focus: the list has `rows` rows, `at` is the selected one, `page` rows are seen.
pub fn take(
    ui: &Ui,
    list: &Response,
    (rows, page): (usize, usize),
    at: Option<usize>,
    ahead: &mut TypeAhead,
) -> Option<Walk> {
    if !list.has_focus() {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let last = rows.checked_sub(1)?;
    let step = |by: isize| match at {
        Some(at) => at.saturating_add_signed(by).min(last),
        None => 0,
    };
    let page = isize::try_from(page.max(2) - 1).unwrap_or(isize::MAX);
    let keys = [
        (Key::ArrowDown, Walk::To(step(1))),
        (Key::ArrowUp, Walk::To(step(-1))),
        (Key::PageDown, Walk::To(step(page))),
        (Key::PageUp, Walk::To(step(-page))),
        (Key::Home, Walk::To(0)),
        (Key::End, Walk::To(last)),
        (Key::ArrowLeft, Walk::Fold),
        (Key::ArrowRight, Walk::Unfold),
        (Key::Enter, Walk::Open),
    ];
    ui.input_mut(|input| {
        let pressed = keys.into_iter().find(|(key, _)| input.consume_key(Modifiers::NONE, *key));
        if let Some((_, walk)) = pressed {
            return Some(walk);
        }
        let now = input.time;
        input.events.iter().find_map(|event| match event {
            Event::Text(typed) if typed == "*" => Some(Walk::UnfoldAll),
            Event::Text(typed) => Some(Walk::Typed(ahead.push(typed, now))),
            _ => None,
        })
    })
}

/// The next row that begins with `typed`, round the end; a single letter goes on from the selected row.
pub fn jump<'a>(
    names: impl Fn(usize) -> Option<&'a str>,
    rows: usize,
    at: Option<usize>,
    typed: &str,
) -> Option<usize> {
    let from = at.map_or(0, |at| at + usize::from(typed.chars().count() == 1));
    (0..rows).map(|step| (from + step) % rows).find(|row| {
        let name = names(*row).unwrap_or_default();
        name.to_lowercase().starts_with(typed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_goes_on_and_more_stay_where_they_match() {
        let names = ["GetOrder", "PlaceOrder", "GetDriver"];
        let jump = |at, typed| jump(|row| names.get(row).copied(), names.len(), at, typed);
        assert_eq!(jump(Some(0), "g"), Some(2));
        assert_eq!(jump(Some(2), "g"), Some(0));
        assert_eq!(jump(Some(0), "geto"), Some(0));
        assert_eq!(jump(Some(0), "getd"), Some(2));
        assert_eq!(jump(None, "x"), None);
    }

    #[test]
    fn a_pause_begins_another_word() {
        let mut ahead = TypeAhead::default();
        assert_eq!(ahead.push("G", 1.0), "g");
        assert_eq!(ahead.push("e", 1.5), "ge");
        assert_eq!(ahead.push("P", 9.0), "p");
    }
}
