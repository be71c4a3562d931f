//! The view "Rates": messages and bytes a second, gaps, sizes and waits, and the table of all figures.
//! It is told the figures as core counted them and reads no log.

use std::time::Duration;

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};
use farcall_core::call::{Direction, Figures, Series, Step};

use super::{
    axis::{self, Measure},
    distribution::{Distribution, LEFT},
    over_time::{StepPoints, bytes_reading, color, messages_reading, waits_reading},
    totals,
};
use crate::{
    figures,
    theme::{paint, size, tokens},
    units,
    viewers::parts,
    widgets::{EmptyArea, Plot, PlotLine, PlotScale, Reading, Segments},
};

/// What the view remembers of one run.
#[derive(Debug, Default)]
pub struct RatesState {
    last_minute: bool,
    /// Whose gaps and sizes are shown, once the user chose.
    direction: Option<Direction>,
}

/// What is shown.
pub struct RatesInput<'a> {
    /// The figures in this frame.
    pub figures: &'a Figures,
    /// Whether more may come.
    pub is_running: bool,
    /// Whether both sides send as they like: then it is worth telling how long a sent message waited.
    pub is_bidi: bool,
}

const STEPS: usize = 120;
const PLOT: f32 = 132.0;
/// From here on two plots stand beside each other.
const TWO_COLUMNS: f32 = 760.0;
/// Room for the values at the ends of lines.
const RIGHT: f32 = 56.0;
const EDGE: f32 = 12.0;
const BETWEEN: f32 = 24.0;

/// Shows the view in all the room there is.
pub fn rates_ui(ui: &mut Ui, state: &mut RatesState, input: &RatesInput<'_>) {
    let t = tokens(ui);
    let mut rest = ui.available_rect_before_wrap();
    ui.painter().rect_filled(rest, 0, t.surface);
    if input.figures.sent.messages + input.figures.received.messages == 0 {
        let (title, hint) = match input.is_running {
            true => ("No message yet", "Rates, gaps and sizes stand here once messages come or go."),
            false => ("No messages", "The call ended without one: there is nothing to count."),
        };
        EmptyArea::new(title).hint(hint).show_at(ui, rest);
        return;
    }
    tools_ui(ui, state, input, parts::take_top(&mut rest, size::TOOL_ROW));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rest).id_salt("rates"));
    inner.set_clip_rect(ui.clip_rect().intersect(rest));
    ScrollArea::vertical().id_salt("rates scroll").auto_shrink(false).show(&mut inner, |ui| {
        let mut page = Page::new(ui);
        page.over_time_ui(ui, state, input);
        page.distributions_ui(ui, state, input);
        page.table_ui(ui, input);
    });
}

fn tools_ui(ui: &mut Ui, state: &mut RatesState, input: &RatesInput<'_>, row: Rect) {
    let t = tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let top = row.center().y.floor() - size::CONTROL / 2.0;
    let mut span = usize::from(state.last_minute);
    let spans = Segments::new("Time", &["Whole call", "Last minute"]);
    spans.show_at(ui, pos2(row.left() + EDGE, top), &mut span);
    state.last_minute = span == 1;

    let mut direction = usize::from(state.shown(input.figures) == Direction::Sent);
    let directions = Segments::new("Gaps and sizes of", &["Received", "Sent"]);
    let left = row.right() - EDGE - directions.size(ui).x;
    if directions.show_at(ui, pos2(left, top), &mut direction).changed() {
        state.direction = Some(if direction == 1 { Direction::Sent } else { Direction::Received });
    }
}

impl RatesState {
    /// The direction whose gaps and sizes are shown: until the user chooses, the one with more messages.
    fn shown(&self, figures: &Figures) -> Direction {
        let busier = match figures.sent.messages > figures.received.messages {
            true => Direction::Sent,
            false => Direction::Received,
        };
        self.direction.unwrap_or(busier)
    }

    fn series<'a>(&self, figures: &'a Figures) -> &'a Series {
        if self.last_minute { &figures.recent } else { &figures.whole }
    }
}

/// Places plots in one or two columns.
struct Page {
    left: f32,
    width: f32,
    columns: usize,
    placed: usize,
    row: Rect,
}

impl Page {
    fn new(ui: &mut Ui) -> Self {
        let area = ui.available_rect_before_wrap();
        let width = area.width() - 2.0 * EDGE;
        let columns = if area.width() >= TWO_COLUMNS { 2 } else { 1 };
        ui.add_space(4.0);
        Self { left: area.left() + EDGE, width, columns, placed: 0, row: Rect::NOTHING }
    }

    /// The place of the next plot.
    fn next(&mut self, ui: &mut Ui) -> Rect {
        let column = self.placed % self.columns;
        if column == 0 {
            self.row = ui.allocate_space(vec2(ui.available_width(), PLOT + 12.0)).1;
        }
        self.placed += 1;
        let width = ((self.width - BETWEEN * (self.columns - 1) as f32) / self.columns as f32).floor();
        let left = self.left + (width + BETWEEN) * column as f32;
        Rect::from_min_size(pos2(left, self.row.top()), vec2(width, PLOT))
    }

    fn over_time_ui(&mut self, ui: &mut Ui, state: &RatesState, input: &RatesInput<'_>) {
        let t = tokens(ui);
        let steps = state.series(input.figures).steps(STEPS);
        let span = span_words(state, &steps);
        let messages = |step: &Step, direction| step.rate(direction).messages;
        let read = |place: usize| messages_reading(steps.get(place), t);
        let rect = self.next(ui);
        both_ui(ui, rect, ("Messages per second", &span), &steps, PlotScale::NUMBER, &messages, &read);
        let bytes = |step: &Step, direction| step.rate(direction).bytes;
        let read = |place: usize| bytes_reading(steps.get(place), t);
        let rect = self.next(ui);
        both_ui(ui, rect, ("Bytes per second", &span), &steps, axis::BYTES, &bytes, &read);
    }

    fn distributions_ui(&mut self, ui: &mut Ui, state: &RatesState, input: &RatesInput<'_>) {
        let t = tokens(ui);
        let direction = state.shown(input.figures);
        let flow = input.figures.flow(direction);
        let (way, color) = match direction {
            Direction::Sent => ("sent", color(direction, t)),
            Direction::Received => ("received", color(direction, t)),
        };
        let rect = self.next(ui);
        Distribution {
            title: &format!("Gaps between {way} messages"),
            summary: &figures::durations(&flow.gaps).unwrap_or_default(),
            counted: "gap",
            empty: "Two messages make a gap",
            histogram: &flow.gaps,
            measure: Measure::Time,
            color,
        }
        .show_at(ui, rect);
        let rect = self.next(ui);
        Distribution {
            title: &format!("Sizes of {way} messages"),
            summary: &figures::sizes(&flow.sizes).unwrap_or_default(),
            counted: "message",
            empty: &format!("No message was {way}"),
            histogram: &flow.sizes,
            measure: Measure::Size,
            color,
        }
        .show_at(ui, rect);
        if input.is_bidi {
            self.waits_ui(ui, state, input);
        }
    }

    /// How long sent messages waited: over time, and how often.
    fn waits_ui(&mut self, ui: &mut Ui, state: &RatesState, input: &RatesInput<'_>) {
        let t = tokens(ui);
        let steps = state.series(input.figures).steps(STEPS);
        let span = span_words(state, &steps);
        let rect = self.next(ui);
        let waited: Vec<Step> = steps.iter().filter(|step| step.sum.waits().is_some()).copied().collect();
        let mean = |step: &Step| step.sum.waits().map_or(0.0, |(mean, _)| mean.as_secs_f64());
        let points = StepPoints::of(&steps).map(|points| points.line(&waited, mean)).unwrap_or_default();
        let read = |place: usize| waits_reading(waited.get(place), t);
        let lines = [PlotLine { points: &points, color: t.received, name: "" }];
        let ticks = StepPoints::of(&steps).map(|points| points.ends());
        let ticks = ticks.map(|(from, to)| axis::time_ticks(from, to)).unwrap_or_default();
        let title = "Sent to next received, mean";
        Plot::new(title, &span, &lines)
            .scale(axis::SECONDS)
            .room(LEFT, RIGHT)
            .ticks(&ticks)
            .read(&read)
            .show_at(ui, rect);
        let rect = self.next(ui);
        Distribution {
            title: "Sent to next received",
            summary: &figures::waits(input.figures).unwrap_or_default(),
            counted: "sent message",
            empty: "Nothing was received after a sent message",
            histogram: &input.figures.waits,
            measure: Measure::Time,
            color: t.received,
        }
        .show_at(ui, rect);
    }

    fn table_ui(&self, ui: &mut Ui, input: &RatesInput<'_>) {
        ui.add_space(8.0);
        let rows = figures::rows(input.figures, input.is_running);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), totals::height(&rows) + 16.0));
        let table = Rect::from_min_size(pos2(self.left, rect.top()), vec2(self.width, rect.height()));
        totals::totals_ui(ui, table, &rows);
    }
}

/// A line for each direction that had messages.
fn both_ui(
    ui: &mut Ui,
    rect: Rect,
    (title, span): (&str, &str),
    steps: &[Step],
    scale: PlotScale,
    value: &dyn Fn(&Step, Direction) -> f64,
    read: &dyn Fn(usize) -> Reading,
) {
    let t = tokens(ui);
    let Some(points) = StepPoints::of(steps) else { return };
    let some = |direction| steps.iter().any(|step| step.sum.messages(direction) > 0);
    let all = [(Direction::Received, "received"), (Direction::Sent, "sent")];
    let shown: Vec<_> = all.into_iter().filter(|(direction, _)| some(*direction)).collect();
    let shown = if shown.is_empty() { vec![(Direction::Received, "received")] } else { shown };
    let values: Vec<_> =
        shown.iter().map(|(direction, _)| points.line(steps, |step| value(step, *direction))).collect();
    let line =
        |(points, &(direction, name)): (_, &(Direction, _))| PlotLine { points, color: color(direction, t), name };
    let lines: Vec<PlotLine<'_>> = values.iter().map(Vec::as_slice).zip(&shown).map(line).collect();
    let (from, to) = points.ends();
    Plot::new(title, span, &lines)
        .scale(scale)
        .rules(3)
        .room(LEFT, RIGHT)
        .ticks(&axis::time_ticks(from, to))
        .read(read)
        .show_at(ui, rect);
}

/// How far back, and how wide a step is.
fn span_words(state: &RatesState, steps: &[Step]) -> String {
    let span = match (steps.first(), steps.last()) {
        (Some(first), Some(last)) => last.to - first.from,
        _ => Duration::ZERO,
    };
    let span = match state.last_minute {
        true => format!("last {:.0} s", span.as_secs_f64().max(1.0)),
        false => format!("whole call, {}", units::running(span)),
    };
    let step = steps.get(steps.len() / 2).map(|step| step.to - step.from);
    match step {
        Some(step) if steps.len() > 1 => format!("{span} · each point {}", Measure::Time.words(step.as_nanos() as u64)),
        _ => span,
    }
}
