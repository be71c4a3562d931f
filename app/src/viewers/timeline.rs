//! What happened when in a call: a row and a bar for each step, attempt and message, on one scale.
//! It takes the instants as core tells them and measures nothing.

use std::{sync::Arc, time::Duration};

use egui::{Color32, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::call::{AttemptFailed, Direction, Gap, LogRow, Timings};

use crate::theme::{Font, Tokens, paint, size, text, tokens};
use crate::units;

/// The instants of one call.
#[derive(Debug, Clone)]
pub struct TimelineView {
    /// As core tells them.
    pub timings: Timings,
    /// Whether HTTP/2 is sure to be spoken.
    pub speaks_http2: bool,
    /// When the stream of the last attempt was opened.
    pub opened: Option<Duration>,
    /// Attempts that another one followed.
    pub attempts: Vec<Arc<AttemptFailed>>,
    /// Where the stream was lost and opened again, for the first times.
    pub gaps: Vec<Gap>,
    /// The first messages, in order.
    pub messages: Vec<LogRow>,
    /// How many messages more there were.
    pub more: u64,
    /// When the last one of them came or went.
    pub last_message: Option<Duration>,
    /// Until now, or until the end.
    pub elapsed: Duration,
    /// Whether the call ended.
    pub is_finished: bool,
}

impl Default for TimelineView {
    fn default() -> Self {
        Self {
            timings: Timings::default(),
            speaks_http2: true,
            opened: None,
            attempts: Vec::new(),
            gaps: Vec::new(),
            messages: Vec::new(),
            more: 0,
            last_message: None,
            elapsed: Duration::ZERO,
            is_finished: false,
        }
    }
}

/// What a step was about; it gives the bar its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Work of the connection and the stream.
    Work,
    /// A message that went out.
    Sent,
    /// A message that came in.
    Received,
    /// An attempt that failed.
    Failed,
    /// Nothing was done until the next attempt.
    Waited,
}

/// One step: from when, to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineStep {
    /// Its name.
    pub name: String,
    /// What it was about.
    pub kind: StepKind,
    /// Where its bar begins: the end of the step before.
    pub from: Duration,
    /// When it was done.
    pub to: Duration,
}

impl TimelineView {
    /// The steps that were reached, in the order of time.
    pub fn steps(&self) -> Vec<TimelineStep> {
        let mut instants = self.instants();
        // Stable: what happened at one instant stays in the order of the layers.
        instants.sort_by_key(|(at, ..)| *at);
        if self.more > 0 {
            let name = format!("{} more", units::counted(self.more, "message"));
            instants.push((self.last_message.unwrap_or(self.elapsed), StepKind::Work, name));
        }
        if let Some(at) = self.timings.trailers {
            instants.push((at, StepKind::Work, "Trailers".to_owned()));
        }
        if self.is_finished {
            instants.push((self.elapsed, StepKind::Work, "Ended".to_owned()));
        }
        let mut steps: Vec<TimelineStep> = Vec::with_capacity(instants.len());
        for (to, kind, name) in instants {
            let from = steps.last().map_or(Duration::ZERO, |step| step.to).min(to);
            steps.push(TimelineStep { name, kind, from, to });
        }
        steps
    }

    fn instants(&self) -> Vec<(Duration, StepKind, String)> {
        let times = &self.timings;
        let ready = if self.speaks_http2 { "HTTP/2 ready" } else { "HTTP ready" };
        let layers = [
            ("Name resolved", times.resolved),
            ("TCP connected", times.connected),
            ("TLS handshake", times.tls),
            (ready, times.http2),
            ("Request headers sent", times.request_headers.or(self.opened)),
            ("Response headers", times.headers),
        ];
        let reached = layers.into_iter().filter_map(|(name, at)| Some((at?, StepKind::Work, name.to_owned())));
        let attempts = self.attempts.iter().flat_map(|failed| {
            let next = failed.attempt + 1;
            let name = format!("Attempt {}: {}", failed.attempt, failed.status.code.name());
            let why = if failed.is_transparent { "Sent again unseen, attempt" } else { "Waited for attempt" };
            let waited = (failed.at + failed.wait).min(self.elapsed.max(failed.at));
            [(failed.at, StepKind::Failed, name), (waited, StepKind::Waited, format!("{why} {next}"))]
        });
        let gaps = self.gaps.iter().flat_map(|gap| {
            let lost = (gap.lost.at, StepKind::Failed, format!("Lost: {}", gap.lost.status.code.name()));
            let again =
                gap.reopened.map(|at| (at, StepKind::Waited, format!("{} stream", units::ordinal(gap.number + 1))));
            std::iter::once(lost).chain(again)
        });
        let first_is_known = self.messages.iter().any(|row| row.direction == Direction::Received);
        let first = times.first_message.filter(|_| !first_is_known);
        let first = first.map(|at| (at, StepKind::Received, "First message".to_owned()));
        reached.chain(attempts).chain(gaps).chain(self.messages.iter().map(message)).chain(first).collect()
    }

    /// The figures of a row that has no bar of its own: what the attempts and the connection came to.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.timings.reused {
            notes.push("Connection reused: name, TCP and TLS were done before.".to_owned());
        }
        if let Some(last) = self.attempts.last() {
            let failed = units::counted(self.attempts.len() as u64, "attempt");
            notes.push(format!(
                "Attempt {} ended the call; {failed} before it failed and were retried.",
                last.attempt + 1
            ));
        }
        notes
    }
}

fn message(row: &LogRow) -> (Duration, StepKind, String) {
    let (kind, name) = match row.direction {
        Direction::Sent => (StepKind::Sent, format!("Sent {}", units::count(row.index + 1))),
        Direction::Received if row.index == 0 => (StepKind::Received, "First message".to_owned()),
        Direction::Received => (StepKind::Received, format!("Received {}", units::count(row.index + 1))),
    };
    (row.at, kind, name)
}

impl StepKind {
    fn color(self, t: &Tokens) -> Color32 {
        match self {
            StepKind::Work => t.accent,
            StepKind::Sent => t.sent,
            StepKind::Received => t.received,
            StepKind::Failed => t.error,
            StepKind::Waited => t.edge,
        }
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
    });
}

fn head_ui(ui: &mut Ui, view: &TimelineView, end: Duration) {
    ui.add_space(8.0);
    for note in view.notes() {
        note_ui(ui, &note);
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
    let color = if step.kind == StepKind::Failed { t.error } else { t.text };
    text::paint_within(ui.painter(), pos2(row.left() + 12.0, y), NAME, Font::Body, color, &step.name);
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
    ui.painter().rect_filled(bar, 2, step.kind.color(t));
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
    use farcall_core::{
        metadata::Metadata,
        status::{Code, Status},
    };

    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn row(direction: Direction, index: u64, at: u64) -> LogRow {
        LogRow { row: index, direction, index, at: ms(at), gap: ms(1), size: 1, wire_size: 1, compressed: false }
    }

    fn names(view: &TimelineView) -> Vec<String> {
        view.steps().into_iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_follow_one_another_and_skip_what_was_not_reached() {
        let timings = Timings {
            resolved: Some(ms(2)),
            connected: Some(ms(9)),
            request_headers: Some(ms(10)),
            headers: Some(ms(14)),
            first_message: Some(ms(15)),
            trailers: Some(ms(40)),
            ..Timings::default()
        };
        let messages =
            vec![row(Direction::Sent, 0, 11), row(Direction::Received, 0, 15), row(Direction::Received, 1, 20)];
        let view = TimelineView {
            timings,
            messages,
            more: 7,
            last_message: Some(ms(39)),
            elapsed: ms(40),
            is_finished: true,
            ..TimelineView::default()
        };
        assert_eq!(
            names(&view),
            [
                "Name resolved",
                "TCP connected",
                "Request headers sent",
                "Sent 1",
                "Response headers",
                "First message",
                "Received 2",
                "7 messages more",
                "Trailers",
                "Ended"
            ]
        );
        assert!(view.steps().windows(2).all(|pair| matches!(pair, [a, b] if a.to == b.from)));
    }

    #[test]
    fn attempts_stand_with_what_failed_and_what_was_waited() {
        let failed = AttemptFailed {
            at: ms(5),
            attempt: 1,
            status: Status::local(Code::UNAVAILABLE, "gone"),
            trailers: Metadata::new(),
            wait: ms(100),
            is_transparent: false,
        };
        let timings = Timings { request_headers: Some(ms(106)), headers: Some(ms(110)), ..Timings::default() };
        let view = TimelineView {
            timings,
            attempts: vec![Arc::new(failed)],
            elapsed: ms(111),
            is_finished: true,
            ..TimelineView::default()
        };
        assert_eq!(
            names(&view),
            ["Attempt 1: UNAVAILABLE", "Waited for attempt 2", "Request headers sent", "Response headers", "Ended"]
        );
        let kinds: Vec<StepKind> = view.steps().iter().map(|step| step.kind).take(2).collect();
        assert_eq!(kinds, [StepKind::Failed, StepKind::Waited]);
    }

    #[test]
    fn headers_that_come_before_the_request_went_out_do_not_run_backwards() {
        let timings = Timings { request_headers: Some(ms(10)), headers: Some(ms(4)), ..Timings::default() };
        let view = TimelineView { timings, ..TimelineView::default() };
        assert!(view.steps().iter().all(|step| step.from <= step.to));
    }
}
