//! What is wrong with the JSON: underlined in the text, and said below it, with a way from one to the next.
//! It judges nothing; the document did.

use egui::{Pos2, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, text_edit::TextEditOutput, vec2};
use farcall_core::message::Problem;

use crate::{
    theme::{self, Font, Tokens, icons, paint, shows_focus, size, text},
    units,
    widgets::IconButton,
};

/// Lines below the editor.
const LISTED: usize = 3;

/// A word that something is wrong with.
pub struct Marked<'p> {
    /// Where it stands on the screen.
    pub word: Rect,
    /// What is wrong.
    pub problem: &'p Problem,
}

/// What was asked for in the list.
pub enum Jump<'p> {
    /// This problem.
    To(&'p Problem),
    /// The next one after the cursor, or the one before it.
    Next(bool),
}

/// The problems, in lines at the bottom of `rect`; where to go, and the room above.
pub fn list_ui<'p>(ui: &mut Ui, rect: Rect, problems: &'p [Problem]) -> (Option<Jump<'p>>, Rect) {
    if problems.is_empty() {
        return (None, rect);
    }
    let t = theme::tokens(ui);
    let head = if problems.len() > 1 { size::ROW } else { 0.0 };
    let height = problems.len().min(LISTED) as f32 * size::ROW + head;
    let (body, list) = rect.split_top_bottom_at_y((rect.bottom() - height).max(rect.center().y));
    ui.painter().rect_filled(list, 0, t.surface);
    paint::divider_h(ui.painter(), list.x_range(), list.top(), t.line);
    let (head, rows) = list.split_top_bottom_at_y(list.top() + head);
    let mut jump = None;
    if problems.len() > 1 {
        jump = head_ui(ui, head, problems, t);
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(rows).id_salt("problems"));
    child.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(&mut child, size::ROW, problems.len(), |ui, range| {
        for at in range {
            let Some(problem) = problems.get(at) else { continue };
            if line_ui(ui, problem, t) {
                jump = Some(Jump::To(problem));
            }
        }
    });
    (jump, body)
}

fn head_ui<'p>(ui: &mut Ui, row: Rect, problems: &[Problem], t: &Tokens) -> Option<Jump<'p>> {
    let errors = problems.iter().filter(|problem| problem.is_error).count();
    let words = match (errors, problems.len() - errors) {
        (0, warnings) => units::counted(warnings as u64, "warning"),
        (errors, 0) => units::counted(errors as u64, "problem"),
        (errors, warnings) => {
            format!("{}, {}", units::counted(errors as u64, "problem"), units::counted(warnings as u64, "warning"))
        }
    };
    let color = if errors > 0 { t.error } else { t.warn };
    text::paint(ui.painter(), pos2(row.left() + 12.0, text::baseline(row)), Font::Strong, color, &words);
    let label = ui.interact(row.with_max_x(row.left() + 160.0), ui.scope_id().with("count"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let next = IconButton::new(icons::ARROW_DOWNWARD, "Next problem").shortcut("F8");
    let next = next.show_around(ui, pos2(row.right() - 20.0, row.center().y)).clicked();
    let before = IconButton::new(icons::ARROW_UPWARD, "Previous problem").shortcut("Shift+F8");
    let before = before.show_around(ui, pos2(row.right() - 48.0, row.center().y)).clicked();
    match (next, before) {
        (true, _) => Some(Jump::Next(true)),
        (_, true) => Some(Jump::Next(false)),
        _ => None,
    }
}

fn line_ui(ui: &mut Ui, problem: &Problem, t: &Tokens) -> bool {
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
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

/// The problem after (or before) a place in the text, around its end; places are line and column from 1.
pub fn next_after(problems: &[Problem], place: (u32, u32), forward: bool) -> Option<&Problem> {
    let mut placed: Vec<&Problem> = problems.iter().filter(|problem| problem.position.is_some()).collect();
    placed.sort_by_key(|problem| problem.position);
    let after = |problem: &&&Problem| problem.position > Some(place);
    let before = |problem: &&&Problem| problem.position < Some(place);
    match forward {
        true => placed.iter().find(after).or(placed.first()).copied(),
        false => placed.iter().rev().find(before).or(placed.last()).copied(),
    }
}

/// A line under each word in sight that a problem is about.
pub fn underline<'p>(
    ui: &Ui,
    body: Rect,
    output: &TextEditOutput,
    problems: &'p [Problem],
    t: &Tokens,
) -> Vec<Marked<'p>> {
    let mut marked = Vec::new();
    for problem in problems {
        let Some((from, to)) = word_at(output, body, problem) else { continue };
        let to = to.max(from.x + 8.0);
        let color = if problem.is_error { t.error } else { t.warn };
        paint::divider_h(ui.painter(), from.x..=to, from.y, color);
        paint::divider_h(ui.painter(), from.x..=to, from.y + 1.0, color);
        let top = pos2(from.x, from.y + 3.0 - size::CODE_LINE);
        marked.push(Marked { word: Rect::from_min_max(top, pos2(to, from.y + 3.0)), problem });
    }
    marked
}

fn word_at(output: &TextEditOutput, body: Rect, problem: &Problem) -> Option<(Pos2, f32)> {
    let (line, column) = problem.position?;
    let row = output.galley.rows.get((line as usize).checked_sub(1)?)?;
    let y = output.galley_pos.y + row.pos.y + size::CODE_LINE - 3.0;
    if !body.y_range().expand(size::CODE_LINE).contains(y) {
        return None;
    }
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
    let left = output.galley_pos.x + row.pos.x;
    Some((pos2(left + x(start).unwrap_or(0.0), y), left + x(end).unwrap_or(0.0)))
}
