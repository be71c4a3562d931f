//! The head and the rows of a log: arrow, index, time, gap, size, summary.
//! It knows no list; where a row stands is told.

use std::time::Duration;

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};
use farcall_core::call::{CallSnapshot, Direction, LogRow};

use super::source::{LogSource, Summary};
use crate::{
    theme::{Font, Tokens, icons, paint, paint::RowGround, text, tokens},
    units,
    viewers::{
        code::{color, visible},
        parts,
    },
};

const MINUTE: Duration = Duration::from_secs(60);
/// When rows that are read from a file are asked for again.
pub const FETCH: Duration = Duration::from_millis(16);

/// Right ends of the figures and the left end of the summary.
pub struct Columns {
    arrow: f32,
    number: f32,
    time: f32,
    gap: f32,
    size: f32,
    packed: f32,
    summary: f32,
    end: f32,
}

impl Columns {
    /// Wide enough for the figures of a call as it is now.
    pub fn new(ui: &Ui, area: Rect, now: &CallSnapshot) -> Self {
        let digit = ui.ctx().fonts_mut(|fonts| fonts.glyph_width(&Font::Code.id(), '0'));
        let wider = |text: String, usual: usize| (text.chars().count().saturating_sub(usual) as f32 * digit).ceil();
        let left = area.left();
        let number = left + 72.0 + wider(units::count(now.sent.max(now.received)), 5);
        let time = number + 60.0 + wider(seconds(now.elapsed), 6);
        // No gap is longer than the call: `+59.99 s` before a minute, then up to `+59 m 59 s`.
        let longest = if now.elapsed < MINUTE { String::new() } else { "+59 m 59 s".to_owned() };
        let gap = time + 68.0 + wider(longest, 8);
        Self {
            arrow: left + 20.0,
            number,
            time,
            gap,
            size: gap + 80.0,
            packed: gap + 94.0,
            summary: gap + 110.0,
            end: area.right() - 12.0,
        }
    }
}

/// How a row is drawn.
#[derive(Clone, Copy)]
pub struct Look {
    /// It is chosen.
    pub is_selected: bool,
    /// The list has the focus.
    pub has_focus: bool,
    /// A sent row offers "Edit again".
    pub can_edit_again: bool,
    /// The user marked it.
    pub is_marked: bool,
    /// A filter that only counts found it.
    pub is_found: bool,
}

/// What was clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowClick {
    /// Nothing.
    None,
    /// The row.
    Row,
    /// "Edit again".
    EditAgain,
}

/// The head, outside of what scrolls.
pub fn head_ui(ui: &Ui, columns: &Columns, rect: Rect) {
    let t = tokens(ui);
    let (painter, y) = (ui.painter(), text::small_baseline(rect));
    painter.rect_filled(rect, 0, t.surface);
    let heads = [(columns.number, "No"), (columns.time, "Time, s"), (columns.gap, "Gap"), (columns.size, "Size")];
    for (right, head) in heads {
        text::paint_right(painter, pos2(right, y), Font::SmallStrong, t.text2, head);
    }
    text::paint(painter, pos2(columns.summary, y), Font::SmallStrong, t.text2, "Summary");
    paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
}

/// One row of 24. `summary` is `None` where the message is not at hand.
pub fn row_ui(
    ui: &mut Ui,
    columns: &Columns,
    row: &LogRow,
    summary: Option<&Summary>,
    rect: Rect,
    look: Look,
) -> RowClick {
    let t = tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with(("row", row.row)), Sense::CLICK);
    let words = summary.map_or("not kept", |summary| &summary.text);
    response.widget_info(|| {
        let wire = wire_words(row).map(|wire| format!(", {wire}")).unwrap_or_default();
        let signs = [(look.is_marked, ", marked"), (look.is_found, ", found")];
        let signs: String = signs.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let spoken = format!("{}, {}{wire}{signs}, {words}", title(row), units::size(row.size as u64));
        WidgetInfo::selected(Role::Row, true, look.is_selected, spoken)
    });
    let hovered = response.hovered() || ui.rect_contains_pointer(rect);
    let ground = match (look.is_selected, look.has_focus) {
        (true, true) => RowGround::Selected,
        (true, false) => RowGround::SelectedWithoutFocus,
        (false, _) if hovered => RowGround::Hovered,
        (false, _) => RowGround::Plain,
    };
    paint::row_ground(ui.painter(), rect, ground, t);
    paint_figures(ui, columns, row, rect, t);

    let edit = look.can_edit_again && row.direction == Direction::Sent && (hovered || look.is_selected);
    let words_width = if edit { text::width(ui.ctx(), Font::Small, "Edit again") + 16.0 } else { 0.0 };
    if look.is_found {
        let bar = Rect::from_min_size(rect.min, egui::vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, 0, t.accent);
    }
    let shift = if look.is_marked { 20.0 } else { 0.0 };
    if look.is_marked {
        text::paint_icon(ui.painter(), pos2(columns.summary + 8.0, rect.center().y), icons::BOOKMARK, t.accent);
    }
    let left = columns.summary + shift;
    paint_summary(ui, summary, pos2(left, text::baseline(rect)), columns.end - words_width - left, t);
    if edit && parts::link_right(ui, rect, columns.end, "Edit again").clicked() {
        return RowClick::EditAgain;
    }
    let clicked = response.clicked();
    if let Some(wire) = wire_words(row) {
        response.on_hover_text(wire);
    }
    if clicked { RowClick::Row } else { RowClick::None }
}

/// A row of which nothing is at hand, and why.
pub fn absent_ui(ui: &Ui, log: &dyn LogSource, columns: &Columns, row: u64, rect: Rect) {
    let words = absent_words(ui, log, row);
    let response = ui.interact(rect, ui.scope_id().with(("row", row)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, false, format!("Row {}, {words}", units::count(row + 1))));
    let at = pos2(columns.summary, text::baseline(rect));
    text::paint_within(ui.painter(), at, columns.end - columns.summary, Font::Body, tokens(ui).text2, words);
}

/// Why a row has nothing to show. One that is read from a file is asked for again a little later.
pub fn absent_words(ui: &Ui, log: &dyn LogSource, row: u64) -> &'static str {
    if !log.is_fetching(row) {
        return "no longer kept";
    }
    ui.ctx().request_repaint_after(FETCH);
    "reading…"
}

/// `Received 1,146`.
pub fn title(row: &LogRow) -> String {
    let way = match row.direction {
        Direction::Sent => "Sent",
        Direction::Received => "Received",
    };
    format!("{way} {} at {} s", units::count(row.index + 1), seconds(row.at))
}

/// The same with its size on the wire, where that is another one.
pub fn title_with_wire(row: &LogRow) -> String {
    let wire = wire_words(row).map(|wire| format!(" · {wire}")).unwrap_or_default();
    format!("{}{wire}", title(row))
}

/// `Compressed, 412 B on the wire`, where its size on the wire is another one.
pub fn wire_words(row: &LogRow) -> Option<String> {
    let wire = units::size(row.wire_size as u64);
    match row.compressed {
        true => Some(format!("Compressed, {wire} on the wire")),
        false if row.wire_size != row.size => Some(format!("{wire} on the wire")),
        false => None,
    }
}

fn paint_figures(ui: &Ui, columns: &Columns, row: &LogRow, rect: Rect, t: &Tokens) {
    let (painter, y) = (ui.painter(), text::baseline(rect));
    let (icon, color) = match row.direction {
        Direction::Sent => (icons::ARROW_UPWARD, t.sent),
        Direction::Received => (icons::ARROW_DOWNWARD, t.received),
    };
    text::paint_icon(painter, pos2(columns.arrow, rect.center().y), icon, color);
    if row.compressed {
        text::paint_icon(painter, pos2(columns.packed, rect.center().y), icons::ARCHIVE, t.text2);
    }
    let figures = [
        (columns.number, color, units::count(row.index + 1)),
        (columns.time, t.text, seconds(row.at)),
        (columns.gap, t.text2, units::gap(row.gap)),
        (columns.size, t.text2, units::size(row.size as u64)),
    ];
    for (right, color, figure) in figures {
        text::paint_right(painter, pos2(right, y), Font::Code, color, &figure);
    }
}

/// One line that tells a message, within `room`; returns the width it took. `None` where it is no longer kept.
pub fn paint_summary(ui: &Ui, summary: Option<&Summary>, at: egui::Pos2, room: f32, t: &Tokens) -> f32 {
    let Some(summary) = summary else {
        return text::paint_within(ui.painter(), at, room, Font::Body, t.text2, "no longer kept");
    };
    if summary.text.is_empty() {
        return text::paint_within(ui.painter(), at, room, Font::Body, t.text2, "empty message");
    }
    let shown = visible(&summary.text);
    // Signs that are made visible may have another length: then the line is drawn in one colour.
    let tokens = if shown.len() == summary.text.len() { summary.tokens.as_slice() } else { &[] };
    let mut pieces = Vec::with_capacity(tokens.len() * 2 + 1);
    let mut from = 0;
    for token in tokens {
        pieces.push((Font::Code, t.text2, shown.get(from..token.range.start).unwrap_or_default()));
        pieces.push((Font::Code, color(token.tint, t), shown.get(token.range.clone()).unwrap_or_default()));
        from = token.range.end;
    }
    pieces.push((Font::Code, t.text2, shown.get(from..).unwrap_or_default()));
    let galley = text::line_of(ui.ctx(), room, &pieces);
    text::paint_galley(ui.painter(), at, &galley, t.text2);
    galley.size().x.ceil()
}

/// A time of the column "Time, s".
pub fn seconds(at: std::time::Duration) -> String {
    format!("{:.3}", at.as_secs_f64())
}
