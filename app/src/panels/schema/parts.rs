//! Parts that several things on the page of a symbol have: headings, hints, rows as far as they are seen, links of comments.

use egui::{Rect, Ui, pos2, vec2};
use farcall_core::{metadata::visible, schema::DocLink};

use super::{Went, link::Followed};
use crate::{
    action::Action,
    theme::{self, Font, icons, size, space, text},
};

/// The heading of a part of the page; a count of 0 is not told.
pub fn section_ui(ui: &mut Ui, title: &str, count: usize) -> Rect {
    let t = theme::tokens(ui);
    ui.add_space(space::XL);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let baseline = text::baseline(row);
    let used = text::paint(ui.painter(), pos2(row.left(), baseline), Font::Strong, t.text, title);
    let number = if count == 0 { String::new() } else { crate::units::count(count as u64) };
    text::paint(ui.painter(), pos2(row.left() + used + 8.0, baseline), Font::Small, t.text2, &number);
    let response = ui.interact(row, ui.next_auto_id(), egui::Sense::hover());
    ui.skip_ahead_auto_ids(1);
    let spoken = format!("{title} {number}").trim_end().to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, &spoken));
    ui.add_space(4.0);
    row
}

/// One hint with its sign.
pub fn hint_ui(ui: &mut Ui, hint: &str, indent: f32) {
    let t = theme::tokens(ui);
    let shown = visible(hint.as_bytes()).to_string();
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 20.0));
    let left = row.left() + indent;
    text::paint_icon(ui.painter(), pos2(left + 8.0, row.center().y), icons::LIGHTBULB, t.text2);
    let at = pos2(left + 24.0, text::baseline(row));
    text::paint_within(ui.painter(), at, row.right() - at.x, Font::Body, t.text2, &shown);
    let response = ui.interact(row, ui.next_auto_id(), egui::Sense::hover());
    ui.skip_ahead_auto_ids(1);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &shown));
    response.on_hover_text(shown);
}

/// Go where a link in a comment leads.
pub fn follow(followed: Option<(DocLink, Followed)>, went: &mut Went<'_>) {
    match followed {
        Some((DocLink::Url(url), _)) => went.actions.push(Action::OpenUrl(url)),
        Some((DocLink::Symbol(symbol), how)) => went.go(&symbol, how == Followed::InAnother),
        None => {}
    }
}

/// The rows of a list over `all` that are seen.
pub fn in_sight(ui: &Ui, all: Rect, rows: usize) -> std::ops::Range<usize> {
    let seen = ui.clip_rect();
    let row = |y: f32| ((y - all.top()) / size::ROW).max(0.0) as usize;
    row(seen.top()).min(rows)..(row(seen.bottom()) + 1).min(rows)
}

/// A row of a list over `all`.
pub fn row_of(all: Rect, at: usize) -> Rect {
    Rect::from_min_size(pos2(all.left(), all.top() + size::ROW * at as f32), vec2(all.width(), size::ROW))
}
