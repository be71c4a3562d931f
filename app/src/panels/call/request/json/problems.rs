//! What is wrong with the JSON: underlined in the text, and said below it.
//! It judges nothing; the document did.

use egui::{Pos2, Rect, Role, Sense, Ui, WidgetInfo, pos2, text_edit::TextEditOutput, vec2};
use farcall_core::message::Problem;

use crate::theme::{self, Font, Tokens, icons, paint, shows_focus, size, text};

/// Lines below the editor.
const LISTED: usize = 3;
/// Places that are underlined.
const UNDERLINED: usize = 50;

/// The first problems, in lines at the bottom of `rect`; returns the one that was clicked, and the room above.
pub fn list_ui<'p>(ui: &mut Ui, rect: Rect, problems: &'p [Problem]) -> (Option<&'p Problem>, Rect) {
    if problems.is_empty() {
        return (None, rect);
    }
    let t = theme::tokens(ui);
    let shown = problems.len().min(LISTED);
    let height = shown as f32 * size::ROW + if problems.len() > LISTED { size::ROW } else { 0.0 };
    let (body, list) = rect.split_top_bottom_at_y(rect.bottom() - height);
    ui.painter().rect_filled(list, 0, t.surface);
    paint::divider_h(ui.painter(), list.x_range(), list.top(), t.line);
    let mut clicked = None;
    for (at, problem) in problems.iter().take(LISTED).enumerate() {
        let min = list.min + vec2(0.0, at as f32 * size::ROW);
        if line_ui(ui, Rect::from_min_size(min, vec2(list.width(), size::ROW)), at, problem, t) {
            clicked = Some(problem);
        }
    }
    if problems.len() > LISTED {
        let words = format!("{} more", problems.len() - LISTED);
        let row = list.with_min_y(list.bottom() - size::ROW);
        text::paint(ui.painter(), pos2(list.left() + 36.0, text::baseline(row)), Font::Small, t.text2, &words);
    }
    (clicked, body)
}

fn line_ui(ui: &mut Ui, row: Rect, at: usize, problem: &Problem, t: &Tokens) -> bool {
    let response = ui.interact(row, ui.scope_id().with(("problem", at)), Sense::click());
    let words = problem.to_string();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    if response.hovered() {
        ui.painter().rect_filled(row, 0, t.hover);
    }
    let (icon, color) = if problem.is_error { (icons::ERROR, t.error) } else { (icons::WARNING, t.warn) };
    text::paint_icon(ui.painter(), pos2(row.left() + 20.0, row.center().y), icon, color);
    let at = pos2(row.left() + 36.0, text::baseline(row));
    text::paint_within(ui.painter(), at, row.right() - 12.0 - at.x, Font::Small, color, &words);
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), row, t);
    }
    let clicked = response.clicked();
    response.on_hover_text(&words);
    clicked
}

/// A line under the word that each problem is about.
pub fn underline(ui: &Ui, output: &TextEditOutput, problems: &[Problem], t: &Tokens) {
    for problem in problems.iter().take(UNDERLINED) {
        let Some((from, to)) = word_at(output, problem) else { continue };
        let color = if problem.is_error { t.error } else { t.warn };
        paint::divider_h(ui.painter(), from.x..=to.x.max(from.x + 8.0), from.y, color);
        paint::divider_h(ui.painter(), from.x..=to.x.max(from.x + 8.0), from.y + 1.0, color);
    }
}

fn word_at(output: &TextEditOutput, problem: &Problem) -> Option<(Pos2, Pos2)> {
    let (line, column) = problem.position?;
    let row = output.galley.rows.get((line as usize).checked_sub(1)?)?;
    let start = (column as usize).checked_sub(1)?;
    let ends = |c: char| matches!(c, ',' | ':' | '{' | '}' | '[' | ']');
    let quoted = row.glyphs.get(start).is_some_and(|glyph| glyph.chr == '"');
    let length = row
        .glyphs
        .iter()
        .skip(start + 1)
        .take_while(|glyph| if quoted { glyph.chr != '"' } else { !ends(glyph.chr) && !glyph.chr.is_whitespace() });
    let end = start + 1 + length.count() + usize::from(quoted);
    let x = |at: usize| {
        row.glyphs
            .get(at)
            .map(|glyph| glyph.pos.x)
            .or_else(|| row.glyphs.last().map(|last| last.pos.x + last.advance_width))
    };
    let y = output.galley_pos.y + row.pos.y + size::CODE_LINE - 3.0;
    let left = output.galley_pos.x + row.pos.x;
    Some((pos2(left + x(start).unwrap_or(0.0), y), pos2(left + x(end).unwrap_or(0.0), y)))
}
