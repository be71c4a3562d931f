//! One message as a tree, JSON, text or its bytes: decoded when it is looked at, large ones off the window's thread.
//! It knows neither the call it belongs to nor the app's state.

mod behind;
mod command;
mod copy;
mod fetch;
mod finding;
#[cfg(test)]
mod gui_tests;
mod hits;
mod json_size;
mod line_value;
mod list;
mod menus;
mod opening;
mod print;
#[cfg(test)]
mod row_gui_tests;
mod search;
mod seen_rows;
mod shown;
mod status;
#[cfg(test)]
mod tests;
mod tools;
mod tree;
#[cfg(test)]
mod tree_gui_tests;
mod wire;

use bytes::Bytes;
use egui::{Rect, Ui, UiBuilder};
use farcall_core::{message::JsonOptions, schema::MessageDescriptor};

pub use self::{
    command::{CopyForm, MessageCommand, Switch},
    wire::{WireState, wire_ui},
};
use self::{
    fetch::{Fetched, Fetcher, Progress},
    json_size::JsonSize,
    menus::Chosen,
    opening::{Opening, words},
    search::RecordSearch,
    status::StatusClick,
    tree::{TreeState, tree_ui},
};
use super::{
    code::{CodeOutcome, CodeText, CodeView, CodeViewState, Copying, FindBy},
    parts,
};
use crate::{
    theme::{size, tokens},
    units,
    widgets::{EmptyArea, context_menu},
};

/// What a message is shown as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MessageFormat {
    /// One row a field.
    Tree,
    /// ProtoJSON, pretty printed.
    #[default]
    Json,
    /// Protobuf text format.
    Text,
    /// Its records beside its bytes.
    Wire,
}

impl MessageFormat {
    const ALL: [MessageFormat; 4] = [Self::Tree, Self::Json, Self::Text, Self::Wire];
    const LABELS: [&'static str; 4] = ["Tree", "JSON", "Text", "Wire"];

    /// Whether it is printed and shown line by line.
    fn is_text(self) -> bool {
        matches!(self, Self::Json | Self::Text)
    }
}

/// The message to show.
pub struct MessageInput<'a> {
    /// What a screen reader says: "Response message".
    pub name: &'a str,
    /// Tells this message from any other this view will show: a number of the run and row.
    pub key: u64,
    /// Its bytes; asked for only when it is not shown already. `None`: no longer kept.
    pub load: &'a dyn Fn() -> Option<Bytes>,
    /// Its type, where the schema has it.
    pub of: Option<&'a MessageDescriptor>,
    /// How it is printed: the switches that all views share.
    pub options: JsonOptions,
    /// What was asked for by a key or the palette in this frame.
    pub command: Option<MessageCommand>,
    /// Words beside the segments, such as `Received 1,146`; empty for none.
    pub title: &'a str,
    /// Whether the view can be closed.
    pub closable: bool,
    /// Whether a message is marked that this one can be compared with.
    pub has_marked: bool,
}

/// What the user did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageOutcome {
    /// So many bytes of text went to the clipboard.
    Copied(usize),
    /// The view is to be closed.
    Close,
    /// Messages are to be printed otherwise, in all views.
    Switch(Switch),
    /// Write the message to a file, in this form.
    Save(SavedForm),
    /// Keep it beside the saved request.
    KeepExample,
    /// Compare it with another one.
    Compare,
    /// Mark it, for another one to be compared with.
    Mark,
    /// Compare it with the marked one.
    CompareMarked,
    /// Open a part of it as what it is.
    Open {
        /// What it is: the field's path.
        title: String,
        /// The part.
        bytes: Bytes,
    },
}

/// The forms in which a message is written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SavedForm {
    /// Its bytes.
    Bytes,
    /// JSON, as it is shown.
    Json,
    /// Protobuf text format.
    Text,
}

/// What a message view remembers: format, wrapping, find, and the last messages it printed.
#[derive(Default)]
pub struct MessageViewState {
    /// What messages are shown as.
    pub format: MessageFormat,
    code: CodeViewState,
    fetcher: Fetcher,
    copying: Copying,
    opening: Opening,
    options: Option<JsonOptions>,
    tree: TreeState,
    wire: WireState,
    search: RecordSearch,
    json_size: JsonSize,
}

impl MessageViewState {
    /// Shows the find bar, with the focus in it.
    pub fn open_find(&mut self) {
        self.code.open_find();
    }

    /// Moves the focus into what is shown.
    pub fn focus(&mut self) {
        match self.format {
            MessageFormat::Tree => self.tree.list.wants_focus = true,
            MessageFormat::Json | MessageFormat::Text => self.code.focus(),
            MessageFormat::Wire => self.wire.list.wants_focus = true,
        }
    }
}

/// Below this height the strip under a text gives way to the text.
const ROOM_FOR_STATUS: f32 = 96.0;

/// Shows a message in all the room there is: a row of tools over the tree, the text or the bytes.
pub fn message_view_ui(ui: &mut Ui, state: &mut MessageViewState, input: &MessageInput<'_>) -> Option<MessageOutcome> {
    let mut rest = ui.available_rect_before_wrap();
    ui.allocate_rect(rest, egui::Sense::hover());
    let tools = parts::take_top(&mut rest, size::TOOL_ROW);
    if state.format.is_text() {
        keep_place(state, input);
        state.fetcher.advance(ui.ctx(), input, state.format);
    }
    if state.format != MessageFormat::Json {
        state.json_size.advance(ui.ctx(), input);
    }
    let asked = input.command.and_then(|command| carry_out(ui, state, input, command));
    let (chosen, close) = tools::tools_ui(ui, state, input, tools);
    let mut body = ui.new_child(UiBuilder::new().max_rect(rest).id_salt(("message", input.name)));
    let from_body = match state.format {
        MessageFormat::Json | MessageFormat::Text => text_ui(&mut body, state, input, rest),
        MessageFormat::Tree | MessageFormat::Wire => rows_ui(&mut body, state, input, rest),
    };
    let from_tools = chosen.and_then(|chosen| choose(ui, state, input, chosen));
    let copied = state.copying.take(ui.ctx()).map(MessageOutcome::Copied);
    let closed = close.then_some(MessageOutcome::Close);
    asked.or(from_tools).or(closed).or(from_body).or(copied).or_else(|| state.opening.take())
}

/// The tree, or the records and bytes, below the find bar.
fn rows_ui(
    ui: &mut Ui,
    state: &mut MessageViewState,
    input: &MessageInput<'_>,
    mut rest: Rect,
) -> Option<MessageOutcome> {
    let step = finding::find_ui(ui, state, input, &mut rest);
    let query = state.code.is_finding().then(|| state.code.sought().0.clone()).filter(|query| !query.words.is_empty());
    let outcome = match state.format {
        MessageFormat::Wire => wire_ui(ui, &mut state.wire, input, rest, query.as_ref()),
        _ => tree_ui(ui, &mut state.tree, input, rest, query.as_ref()),
    };
    if let Some(forward) = step {
        finding::step(ui, state, forward);
    }
    outcome
}

/// Where a message is printed again by other switches, what was looked at stays in sight.
fn keep_place(state: &mut MessageViewState, input: &MessageInput<'_>) {
    let is_other = state.options.replace(input.options).is_some_and(|before| before != input.options);
    if let Some(text) = state.fetcher.text().filter(|_| is_other) {
        state.code.keep_place(text);
    }
}

fn choose(ui: &Ui, state: &mut MessageViewState, input: &MessageInput<'_>, chosen: Chosen) -> Option<MessageOutcome> {
    match chosen {
        Chosen::Command(command) => carry_out(ui, state, input, command),
        Chosen::Switch(switch) => Some(MessageOutcome::Switch(switch)),
    }
}

fn carry_out(
    ui: &Ui,
    state: &mut MessageViewState,
    input: &MessageInput<'_>,
    command: MessageCommand,
) -> Option<MessageOutcome> {
    let is_of_rows = matches!(
        command,
        MessageCommand::Copy(CopyForm::Path | CopyForm::Value)
            | MessageCommand::FoldTo(_)
            | MessageCommand::UnfoldAll
            | MessageCommand::OpenValue
    );
    match (command, state.format) {
        (command, MessageFormat::Tree) if is_of_rows => {
            return tree::command(ui, &mut state.tree, input, command);
        }
        (command, MessageFormat::Wire) if is_of_rows => {
            return wire::command(ui, &mut state.wire, input, command);
        }
        (MessageCommand::Show(format), _) => state.format = format,
        (MessageCommand::Copy(form), _) => copy::copy(ui.ctx(), state, input, form),
        (MessageCommand::Save(form), _) => return Some(MessageOutcome::Save(form)),
        (MessageCommand::KeepExample, _) => return Some(MessageOutcome::KeepExample),
        (MessageCommand::Compare, _) => return Some(MessageOutcome::Compare),
        (MessageCommand::Mark, _) => return Some(MessageOutcome::Mark),
        (MessageCommand::CompareMarked, _) => return Some(MessageOutcome::CompareMarked),
        (MessageCommand::Find(by), _) => state.code.open_find_by(by),
        (MessageCommand::NextHit, _) => state.code.step_find(true),
        (MessageCommand::PreviousHit, _) => state.code.step_find(false),
        // Rows of a tree are found by their path, not left out.
        (MessageCommand::Filter, MessageFormat::Tree | MessageFormat::Wire) => state.code.open_find_by(FindBy::Path),
        (MessageCommand::Filter, _) => state.code.open_filter(),
        (MessageCommand::FoldTo(level), _) => state.code.fold_to(Some(level)),
        (MessageCommand::UnfoldAll, _) => state.code.fold_to(None),
        (MessageCommand::Wrap, _) => state.code.set_wraps(!state.code.wraps()),
        (MessageCommand::OpenValue, _) => open_value(ui, state, input, None),
    }
    ui.ctx().request_repaint();
    None
}

/// Opens the value of a line of the text, or of the chosen one.
fn open_value(ui: &Ui, state: &mut MessageViewState, input: &MessageInput<'_>, line: Option<usize>) {
    let Some(text) = state.fetcher.text().cloned() else { return };
    let Some(line) = line.or_else(|| state.code.chosen_line(&text)) else { return };
    if line_value::offer(&text, line, input.of).is_some() {
        state.opening.start(ui.ctx(), &text, line, text.path_text(line), input.of);
    }
}

fn text_ui(ui: &mut Ui, state: &mut MessageViewState, input: &MessageInput<'_>, rect: Rect) -> Option<MessageOutcome> {
    let (title, hint) = match state.fetcher.fetched() {
        Fetched::Text(text) | Fetched::Pending { previous: Some(text), .. } => {
            let text = text.clone();
            return shown_text_ui(ui, state, input, &text, rect);
        }
        Fetched::Pending { previous: None, bytes } => ("Decoding", units::size(bytes as u64)),
        Fetched::Failed(why) => ("This message cannot be shown so", why.to_owned()),
    };
    ui.painter().rect_filled(rect, 0, tokens(ui).field);
    EmptyArea::new(title).hint(&hint).show_at(ui, rect);
    None
}

fn shown_text_ui(
    ui: &mut Ui,
    state: &mut MessageViewState,
    input: &MessageInput<'_>,
    text: &CodeText,
    rect: Rect,
) -> Option<MessageOutcome> {
    let mut rows = rect;
    let has_room = rect.height() - state.code.bars() >= ROOM_FOR_STATUS;
    let strip = (has_room || state.fetcher.progress() != Progress::Done)
        .then(|| parts::take_bottom(&mut rows, size::STATUS_BAR));
    let mut body = ui.new_child(UiBuilder::new().max_rect(rows).id_salt("rows"));
    let offer = |text: &CodeText, line: usize| line_value::offer(text, line, input.of).map(words);
    let (response, outcome) = CodeView::new(input.name).offer(&offer).show(&mut body, &mut state.code, text);
    let facts = tools::facts(state, input);
    let mut chosen = None;
    context_menu(&response, |ui| chosen = menus::context_items(ui, &facts));
    let clicked = strip.and_then(|strip| status::status_ui(ui, state, text, strip));
    match clicked {
        Some(StatusClick::CopyPath) => copy::copy(ui.ctx(), state, input, CopyForm::Path),
        Some(StatusClick::Stop) => state.fetcher.stop(),
        Some(StatusClick::Again) => state.fetcher.again(),
        None => {}
    }
    match outcome {
        Some(CodeOutcome::Copied(bytes)) => return Some(MessageOutcome::Copied(bytes)),
        Some(CodeOutcome::Taken(line)) => open_value(ui, state, input, Some(line)),
        Some(CodeOutcome::Followed { .. }) | None => {}
    }
    choose(ui, state, input, chosen?)
}
