//! Bars side by side: how often what came.
//! It knows heights; the scale below is told as ticks.

use egui::{Color32, Rect, Role, Sense, Ui, pos2, vec2};

use super::{
    frame::{PlotFrame, Tick},
    reading::Reading,
    scale::PlotScale,
};
use crate::theme::{Font, paint, text, tokens};
use crate::widgets::target::named;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotBar {
    /// How high.
    pub value: f64,
    /// What the pointer over it is told.
    pub reading: Reading,
}

/// Bars of equal width.
#[must_use = "call show_at"]
pub struct Bars<'a> {
    title: &'a str,
    summary: &'a str,
    bars: &'a [PlotBar],
    color: Color32,
    ticks: &'a [Tick],
    lines: &'a [Tick],
    empty: &'a str,
    left: f32,
}

impl<'a> Bars<'a> {
    /// `title` says of what, `summary` what it comes to ("median 9 ms").
    pub fn new(title: &'a str, summary: &'a str, bars: &'a [PlotBar], color: Color32) -> Self {
        Self { title, summary, bars, color, ticks: &[], lines: &[], empty: "", left: 0.0 }
    }

    /// Figures below the axis, from left to right.
    pub fn ticks(mut self, ticks: &'a [Tick]) -> Self {
        self.ticks = ticks;
        self
    }

    /// Dashed lines over the bars, named at their top: a median.
    pub fn lines(mut self, lines: &'a [Tick]) -> Self {
        self.lines = lines;
        self
    }

    /// Room for figures at the left, at least.
    pub fn left(mut self, left: f32) -> Self {
        self.left = left;
        self
    }

    /// What stands in the middle while there is no bar.
    pub fn empty(mut self, words: &'a str) -> Self {
        self.empty = words;
        self
    }

    /// Draws itself over `rect`: 24 for the title, the rest for the bars.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) {
        let t = tokens(ui);
        let id = ui.next_auto_id();
        ui.skip_ahead_auto_ids(1);
        let response = ui.interact(rect, id, Sense::hover());
        let said = if self.bars.is_empty() { self.empty } else { self.summary };
        named(&response, Role::Figure, true, &format!("{}, {said}", self.title));
        let scale = PlotScale::NUMBER;
        let end = (scale.end)(self.bars.iter().map(|bar| bar.value).fold(0.0, f64::max));
        let (title, span, ticks) = (self.title, self.summary, self.ticks);
        let frame = PlotFrame {
            title,
            span,
            legend: &[],
            scale,
            end,
            rules: 2,
            ticks,
            left: self.left,
            right: 12.0,
            under: 20.0,
        };
        let area = frame.show_at(ui, rect);
        if self.bars.is_empty() {
            let at = pos2(area.center().x, area.center().y.round() + 4.0);
            text::paint_centered(ui.painter(), at, Font::Small, t.text2, self.empty);
            return;
        }
        let pointer = response.hover_pos().filter(|at| area.expand2(vec2(0.0, 8.0)).contains(*at));
        let width = area.width() / self.bars.len() as f32;
        let under = pointer.map(|at| (((at.x - area.left()) / width) as usize).min(self.bars.len() - 1));
        for (place, bar) in self.bars.iter().enumerate() {
            let left = area.left() + width * place as f32;
            let cell = Rect::from_min_max(pos2(left, area.top()), pos2(left + width, area.bottom()));
            if under == Some(place) {
                ui.painter().rect_filled(paint::rect_to_pixel(ui, cell), 0, t.hover);
            }
            self.bar_ui(ui, cell, bar.value / end, under == Some(place));
        }
        self.lines_ui(ui, area);
        if let Some(bar) = under.and_then(|place| self.bars.get(place)) {
            bar.reading.show(ui, &response);
        }
    }

    /// What is there at all is seen, however little of the whole.
    fn bar_ui(&self, ui: &Ui, cell: Rect, share: f64, is_under: bool) {
        if share <= 0.0 {
            return;
        }
        let height = (cell.height() * share.min(1.0) as f32).max(2.0);
        let gap = if cell.width() >= 6.0 { 1.0 } else { 0.0 };
        let bar = Rect::from_min_max(
            pos2(cell.left() + gap, cell.bottom() - height),
            pos2(cell.right() - gap, cell.bottom()),
        );
        let color = if is_under { self.color } else { self.color.gamma_multiply(0.72) };
        ui.painter().rect_filled(paint::rect_to_pixel(ui, bar), 0, color);
    }

    fn lines_ui(&self, ui: &Ui, area: Rect) {
        let t = tokens(ui);
        let x = |line: &Tick| (area.left() + area.width() * line.at.clamp(0.0, 1.0)).round();
        for line in self.lines {
            let x = x(line);
            let ends = [pos2(x + 0.5, area.top()), pos2(x + 0.5, area.bottom())];
            ui.painter().extend(egui::Shape::dashed_line(&ends, egui::Stroke::new(1.0, t.text2), 3.0, 3.0));
        }
        // A label stands beside its own line, over no other line and no other label: to the left of all but the last.
        let last = self.lines.len().saturating_sub(1);
        let mut placed: Vec<Rect> = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            let width = text::width(ui.ctx(), Font::Small, &line.label).ceil();
            let mut sides = [x(line) - 3.0 - width, x(line) + 4.0];
            if place == last && last > 0 {
                sides.reverse();
            }
            let label = |left: f32| Rect::from_min_size(pos2(left, area.top()), vec2(width, 14.0));
            let is_free = |label: &Rect| {
                let crosses = self.lines.iter().any(|other| label.x_range().contains(x(other)));
                let covers = placed.iter().any(|other| other.intersects(*label));
                !crosses && !covers && label.left() >= area.left() && label.right() <= area.right() + 12.0
            };
            let Some(label) = sides.map(label).into_iter().find(is_free) else { continue };
            placed.push(label);
            // Over a bar it would not be read.
            ui.painter().rect_filled(label.expand2(vec2(2.0, 0.0)), 2, t.surface);
            text::paint(ui.painter(), pos2(label.left(), area.top() + 10.0), Font::Small, t.text, &line.label);
        }
    }
}
