//! One message as JSON, text or hex: decoded when it is looked at, large ones off the window's thread.
//! It does not know how messages are decoded; that is a function it is given.

mod fetch;
mod hex;
mod print;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use egui::{Rect, Ui, UiBuilder, pos2};

use self::fetch::Fetcher;
pub use self::{fetch::Fetched, print::renderer};
use super::{
    code::{CodeOutcome, CodeText, CodeViewState, code_view_ui},
    parts,
};
use crate::units;
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    widgets::{EmptyArea, IconButton, Segments},
};

/// What a message is shown as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MessageFormat {
    /// ProtoJSON, pretty printed.
    #[default]
    Json,
    /// Protobuf text format.
    Text,
    /// Its bytes.
    Hex,
}

impl MessageFormat {
    const ALL: [MessageFormat; 3] = [Self::Json, Self::Text, Self::Hex];
    const LABELS: [&'static str; 3] = ["JSON", "Text", "Hex"];
}

/// Prints a message as JSON or text, or says why it cannot. Runs on any thread. Hex is never asked for.
pub type Render = Arc<dyn Fn(MessageFormat, &[u8]) -> Result<CodeText, String> + Send + Sync>;

/// The message to show.
pub struct MessageInput<'a> {
    /// What a screen reader says: "Response message".
    pub name: &'a str,
    /// Tells this message from any other this view will show: a number of the run and row.
    pub key: u64,
    /// Its bytes; asked for only when it is not shown already. `None`: no longer kept.
    pub load: &'a dyn Fn() -> Option<Bytes>,
    /// How to print it.
    pub render: &'a Render,
    /// Words beside the segments, such as `Received 1,146`; empty for none.
    pub title: &'a str,
    /// Whether the view can be closed.
    pub closable: bool,
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageOutcome {
    /// So many bytes of text went to the clipboard.
    Copied(usize),
    /// The view is to be closed.
    Close,
}

/// What a message view remembers: format, wrapping, find, and the last messages it printed.
#[derive(Default)]
pub struct MessageViewState {
    /// What messages are shown as.
    pub format: MessageFormat,
    code: CodeViewState,
    fetcher: Fetcher,
}

impl MessageViewState {
    /// Shows the find bar, with the focus in it.
    pub fn open_find(&mut self) {
        self.code.open_find();
    }

    /// Moves the focus into the text.
    pub fn focus(&mut self) {
        self.code.focus();
    }
}

/// Shows a message in all the room there is: a row of tools over the code view.
pub fn message_view_ui(ui: &mut Ui, state: &mut MessageViewState, input: &MessageInput<'_>) -> Option<MessageOutcome> {
    let mut rest = ui.available_rect_before_wrap();
    ui.allocate_rect(rest, egui::Sense::hover());
    let t = tokens(ui);
    let tools = parts::take_top(&mut rest, size::TOOL_ROW);
    ui.painter().rect_filled(tools, 0, t.surface);
    paint::divider_h(ui.painter(), tools.x_range(), tools.bottom() - 1.0, t.line);
    let fetched = state.fetcher.get(ui.ctx(), input, state.format).clone();
    let mut outcome = tools_ui(ui, state, input, &fetched, tools);
    let mut body = ui.new_child(UiBuilder::new().max_rect(rest).id_salt(("message", input.name)));
    match fetched {
        Fetched::Ready(text) | Fetched::Pending { previous: Some(text), .. } => {
            if let Some(CodeOutcome::Copied(bytes)) = code_view_ui(&mut body, &mut state.code, &text, input.name) {
                outcome = outcome.or(Some(MessageOutcome::Copied(bytes)));
            }
        }
        Fetched::Pending { previous: None, bytes } => {
            body.painter().rect_filled(rest, 0, t.field);
            EmptyArea::new("Decoding").hint(&units::size(bytes as u64)).show_at(&mut body, rest);
        }
        Fetched::Failed(why) => {
            body.painter().rect_filled(rest, 0, t.field);
            EmptyArea::new("This message cannot be shown so").hint(&why).show_at(&mut body, rest);
        }
        Fetched::NotAsked => {}
    }
    outcome
}

fn tools_ui(
    ui: &mut Ui,
    state: &mut MessageViewState,
    input: &MessageInput<'_>,
    fetched: &Fetched,
    tools: Rect,
) -> Option<MessageOutcome> {
    let t = tokens(ui);
    let middle = tools.center().y.floor();
    let mut chosen = MessageFormat::ALL.iter().position(|format| *format == state.format).unwrap_or(0);
    let segments = Segments::new("Show message as", &MessageFormat::LABELS);
    let width = segments.size(ui).x;
    segments.show_at(ui, pos2(tools.left() + 12.0, middle - size::CONTROL / 2.0), &mut chosen);
    state.format = MessageFormat::ALL.get(chosen).copied().unwrap_or_default();

    let mut right = tools.right() - 8.0;
    let mut button = |ui: &mut Ui, icon, name: &str, keys: Option<&str>, chosen: Option<bool>| {
        right -= 28.0;
        let mut button = IconButton::new(icon, name);
        if let Some(keys) = keys {
            button = button.shortcut(keys);
        }
        if let Some(chosen) = chosen {
            button = button.chosen(chosen);
        }
        button.show_around(ui, pos2(right + 16.0, middle)).clicked()
    };
    let close = input.closable && button(ui, icons::CLOSE, "Close message", None, None);
    let copy = button(ui, icons::CONTENT_COPY, "Copy message", None, None);
    if button(ui, icons::SEARCH, "Find in message", Some("Ctrl+F"), Some(state.code.is_finding())) {
        match state.code.is_finding() {
            true => state.code.close_find(),
            false => state.code.open_find(),
        }
    }
    if button(ui, icons::WRAP_TEXT, "Wrap lines", None, Some(state.code.wraps())) {
        state.code.set_wraps(!state.code.wraps());
    }
    let left = tools.left() + 12.0 + width + 12.0;
    let words = match fetched {
        Fetched::Pending { previous: Some(_), .. } => "Decoding",
        _ => input.title,
    };
    let at = pos2(left, text::baseline(Rect::from_center_size(pos2(0.0, middle), egui::vec2(0.0, size::CONTROL))));
    text::paint_within(ui.painter(), at, right - 8.0 - left, Font::Small, t.text2, words);
    if close {
        return Some(MessageOutcome::Close);
    }
    let shown = state.fetcher.ready(input.key, state.format).filter(|_| copy)?;
    ui.ctx().copy_text(shown.as_str().to_owned());
    Some(MessageOutcome::Copied(shown.as_str().len()))
}
