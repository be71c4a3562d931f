//! Proposals for the key of a metadata row: the keys that many servers know.
//! It proposes; the row takes.

use egui::{Id, Key, Modifiers, Popup, Response, Ui};

use super::RequestSide;
use crate::widgets::MenuItem;

const KEYS: [&str; 18] = [
    "accept-language",
    "authorization",
    "baggage",
    "cookie",
    "forwarded",
    "traceparent",
    "tracestate",
    "x-api-key",
    "x-b3-sampled",
    "x-b3-spanid",
    "x-b3-traceid",
    "x-client-version",
    "x-correlation-id",
    "x-forwarded-for",
    "x-goog-api-key",
    "x-goog-request-params",
    "x-request-id",
    "x-tenant-id",
];
const SHOWN: usize = 6;

/// Keys that go on from what was typed, those that begin with it first.
pub fn proposals(typed: &str) -> Vec<&'static str> {
    let typed = typed.trim().to_ascii_lowercase();
    if typed.is_empty() || KEYS.contains(&typed.as_str()) {
        return Vec::new();
    }
    let starts = KEYS.iter().filter(|key| key.starts_with(&typed));
    let holds = KEYS.iter().filter(|key| !key.starts_with(&typed) && key.contains(&typed));
    starts.chain(holds).copied().take(SHOWN).collect()
}

/// Up, Down, Enter, Tab and Esc while there are proposals, before the field sees them; the one that was taken.
pub fn take_keys(ui: &Ui, key_field: Id, proposals: &[&'static str], side: &mut RequestSide) -> Option<&'static str> {
    let has_focus = ui.memory(|memory| memory.has_focus(key_field));
    if proposals.is_empty() || side.completion_closed || !has_focus {
        return None;
    }
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        side.completion = (side.completion + 1) % proposals.len();
    }
    if pressed(Key::ArrowUp) {
        side.completion = (side.completion + proposals.len() - 1) % proposals.len();
    }
    if pressed(Key::Escape) {
        side.completion_closed = true;
    }
    let taken = pressed(Key::Enter);
    taken.then(|| proposals.get(side.completion).copied()).flatten()
}

/// The proposals below the field; the one that was clicked.
pub fn popup_ui(ui: &Ui, field: &Response, proposals: &[&'static str], side: &RequestSide) -> Option<&'static str> {
    let open = field.has_focus() && !proposals.is_empty() && !side.completion_closed;
    if !open || !ui.is_enabled() {
        return None;
    }
    let mut clicked = None;
    Popup::from_response(field).id(field.id.with("proposals")).open(true).gap(4.0).width(field.rect.width()).show(
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, key) in proposals.iter().enumerate() {
                if MenuItem::new(key).chosen(at == side.completion).show(ui).clicked() {
                    clicked = Some(*key);
                }
            }
        },
    );
    clicked
}

#[cfg(test)]
mod tests {
    use super::proposals;

    #[test]
    fn keys_that_begin_with_what_was_typed_come_first() {
        assert_eq!(proposals("auth"), ["authorization"]);
        assert_eq!(proposals("X-API"), ["x-api-key"]);
        assert_eq!(proposals("api"), ["x-api-key", "x-goog-api-key"]);
        assert!(proposals("").is_empty());
        assert!(proposals("authorization").is_empty());
        assert!(proposals("nothing").is_empty());
    }
}
