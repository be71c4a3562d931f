//! The fields of the request that the server refused: each with its reason, and the way to it in the form.
//! Which field that is was found out elsewhere.

use egui::{Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::metadata::visible;

use super::panel::section_ui;
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::parts,
};

/// Rows that are drawn; a server may send thousands.
const MOST_ROWS: usize = 200;
/// Reasons begin here, unless a name is longer.
const WORDS: f32 = 172.0;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedField {
    /// In the server's words: `lines[0].quantity`.
    pub field: String,
    /// Why.
    pub words: String,
    /// Whether the message has such a field, so that it can be shown.
    pub has_place: bool,
}

/// The list; the one that was clicked.
pub fn refused_ui(ui: &mut Ui, fields: &[RefusedField]) -> Option<usize> {
    if fields.is_empty() {
        return None;
    }
    section_ui(ui);
    let t = tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let y = text::baseline(row);
    text::paint(ui.painter(), pos2(row.left() + 12.0, y), Font::SmallStrong, t.text2, "Refused fields");
    let count = units::counted(fields.len() as u64, "field");
    text::paint_right(ui.painter(), pos2(row.right() - 12.0, y), Font::Small, t.text2, &count);
    let mut clicked = None;
    for (at, field) in fields.iter().take(MOST_ROWS).enumerate() {
        if row_ui(ui, field) {
            clicked = Some(at);
        }
    }
    clicked
}

fn row_ui(ui: &mut Ui, field: &RefusedField) -> bool {
    let t = tokens(ui);
    let sense = if field.has_place { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), sense);
    let (name, words) = (visible(field.field.as_bytes()), visible(field.words.as_bytes()));
    let role = if field.has_place { Role::Link } else { Role::ListItem };
    response.widget_info(|| WidgetInfo::labeled(role, true, format!("{name}: {words}")));
    if field.has_place && response.hovered() {
        paint::row_ground(ui.painter(), rect, paint::RowGround::Hovered, t);
    }
    let y = text::baseline(rect);
    text::paint_icon(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), icons::ERROR, t.error);
    let left = rect.left() + 36.0;
    let color = if field.has_place { t.accent } else { t.text };
    let room = (rect.width() * 0.5).floor();
    let used = text::paint_within(ui.painter(), pos2(left, y), room, Font::Code, color, &name);
    let words_left = (rect.left() + WORDS).max(left + used + 16.0);
    let end = rect.right() - 12.0;
    text::paint_within(ui.painter(), pos2(words_left, y), end - words_left, Font::Body, t.text, &words);
    parts::ring_if_focused(ui, &response);
    let clicked = response.clicked();
    let hint = if field.has_place { "Show it in the form" } else { "The message has no such field" };
    response.on_hover_text(format!("{words}\n{hint}"));
    clicked
}
