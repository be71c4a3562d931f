//! One rung of a ladder: a message or a milestone as an arrow between the client's line and the server's.
//! It paints what it is told; which rung stands where is known elsewhere.

use std::time::Duration;

use egui::{Color32, Painter, Rect, Shape, Stroke, Ui, pos2, vec2};
use farcall_core::{
    call::{Direction, LogRow, Milestone, MilestoneKind},
    status::{Origin, Status},
};

use super::geometry::Columns;
use crate::{
    theme::{Font, Tokens, paint, text, tokens},
    units,
    viewers::{
        code::visible,
        instruments,
        log::{Summary, paint_summary, seconds},
        status_panel::{tone, who},
    },
    widgets::Tone,
};

/// From here on the lines are broken: much less than this is the rhythm of a stream.
const LONG: Duration = Duration::from_secs(1);

/// The two lines, behind a rung; broken above it where nothing happened for long.
pub(super) fn lines(painter: &Painter, columns: &Columns, rect: Rect, gap: Duration, t: &Tokens) {
    let whole = if gap >= LONG { rect.with_min_y(rect.center().y) } else { rect };
    for x in [columns.client, columns.server] {
        paint::divider_v(painter, x, whole.y_range(), t.border);
        if gap >= LONG {
            for dot in [2.0, 6.0, 10.0] {
                let dot = Rect::from_min_size(pos2(x, rect.top() + dot), vec2(1.0, 2.0));
                painter.rect_filled(dot, 0, t.border);
            }
        }
    }
}

/// Time and gap of a rung. A gap that is the time from a sent message to the next received one stands out.
pub(super) fn figures(ui: &Ui, columns: &Columns, rect: Rect, at: Duration, gap: Option<(Duration, bool)>) {
    let t = tokens(ui);
    let (painter, y) = (ui.painter(), text::baseline(rect));
    text::paint_right(painter, pos2(columns.time, y), Font::Code, t.text, &seconds(at));
    if let Some((gap, is_wait)) = gap {
        let color = if is_wait { t.received } else { t.text2 };
        text::paint_right(painter, pos2(columns.gap, y), Font::Code, color, &units::gap(gap));
    }
}

/// A message. `summary` is `None` where it is no longer kept; `kept` is free room at the right end of the words.
pub(super) fn message(ui: &Ui, columns: &Columns, rect: Rect, row: &LogRow, summary: Option<&Summary>, kept: f32) {
    let t = tokens(ui);
    let color = instruments::color(row.direction, t);
    let (left, room) = columns.words();
    let room = room - kept;
    let y = text::baseline(rect);
    let number = units::count(row.index + 1);
    let mut end = left + text::paint_within(ui.painter(), pos2(left, y), room, Font::Code, color, &number) + 12.0;
    let size = units::size(row.size as u64);
    let fits = |end: f32| (left + room - end).max(0.0);
    end += text::paint_within(ui.painter(), pos2(end, y), fits(end), Font::Code, t.text2, &size) + 12.0;
    if fits(end) >= 24.0 {
        end += paint_summary(ui, summary, pos2(end, y), fits(end), t) + 8.0;
    }
    arrow(ui.painter(), columns, rect, row.direction, end, kept, Look { color, is_dashed: false });
}

/// A milestone.
pub(super) fn milestone(ui: &Ui, columns: &Columns, rect: Rect, milestone: &Milestone) {
    let t = tokens(ui);
    let (words, color, way) = told(milestone, t);
    let (left, room) = columns.words();
    let y = text::baseline(rect);
    let end = left + text::paint_within(ui.painter(), pos2(left, y), room, Font::Body, color, &words) + 8.0;
    let look = Look { color: if color == t.text { t.border } else { color }, is_dashed: true };
    match way {
        Some(way) => arrow(ui.painter(), columns, rect, way, end, 0.0, look),
        None => {
            let at = pos2(columns.client, rect.center().y);
            let leg = vec2(3.5, 3.5);
            for leg in [leg, vec2(leg.x, -leg.y)] {
                ui.painter().line_segment([at - leg, at + leg], Stroke::new(1.5, look.color));
            }
        }
    }
}

/// The words of a milestone, for those who cannot see it.
pub(super) fn spoken(milestone: &Milestone, t: &Tokens) -> String {
    format!("{} at {} s", told(milestone, t).0, seconds(milestone.at))
}

/// Words, their colour, and which way it went; `None` for what this client decided.
fn told(milestone: &Milestone, t: &Tokens) -> (String, Color32, Option<Direction>) {
    let plain = |words: &str, way| (words.to_owned(), t.text, Some(way));
    match &milestone.kind {
        MilestoneKind::Opened(opened) if opened.attempt == 1 => plain("Request headers", Direction::Sent),
        MilestoneKind::Opened(opened) => {
            (format!("Request headers, attempt {}", opened.attempt), t.text, Some(Direction::Sent))
        }
        MilestoneKind::HalfClosed => plain("End of stream", Direction::Sent),
        MilestoneKind::Headers(_) => plain("Response headers", Direction::Received),
        MilestoneKind::AttemptFailed(failed) => {
            let (words, way) = status_words(&failed.status);
            (format!("Attempt {} failed: {words}", failed.attempt), t.error, way)
        }
        MilestoneKind::Lost(lost) => {
            let (words, way) = status_words(&lost.status);
            (format!("Lost, opens again: {words}"), t.warn, way)
        }
        MilestoneKind::Finished(finished) => {
            let (words, way) = status_words(&finished.status);
            let color = match tone(finished.status.code, finished.status.origin) {
                Tone::Ok => t.ok,
                Tone::Error => t.error,
                _ => t.text2,
            };
            (words, color, way)
        }
    }
}

fn status_words(status: &Status) -> (String, Option<Direction>) {
    let message = visible(&status.message).into_owned();
    let message = if message.is_empty() { message } else { format!(": {message}") };
    let way = (status.origin == Origin::Remote).then_some(Direction::Received);
    let who = if way.is_none() { format!(", {}", who(status.origin)) } else { String::new() };
    (format!("{}{who}{message}", status.code), way)
}

#[derive(Clone, Copy)]
struct Look {
    color: Color32,
    is_dashed: bool,
}

/// From one line to the other, left out where the words stand and where something is kept free.
fn arrow(painter: &Painter, columns: &Columns, rect: Rect, way: Direction, words_end: f32, kept: f32, look: Look) {
    let y = rect.center().y.round();
    let stroke = Stroke::new(1.0, look.color);
    let leg = |from: f32, to: f32| {
        if to <= from {
            return;
        }
        let ends = [pos2(from, y + 0.5), pos2(to, y + 0.5)];
        match look.is_dashed {
            true => painter.extend(Shape::dashed_line(&ends, stroke, 4.0, 4.0)),
            false => painter.extend([Shape::line_segment(ends, stroke)]),
        }
    };
    let (client, server) = (columns.client + 0.5, columns.server + 0.5);
    leg(client + 3.0, client + 18.0);
    leg(words_end, server - 3.0 - kept);
    let (tip, towards, tail) = match way {
        Direction::Sent => (server - 1.0, -1.0, client),
        Direction::Received => (client + 1.0, 1.0, server),
    };
    let y = y + 0.5;
    let head = vec![pos2(tip, y), pos2(tip + 7.0 * towards, y - 3.5), pos2(tip + 7.0 * towards, y + 3.5)];
    painter.add(Shape::convex_polygon(head, look.color, Stroke::NONE));
    painter.circle_filled(pos2(tail, y), 2.5, look.color);
}
