//! What happened when in a call: a row and a bar for each step, on one scale.
//! It takes the instants as core tells them and measures nothing.

use std::time::Duration;

use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::call::Timings;

use crate::theme::{Font, paint, size, text, tokens};
use crate::units;

/// The instants of one call, with its messages counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimelineView {
    /// As core tells them.
    pub timings: Timings,
    /// Messages sent.
    pub sent: u64,
    /// Messages received.
    pub received: u64,
    /// Until now, or until the end.
    pub elapsed: Duration,
    /// Whether the call ended.
    pub is_finished: bool,
}

/// One step: from when, to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineStep {
    /// Its name.
    pub name: String,
    /// Where its bar begins: the end of the step before.
    pub from: Duration,
    /// When it was done.
    pub to: Duration,
}

impl TimelineView {
    /// The steps that were reached, in order.
    pub fn steps(&self) -> Vec<TimelineStep> {
        let times = &self.timings;
        let instants = [
            ("Name resolved", times.resolved),
            ("TCP connected", times.connected),
            ("TLS handshake", times.tls),
            ("HTTP/2 ready", times.http2),
            ("Request headers sent", times.request_headers),
            ("Response headers", times.headers),
            ("First message", times.first_message),
        ];
        let mut steps: Vec<TimelineStep> = Vec::new();
        let mut push = |name: String, to: Duration| {
            let from = steps.last().map_or(Duration::ZERO, |step: &TimelineStep| step.to).min(to);
            steps.push(TimelineStep { name, from, to });
        };
        for (name, at) in instants {
            if let Some(at) = at {
                push(name.to_owned(), at);
            }
        }
        if self.received > 1 {
            let until = times.trailers.unwrap_or(self.elapsed);
            push(format!("{} received", units::counted(self.received, "message")), until);
        }
        if let Some(at) = times.trailers {
            push("Trailers".to_owned(), at);
        }
        if self.is_finished {
            push("Ended".to_owned(), self.elapsed);
        }
        steps
    }
}

const NAME: f32 = 176.0;
const FIGURE: f32 = 76.0;

/// Shows a timeline in all the room there is.
pub fn timeline_ui(ui: &mut Ui, view: &TimelineView) {
    let t = tokens(ui);
    let steps = view.steps();
    let end = steps.iter().map(|step| step.to).fold(view.elapsed, Duration::max);
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, 0, t.surface);
    ScrollArea::vertical().id_salt("timeline").auto_shrink(false).show(ui, |ui| {
        head_ui(ui, view, end);
        for step in &steps {
            step_ui(ui, step, end);
        }
        if view.sent > 0 {
            let words = format!("{} sent in all", units::counted(view.sent, "message"));
            note_ui(ui, &words);
        }
    });
}

fn head_ui(ui: &mut Ui, view: &TimelineView, end: Duration) {
    ui.add_space(8.0);
    if view.timings.reused {
        note_ui(ui, "Connection reused: name, TCP and TLS were done before.");
    }
    let t = tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let y = text::small_baseline(row);
    text::paint(ui.painter(), pos2(row.left() + 12.0, y), Font::SmallStrong, t.text2, "Step");
    text::paint_right(ui.painter(), pos2(bars(row).left() - 12.0, y), Font::SmallStrong, t.text2, "Since start");
    text::paint_right(ui.painter(), pos2(row.right() - 12.0, y), Font::SmallStrong, t.text2, "Took");
    let bars = bars(row);
    for (share, align_right) in [(0.0, false), (1.0, true)] {
        let at = pos2(bars.left() + bars.width() * share, y);
        let figure = units::duration(end.mul_f32(share));
        match align_right {
            true => text::paint_right(ui.painter(), at, Font::SmallCode, t.text2, &figure),
            false => text::paint(ui.painter(), at, Font::SmallCode, t.text2, &figure),
        };
    }
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
}

fn bars(row: Rect) -> Rect {
    let left = row.left() + 12.0 + NAME + FIGURE + 12.0;
    Rect::from_min_max(pos2(left, row.top()), pos2((row.right() - 12.0 - FIGURE - 12.0).max(left + 24.0), row.bottom()))
}

fn step_ui(ui: &mut Ui, step: &TimelineStep, end: Duration) {
    let t = tokens(ui);
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    let (at, took) = (units::duration(step.to), units::duration(step.to - step.from));
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{} at {at}, took {took}", step.name)));
    let y = text::baseline(row);
    text::paint_within(ui.painter(), pos2(row.left() + 12.0, y), NAME, Font::Body, t.text, &step.name);
    let bars = bars(row);
    text::paint_right(ui.painter(), pos2(bars.left() - 12.0, y), Font::Code, t.text2, &at);
    text::paint_right(ui.painter(), pos2(row.right() - 12.0, y), Font::Code, t.text2, &took);
    let scale = |time: Duration| (time.as_secs_f64() / end.as_secs_f64().max(1e-9)) as f32;
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        paint::divider_v(ui.painter(), bars.left() + bars.width() * share, row.y_range(), t.line);
    }
    let left = (bars.left() + bars.width() * scale(step.from)).round();
    let right = (bars.left() + bars.width() * scale(step.to)).round().max(left + 2.0);
    let bar = Rect::from_min_max(pos2(left, row.center().y - 4.0), pos2(right, row.center().y + 4.0));
    ui.painter().rect_filled(bar, 2, t.received);
}

fn note_ui(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let at = pos2(row.left() + 12.0, text::baseline(row));
    text::paint_within(ui.painter(), at, row.width() - 24.0, Font::Body, t.text2, words);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Option<Duration> {
        Some(Duration::from_millis(ms))
    }

    #[test]
    fn steps_follow_one_another_and_skip_what_was_not_reached() {
        let timings = Timings {
            resolved: ms(2),
            connected: ms(9),
            request_headers: ms(10),
            headers: ms(14),
            first_message: ms(15),
            trailers: ms(40),
            ..Timings::default()
        };
        let view =
            TimelineView { timings, sent: 1, received: 3, elapsed: Duration::from_millis(40), is_finished: true };
        let steps = view.steps();
        let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Name resolved",
                "TCP connected",
                "Request headers sent",
                "Response headers",
                "First message",
                "3 messages received",
                "Trailers",
                "Ended"
            ]
        );
        assert!(steps.windows(2).all(|pair| matches!(pair, [a, b] if a.to == b.from)));
    }

    #[test]
    fn headers_that_come_before_the_request_went_out_do_not_run_backwards() {
        let timings = Timings { request_headers: ms(10), headers: ms(4), ..Timings::default() };
        let view = TimelineView { timings, ..TimelineView::default() };
        assert!(view.steps().iter().all(|step| step.from <= step.to));
    }
}
