//! The table of figures: one row each, what was sent beside what was received.
//! The figures and their words come from elsewhere.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::{
    figures::FigureRow,
    theme::{Font, icons, paint, size, text, tokens},
};

/// The height it takes.
pub(super) fn height(rows: &[FigureRow]) -> f32 {
    size::ROW * (rows.len() + 1) as f32
}

/// Draws the table over `rect`.
pub(super) fn totals_ui(ui: &mut Ui, rect: Rect, rows: &[FigureRow]) {
    let t = tokens(ui);
    let wide = |column: fn(&FigureRow) -> &String| {
        rows.iter().map(|row| text::width(ui.ctx(), Font::Code, column(row))).fold(64.0, f32::max)
    };
    let name = rows.iter().map(|row| text::width(ui.ctx(), Font::Body, row.name)).fold(0.0, f32::max);
    let (sent_width, received_width) = (wide(|row| &row.sent), wide(|row| &row.received));
    let sent = rect.left() + name + 32.0 + sent_width;
    let received = sent + 32.0 + received_width;
    let row = |place: usize| {
        let top = rect.top() + size::ROW * place as f32;
        Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + size::ROW))
    };
    let head = row(0);
    let y = text::small_baseline(head);
    text::paint(ui.painter(), pos2(head.left(), y), Font::SmallStrong, t.text2, "Figure");
    for (right, icon, color, words) in
        [(sent, icons::ARROW_UPWARD, t.sent, "Sent"), (received, icons::ARROW_DOWNWARD, t.received, "Received")]
    {
        let width = text::paint_right(ui.painter(), pos2(right, y), Font::SmallStrong, t.text2, words);
        text::paint_icon(ui.painter(), pos2(right - width - 12.0, head.center().y), icon, color);
    }
    paint::divider_h(ui.painter(), head.x_range(), head.bottom() - 1.0, t.line);
    for (place, figures) in rows.iter().enumerate() {
        let row = row(place + 1);
        let response = ui.interact(row, ui.scope_id().with(("figure", place)), Sense::hover());
        let of = |words: &str| if words.is_empty() { "none".to_owned() } else { words.to_owned() };
        let spoken = format!("{}: sent {}, received {}", figures.name, of(&figures.sent), of(&figures.received));
        response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &spoken));
        if response.hovered() {
            ui.painter().rect_filled(row.expand2(egui::vec2(12.0, 0.0)), 0, t.hover);
        }
        let y = text::baseline(row);
        text::paint(ui.painter(), pos2(row.left(), y), Font::Body, t.text2, figures.name);
        text::paint_right(ui.painter(), pos2(sent, y), Font::Code, t.text, &figures.sent);
        text::paint_right(ui.painter(), pos2(received, y), Font::Code, t.text, &figures.received);
    }
}
