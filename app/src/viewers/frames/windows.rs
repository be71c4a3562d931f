//! The windows over the same time as the lanes: of the stream in the colour of its direction, of the connection behind it.
//! Where nothing is left of one, its ground line is drawn as an error.

use egui::{Pos2, Rect, Shape, Stroke, Ui, pos2};
use farcall_core::transport::{Direction, WindowHistory, WindowLine, WindowPoint};

use super::axis::Axis;
use crate::{
    theme::{Font, paint, text, tokens},
    units,
};

/// The least height of a plot.
pub const LEAST_PLOT: f32 = 44.0;

/// From this height on its lines are named.
const ROOM_FOR_NAMES: f32 = 62.0;

/// Draws what may be sent and what may be received, one below the other.
pub fn windows_ui(ui: &Ui, area: Rect, axis: &Axis, history: &WindowHistory) {
    let (above, below) = area.split_top_bottom_at_fraction(0.5);
    plot_ui(ui, above, axis, history, Direction::Sent);
    plot_ui(ui, below, axis, history, Direction::Received);
}

fn lines(direction: Direction) -> (WindowLine, WindowLine, &'static str) {
    match direction {
        Direction::Sent => (WindowLine::SendStream, WindowLine::SendConnection, "May be sent"),
        Direction::Received => (WindowLine::ReceiveStream, WindowLine::ReceiveConnection, "May be received"),
    }
}

fn plot_ui(ui: &Ui, area: Rect, axis: &Axis, history: &WindowHistory, direction: Direction) {
    let t = tokens(ui);
    let painter = ui.painter();
    let (stream, connection, name) = lines(direction);
    let color = if direction == Direction::Sent { t.sent } else { t.received };
    let plot = Rect::from_min_max(pos2(axis.x.min, area.top() + 6.0), pos2(axis.x.max, area.bottom() - 6.0));
    let both = [(connection, t.text2, 1.0), (stream, color, 1.5)];
    let most = both.iter().flat_map(|(line, ..)| history.line(*line)).map(|point| point.most).max().unwrap_or(0).max(1);
    paint::divider_h(painter, axis.x, plot.bottom(), t.line);
    let right = axis.x.min - 12.0;
    text::paint_right(painter, pos2(right, plot.top() + 10.0), Font::Small, t.text2, name);
    text::paint_right(painter, pos2(right, plot.top() + 26.0), Font::SmallCode, t.text2, &size(most));
    if plot.height() >= ROOM_FOR_NAMES {
        text::paint_right(painter, pos2(right, plot.top() + 44.0), Font::Small, color, "stream");
        text::paint_right(painter, pos2(right, plot.top() + 60.0), Font::Small, t.text2, "connection");
    }
    for (line, color, width) in both {
        let points = history.line(line);
        let place = |value: i64| plot.bottom() - plot.height() * (value.max(0) as f32 / most as f32);
        let path = steps(points, axis, place);
        if path.len() > 1 {
            painter.with_clip_rect(plot.expand(2.0)).add(Shape::line(path, Stroke::new(width, color)));
        }
        for (from, to) in empty_spans(points, axis) {
            let span =
                Rect::from_min_max(pos2(from, plot.bottom() - 1.0), pos2(to.max(from + 2.0), plot.bottom() + 2.0));
            painter.rect_filled(span.intersect(plot.expand(3.0)), 0, t.error);
        }
    }
}

/// The line of a window: it stays until it changes, and dips show however short they are.
fn steps(points: &[WindowPoint], axis: &Axis, place: impl Fn(i64) -> f32) -> Vec<Pos2> {
    let mut path: Vec<Pos2> = Vec::new();
    let mut before: Option<i64> = None;
    for point in points {
        let x = axis.place(point.from_micros as f64);
        if let Some(before) = before {
            path.push(pos2(x, place(before)));
        }
        if point.least != point.last {
            path.push(pos2(x, place(point.least)));
        }
        path.push(pos2(x, place(point.last)));
        before = Some(point.last);
    }
    if let Some(last) = before {
        path.push(pos2(axis.x.max.max(path.last().map_or(0.0, |at| at.x)), place(last)));
    }
    path
}

/// Where nothing is left of a window.
fn empty_spans(points: &[WindowPoint], axis: &Axis) -> Vec<(f32, f32)> {
    let ends = points.iter().skip(1).map(|point| axis.place(point.from_micros as f64)).chain([axis.x.max]);
    let spans = points.iter().zip(ends).filter(|(point, _)| point.least <= 0);
    let span = |(point, end): (&WindowPoint, f32)| {
        let from = axis.place(point.from_micros as f64);
        (from, if point.last <= 0 { end } else { from })
    };
    spans.map(span).collect()
}

/// The four windows at an instant, in words for a tooltip.
pub fn words_at(history: &WindowHistory, micros: f64) -> Vec<String> {
    let names = ["Send, stream", "Send, connection", "Receive, stream", "Receive, connection"];
    let at = |line: WindowLine| {
        let points = history.line(line);
        let before = points.partition_point(|point| point.from_micros as f64 <= micros);
        points.get(before.checked_sub(1)?).map(|point| point.last)
    };
    let words = |(name, line): (&str, WindowLine)| Some(format!("{name}: {}", size(at(line)?)));
    names.into_iter().zip(WindowLine::ALL).filter_map(words).collect()
}

fn size(window: i64) -> String {
    let sign = if window < 0 { "-" } else { "" };
    format!("{sign}{}", units::size(window.unsigned_abs()))
}
