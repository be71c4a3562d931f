//! The rows of a comparison: only those in sight are drawn; runs of equal ones are folded.

use std::sync::Arc;

use egui::{Id, Rect, Sense, Ui, pos2};
use farcall_core::message::{Comparison, Difference};

use super::{CompareLook, row};
use crate::{
    action::{Action, CompareAction},
    state::{CompareTab, TabId},
    theme::{self, Font, icons, paint, size, space, text},
    units,
    viewers::{scroll_bar_ui, take_wheel},
    widgets::{EmptyArea, ListRow, MenuItem, context_menu, menu_divider},
};

/// Below this width the right value stands under the left one.
const ONE_COLUMN: f32 = 900.0;

/// A line on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A row of the comparison.
    Row(usize),
    /// So many equal rows from this one on, folded.
    Equal(usize, usize),
}

/// The lines of a comparison.
pub fn lines(found: &Comparison, differences_only: bool, is_unfolded: impl Fn(usize) -> bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for run in found.rows.chunk_by(|a, b| a.kind == Difference::Equal && b.kind == Difference::Equal) {
        let is_equal = run.first().is_some_and(|row| row.kind == Difference::Equal);
        match (is_equal, run.len()) {
            (true, _) if differences_only => {}
            (true, many @ 2..) if !is_unfolded(at) => lines.push(Line::Equal(at, many)),
            _ => lines.extend((at..at + run.len()).map(Line::Row)),
        }
        at += run.len();
    }
    lines
}

/// The sides' titles, and the rows.
pub fn rows_ui(
    ui: &mut Ui,
    body: Rect,
    id: TabId,
    tab: &CompareTab,
    found: &Arc<Comparison>,
    look: &mut CompareLook,
    actions: &mut Vec<Action>,
) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(body, 0, t.field);
    let (titles, body) = body.split_top_bottom_at_y(body.top() + size::STRIP);
    let wide = body.width() >= ONE_COLUMN;
    titles_ui(ui, titles, tab, wide);
    let of = (found.clone(), tab.differences_only);
    let same = look.of.as_ref().is_some_and(|(known, only)| Arc::ptr_eq(known, found) && *only == of.1);
    if !same {
        let is_new = look.of.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, found));
        if is_new {
            look.unfolded.clear();
            look.selected = None;
        }
        look.of = Some(of);
        look.lines = lines(found, tab.differences_only, |at| look.unfolded.contains(&at));
    }
    if look.lines.is_empty() {
        EmptyArea::new(&super::head::words(found)).hint("Nothing differs").show_at(ui, body);
        return;
    }
    let height = if wide { size::ROW } else { 2.0 * size::ROW };
    let visible = f64::from(body.height() / height);
    let rows = look.lines.len();
    if look.steps != tab.steps {
        look.steps = tab.steps;
        look.selected = tab.at;
        if let Some(line) = look.lines.iter().position(|line| tab.at.is_some_and(|at| *line == Line::Row(at))) {
            look.scroll.show(line, rows, visible);
        }
    }
    let wheel = take_wheel(ui, body);
    look.scroll.scroll_by(f64::from(-wheel.y / height), rows, visible);
    let top = look.scroll.top();
    let mut unfold = None;
    for at in look.scroll.seen(rows, visible) {
        let Some(line) = look.lines.get(at).copied() else { continue };
        let y = body.top() + ((at as f64 - top) * f64::from(height)) as f32;
        let rect = Rect::from_min_max(pos2(body.left(), y), pos2(body.right(), y + height));
        match line {
            Line::Equal(first, many) => {
                let words = format!("{} equal values", units::count(many as u64));
                let row = ListRow::new(&words).color(t.text2).pad(36.0).id(Id::NULL.with(("equal run", first)));
                if row.show_at(ui, rect).on_hover_text("Show them").clicked() {
                    unfold = Some(first);
                }
            }
            Line::Row(index) => row_ui(ui, rect, wide, found, index, (look, id), actions),
        }
    }
    if let Some(first) = unfold {
        look.unfolded.insert(first);
        look.of = Some((found.clone(), tab.differences_only));
        look.lines = lines(found, tab.differences_only, |at| look.unfolded.contains(&at));
    }
    scroll_bar_ui(ui, Id::NULL.with("comparison bar"), body, &mut look.scroll, (rows, visible), t);
}

fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    wide: bool,
    found: &Comparison,
    index: usize,
    (look, id): (&mut CompareLook, TabId),
    actions: &mut Vec<Action>,
) {
    let Some(shown) = found.rows.get(index) else { return };
    let response = ui.interact(rect, Id::NULL.with(("comparison row", index)), Sense::click());
    let selected = look.selected == Some(index);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, selected, row::spoken(shown)));
    if response.clicked() || response.secondary_clicked() {
        look.selected = Some(index);
    }
    row::paint(ui, rect, wide, shown, selected, response.hovered());
    context_menu(&response, |ui| {
        let leave_out = MenuItem::new("Leave out").icon(icons::VISIBILITY_OFF);
        if leave_out.enabled(!shown.path.is_empty(), "This is the whole message").show(ui).clicked() {
            actions.push(Action::Compare(CompareAction::LeaveOut(id, shown.path.clone())));
        }
        menu_divider(ui);
        let copies = [("Copy path", Some(&shown.path)), ("Copy left value", shown.left.as_ref())];
        for (label, text) in copies.into_iter().chain([("Copy right value", shown.right.as_ref())]) {
            let item = MenuItem::new(label).enabled(text.is_some(), "Not set");
            if item.show(ui).clicked()
                && let Some(text) = text
            {
                actions.push(Action::Copy(text.clone()));
            }
        }
    });
}

fn titles_ui(ui: &Ui, row: Rect, tab: &CompareTab, wide: bool) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(row, 0, t.surface);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let columns = row::columns(row, wide);
    let baseline = text::small_baseline(row);
    let cell = |rect: Rect, words: &str| {
        let at = pos2(rect.left() + space::S, baseline);
        text::paint_within(ui.painter(), at, rect.width() - 2.0 * space::S, Font::SmallStrong, t.text2, words);
    };
    cell(columns.path, "Field");
    if wide {
        cell(columns.left, &tab.left.title);
        cell(columns.right, &tab.right.title);
    } else {
        cell(columns.left.with_max_y(row.bottom()), &format!("{}, below it {}", tab.left.title, tab.right.title));
    }
}
