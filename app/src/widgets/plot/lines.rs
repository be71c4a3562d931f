//! A plot over time: one or two lines with their last values, marks on the time axis.
//! It knows points; units and spans are the caller's.

use egui::epaint::{BandPoint, BandShape};
use egui::{Color32, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, pos2};

use super::{
    frame::{Legend, PlotFrame, Tick, triangle},
    reading::Reading,
    scale::PlotScale,
};
use crate::theme::{Font, paint, text, tokens};
use crate::widgets::target::named;

/// One line of a plot.
#[derive(Clone, Copy, Debug)]
pub struct PlotLine<'a> {
    /// From the oldest to the newest: time as a share of the span (0 to 1), and the value.
    pub points: &'a [(f32, f64)],
    /// `sent` or `received` of the theme.
    pub color: Color32,
    /// Its name in the head; empty for a line alone.
    pub name: &'a str,
}

/// A plot.
#[must_use = "call show_at"]
pub struct Plot<'a> {
    title: &'a str,
    span: &'a str,
    lines: &'a [PlotLine<'a>],
    scale: PlotScale,
    rules: usize,
    ticks: &'a [Tick],
    marks: &'a [f32],
    marks_name: &'a str,
    room: (f32, f32),
    read: Option<&'a dyn Fn(usize) -> Reading>,
}

impl<'a> Plot<'a> {
    /// `title` says what and of what ("Received per second"), `span` how far back ("last 12 s").
    pub fn new(title: &'a str, span: &'a str, lines: &'a [PlotLine<'a>]) -> Self {
        let (scale, ticks, marks) = (PlotScale::NUMBER, &[], &[]);
        Self { title, span, lines, scale, rules: 2, ticks, marks, marks_name: "", room: (0.0, 0.0), read: None }
    }

    /// Two rules (0 and the end) or three (the middle too).
    pub fn rules(mut self, rules: usize) -> Self {
        self.rules = rules.clamp(2, 3);
        self
    }

    /// Another vertical axis than plain numbers.
    pub fn scale(mut self, scale: PlotScale) -> Self {
        self.scale = scale;
        self
    }

    /// Figures below the axis, from left to right.
    pub fn ticks(mut self, ticks: &'a [Tick]) -> Self {
        self.ticks = ticks;
        self
    }

    /// Triangles below the axis at these shares of the span, in `sent`, named at the top.
    pub fn marks(mut self, marks: &'a [f32], name: &'a str) -> Self {
        self.marks = marks;
        self.marks_name = name;
        self
    }

    /// Room for figures at the left and for values at the right, at least: plots below each other share one.
    pub fn room(mut self, left: f32, right: f32) -> Self {
        self.room = (left, right);
        self
    }

    /// What stands at a point, for the pointer over it. Points of all lines lie at the same shares of the span.
    pub fn read(mut self, read: &'a dyn Fn(usize) -> Reading) -> Self {
        self.read = Some(read);
        self
    }

    /// Draws itself over `rect`: 24 for the title, the rest for the lines.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) {
        let end = self.end();
        let id = ui.next_auto_id();
        ui.skip_ahead_auto_ids(1);
        let response = ui.interact(rect, id, Sense::hover());
        let values: Vec<String> = self.lines.iter().map(|line| self.last(line)).collect();
        named(&response, Role::Figure, true, &self.spoken(&values));
        let value_width = values.iter().map(|value| text::width(ui.ctx(), Font::SmallCode, value));
        let frame = PlotFrame {
            title: self.title,
            span: self.span,
            legend: &self.legend(ui),
            scale: self.scale,
            end,
            rules: self.rules,
            ticks: self.ticks,
            left: self.room.0,
            right: value_width.fold(self.room.1, f32::max) + 10.0,
            under: if self.marks.is_empty() { 4.0 } else { 12.0 },
        };
        let area = frame.show_at(ui, rect);
        for line in self.lines {
            self.line_ui(ui, area, end, line);
        }
        self.values_ui(ui, area, end, &values);
        for &mark in self.marks {
            let x = (area.left() + area.width() * mark.clamp(0.0, 1.0)).round();
            triangle(ui, pos2(x, area.bottom() + 6.0), tokens(ui).sent);
        }
        self.reading_ui(ui, area, end, &response);
    }

    fn end(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| line.points.iter().map(|(_, value)| *value));
        (self.scale.end)(values.filter(|value| value.is_finite()).fold(0.0, f64::max))
    }

    fn spoken(&self, values: &[String]) -> String {
        let lines = self.lines.iter().zip(values).filter(|(_, value)| !value.is_empty());
        let lines = lines.map(|(line, value)| format!(", {}", [line.name, value].join(" ").trim()));
        format!("{}, {}{}", self.title, self.span, lines.collect::<String>())
    }

    fn legend(&self, ui: &Ui) -> Vec<Legend<'a>> {
        let named = self.lines.iter().filter(|line| !line.name.is_empty());
        let mut legend: Vec<_> = named.map(|line| Legend::Line(line.name, line.color)).collect();
        if !self.marks_name.is_empty() {
            legend.push(Legend::Marks(self.marks_name, tokens(ui).sent));
        }
        legend
    }

    fn last(&self, line: &PlotLine<'_>) -> String {
        line.points.last().map(|(_, value)| (self.scale.figure)(*value)).unwrap_or_default()
    }

    fn line_ui(&self, ui: &Ui, area: Rect, end: f64, line: &PlotLine<'_>) {
        let points = line.points.iter().filter(|(_, value)| value.is_finite());
        let places: Vec<Pos2> = points.map(|point| place(area, end, *point)).collect();
        let Some(&last) = places.last() else { return };
        let painter = ui.painter();
        if self.lines.len() == 1 {
            let band = places.iter().map(|at| BandPoint::new(at.x, at.y..=area.bottom())).collect();
            painter.add(BandShape::filled(band, line.color.gamma_multiply(0.12)));
        }
        painter.add(Shape::line(places, Stroke::new(1.5, line.color)));
        painter.circle_filled(last, 2.5, line.color);
    }

    /// The values at the ends of the lines, moved apart where they would overlap.
    fn values_ui(&self, ui: &Ui, area: Rect, end: f64, values: &[String]) {
        let t = tokens(ui);
        let ends = self.lines.iter().zip(values);
        let mut ends: Vec<(f32, Color32, &String)> = ends
            .filter_map(|(line, value)| Some((place(area, end, *line.points.last()?).y, line.color, value)))
            .collect();
        ends.sort_by(|one, other| one.0.total_cmp(&other.0));
        const APART: f32 = 13.0;
        for at in 1..ends.len() {
            let above = ends.get(at - 1).map_or(f32::MIN, |end| end.0);
            if let Some(below) = ends.get_mut(at) {
                below.0 = below.0.max(above + APART);
            }
        }
        let over = ends.last().map_or(0.0, |end| (end.0 - area.bottom()).max(0.0));
        let alone = self.lines.len() == 1;
        for (y, color, value) in ends {
            let at = pos2(area.right() + 10.0, (y - over + 4.0).round());
            text::paint(ui.painter(), at, Font::SmallCode, if alone { t.text } else { color }, value);
        }
    }

    fn reading_ui(&self, ui: &Ui, area: Rect, end: f64, response: &Response) {
        let (Some(read), Some(pointer)) = (self.read, response.hover_pos()) else { return };
        if !area.expand(8.0).contains(pointer) {
            return;
        }
        let Some(line) = self.lines.first() else { return };
        let x = (pointer.x - area.left()) / area.width();
        let away = |(_, point): &(usize, &(f32, f64))| (point.0 - x).abs();
        let nearest = line.points.iter().enumerate().min_by(|one, other| away(one).total_cmp(&away(other)));
        let Some((nearest, point)) = nearest else { return };
        let t = tokens(ui);
        paint::divider_v(ui.painter(), place(area, end, *point).x, area.y_range(), t.edge);
        for line in self.lines {
            if let Some(point) = line.points.get(nearest).filter(|point| point.1.is_finite()) {
                ui.painter().circle(place(area, end, *point), 3.5, line.color, Stroke::new(1.5, t.surface));
            }
        }
        read(nearest).show(ui, response);
    }
}

fn place(area: Rect, end: f64, (at, value): (f32, f64)) -> Pos2 {
    let share = if end > 0.0 { (value / end).clamp(0.0, 1.0) as f32 } else { 0.0 };
    pos2(area.left() + area.width() * at.clamp(0.0, 1.0), area.bottom() - area.height() * share)
}
