//! The records as a tree: where each stands, its field, wire type, length, value and cost.
//! It reads only the rows that are seen.

use egui::{Rect, Role, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use farcall_core::message::{
    PartKind,
    tree::{Body, Inside, Known, Layout, Part, Reading, WhyUnknown, WireRow, WireType, path_at, path_text},
};

use super::{
    super::{
        CopyForm, MessageCommand, MessageInput, MessageOutcome, hits,
        list::ListKey,
        tree::{pieces, share, value_room},
    },
    WireState,
    bytes::{copy, hex, menu_ui, part_outcome},
    columns::Columns,
    cost::part_color,
};
use crate::{
    theme::{Font, Tokens, icons, paint, paint::RowGround, size, text, tokens},
    units,
    viewers::{code::Query, parts},
    widgets::{context_menu, context_menu_of, paint_chevron},
};

const INDENT: f32 = 16.0;
const DEEPEST: usize = 6;
/// How far typing looks for a name.
const LOOKED_AT: usize = 10_000;

pub(super) fn records_ui(
    ui: &mut Ui,
    state: &mut WireState,
    input: &MessageInput<'_>,
    area: Rect,
    query: Option<&Query>,
) -> Option<MessageOutcome> {
    let mut body = area;
    let columns = Columns::new(area, state.size());
    columns.head_ui(ui, parts::take_top(&mut body, size::ROW));
    let id = ui.scope_id().with("records");
    let rows = state.len();
    let frame = state.list.begin(ui, id, &format!("Records of the {}", input.name.to_lowercase()), body, rows);
    if let (true, Some(row)) = (frame.moved, state.list.chosen) {
        state.choose_record(row);
    }
    let mut outcome = frame.key.clone().and_then(|key| act(ui, state, key));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt(id));
    inner.set_clip_rect(ui.clip_rect().intersect(body));
    let seen = state.rows(frame.seen.clone());
    let bytes = state.size();
    for (row, reading) in seen.iter() {
        let rect = frame.row(row.row);
        let chosen = state.list.chosen == Some(row.row);
        let response = inner.interact(rect, inner.scope_id().with(("record", row.row)), super::super::tree::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, chosen, spoken(row, reading)));
        let ground = match (chosen, frame.response.has_focus()) {
            (true, true) => RowGround::Selected,
            (true, false) => RowGround::SelectedWithoutFocus,
            (false, _) if response.hovered() => RowGround::Hovered,
            (false, _) => RowGround::Plain,
        };
        let t = tokens(&inner);
        paint::row_ground(inner.painter(), rect, ground, t);
        let toggled = row_ui(&inner, &columns, (row, reading), rect, bytes, query);
        if response.clicked() || response.secondary_clicked() || toggled {
            frame.response.request_focus();
            state.choose_record(row.row);
        }
        if toggled || (response.double_clicked() && row.unfolded.is_some()) {
            state.toggle(row.row);
        }
        let response = response.on_hover_ui(|ui| hover_ui(ui, reading));
        let menu = |ui: &mut Ui| outcome = menu_ui(ui, state, Some(row)).or(outcome.take());
        match chosen {
            true => context_menu_of(&response, &frame.response, menu),
            false => context_menu(&response, menu),
        }
    }
    state.list.end(ui, &frame, rows);
    outcome
}

/// Does what a command asks of the records, or of the chosen bytes.
pub(in super::super) fn command(
    ui: &Ui,
    state: &mut WireState,
    input: &MessageInput<'_>,
    command: MessageCommand,
) -> Option<MessageOutcome> {
    match command {
        MessageCommand::Copy(CopyForm::Value) => {
            let bytes = state.bytes();
            copy(ui, hex(bytes.get(state.chosen_value()?)?))
        }
        MessageCommand::Copy(CopyForm::Path) => {
            let path = path_at(input.of, &state.bytes(), state.chosen_offset()?);
            copy(ui, path_text(&path))
        }
        MessageCommand::OpenValue => Some(part_outcome(state, state.chosen_value()?)),
        MessageCommand::FoldTo(level) => {
            state.fold_to(Some(level));
            None
        }
        MessageCommand::UnfoldAll => {
            state.fold_to(None);
            None
        }
        _ => None,
    }
}

/// What the chosen value is.
pub(in super::super) fn chosen_opens(state: &WireState) -> Option<PartKind> {
    let bytes = state.bytes();
    let part = bytes.get(state.chosen_value()?).filter(|part| !part.is_empty())?;
    Some(PartKind::of(part))
}

fn act(ui: &Ui, state: &mut WireState, key: ListKey) -> Option<MessageOutcome> {
    let chosen = state.list.chosen.unwrap_or(0);
    let row = state.row(chosen)?;
    match key {
        ListKey::Right if row.unfolded == Some(false) => state.toggle(chosen),
        ListKey::Right if row.unfolded == Some(true) => choose(state, chosen + 1),
        ListKey::Left if row.unfolded == Some(true) => state.toggle(chosen),
        ListKey::Left => {
            if let Some(parent) = state.tree()?.parent(chosen) {
                choose(state, parent);
            }
        }
        ListKey::Enter if row.unfolded.is_some() => state.toggle(chosen),
        ListKey::UnfoldAll => {
            state.change(|tree| tree.unfold_all(chosen));
        }
        ListKey::Copy => return copy(ui, hex(state.bytes().get(row.record.range()).unwrap_or_default())),
        ListKey::Typed(word) => {
            let from = if word.chars().count() == 1 { chosen + 1 } else { chosen };
            let begins = |row: &WireRow| name(row).to_lowercase().starts_with(&word);
            let tree = state.tree()?;
            let after = tree.rows(from..tree.len().min(from + LOOKED_AT));
            let before = || tree.rows(0..from.min(LOOKED_AT));
            let found = after.iter().find(|row| begins(row)).map(|row| row.row);
            if let Some(row) = found.or_else(|| before().iter().find(|row| begins(row)).map(|row| row.row)) {
                choose(state, row);
            }
        }
        ListKey::Right | ListKey::Enter => {}
    }
    None
}

fn choose(state: &mut WireState, row: usize) {
    state.choose_record(row);
    state.list.choose(row);
}

/// Whether the chevron was clicked.
fn row_ui(
    ui: &Ui,
    columns: &Columns,
    (row, reading): (&WireRow, &Reading),
    rect: Rect,
    total: usize,
    query: Option<&Query>,
) -> bool {
    let t = tokens(ui);
    let (painter, y) = (ui.painter(), text::baseline(rect));
    let digits = super::bytes::offset_digits(total);
    let record = &row.record;
    let at = format!("{:0digits$x}", record.range().start);
    text::paint(painter, pos2(columns.offset, y), Font::SmallCode, t.comment, &at);
    let left = columns.field + INDENT * row.depth.min(DEEPEST) as f32;
    let toggled = row.unfolded.is_some_and(|open| chevron_ui(ui, row, rect, left, open));
    let is_known = row.meaning.known.field().is_some();
    let color = if is_known { t.key } else { t.text2 };
    let room = (columns.field_end - left - 20.0).max(24.0);
    let name = name(row);
    hits::name_ui(ui, query, &name, left + 20.0, room, rect, t);
    text::paint_within(painter, pos2(left + 20.0, y), room, Font::Code, color, &name);
    paint_head(ui, columns, row, y, t);
    paint_value(ui, columns, (row, reading), rect, query, t);
    text::paint_right(painter, pos2(columns.bytes, y), Font::SmallCode, t.text2, &units::count(record.size() as u64));
    if let Some(x) = columns.share {
        let share = share(record.size() as u64, total as u64);
        text::paint_right(painter, pos2(x, y), Font::SmallCode, t.text2, &share);
    }
    toggled
}

/// Number, wire type and length, in the colours of their bytes.
fn paint_head(ui: &Ui, columns: &Columns, row: &WireRow, y: f32, t: &Tokens) {
    let painter = ui.painter();
    let record = &row.record;
    let tag = part_color(Part::Tag, false, t);
    if let (Some(x), 1..) = (columns.number, record.number) {
        text::paint_right(painter, pos2(x, y), Font::SmallCode, tag, &record.number.to_string());
    }
    let wire_type = match row.meaning.known {
        Known::Element(_) => "",
        _ => record.wire_type().map_or("", WireType::name),
    };
    text::paint(painter, pos2(columns.wire_type, y), Font::SmallCode, tag, wire_type);
    if let (Some(x), false) = (columns.length, record.length_range().is_empty()) {
        let length = units::count(record.value_range().len() as u64);
        text::paint_right(painter, pos2(x, y), Font::SmallCode, part_color(Part::Length, false, t), &length);
    }
}

fn paint_value(
    ui: &Ui,
    columns: &Columns,
    (row, reading): (&WireRow, &Reading),
    rect: Rect,
    query: Option<&Query>,
    t: &Tokens,
) {
    let (painter, y) = (ui.painter(), text::baseline(rect));
    let other = || reading.others.first().map(|other| (None, t.text2, format!("or {other}")));
    let mark = match &reading.odd {
        Some((kind, words)) if kind.is_error() => Some((Some(icons::ERROR), t.error, words.clone())),
        Some((_, words)) => Some((Some(icons::INFO), t.text2, words.clone())),
        None => other(),
    };
    let mut x = columns.value;
    // Below an unfolded row stands all that its line could say.
    if row.unfolded != Some(true) {
        let odd = reading.odd.as_ref().map(|(_, words)| words.as_str());
        let room = value_room(ui, columns.value_end - columns.value, odd);
        let galley = text::line_of(ui.ctx(), room, &pieces(&reading.line, row.unfolded.is_some(), t));
        hits::value_ui(ui, query, &reading.line.text, x, room, rect, t);
        text::paint_galley(painter, pos2(x, y), &galley, t.text);
        x += galley.size().x.ceil() + 8.0;
    }
    let Some((icon, color, words)) = mark else { return };
    if let Some(icon) = icon {
        x = x.min(columns.value_end - 16.0);
        text::paint_icon(painter, pos2(x + 8.0, rect.center().y), icon, color);
        x += 20.0;
    }
    text::paint_within(painter, pos2(x, y), columns.value_end - x, Font::Small, color, &words);
}

/// The value as far as a hover goes, what is odd about it, and what else it may be.
fn hover_ui(ui: &mut Ui, reading: &Reading) {
    let t = tokens(ui);
    ui.set_max_width(360.0);
    ui.colored_label(t.text, &reading.line.text);
    if let Some((kind, words)) = &reading.odd {
        ui.colored_label(if kind.is_error() { t.error } else { t.text2 }, words);
    }
    for other in &reading.others {
        ui.colored_label(t.text2, format!("or {other}"));
    }
}

fn chevron_ui(ui: &Ui, row: &WireRow, rect: Rect, left: f32, open: bool) -> bool {
    let t = tokens(ui);
    let around = Rect::from_center_size(pos2(left + 8.0, rect.center().y), vec2(size::TARGET, rect.height()));
    let response = ui.interact(around, ui.scope_id().with(("chevron", row.row)), super::super::tree::CLICK);
    let words = if open { "Fold" } else { "Unfold" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words} {}", name(row))));
    let color = if response.hovered() { t.text } else { t.text2 };
    paint_chevron(ui.painter(), pos2(left + 8.0, rect.center().y), open, color);
    response.clicked()
}

/// The field's name, or its number; of elements their type.
fn name(row: &WireRow) -> String {
    match &row.meaning.known {
        Known::Field(field) => field.name().to_owned(),
        Known::Element(_) => "element".to_owned(),
        Known::Unknown(WhyUnknown::Broken) if row.record.number == 0 => "unreadable".to_owned(),
        Known::Unknown(_) => row.record.number.to_string(),
    }
}

fn spoken(row: &WireRow, reading: &Reading) -> String {
    let record = &row.record;
    let wire_type = record.wire_type().map_or("", WireType::name);
    let packed = match &row.meaning.inside {
        Inside::Records(scope) if scope.layout() != Layout::Fields => " packed",
        _ => "",
    };
    let odd = reading.odd.as_ref().map(|(_, words)| format!(", {words}")).unwrap_or_default();
    let broken = if matches!(record.body, Body::Broken(_)) { ", unreadable" } else { "" };
    format!(
        "{}, field {}, {wire_type}{packed}, {}{odd}{broken}, at {:x}, {}",
        name(row),
        record.number,
        reading.line.text,
        record.range().start,
        units::size(record.size() as u64)
    )
}
