//! The list of proposals beside the cursor: names, types, comments, and what is said of the selected one.
//! It proposes nothing and writes nothing.

use egui::{Area, Frame, Id, Margin, Order, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::{
    message::{Completion, Standing},
    schema::Schema,
};

use super::completion::{CompletionView, ROWS};
use crate::theme::{self, Font, Tokens, paint, size, text};

const WIDTH: f32 = 440.0;
/// Room for what is said of the selected one.
const SAID: f32 = 44.0;
/// A type takes at most this much of a row.
const TYPE: f32 = 190.0;

/// The list below the line of the cursor, above it where there is no room below; the row that was clicked.
pub fn popup_ui(ui: &Ui, id: Id, word: Rect, view: &mut CompletionView, schema: Option<&Schema>) -> Option<usize> {
    let moved = std::mem::take(&mut view.moved);
    let shown = view.shown.as_ref()?;
    let t = theme::tokens(ui);
    let items = &shown.completions.items;
    let said = said_of(items.get(shown.selected), schema, shown.completions.left_out);
    let rows = items.len().min(ROWS);
    let height = rows as f32 * size::ROW + if said.is_empty() { 0.0 } else { SAID } + 10.0;
    let screen = ui.ctx().content_rect();
    let below = word.bottom() + 2.0;
    let top = if below + height <= screen.bottom() { below } else { (word.top() - 2.0 - height).max(screen.top()) };
    let left = (word.left() - 12.0).clamp(screen.left() + 4.0, (screen.right() - WIDTH - 4.0).max(screen.left() + 4.0));
    let frame = Frame::popup(&ui.ctx().global_style()).inner_margin(Margin::same(4));
    let area = Area::new(id.with("proposals")).order(Order::Foreground).fixed_pos(pos2(left, top)).constrain(false);
    let mut clicked = None;
    area.show(ui.ctx(), |ui| {
        frame.show(ui, |ui| {
            ui.set_width(WIDTH - 10.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut scroll = ScrollArea::vertical().id_salt("rows").max_height(rows as f32 * size::ROW);
            if moved {
                let middle = shown.selected.saturating_sub(ROWS / 2) as f32 * size::ROW;
                scroll = scroll.vertical_scroll_offset(middle);
            }
            scroll.show_rows(ui, size::ROW, items.len(), |ui, range| {
                for at in range {
                    let Some(item) = items.get(at) else { continue };
                    if row_ui(ui, item, at == shown.selected, schema, t) {
                        clicked = Some(at);
                    }
                }
            });
            if !said.is_empty() {
                said_ui(ui, &said, t);
            }
        });
    });
    clicked
}

fn row_ui(ui: &mut Ui, item: &Completion, selected: bool, schema: Option<&Schema>, t: &Tokens) -> bool {
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let docs = schema.map(|schema| item.subject.docs(schema)).unwrap_or_default();
    let name = [item.label.as_str(), &item.detail, &standing_words(&item.standing)];
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, &name));
    if selected {
        ui.painter().rect_filled(row, size::RADIUS, t.select);
    } else if response.hovered() {
        ui.painter().rect_filled(row, size::RADIUS, t.hover);
    }
    let painter = ui.painter();
    let y = text::baseline(row);
    let quiet = item.standing == Standing::Written || item.subject.is_deprecated();
    let color = if quiet { t.text2 } else { t.text };
    let left = row.left() + 8.0;
    let type_width = text::width(ui.ctx(), Font::SmallCode, &item.detail).min(TYPE);
    let end = row.right() - 8.0 - type_width;
    text::paint_within(painter, pos2(end, y), type_width + 1.0, Font::SmallCode, t.text2, &item.detail);
    let name_width = text::width(ui.ctx(), Font::Code, &item.label).min(end - left - 12.0);
    text::paint_within(painter, pos2(left, y), name_width + 1.0, Font::Code, color, &item.label);
    let beside = match standing_words(&item.standing) {
        words if !words.is_empty() => words,
        _ if item.subject.is_deprecated() => "deprecated".to_owned(),
        _ => docs.lines().next().unwrap_or_default().to_owned(),
    };
    let at = left + name_width + 12.0;
    if end - 12.0 - at > 40.0 && !beside.is_empty() {
        text::paint_within(painter, pos2(at, y), end - 12.0 - at, Font::Small, t.comment, &beside);
    }
    response.clicked()
}

fn standing_words(standing: &Standing) -> String {
    match standing {
        Standing::Free => String::new(),
        Standing::Excluded(other) => format!("instead of {other}"),
        Standing::Written => "set".to_owned(),
    }
}

/// What the selected one means, in two lines.
fn said_of(item: Option<&Completion>, schema: Option<&Schema>, left_out: usize) -> Vec<String> {
    let Some(item) = item else { return Vec::new() };
    let mut said = Vec::new();
    let kind = item.subject.kind_text();
    if !kind.is_empty() {
        said.push(kind);
    }
    let docs = schema.map(|schema| item.subject.docs(schema)).unwrap_or_default();
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    if !docs.is_empty() {
        said.push(docs);
    } else if left_out > 0 {
        said.push(format!("{left_out} more; type on"));
    }
    said
}

fn said_ui(ui: &mut Ui, said: &[String], t: &Tokens) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SAID), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said.join(". ")));
    paint::divider_h(ui.painter(), rect.x_range(), rect.top() + 3.0, t.line);
    let mut y = rect.top() + 19.0;
    for (at, line) in said.iter().take(2).enumerate() {
        let (font, color) = if at == 0 { (Font::SmallCode, t.text2) } else { (Font::Small, t.text) };
        text::paint_within(ui.painter(), pos2(rect.left() + 8.0, y), rect.width() - 16.0, font, color, line);
        y += 17.0;
    }
}
