//! One row of the tree: chevron, name, value in its colours, marks in words, type, number, bytes, share.
//! It knows no tree; where a row stands is told.

use egui::{Color32, Rect, Response, Role, Ui, WidgetInfo, pos2};
use farcall_core::message::{
    SpanKind, Summary,
    tree::{FieldRow, Presence, RowKind},
};

use super::{CLICK, chevron_rect, columns::Columns};
use crate::{
    theme::{Font, Icon, Tokens, icons, paint, paint::RowGround, text, tokens},
    units,
    viewers::{code::Query, message_view::hits},
    widgets::paint_chevron,
};

/// A level stands in by this much, down to this depth.
const INDENT: f32 = 16.0;
const DEEPEST: usize = 8;

/// What was done to a row.
pub(super) struct RowOut {
    pub(super) response: Response,
    pub(super) pressed: bool,
    pub(super) toggled: bool,
}

/// Draws one row of 24.
pub(super) fn row_ui(
    ui: &mut Ui,
    columns: &Columns,
    row: &FieldRow,
    rect: Rect,
    total: u64,
    (chosen, has_focus): (bool, bool),
    query: Option<&Query>,
) -> RowOut {
    let t = tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with(("field", row.row)), CLICK);
    let words = marks(row);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, chosen, spoken(row, &words)));
    let ground = match (chosen, has_focus) {
        (true, true) => RowGround::Selected,
        (true, false) => RowGround::SelectedWithoutFocus,
        (false, _) if response.hovered() => RowGround::Hovered,
        (false, _) => RowGround::Plain,
    };
    paint::row_ground(ui.painter(), rect, ground, t);
    let left = columns.left + INDENT * row.depth.min(DEEPEST) as f32;
    let toggled = row.unfolded.is_some_and(|open| chevron_ui(ui, row, rect, left, open));
    let name_end = paint_name(ui, row, rect, left + 20.0, columns.value_end, query, t);
    paint_value(ui, columns, row, rect, name_end, &words, query, t);
    paint_figures(ui, columns, row, rect, total, t);
    let (pressed, double) = (response.clicked() || response.secondary_clicked(), response.double_clicked());
    let response = response.on_hover_ui(|ui| hover_ui(ui, row, &words));
    RowOut { response, pressed: pressed || toggled, toggled: toggled || (double && row.unfolded.is_some()) }
}

fn chevron_ui(ui: &Ui, row: &FieldRow, rect: Rect, left: f32, open: bool) -> bool {
    let t = tokens(ui);
    let response = ui.interact(chevron_rect(left, rect), ui.scope_id().with(("chevron", row.row)), CLICK);
    let words = if open { "Fold" } else { "Unfold" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words} {}", row.name)));
    let color = if response.hovered() { t.text } else { t.text2 };
    paint_chevron(ui.painter(), pos2(left + 8.0, rect.center().y), open, color);
    response.clicked()
}

/// Its right end.
#[allow(clippy::too_many_arguments)]
fn paint_name(ui: &Ui, row: &FieldRow, rect: Rect, left: f32, end: f32, query: Option<&Query>, t: &Tokens) -> f32 {
    let color = match (row.kind, &row.presence) {
        (_, Some(Presence::Unset { .. } | Presence::Missing)) => t.text2,
        (RowKind::Strays, _) => t.text2,
        (RowKind::Broken, _) => t.error,
        (RowKind::Element, _) => t.text2,
        _ => t.key,
    };
    let font = if row.kind == RowKind::Strays { Font::Body } else { Font::Code };
    let at = pos2(left, text::baseline(rect));
    let room = (end - left).max(40.0);
    if font == Font::Code {
        hits::name_ui(ui, query, &row.name, left, room, rect, t);
    }
    left + text::paint_within(ui.painter(), at, room, font, color, &row.name)
}

#[allow(clippy::too_many_arguments)]
fn paint_value(
    ui: &Ui,
    columns: &Columns,
    row: &FieldRow,
    rect: Rect,
    name_end: f32,
    words: &[(bool, String)],
    query: Option<&Query>,
    t: &Tokens,
) {
    let mut x = columns.value.max(name_end + 12.0);
    let baseline = text::baseline(rect);
    let painter = ui.painter();
    let room = columns.value_end - x;
    match (&row.reading, &row.presence, row.count) {
        // Below an unfolded row stands all that its line could say.
        (Some(_), ..) if row.unfolded == Some(true) => {}
        (Some(reading), ..) => {
            let is_folded_message = row.unfolded.is_some();
            let room = value_room(ui, room, words.first().map(|(_, words)| words.as_str()));
            let galley = text::line_of(ui.ctx(), room, &pieces(&reading.line, is_folded_message, t));
            hits::value_ui(ui, query, &reading.line.text, x, room, rect, t);
            text::paint_galley(painter, pos2(x, baseline), &galley, t.text);
            x += galley.size().x.ceil();
        }
        (None, Some(presence @ Presence::Unset { default, .. }), _) => {
            x += text::paint_within(painter, pos2(x, baseline), room, Font::Code, t.text2, default);
            x += 8.0;
            x += text::paint_within(
                painter,
                pos2(x, baseline),
                columns.value_end - x,
                Font::Small,
                t.text2,
                presence.words(),
            );
        }
        (None, _, Some(count)) => {
            let what = match row.kind {
                RowKind::Strays => "record",
                _ if row.type_name.starts_with("map<") => "entry",
                _ => "element",
            };
            let plural = if what == "entry" && count != 1 { "entries".to_owned() } else { units_word(count, what) };
            let words = format!("{} {plural}", units::count(count as u64));
            x += text::paint_within(painter, pos2(x, baseline), room, Font::Body, t.text2, &words);
        }
        _ => {}
    }
    paint_marks(ui, pos2(x, baseline), columns.value_end, rect, words, t);
}

/// The room for a value before a mark: the mark's icon and some of its words stay in sight.
pub(in crate::viewers::message_view) fn value_room(ui: &Ui, room: f32, words: Option<&str>) -> f32 {
    let Some(words) = words else { return room.max(1.0) };
    let mark = text::width(ui.ctx(), Font::Small, words) + 28.0;
    (room - mark.min((room * 0.5).max(28.0))).max(1.0)
}

fn units_word(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// Icon and words of what is odd, as far as there is room; all of it is in the hover.
fn paint_marks(ui: &Ui, at: egui::Pos2, end: f32, rect: Rect, words: &[(bool, String)], t: &Tokens) {
    let Some((is_wrong, first)) = words.first() else { return };
    let (icon, color): (Icon, Color32) = if *is_wrong { (icons::ERROR, t.error) } else { (icons::INFO, t.text2) };
    let x = (at.x + 8.0).min(end - 16.0);
    text::paint_icon(ui.painter(), pos2(x + 8.0, rect.center().y), icon, color);
    text::paint_within(ui.painter(), pos2(x + 20.0, at.y), end - x - 20.0, Font::Small, color, first);
}

fn paint_figures(ui: &Ui, columns: &Columns, row: &FieldRow, rect: Rect, total: u64, t: &Tokens) {
    let (painter, y) = (ui.painter(), text::baseline(rect));
    if let Some((left, room)) = columns.kind {
        text::paint_within(painter, pos2(left, y), room, Font::Small, t.text2, &row.type_name);
    }
    // Elements have the number of their field, which stands above them.
    let is_own = !matches!(row.kind, RowKind::Element | RowKind::Entry);
    if let (Some(right), 1.., true) = (columns.number, row.number, is_own) {
        text::paint_right(painter, pos2(right, y), Font::SmallCode, t.text2, &row.number.to_string());
    }
    if row.size == 0 && row.presence.is_some() {
        return;
    }
    text::paint_right(painter, pos2(columns.bytes, y), Font::SmallCode, t.text2, &units::count(row.size));
    if let (Some(right), 1..) = (columns.share, total) {
        text::paint_right(painter, pos2(right, y), Font::SmallCode, t.text2, &share(row.size, total));
    }
}

/// `12.5`, in per cent.
pub(in crate::viewers::message_view) fn share(part: u64, total: u64) -> String {
    format!("{:.1}", part as f64 * 100.0 / total.max(1) as f64)
}

/// The pieces of a value in their colours; the summary of a message is quieter.
pub(in crate::viewers::message_view) fn pieces<'s>(
    line: &'s Summary,
    is_quiet: bool,
    t: &Tokens,
) -> Vec<(Font, Color32, &'s str)> {
    line.spans()
        .map(|span| {
            let color = match span.kind {
                _ if is_quiet => t.text2,
                SpanKind::Name | SpanKind::Punct => t.text2,
                SpanKind::String => t.string,
                SpanKind::Number => t.number,
                SpanKind::Word => t.word,
            };
            (Font::Code, color, span.text)
        })
        .collect()
}

/// Whether each is wrong, and its words.
fn marks(row: &FieldRow) -> Vec<(bool, String)> {
    let odd = row.reading.iter().filter_map(|reading| reading.odd.as_ref());
    let odd = odd.map(|(kind, words)| (kind.is_error(), words.clone()));
    let notes = row.notes.iter().map(|note| (note.kind.is_some_and(|kind| kind.is_error()), note.text.clone()));
    let mut all: Vec<_> = odd.chain(notes).collect();
    let others = row.reading.as_ref().map(|reading| reading.others.join(", ")).filter(|others| !others.is_empty());
    all.extend(others.map(|others| (false, format!("or {others}"))));
    all
}

fn spoken(row: &FieldRow, words: &[(bool, String)]) -> String {
    let mut spoken = row.name.clone();
    let mut add = |piece: &str| {
        if !piece.is_empty() {
            spoken.push_str(", ");
            spoken.push_str(piece);
        }
    };
    if let Some(reading) = &row.reading {
        add(&reading.line.text);
    }
    if let Some(count) = row.count {
        add(&format!("{count} values"));
    }
    add(&row.type_name);
    if let Some(presence) = &row.presence {
        add(presence.words());
    }
    words.iter().for_each(|(_, words)| add(words));
    add(&units::size(row.size));
    spoken
}

/// All there is to know of a row, values as far as a hover goes.
fn hover_ui(ui: &mut Ui, row: &FieldRow, words: &[(bool, String)]) {
    let t = tokens(ui);
    ui.set_max_width(360.0);
    let number = if row.number > 0 { format!(" = {}", row.number) } else { String::new() };
    ui.colored_label(t.text, format!("{} {}{number}", row.type_name, row.name));
    if let Some(presence) = &row.presence {
        ui.colored_label(t.text2, presence.words());
    }
    if let Some(reading) = row.reading.as_ref().filter(|reading| !reading.line.text.is_empty()) {
        ui.colored_label(t.text, &reading.line.text);
    }
    for (is_wrong, words) in words {
        ui.colored_label(if *is_wrong { t.error } else { t.text2 }, words);
    }
}
