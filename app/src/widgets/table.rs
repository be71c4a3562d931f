//! Tables: a fixed head with resizable, sortable columns, and rows cut by the same edges.
//!
//! Knows columns and pixels; what a row says and how rows are sorted is the panel's.

use egui::{CursorIcon, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::target::{named, ring_inside};
use crate::theme::paint::RowGround;
use crate::theme::{Font, icons, paint, size, text, tokens};

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures, in the code face.
    Right,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Its head.
    pub title: &'a str,
    /// Its width until the user drags it.
    pub width: f32,
    /// The narrowest it gets.
    pub min: f32,
    /// Where its texts stand.
    pub align: Align,
    /// It takes what the others leave; give it to one column.
    pub stretch: bool,
    /// A click on its head sorts.
    pub sortable: bool,
}

impl<'a> Column<'a> {
    /// A column of words.
    pub fn new(title: &'a str, width: f32) -> Self {
        Self { title, width, min: 40.0, align: Align::Left, stretch: false, sortable: false }
    }

    /// A column of figures.
    pub fn figures(title: &'a str, width: f32) -> Self {
        Self { align: Align::Right, ..Self::new(title, width) }
    }

    /// It takes what the others leave.
    pub fn stretch(mut self) -> Self {
        self.stretch = true;
        self
    }

    /// A click on its head sorts.
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }
}

/// How the rows stand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By which column.
    pub column: usize,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// What the user did to the head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HeadEvent {
    /// A click: sort by this column, or turn the order round.
    SortBy(usize),
    /// A column has another width now; `widths` is changed already, for keeping.
    Resized(usize),
    /// A double click on its edge made a column as wide as its widest text in sight; `widths` are changed already.
    Fit(usize),
}

/// The columns of a table and their widths.
pub struct Table<'a> {
    columns: &'a [Column<'a>],
    /// From the sides of a row to its first and last cell.
    pad: f32,
    /// Where the widest texts of the last frame are kept.
    fits: Option<Id>,
}

/// Between two columns; the edge that is dragged stands in its middle.
const GAP: f32 = 12.0;
/// A column that is made to fit its texts does not get wider than this.
const FIT_MAX: f32 = 640.0;

impl<'a> Table<'a> {
    /// The columns, from the left.
    pub fn new(columns: &'a [Column<'a>]) -> Self {
        Self { columns, pad: 12.0, fits: None }
    }

    /// A double click on the edge of a column makes it as wide as its widest text in sight; `id` is where these are kept.
    pub fn fits(mut self, id: Id) -> Self {
        self.fits = Some(id);
        self
    }

    /// The cells of a row over `rect`: the one place that knows where columns stand. `widths` are the widths that the
    /// user chose, in the order of the columns; missing ones are those of the columns.
    pub fn cells(&self, rect: Rect, widths: &[f32]) -> Vec<Rect> {
        let wanted = |index: usize, column: &Column<'_>| {
            widths.get(index).copied().filter(|width| *width > 0.0).unwrap_or(column.width).max(column.min)
        };
        let gaps = GAP * self.columns.len().saturating_sub(1) as f32;
        let others: f32 = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.stretch)
            .map(|(index, column)| wanted(index, column))
            .sum();
        let left_over = rect.width() - 2.0 * self.pad - gaps - others;
        let mut left = rect.left() + self.pad;
        let cell = |(index, column): (usize, &Column<'_>)| {
            let width = if column.stretch { left_over.max(column.min) } else { wanted(index, column) };
            let cell = Rect::from_min_size(pos2(left.round(), rect.top()), vec2(width.round(), rect.height()));
            left += width + GAP;
            cell
        };
        self.columns.iter().enumerate().map(cell).collect()
    }

    /// Draws the head over `rect` (24 high), outside of what scrolls, with a line below it.
    pub fn head_ui(
        &self,
        ui: &mut Ui,
        id: Id,
        rect: Rect,
        widths: &mut Vec<f32>,
        sort: Option<Sort>,
    ) -> Option<HeadEvent> {
        let t = tokens(ui);
        self.turn_widest(ui);
        paint::divider_h(ui.painter(), rect.x_range(), rect.bottom() - 1.0, t.line);
        let cells = self.cells(rect, widths);
        let mut event = None;
        for (index, (column, cell)) in self.columns.iter().zip(&cells).enumerate() {
            let sorted = sort.filter(|sort| sort.column == index);
            if head_cell_ui(ui, id.with(("head", index)), *cell, column, sorted) {
                event = Some(HeadEvent::SortBy(index));
            }
        }
        // Edges come last, so that they lie over the cells at both sides.
        let last = self.columns.len().saturating_sub(1);
        for (index, (column, cell)) in self.columns.iter().zip(&cells).enumerate().take(last) {
            // What stands left of a stretching column is moved by its own right side, what stands right of it by its left.
            let stretch_at = self.columns.iter().position(|column| column.stretch).unwrap_or(usize::MAX);
            let (dragged, sign) = if index >= stretch_at { (index + 1, -1.0) } else { (index, 1.0) };
            if dragged > last || (column.stretch && index != stretch_at) {
                continue;
            }
            let x = cell.right() + GAP / 2.0;
            let width = cells.get(dragged).map_or(0.0, |cell| cell.width());
            event = self.edge_ui(ui, id.with(("edge", index)), rect, x, (dragged, sign, width), widths).or(event);
        }
        event
    }

    fn edge_ui(
        &self,
        ui: &Ui,
        id: Id,
        rect: Rect,
        x: f32,
        (column, sign, width): (usize, f32, f32),
        widths: &mut Vec<f32>,
    ) -> Option<HeadEvent> {
        let t = tokens(ui);
        let grab = Rect::from_x_y_ranges((x - 4.0)..=(x + 4.0), rect.y_range());
        let response =
            ui.interact(grab, id, Sense::click_and_drag()).on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
        if response.hovered() || response.dragged() {
            paint::divider_v(ui.painter(), x, rect.y_range(), t.accent);
        }
        if response.double_clicked() {
            let widest = self.widest(ui).get(column).copied().unwrap_or_default();
            let head =
                self.columns.get(column).map_or(0.0, |column| text::width(ui.ctx(), Font::SmallStrong, column.title));
            self.set_width(widths, column, widest.max(head).ceil().min(FIT_MAX));
            return Some(HeadEvent::Fit(column));
        }
        let delta = response.drag_delta().x * sign;
        if !response.dragged() || delta == 0.0 {
            return response.drag_stopped().then_some(HeadEvent::Resized(column));
        }
        self.set_width(widths, column, width + delta);
        Some(HeadEvent::Resized(column))
    }

    /// The widest texts of the last whole frame.
    fn widest(&self, ui: &Ui) -> Vec<f32> {
        self.fits.and_then(|id| ui.data(|data| data.get_temp(id.with("last")))).unwrap_or_default()
    }

    /// A frame begins: what was measured in the last one is whole.
    fn turn_widest(&self, ui: &Ui) {
        let Some(id) = self.fits else { return };
        ui.data_mut(|data| {
            if let Some(measured) = data.remove_temp::<Vec<f32>>(id) {
                data.insert_temp(id.with("last"), measured);
            }
        });
    }

    /// Gives a column another width, not below its least.
    pub fn set_width(&self, widths: &mut Vec<f32>, column: usize, width: f32) {
        let known = widths.len();
        widths.extend(self.columns.iter().skip(known).map(|column| column.width));
        if let (Some(slot), Some(column)) = (widths.get_mut(column), self.columns.get(column)) {
            *slot = width.max(column.min);
        }
    }

    /// Draws the ground of a row over `rect` (24 high) and hands back what paints its cells.
    pub fn row_ui<'u>(
        &self,
        ui: &'u mut Ui,
        id: Id,
        rect: Rect,
        widths: &[f32],
        ground: RowGround,
        spoken: &str,
    ) -> (Response, TableRow<'u>) {
        let response = ui.interact(rect, id, Sense::click());
        let selected = matches!(ground, RowGround::Selected | RowGround::SelectedWithoutFocus);
        response.widget_info(|| WidgetInfo::selected(Role::Row, ui.is_enabled(), selected, spoken));
        let hovered = ground == RowGround::Plain && response.hovered();
        paint::row_ground(ui.painter(), rect, if hovered { RowGround::Hovered } else { ground }, tokens(ui));
        ring_inside(ui, &response, rect);
        let aligns = self.columns.iter().map(|column| column.align).collect();
        let cells = self.cells(rect, widths);
        (response, TableRow { baseline: text::baseline(rect), cells, aligns, fits: self.fits, ui })
    }
}

/// A row whose cells are painted one by one.
pub struct TableRow<'u> {
    baseline: f32,
    cells: Vec<Rect>,
    aligns: Vec<Align>,
    fits: Option<Id>,
    ui: &'u mut Ui,
}

impl TableRow<'_> {
    /// Writes `value` into the cell of `column`, elided at its end.
    pub fn text(&mut self, column: usize, font: Font, color: egui::Color32, value: &str) {
        self.text_after(column, 0.0, font, color, value);
    }

    /// The same, `indent` from the left side of the cell, where an icon or a chevron stands before it.
    pub fn text_after(&mut self, column: usize, indent: f32, font: Font, color: egui::Color32, value: &str) {
        self.measure(column, indent + text::width(self.ui.ctx(), font, value));
        let (Some(cell), Some(align)) = (self.cells.get(column), self.aligns.get(column)) else { return };
        let painter = self.ui.painter();
        match align {
            Align::Left => {
                let at = pos2(cell.left() + indent, self.baseline);
                text::paint_within(painter, at, cell.width() - indent, font, color, value);
            }
            Align::Right => {
                text::paint_right(painter, pos2(cell.right(), self.baseline), font, color, value);
            }
        }
    }

    fn measure(&self, column: usize, width: f32) {
        let Some(id) = self.fits else { return };
        let columns = self.cells.len();
        self.ui.data_mut(|data| {
            let widest = data.get_temp_mut_or_insert_with(id, || vec![0.0_f32; columns]);
            if let Some(known) = widest.get_mut(column) {
                *known = known.max(width);
            }
        });
    }

    /// Where a column stands in this row, for what is painted by hand.
    pub fn cell(&self, column: usize) -> Option<Rect> {
        self.cells.get(column).copied()
    }

    /// The `Ui` of the row, for widgets in a cell.
    pub fn ui(&mut self) -> &mut Ui {
        self.ui
    }
}

fn head_cell_ui(ui: &mut Ui, id: Id, cell: Rect, column: &Column<'_>, sorted: Option<Sort>) -> bool {
    let t = tokens(ui);
    let sense = if column.sortable { Sense::click() } else { Sense::hover() };
    let response = ui.interact(cell, id, sense);
    named(&response, Role::ColumnHeader, true, column.title);
    let painter = ui.painter();
    let lit = sorted.is_some() || (column.sortable && response.hovered());
    let color = if lit { t.text } else { t.text2 };
    let baseline = text::small_baseline(cell);
    let arrow = sorted.map(|sort| if sort.descending { icons::ARROW_DOWNWARD } else { icons::ARROW_UPWARD });
    let arrow_room = if arrow.is_some() { size::ICON + 2.0 } else { 0.0 };
    let width = text::width(ui.ctx(), Font::SmallStrong, column.title).min(cell.width() - arrow_room);
    let (left, arrow_x) = match column.align {
        Align::Left => (cell.left(), cell.left() + width + 10.0),
        Align::Right => (cell.right() - width, cell.right() - width - 10.0),
    };
    text::paint_within(painter, pos2(left, baseline), width, Font::SmallStrong, color, column.title);
    if let Some(arrow) = arrow {
        text::paint_icon(painter, pos2(arrow_x, cell.center().y), arrow, t.text2);
    }
    ring_inside(ui, &response, cell);
    response.clicked()
}
