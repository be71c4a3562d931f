//! The row of tools above a message: its form, its title, switches, find, copy and what else can be done.
//! It asks for things and does none of them.

use egui::{Rect, Response, Ui, pos2, vec2};
use farcall_core::message::PartKind;

use super::{
    CopyForm, MessageCommand, MessageFormat, MessageInput, MessageViewState,
    fetch::Fetched,
    line_value,
    menus::{Chosen, MenuFacts, copy_items, format_items, more_items, view_items},
    tree, wire,
};
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::code::{CodeText, FindBy},
    widgets::{Button, IconButton, Segments, context_menu, menu},
};

/// In a narrower row a menu takes the place of the segments.
const ROOM_FOR_SEGMENTS: f32 = 440.0;
/// In a narrower row wrapping stands in a menu alone.
const ROOM_FOR_WRAP: f32 = 400.0;
/// In a narrower row filtering stands in a menu alone.
const ROOM_FOR_FILTER: f32 = 560.0;
/// From the middle of one button to that of the next.
const STEP: f32 = 28.0;

/// Draws the row; what was chosen in it.
pub(super) fn tools_ui(
    ui: &mut Ui,
    state: &mut MessageViewState,
    input: &MessageInput<'_>,
    tools: Rect,
) -> (Option<Chosen>, bool) {
    let t = tokens(ui);
    ui.painter().rect_filled(tools, 0, t.surface);
    paint::divider_h(ui.painter(), tools.x_range(), tools.bottom() - 1.0, t.line);
    let facts = facts(state, input);
    let (from_form, left) = form_ui(ui, state.format, tools);
    let mut row = Row { middle: tools.center().y.floor(), right: tools.right() - 8.0, chosen: from_form };
    let close = input.closable && row.button(ui, IconButton::new(icons::CLOSE, "Close message")).clicked();
    row.menu(ui, IconButton::new(icons::MORE_VERT, "Save, compare and more"), |ui| more_items(ui, &facts));
    copy_ui(ui, &mut row, &facts);
    find_ui(ui, &mut row, state, &facts, tools.width());
    row.menu(ui, IconButton::new(icons::TUNE, "View"), |ui| view_items(ui, &facts));
    title_ui(ui, state, input, left + 12.0, row.right - 8.0, row.middle);
    (row.chosen, close)
}

/// What menus of this message need to know.
pub(super) fn facts(state: &mut MessageViewState, input: &MessageInput<'_>) -> MenuFacts {
    let (path, opens) = match state.format {
        MessageFormat::Tree => (state.tree.chosen_path(), tree::chosen_opens(&state.tree)),
        MessageFormat::Wire => (state.wire.chosen_offset().map(|_| String::new()), wire::chosen_opens(&state.wire)),
        MessageFormat::Json | MessageFormat::Text => facts_of_line(state, input),
    };
    MenuFacts {
        format: state.format,
        options: input.options,
        path,
        opens,
        bytes: message_bytes(state, input),
        has_type: input.of.is_some(),
        wraps: state.code.wraps(),
        has_marked: input.has_marked,
    }
}

/// The path of the chosen line, and what its value can be opened as.
fn facts_of_line(state: &mut MessageViewState, input: &MessageInput<'_>) -> (Option<String>, Option<PartKind>) {
    let Some(text) = state.fetcher.text() else { return (None, None) };
    let line = state.code.chosen_line(text);
    let opens = line.and_then(|line| line_value::offer(text, line, input.of));
    (state.code.chosen_path(text).map(str::to_owned), opens)
}

/// How many bytes the message has, where it was looked at.
fn message_bytes(state: &MessageViewState, input: &MessageInput<'_>) -> Option<usize> {
    match state.format {
        MessageFormat::Tree => state.tree.tree().map(|tree| tree.bytes().len()),
        MessageFormat::Wire => state.wire.tree().map(|tree| tree.bytes().len()),
        MessageFormat::Json | MessageFormat::Text => state.fetcher.message_bytes(input.key),
    }
}

/// Buttons from the right end inwards.
struct Row {
    middle: f32,
    right: f32,
    chosen: Option<Chosen>,
}

impl Row {
    fn button(&mut self, ui: &mut Ui, button: IconButton<'_>) -> Response {
        self.right -= STEP;
        button.show_around(ui, pos2(self.right + 16.0, self.middle))
    }

    fn menu(&mut self, ui: &mut Ui, button: IconButton<'_>, items: impl FnOnce(&mut Ui) -> Option<Chosen>) {
        let opener = self.button(ui, button);
        let chosen = &mut self.chosen;
        menu(&opener, |ui| *chosen = items(ui).or(*chosen));
    }

    fn choose(&mut self, command: MessageCommand) {
        self.chosen = Some(Chosen::Command(command));
    }
}

/// The form, as segments or as a menu; where it ends.
fn form_ui(ui: &mut Ui, format: MessageFormat, tools: Rect) -> (Option<Chosen>, f32) {
    let left = tools.left() + 12.0;
    let middle = tools.center().y.floor();
    let before = MessageFormat::ALL.iter().position(|one| *one == format).unwrap_or(0);
    if tools.width() >= ROOM_FOR_SEGMENTS {
        let mut chosen = before;
        let segments = Segments::new("Show message as", &MessageFormat::LABELS);
        let width = segments.size(ui).x;
        segments.show_at(ui, pos2(left, middle - size::CONTROL / 2.0), &mut chosen);
        let other = MessageFormat::ALL.get(chosen).copied().filter(|_| chosen != before);
        return (other.map(|other| Chosen::Command(MessageCommand::Show(other))), left + width);
    }
    let label = MessageFormat::LABELS.get(before).copied().unwrap_or_default();
    let name = format!("Show message as: {label}");
    let button = Button::quiet(label).opens_menu().named(&name);
    let width = button.size(ui).x;
    let opener = button.show_left_in(ui, tools.with_min_x(left - 8.0));
    let mut chosen = None;
    menu(&opener, |ui| chosen = format_items(ui, format));
    (chosen, left - 8.0 + width)
}

/// Copies what is shown; beside it the menu with every form.
fn copy_ui(ui: &mut Ui, row: &mut Row, facts: &MenuFacts) {
    row.right += 8.0;
    row.menu(ui, IconButton::new(icons::EXPAND_MORE, "Copy as"), |ui| copy_items(ui, facts));
    row.right += 4.0;
    let copy = row.button(ui, IconButton::new(icons::CONTENT_COPY, "Copy message"));
    if copy.clicked() {
        row.choose(MessageCommand::Copy(match facts.format {
            _ if !facts.has_type => CopyForm::Hex,
            MessageFormat::Tree | MessageFormat::Json => CopyForm::Json,
            MessageFormat::Text => CopyForm::Text,
            MessageFormat::Wire => CopyForm::Hex,
        }));
    }
    let chosen = &mut row.chosen;
    context_menu(&copy, |ui| *chosen = copy_items(ui, facts).or(*chosen));
}

fn find_ui(ui: &mut Ui, row: &mut Row, state: &mut MessageViewState, facts: &MenuFacts, width: f32) {
    let is_finding = state.code.is_finding();
    let find = IconButton::new(icons::SEARCH, "Find in message").shortcut("Ctrl+F").chosen(is_finding);
    if row.button(ui, find).clicked() {
        match is_finding {
            true => state.code.close_find(),
            false => row.choose(MessageCommand::Find(FindBy::Text)),
        }
    }
    if !facts.format.is_text() {
        return;
    }
    let is_filtering = state.code.is_filtering();
    let filter = IconButton::new(icons::FILTER_LIST, "Filter by path").shortcut("Ctrl+Shift+G").chosen(is_filtering);
    if width >= ROOM_FOR_FILTER && row.button(ui, filter).clicked() {
        match is_filtering {
            true => state.code.close_filter(),
            false => row.choose(MessageCommand::Filter),
        }
    }
    if width >= ROOM_FOR_WRAP
        && row.button(ui, IconButton::new(icons::WRAP_TEXT, "Wrap lines").chosen(facts.wraps)).clicked()
    {
        row.choose(MessageCommand::Wrap);
    }
}

fn title_ui(ui: &Ui, state: &MessageViewState, input: &MessageInput<'_>, left: f32, right: f32, middle: f32) {
    let line = Rect::from_min_max(
        pos2(left, middle - size::CONTROL / 2.0),
        pos2(right.max(left), middle + size::CONTROL / 2.0),
    );
    let whole = title(state, input, Brief::Not);
    let width = |words: &str| text::width(ui.ctx(), Font::Small, words);
    let briefer = [Brief::Not, Brief::Sizes, Brief::Json].map(|brief| title(state, input, brief));
    let short = briefer.iter().find(|words| width(words) <= line.width()).unwrap_or(&whole);
    if line.width() < 48.0 && width(short) > line.width() {
        return;
    }
    let at = pos2(left, text::baseline(Rect::from_center_size(line.center(), vec2(0.0, size::CONTROL))));
    text::paint_within(ui.painter(), at, line.width(), Font::Small, tokens(ui).text2, short);
    let response = ui.interact(line, ui.scope_id().with("message title"), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &whole));
    if *short != whole || width(short) > line.width() {
        response.on_hover_text(&whole);
    }
}

/// How much a title leaves out where there is little room.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brief {
    /// `Received 3 at 1.2 s, 412 B on the wire, 1.1 KiB as compact JSON`.
    Not,
    /// `412 B, 1.1 KiB JSON`.
    Sizes,
    /// `1.1 KiB JSON`.
    Json,
}

fn title(state: &MessageViewState, input: &MessageInput<'_>, brief: Brief) -> String {
    if state.copying.is_busy() {
        return "Copying".to_owned();
    }
    if let Fetched::Pending { previous: Some(_), .. } = state.fetcher.fetched()
        && state.format.is_text()
    {
        return "Decoding".to_owned();
    }
    let names_wire = input.title.contains("on the wire");
    let bytes = message_bytes(state, input).filter(|_| brief != Brief::Not || !names_wire);
    let json = state.fetcher.whole(input.key, MessageFormat::Json, input.options).map(CodeText::compact_len);
    let json = json.or_else(|| state.json_size.size(input));
    let said = |bytes: Option<usize>, what: &str| bytes.map(|bytes| format!("{}{what}", units::size(bytes as u64)));
    let parts = match brief {
        Brief::Json => [None, None, said(json, " JSON").or(said(bytes, ""))],
        Brief::Sizes => [None, said(bytes, ""), said(json, " JSON")],
        Brief::Not => [Some(input.title.to_owned()), said(bytes, " on the wire"), said(json, " as compact JSON")],
    };
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
