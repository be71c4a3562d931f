//! One row of a comparison: sign, word, path, and the value on either side on the ground of what happened to it.

use egui::{Color32, Rect, Ui, pos2};
use farcall_core::message::{CompareRow, Difference};

use crate::theme::{Font, Icon, Tokens, icons, paint, paint::RowGround, size, space, text, tokens};

/// Room for the sign and the word.
const KIND: f32 = 112.0;

/// Where the parts of a row stand.
pub struct Columns {
    /// Its path.
    pub path: Rect,
    /// The left value.
    pub left: Rect,
    /// The right value.
    pub right: Rect,
}

/// Side by side, or below each other.
pub fn columns(row: Rect, wide: bool) -> Columns {
    let rest = row.with_min_x(row.left() + KIND);
    if wide {
        let (path, values) = rest.split_left_right_at_fraction(0.32);
        let (left, right) = values.split_left_right_at_fraction(0.5);
        return Columns { path, left, right };
    }
    let (path, values) = rest.split_left_right_at_fraction(0.36);
    let (left, right) = values.split_top_bottom_at_fraction(0.5);
    Columns { path, left, right }
}

fn sign(kind: Difference, t: &Tokens) -> (Icon, Color32, Option<Color32>) {
    match kind {
        Difference::Equal => (icons::CHECK, t.text2, None),
        Difference::Rewritten => (icons::INFO, t.text2, None),
        Difference::Added => (icons::ADD, t.ok, Some(t.ok_ground)),
        Difference::Removed => (icons::REMOVE, t.error, Some(t.error_ground)),
        Difference::Changed => (icons::EDIT, t.warn, Some(t.warn_ground)),
        Difference::Moved => (icons::SWAP_VERT, t.warn, Some(t.warn_ground)),
    }
}

/// The word of a kind, short enough for its column.
fn word(kind: Difference) -> &'static str {
    match kind {
        Difference::Rewritten => "same value",
        other => other.word(),
    }
}

/// The whole row in words.
pub fn spoken(row: &CompareRow) -> String {
    let path = path(row);
    let (left, right) = (row.left.as_deref().unwrap_or("not set"), row.right.as_deref().unwrap_or("not set"));
    let values = match row.kind {
        Difference::Equal | Difference::Moved => left.to_owned(),
        _ => format!("{left}, {right}"),
    };
    let note = Some(note(row)).filter(|note| !note.is_empty()).map(|note| format!(", {note}")).unwrap_or_default();
    format!("{} {path}: {values}{note}", word(row.kind))
}

/// What is to be said of a row; of an element that stands elsewhere on the right, where.
fn note(row: &CompareRow) -> String {
    match &row.right_path {
        Some(right) if row.note.is_empty() => format!("at {right} on the right"),
        _ => row.note.clone(),
    }
}

fn path(row: &CompareRow) -> &str {
    if row.path.is_empty() { "message" } else { &row.path }
}

/// Paints a row.
pub fn paint(ui: &Ui, rect: Rect, wide: bool, row: &CompareRow, selected: bool, hovered: bool) {
    let (t, painter) = (tokens(ui), ui.painter());
    let ground = match (selected, hovered) {
        (true, _) => RowGround::Selected,
        (false, true) => RowGround::Hovered,
        (false, false) => RowGround::Plain,
    };
    let columns = columns(rect, wide);
    let (icon, color, tint) = sign(row.kind, t);
    paint::row_ground(painter, rect, ground, t);
    if let Some(tint) = tint {
        let is_in = |value: &Option<String>| value.is_some() || row.kind == Difference::Changed;
        for (cell, value) in [(columns.left, &row.left), (columns.right, &row.right)] {
            if is_in(value) {
                painter.rect_filled(cell, 0, tint);
            }
        }
    }
    let first = rect.with_max_y(rect.top() + size::ROW);
    let baseline = text::baseline(first);
    text::paint_icon(painter, pos2(rect.left() + 20.0, first.center().y.round()), icon, color);
    let at = pos2(rect.left() + 36.0, text::small_baseline(first));
    text::paint(painter, at, Font::Small, color, word(row.kind));
    let path_color = if row.kind == Difference::Equal { t.text2 } else { t.text };
    let room = columns.path.width() - 2.0 * space::S;
    let at = pos2(columns.path.left() + space::S, baseline);
    text::paint_path_within(painter, at, room, Font::Code, path_color, path(row));
    let note = note(row);
    if !wide && !note.is_empty() {
        let at = pos2(at.x, text::small_baseline(first.translate(egui::vec2(0.0, size::ROW))));
        text::paint_within(painter, at, room, Font::Small, t.text2, &note);
    }
    let says_note = wide && !note.is_empty();
    for (cell, value, is_right) in [(columns.left, &row.left, false), (columns.right, &row.right, true)] {
        let first = cell.with_max_y(cell.top() + size::ROW);
        let at = pos2(cell.left() + space::S, text::baseline(first));
        let room = cell.width() - 2.0 * space::S;
        let used = match value {
            Some(_) if !wide && is_right && row.kind == Difference::Equal => 0.0,
            Some(value) => text::paint_within(painter, at, room, Font::Code, path_color, value),
            None if row.kind == Difference::Rewritten => 0.0,
            None => text::paint_within(painter, at, room, Font::Body, t.text2, "not set"),
        };
        if says_note && is_right {
            let gap = if used > 0.0 { 12.0 } else { 0.0 };
            text::paint_within(painter, pos2(at.x + used + gap, at.y), room - used - gap, Font::Small, t.text2, &note);
        }
    }
    paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
}
