//! A small plot over time: rules, one or two lines with their last values, marks on the time axis.
//!
//! Knows points; units and ends are said by the caller.

use egui::epaint::{BandPoint, BandShape};
use egui::{Color32, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::target::named;
use crate::theme::{Font, paint, text, tokens};

/// One line of a plot.
#[derive(Clone, Copy, Debug)]
pub struct PlotLine<'a> {
    /// From the oldest to the newest: time as a share of the span (0 to 1), and the value.
    pub points: &'a [(f32, f32)],
    /// `sent` or `received` of the theme.
    pub color: Color32,
    /// Before the last value at its end; empty for a line alone.
    pub name: &'a str,
}

/// A plot.
#[must_use = "call show_at"]
pub struct Plot<'a> {
    title: &'a str,
    span: &'a str,
    lines: &'a [PlotLine<'a>],
    rules: usize,
    unit: &'a str,
    marks: &'a [f32],
    marks_name: &'a str,
}

impl<'a> Plot<'a> {
    /// `title` says what and of what ("Received per second"), `span` how far back ("last 12 s").
    pub fn new(title: &'a str, span: &'a str, lines: &'a [PlotLine<'a>]) -> Self {
        Self { title, span, lines, rules: 2, unit: "", marks: &[], marks_name: "" }
    }

    /// Two rules (0 and the end) or three (the middle too).
    pub fn rules(mut self, rules: usize) -> Self {
        self.rules = rules.clamp(2, 3);
        self
    }

    /// A unit after the figures of the rules.
    pub fn unit(mut self, unit: &'a str) -> Self {
        self.unit = unit;
        self
    }

    /// Triangles below the axis at these shares of the span, in `sent`, named at the top.
    pub fn marks(mut self, marks: &'a [f32], name: &'a str) -> Self {
        self.marks = marks;
        self.marks_name = name;
        self
    }

    /// The round end of the axis for the lines as they are: it jumps, so that a moving line does not make it shiver.
    pub fn end(&self) -> f32 {
        let values = self.lines.iter().flat_map(|line| line.points.iter().map(|(_, value)| *value));
        round_end(values.filter(|value| value.is_finite()).fold(0.0, f32::max))
    }

    /// Draws itself over `rect`: 24 for the title, the rest for the lines.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) {
        let (t, end) = (tokens(ui), self.end());
        let id = ui.next_auto_id();
        ui.skip_ahead_auto_ids(1);
        let response = ui.interact(rect, id, Sense::hover());
        named(&response, Role::Figure, true, &format!("{}, {}", self.title, self.span));
        let head = rect.with_max_y(rect.top() + 24.0);
        self.head_ui(ui, head);

        let figures: Vec<String> =
            (0..self.rules).map(|rule| self.figure(end * rule as f32 / (self.rules - 1) as f32)).collect();
        let label_width = figures.iter().map(|figure| text::width(ui.ctx(), Font::SmallCode, figure));
        let left = rect.left() + label_width.fold(0.0, f32::max) + 8.0;
        let values: Vec<String> = self.lines.iter().map(PlotLine::last).collect();
        let value_width = values.iter().map(|value| text::width(ui.ctx(), Font::SmallCode, value));
        let right = rect.right() - value_width.fold(0.0, f32::max) - 10.0;
        let under = if self.marks.is_empty() { 4.0 } else { 12.0 };
        let area = Rect::from_min_max(
            pos2(left.round(), (head.bottom() + 4.0).round()),
            pos2(right.round(), (rect.bottom() - under).round()),
        );
        let painter = ui.painter();
        for (rule, figure) in figures.iter().enumerate() {
            let y = (area.bottom() - area.height() * rule as f32 / (self.rules - 1) as f32).round();
            paint::divider_h(painter, area.x_range(), y, t.line);
            text::paint_right(painter, pos2(left - 8.0, y + 4.0), Font::SmallCode, t.text2, figure);
        }
        for (line, value) in self.lines.iter().zip(&values) {
            self.line_ui(ui, area, end, line, value);
        }
        for &mark in self.marks {
            let x = (area.left() + area.width() * mark.clamp(0.0, 1.0)).round();
            triangle(ui, pos2(x, area.bottom() + 6.0), t.sent);
        }
    }

    fn head_ui(&self, ui: &Ui, head: Rect) {
        let (t, painter) = (tokens(ui), ui.painter());
        let baseline = text::small_baseline(head);
        let span = text::paint_right(painter, pos2(head.right(), baseline), Font::Small, t.text2, self.span);
        let mut right = head.right() - span - 16.0;
        if !self.marks_name.is_empty() {
            let name = text::paint_right(painter, pos2(right, baseline), Font::Small, t.text2, self.marks_name);
            triangle(ui, pos2(right - name - 8.0, head.center().y), t.sent);
            right -= name + 24.0;
        }
        let at = pos2(head.left(), baseline);
        text::paint_within(painter, at, right - at.x, Font::SmallStrong, t.text2, self.title);
    }

    fn line_ui(&self, ui: &Ui, area: Rect, end: f32, line: &PlotLine<'_>, value: &str) {
        let t = tokens(ui);
        let place = |&(at, value): &(f32, f32)| {
            let share = if end > 0.0 { (value / end).clamp(0.0, 1.0) } else { 0.0 };
            pos2(area.left() + area.width() * at.clamp(0.0, 1.0), area.bottom() - area.height() * share)
        };
        let places: Vec<Pos2> = line.points.iter().filter(|(_, value)| value.is_finite()).map(place).collect();
        let Some(&last) = places.last() else { return };
        let painter = ui.painter();
        if self.lines.len() == 1 {
            let band = places.iter().map(|at| BandPoint::new(at.x, at.y..=area.bottom())).collect();
            painter.add(BandShape::filled(band, line.color.gamma_multiply(0.12)));
        }
        painter.add(Shape::line(places, Stroke::new(1.5, line.color)));
        painter.circle_filled(last, 2.5, line.color);
        let at = pos2(last.x.max(area.right()) + 10.0, (last.y + 4.0).round());
        text::paint(painter, at, Font::SmallCode, t.text, value);
    }

    fn figure(&self, value: f32) -> String {
        if self.unit.is_empty() { plain(value) } else { format!("{} {}", plain(value), self.unit) }
    }
}

impl PlotLine<'_> {
    /// The name and the last value, as it stands at the end of the line.
    fn last(&self) -> String {
        let Some((_, value)) = self.points.last() else { return String::new() };
        if self.name.is_empty() { plain(*value) } else { format!("{} {}", self.name, plain(*value)) }
    }
}

fn triangle(ui: &Ui, center: Pos2, color: Color32) {
    let corners = vec![center + vec2(0.0, -3.0), center + vec2(4.0, 3.0), center + vec2(-4.0, 3.0)];
    ui.painter().add(Shape::convex_polygon(corners, color, Stroke::NONE));
}

/// The least of 1, 1.2, 1.6, 2, 3, 4, 6 and 8 times a power of ten that is not below `value`.
fn round_end(value: f32) -> f32 {
    if value <= 0.0 {
        return 1.0;
    }
    let power = 10f32.powf(value.log10().floor());
    let steps = [1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|end| *end >= value * 0.999).unwrap_or(10.0 * power)
}

/// A figure without needless places.
fn plain(value: f32) -> String {
    if value.fract().abs() < 0.05 || value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_axis_is_round_and_above_the_line() {
        for (value, end) in [(0.0, 1.0), (0.7, 0.8), (98.0, 100.0), (112.0, 120.0), (121.0, 160.0), (1_700.0, 2_000.0)]
        {
            assert!((round_end(value) - end).abs() < end * 1e-3, "{value} ends at {}", round_end(value));
        }
    }

    #[test]
    fn figures_have_no_needless_places() {
        assert_eq!(plain(120.0), "120");
        assert_eq!(plain(0.8), "0.8");
    }
}
