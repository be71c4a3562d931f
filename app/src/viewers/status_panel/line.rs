//! The status line: pill, who said so, time, counts, size and rate, in a strip of 32.
//! It formats numbers and knows no call.

use std::time::Duration;

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};
use farcall_core::call::Rate;

use crate::{
    figures,
    theme::{Font, Icon, icons, paint, text, tokens},
    units,
    widgets::{Pill, Tone, chip, chip_width},
};

/// What the line says; what is `None` is left out.
#[derive(Debug, Clone)]
pub struct StatusLine<'a> {
    /// Colour and icon of the pill.
    pub tone: Tone,
    /// The words of the pill: `OK (0)`, `Open`, `Connecting`.
    pub words: &'a str,
    /// The chip: `server`, `this client`.
    pub who: Option<&'a str>,
    /// The attempt that this is of, where it is not the first.
    pub attempt: Option<u32>,
    /// The stream of the call that this is of, where it is opened again when lost and was.
    pub stream: Option<u32>,
    /// Since the call began.
    pub elapsed: Option<Duration>,
    /// Messages sent, for streams.
    pub sent: Option<u64>,
    /// Messages received, for streams.
    pub received: Option<u64>,
    /// Bytes of the messages received.
    pub bytes: Option<u64>,
    /// Bytes and rates of both directions, for streams.
    pub flows: Option<Flows>,
    /// How wide what else stands at the right end may be, the best first: the first that fits is kept free before figures
    /// get room, the last in any case.
    pub keeps: &'a [f32],
}

/// Between two figures, and between them and what stands beside.
const FROM_FIGURES: f32 = 16.0;

/// How much goes which way, and how fast.
#[derive(Debug, Clone, Copy)]
pub struct Flows {
    /// Bytes of the messages sent.
    pub sent_bytes: u64,
    /// Bytes of the messages received.
    pub received_bytes: u64,
    /// What is sent a second, while the call runs.
    pub sent_rate: Option<Rate>,
    /// What is received a second, while the call runs.
    pub received_rate: Option<Rate>,
}

/// Draws the line over `strip`. Returns what is left at the right end, for how it is read and "Run 3 of 3".
pub fn status_line_ui(ui: &mut Ui, line: &StatusLine<'_>, strip: Rect) -> Rect {
    let t = tokens(ui);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let y = text::baseline(strip);
    let right = strip.right() - 12.0;
    let end = right - line.keeps.last().copied().unwrap_or(0.0);
    let mut left = strip.left() + 12.0;
    let pill = Pill::new(line.tone, line.words);
    let width = pill.width(ui);
    let hover = pill.show_at(ui, left, strip);
    hover.on_hover_text(line.words);
    left += width + 8.0;
    if let Some(who) = line.who {
        let hint = if who == "server" { "The server gave this status" } else { "This client gave this status" };
        chip(ui, left, strip, who, hint);
        left += chip_width(ui, who) + 12.0;
    } else {
        left += 4.0;
    }
    if let Some(attempt) = line.attempt {
        let words = format!("attempt {attempt}");
        let hint = format!("{} failed before it: see Timeline", units::counted(u64::from(attempt - 1), "attempt"));
        chip(ui, left, strip, &words, &hint);
        left += chip_width(ui, &words) + 12.0;
    }
    if let Some(stream) = line.stream {
        let words = format!("{} stream", units::ordinal(stream));
        let hint =
            format!("{} ended before it: the log marks the gaps", units::counted(u64::from(stream - 1), "stream"));
        chip(ui, left, strip, &words, &hint);
        left += chip_width(ui, &words) + 12.0;
    }
    if let Some(elapsed) = line.elapsed {
        let time = if line.tone == Tone::Running { units::running(elapsed) } else { units::duration(elapsed) };
        if left + text::width(ui.ctx(), Font::Code, &time) <= end {
            left += text::paint(ui.painter(), pos2(left, y), Font::Code, t.text, &time) + 12.0;
        }
    }
    for (count, icon, color) in
        [(line.sent, icons::ARROW_UPWARD, t.sent), (line.received, icons::ARROW_DOWNWARD, t.received)]
    {
        if let Some(count) = count {
            left += counter(ui, strip.with_min_x(left).with_max_x(end), icon, color, count);
        }
    }
    let Some(flows) = &line.flows else {
        if let Some(size) = line.bytes.map(units::size) {
            left += text::paint(ui.painter(), pos2(left, y), Font::Code, t.text2, &size) + 12.0;
        }
        return Rect::from_min_max(pos2(left.min(right), strip.top()), pos2(right, strip.bottom()));
    };
    let kept = line.keeps.iter().find(|width| left + *width <= right).or(line.keeps.last()).copied().unwrap_or(0.0);
    let right = flows_ui(ui, line, flows, strip.with_min_x(left).with_max_x(right), kept);
    Rect::from_min_max(pos2(left.min(right), strip.top()), pos2(right, strip.bottom()))
}

/// Size and rates of a stream at the right end, as far as there is room beside what is kept free; the whole is told under
/// the pointer. Returns what is left of them.
fn flows_ui(ui: &Ui, line: &StatusLine<'_>, flows: &Flows, room: Rect, kept: f32) -> f32 {
    let t = tokens(ui);
    let y = text::baseline(room);
    // What only sends is told by what it sent.
    let (bytes, rate) = match line.received.unwrap_or(0) {
        0 => (flows.sent_bytes, flows.sent_rate),
        _ => (flows.received_bytes, flows.received_rate),
    };
    let size = (bytes > 0).then(|| units::size(bytes));
    let byte_rate = rate.map(|rate| units::size_per_second(rate.bytes));
    let rate = rate.map(|rate| units::per_second(rate.messages));
    let mut right = room.right();
    let kept = if kept > 0.0 { kept + FROM_FIGURES } else { 0.0 };
    for figure in [rate, size, byte_rate].into_iter().flatten() {
        let width = text::width(ui.ctx(), Font::Code, &figure);
        if right - width > room.left() + kept {
            right -= text::paint_right(ui.painter(), pos2(right, y), Font::Code, t.text2, &figure) + FROM_FIGURES;
        }
    }
    let told = [
        ("Received", line.received, flows.received_bytes, flows.received_rate),
        ("Sent", line.sent, flows.sent_bytes, flows.sent_rate),
    ];
    let told = told.map(|(way, messages, bytes, rate)| {
        let now = rate.map(|rate| format!(", now {}", figures::rate(rate))).unwrap_or_default();
        format!("{way}: {}, {}{now}", units::counted(messages.unwrap_or(0), "message"), units::size(bytes))
    });
    let response = ui.interact(room.with_min_x(right), ui.scope_id().with("flows"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, told.join(". ")));
    response.on_hover_text(told.join("\n"));
    right
}

/// At the left of `room`, if it fits; returns what it took.
fn counter(ui: &Ui, room: Rect, icon: Icon, color: egui::Color32, count: u64) -> f32 {
    let (t, left) = (tokens(ui), room.left());
    let count = units::count(count);
    if 20.0 + text::width(ui.ctx(), Font::Code, &count) > room.width() {
        return 0.0;
    }
    text::paint_icon(ui.painter(), pos2(left + 8.0, room.center().y), icon, color);
    let at = pos2(left + 20.0, text::baseline(room));
    20.0 + text::paint(ui.painter(), at, Font::Code, t.text, &count) + 16.0
}
