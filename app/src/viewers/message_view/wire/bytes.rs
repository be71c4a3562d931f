//! The bytes in hex and as characters: sixteen a row, fewer where there is no room; only rows that are seen are made.
//! A byte has the colour of the part it is of; those of the chosen record stand on a ground.

use std::ops::Range;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use egui::{
    Color32, Event, EventFilter, Id, Key, Modifiers, Pos2, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};
use farcall_core::message::{
    PartKind,
    tree::{Part, WireRow},
};

use super::{
    super::{MessageInput, MessageOutcome, opening::words, tree::fold_icon},
    WireState,
    cost::part_color,
};
use crate::{
    theme::{Font, Tokens, icons, paint, size, text, tokens},
    units,
    viewers::{
        parts,
        scroll_bar::{scroll_bar_ui, take_wheel},
    },
    widgets::{Button, MenuItem, TextField, context_menu, menu_divider},
};

/// Hex is copied of no more than this.
const MOST_COPIED: usize = 16 << 20;
const LINE: f32 = size::CODE_LINE;

/// How many hex digits offsets take.
pub(super) fn offset_digits(size: usize) -> usize {
    (format!("{size:x}").len()).max(4)
}

/// Where bytes are drawn.
struct Grid {
    body: Rect,
    columns: usize,
    cell: f32,
    hex: f32,
    characters: f32,
    top: f64,
    visible: f64,
}

impl Grid {
    fn new(ui: &Ui, body: Rect, bytes: usize) -> Self {
        let cell = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&Font::Code.id(), '0'));
        let digits = offset_digits(bytes) as f32;
        let hex = body.left() + 12.0 + (digits * cell).ceil() + 16.0;
        // Three cells for hex, one for the character, and a gap between the two.
        let room = |columns: f32| hex - body.left() + columns * cell * 4.0 + 8.0 * (columns / 8.0 + 1.0) + 24.0;
        let columns = [16usize, 8, 4].into_iter().find(|columns| room(*columns as f32) <= body.width()).unwrap_or(4);
        let mut grid = Self {
            body,
            columns,
            cell,
            hex,
            characters: 0.0,
            top: 0.0,
            visible: f64::from((body.height() / LINE).max(1.0)),
        };
        grid.characters = (grid.hex_x(columns - 1) + cell * 2.0).ceil() + 16.0;
        grid
    }

    fn rows(&self, bytes: usize) -> usize {
        bytes.div_ceil(self.columns)
    }

    /// Groups of eight stand apart.
    fn hex_x(&self, column: usize) -> f32 {
        self.hex + column as f32 * self.cell * 3.0 + 8.0 * (column / 8) as f32
    }

    fn row_top(&self, row: usize) -> f32 {
        self.body.top() + ((row as f64 - self.top) * f64::from(LINE)) as f32
    }

    fn byte_at(&self, at: Pos2, bytes: usize) -> Option<usize> {
        let row = self.top + f64::from((at.y - self.body.top()) / LINE);
        let hex = (0..self.columns).find(|column| at.x < self.hex_x(*column) + self.cell * 2.5);
        let in_characters = ((at.x - self.characters) / self.cell) as usize;
        let column = match () {
            () if at.x >= self.characters - self.cell => in_characters.min(self.columns - 1),
            () => hex.unwrap_or(self.columns - 1),
        };
        let byte = row.max(0.0) as usize * self.columns + column;
        (byte < bytes).then_some(byte)
    }
}

pub(super) fn bytes_ui(
    ui: &mut Ui,
    state: &mut WireState,
    input: &MessageInput<'_>,
    area: Rect,
) -> Option<MessageOutcome> {
    let mut body = area;
    let foot = parts::take_bottom(&mut body, size::ROW);
    let bytes = state.bytes();
    let mut grid = Grid::new(ui, body.with_min_y(body.top() + 4.0), bytes.len());
    let id = ui.scope_id().with("bytes");
    let response = ui.interact(grid.body, id, Sense::click_and_drag());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Grid, true, format!("Bytes of the {}", input.name.to_lowercase())));
    scroll(ui, state, &mut grid, bytes.len());
    let mut outcome = keys(ui, state, &grid, &response, bytes.len());
    pointer(ui, state, &grid, &response, bytes.len());
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt(id));
    inner.set_clip_rect(ui.clip_rect().intersect(grid.body));
    paint_rows(&inner, state, &grid, &bytes);
    context_menu(&response, |ui| outcome = menu_ui(ui, state, None).or(outcome.take()));
    let rows = grid.rows(bytes.len());
    scroll_bar_ui(ui, id.with("bar"), grid.body, &mut state.scroll, (rows, grid.visible), tokens(ui));
    parts::ring_if_focused(ui, &response);
    foot_ui(ui, state, foot, id, bytes.len());
    outcome
}

fn scroll(ui: &Ui, state: &mut WireState, grid: &mut Grid, bytes: usize) {
    let rows = grid.rows(bytes);
    let wheel = take_wheel(ui, grid.body);
    state.scroll.scroll_by(f64::from(-wheel.y / LINE), rows, grid.visible);
    if let Some(byte) = state.wants_seen.take() {
        state.scroll.show(byte / grid.columns, rows, grid.visible);
    }
    grid.top = state.scroll.top();
}

fn keys(ui: &Ui, state: &mut WireState, grid: &Grid, response: &Response, bytes: usize) -> Option<MessageOutcome> {
    if !response.has_focus() || bytes == 0 {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::G)) {
        state.going_to = Some(String::new());
    }
    let (columns, page) = (grid.columns as i64, (grid.visible as i64 - 1).max(1) * grid.columns as i64);
    let moves = [
        (Key::ArrowLeft, -1),
        (Key::ArrowRight, 1),
        (Key::ArrowUp, -columns),
        (Key::ArrowDown, columns),
        (Key::PageUp, -page),
        (Key::PageDown, page),
        (Key::Home, i64::MIN / 2),
        (Key::End, i64::MAX / 2),
    ];
    for (key, by) in moves {
        let extends = ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key));
        if extends || ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            let start = state.selection().map_or(0, |range| range.start);
            let (from, head) = state.chosen.unwrap_or((start, start));
            let to = (head as i64).saturating_add(by).clamp(0, bytes as i64 - 1) as usize;
            state.choose_bytes(if extends { from } else { to }, to);
            state.wants_seen = Some(to);
        }
    }
    if ui.input(|input| input.events.contains(&Event::Copy)) {
        let range = state.selection()?;
        return copy(ui, hex(state.bytes().get(range)?));
    }
    None
}

fn pointer(ui: &Ui, state: &mut WireState, grid: &Grid, response: &Response, bytes: usize) {
    state.hovered = response.hover_pos().and_then(|at| grid.byte_at(at, bytes));
    let Some(byte) = response.interact_pointer_pos().and_then(|at| grid.byte_at(at, bytes)) else { return };
    let (pressed, shift) = ui.input(|input| (input.pointer.primary_pressed(), input.modifiers.shift));
    if pressed && response.is_pointer_button_down_on() {
        response.request_focus();
        let from = if shift { state.chosen.map_or(byte, |(from, _)| from) } else { byte };
        state.choose_bytes(from, byte);
    } else if response.dragged()
        && let Some((from, _)) = state.chosen
    {
        state.choose_bytes(from, byte);
    }
}

fn paint_rows(ui: &Ui, state: &WireState, grid: &Grid, bytes: &[u8]) {
    let t = tokens(ui);
    let digits = offset_digits(bytes.len());
    let seen = state.scroll.seen(grid.rows(bytes.len()), grid.visible);
    let window = seen.start * grid.columns..(seen.end * grid.columns).min(bytes.len());
    let parts = state.parts(window.clone());
    paint_grounds(ui, state, grid, &window, t);
    for row in seen {
        let top = grid.row_top(row);
        let line = Rect::from_min_max(pos2(grid.body.left(), top), pos2(grid.body.right(), top + LINE));
        let y = text::baseline(line);
        let start = row * grid.columns;
        let offset = format!("{start:0digits$x}");
        text::paint(ui.painter(), pos2(grid.body.left() + 12.0, y), Font::SmallCode, t.comment, &offset);
        let range = start..(start + grid.columns).min(bytes.len());
        paint_bytes(ui, grid, &parts, range, bytes, y, t);
    }
}

/// Runs of one colour are laid out as one text each.
fn paint_bytes(
    ui: &Ui,
    grid: &Grid,
    parts: &[(Range<usize>, Part, bool)],
    row: Range<usize>,
    bytes: &[u8],
    y: f32,
    t: &Tokens,
) {
    let first = parts.partition_point(|(range, ..)| range.end <= row.start);
    for (range, part, is_broken) in parts.iter().skip(first).take_while(|(range, ..)| range.start < row.end) {
        let color = part_color(*part, *is_broken, t);
        for group in 0..grid.columns.div_ceil(8) {
            let group = row.start + group * 8..(row.start + group * 8 + 8).min(row.end);
            let run = range.start.max(group.start)..range.end.min(group.end);
            let Some(seen) = bytes.get(run.clone()).filter(|seen| !seen.is_empty()) else { continue };
            let column = run.start - row.start;
            let digits = seen.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
            text::paint(ui.painter(), pos2(grid.hex_x(column), y), Font::Code, color, &digits);
            let characters: String = seen.iter().map(|byte| character(*byte)).collect();
            let x = grid.characters + column as f32 * grid.cell;
            text::paint(ui.painter(), pos2(x, y), Font::Code, color, &characters);
        }
    }
}

fn character(byte: u8) -> char {
    if (0x20..0x7f).contains(&byte) { char::from(byte) } else { '.' }
}

/// The chosen record on a ground, each part with a line of its colour below; chosen bytes and the hovered one framed.
fn paint_grounds(ui: &Ui, state: &WireState, grid: &Grid, window: &Range<usize>, t: &Tokens) {
    if let Some(row) = state.list.chosen.and_then(|row| state.row(row)) {
        for part in [Part::Tag, Part::Length, Part::Value, Part::EndTag] {
            let is_broken =
                matches!(row.record.body, farcall_core::message::tree::Body::Broken(_)) && part == Part::Value;
            ground(ui, grid, row.record.part(part), window, t.select, Some(part_color(part, is_broken, t)));
        }
    }
    if let Some((from, to)) = state.chosen {
        ground(ui, grid, from.min(to)..from.max(to) + 1, window, t.found, None);
    }
    if let Some(byte) = state.hovered {
        ground(ui, grid, byte..byte + 1, window, t.hover, None);
    }
}

fn ground(ui: &Ui, grid: &Grid, range: Range<usize>, window: &Range<usize>, fill: Color32, below: Option<Color32>) {
    let range = range.start.max(window.start)..range.end.min(window.end);
    let mut at = range.start;
    while at < range.end {
        let row = at / grid.columns;
        let end = range.end.min((row + 1) * grid.columns);
        let (first, last) = (at - row * grid.columns, end - 1 - row * grid.columns);
        let (top, half) = (grid.row_top(row), (grid.cell / 2.0).floor());
        let hex = Rect::from_min_max(
            pos2(grid.hex_x(first) - half, top),
            pos2(grid.hex_x(last) + grid.cell * 2.0 + half, top + LINE),
        );
        let characters = Rect::from_min_max(
            pos2(grid.characters + first as f32 * grid.cell, top),
            pos2(grid.characters + (last + 1) as f32 * grid.cell, top + LINE),
        );
        for rect in [hex, characters] {
            ui.painter().rect_filled(rect, 0, fill);
            if let Some(color) = below {
                let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.max);
                ui.painter().rect_filled(line.shrink2(vec2(1.0, 0.0)), 0, color);
            }
        }
        at = end;
    }
}

/// What the byte under the pointer, or the chosen one, is; and where to go.
fn foot_ui(ui: &mut Ui, state: &mut WireState, foot: Rect, bytes_id: Id, bytes: usize) {
    let t = tokens(ui);
    ui.painter().rect_filled(foot, 0, t.surface);
    paint::divider_h(ui.painter(), foot.x_range(), foot.top(), t.line);
    if state.going_to.is_some() {
        return go_to_ui(ui, state, foot, bytes_id, bytes);
    }
    let label = "Go to offset";
    let width = text::width(ui.ctx(), Font::Small, label) + 16.0;
    let link = Rect::from_min_max(pos2(foot.right() - width - 8.0, foot.top()), foot.right_bottom() - vec2(8.0, 0.0));
    if Button::link(label).small().hint("Ctrl+G in the bytes").show_at(ui, link).clicked() {
        state.going_to = Some(String::new());
    }
    let byte = state.hovered.or(state.chosen.map(|(_, to)| to));
    let byte = byte.or_else(|| Some(state.row(state.list.chosen?)?.record.range().start));
    let Some(byte) = byte else { return };
    let words = state.tree().and_then(|tree| tree.describe(byte)).unwrap_or_else(|| "not read yet".to_owned());
    let chosen = match state.chosen {
        Some((from, to)) if from != to => format!("{} bytes chosen · ", units::count(from.abs_diff(to) as u64 + 1)),
        _ => String::new(),
    };
    let words = format!("{chosen}{byte:x} ({}): {words}", units::count(byte as u64));
    let at = pos2(foot.left() + 12.0, text::small_baseline(foot));
    text::paint_within(ui.painter(), at, link.left() - at.x - 8.0, Font::Small, t.text, &words);
    let said = ui.interact(foot.with_max_x(link.left()), ui.scope_id().with("byte"), Sense::hover());
    said.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
}

/// An offset in hex, or in decimals after `#`; Enter goes there, Esc leaves.
fn go_to_ui(ui: &mut Ui, state: &mut WireState, foot: Rect, bytes_id: Id, bytes: usize) {
    let Some(mut words) = state.going_to.take() else { return };
    let field = Rect::from_min_size(foot.min + vec2(12.0, 0.0), vec2((foot.width() - 24.0).min(260.0), foot.height()));
    let shown = TextField::new(&mut words, "Offset to go to")
        .id(ui.scope_id().with("go to"))
        .placeholder("Offset, such as 1f or #31")
        .show_at(ui, field);
    if !shown.response.has_focus() && !shown.response.lost_focus() {
        shown.response.request_focus();
    }
    let (enter, escape) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    let offset = match words.trim().strip_prefix('#') {
        Some(decimal) => decimal.replace(',', "").parse().ok(),
        None => usize::from_str_radix(words.trim().trim_start_matches("0x"), 16).ok(),
    };
    if let (true, Some(offset)) = (enter, offset) {
        let offset = offset.min(bytes.saturating_sub(1));
        state.choose_bytes(offset, offset);
        state.wants_seen = Some(offset);
    }
    match enter || escape || shown.response.lost_focus() {
        true => ui.memory_mut(|memory| memory.request_focus(bytes_id)),
        false => state.going_to = Some(words),
    }
}

/// The menu of a record, or of the chosen bytes.
pub(super) fn menu_ui(ui: &mut Ui, state: &mut WireState, row: Option<&WireRow>) -> Option<MessageOutcome> {
    let mut outcome = None;
    let range = row.map(|row| row.record.range()).or_else(|| state.selection()).unwrap_or_default();
    let all = state.bytes();
    let bytes = all.get(range.clone()).unwrap_or_default();
    let fits = !bytes.is_empty() && bytes.len() <= MOST_COPIED;
    let why = if bytes.is_empty() { "No byte is chosen" } else { "It is too long" };
    let item = |ui: &mut Ui, item: MenuItem<'_>| item.enabled(fits, why).show(ui).clicked();
    if item(ui, MenuItem::new("Copy as hex").icon(icons::CONTENT_COPY).shortcut("Ctrl+C")) {
        outcome = copy(ui, hex(bytes));
    }
    if item(ui, MenuItem::new("Copy as base64").icon(icons::CONTENT_COPY)) {
        outcome = copy(ui, STANDARD.encode(bytes));
    }
    let value = row.map_or(range, |row| row.record.value_range());
    if let Some(part) = all.get(value.clone()).filter(|part| !part.is_empty()) {
        if row.is_some() && item(ui, MenuItem::new("Copy value as hex").icon(icons::CONTENT_COPY)) {
            outcome = copy(ui, hex(part));
        }
        menu_divider(ui);
        let kind = PartKind::of(part);
        if item(ui, MenuItem::new(words(kind)).icon(icons::OPEN_IN_NEW)) {
            outcome = Some(part_outcome(state, value));
        }
    }
    if let Some(row) = row.filter(|row| row.unfolded.is_some()) {
        menu_divider(ui);
        let words = if row.unfolded == Some(true) { "Fold" } else { "Unfold" };
        if MenuItem::new(words).icon(fold_icon(row.unfolded)).shortcut("Enter").show(ui).clicked() {
            state.toggle(row.row);
        }
        if MenuItem::new("Unfold all below").icon(icons::UNFOLD_MORE).shortcut("*").show(ui).clicked() {
            state.change(|tree| tree.unfold_all(row.row));
        }
    }
    outcome
}

/// These bytes are to be opened.
pub(super) fn part_outcome(state: &WireState, range: Range<usize>) -> MessageOutcome {
    let title = format!("bytes {:x} to {:x}", range.start, range.end.saturating_sub(1));
    let bytes = state.bytes();
    let end = range.end.min(bytes.len());
    MessageOutcome::Open { title, bytes: bytes.slice(range.start.min(end)..end) }
}

pub(super) fn copy(ui: &Ui, text: String) -> Option<MessageOutcome> {
    let bytes = text.len();
    ui.ctx().copy_text(text);
    Some(MessageOutcome::Copied(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
