//! The status line: pill, who said so, time, counts, size and rate, in a strip of 32.
//! It formats numbers and knows no call.

use std::time::Duration;

use egui::{Rect, Ui, pos2};

use crate::{
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
    /// Since the call began.
    pub elapsed: Option<Duration>,
    /// Messages sent, for streams.
    pub sent: Option<u64>,
    /// Messages received, for streams.
    pub received: Option<u64>,
    /// Bytes of the messages received.
    pub bytes: Option<u64>,
    /// Messages a second, for running streams.
    pub rate: Option<f64>,
}

/// Draws the line over `strip`. Returns what is left at the right end, for "Run 3 of 3".
pub fn status_line_ui(ui: &mut Ui, line: &StatusLine<'_>, strip: Rect) -> Rect {
    let t = tokens(ui);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let y = text::baseline(strip);
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
    if let Some(elapsed) = line.elapsed {
        let time = if line.tone == Tone::Running { units::running(elapsed) } else { units::duration(elapsed) };
        left += text::paint(ui.painter(), pos2(left, y), Font::Code, t.text, &time) + 12.0;
    }
    for (count, icon, color) in
        [(line.sent, icons::ARROW_UPWARD, t.sent), (line.received, icons::ARROW_DOWNWARD, t.received)]
    {
        if let Some(count) = count {
            left += counter(ui, left, strip, icon, color, count) + 16.0;
        }
    }
    let is_stream = line.sent.is_some() || line.received.is_some();
    let mut right = strip.right() - 12.0;
    let size = line.bytes.map(units::size);
    if !is_stream {
        if let Some(size) = size {
            left += text::paint(ui.painter(), pos2(left, y), Font::Code, t.text2, &size) + 12.0;
        }
    } else {
        let rate = line.rate.map(|rate| format!("{}/s", units::count(rate.round() as u64)));
        for figure in [rate, size].into_iter().flatten() {
            let width = text::width(ui.ctx(), Font::Code, &figure);
            if right - width > left {
                right -= text::paint_right(ui.painter(), pos2(right, y), Font::Code, t.text2, &figure) + 16.0;
            }
        }
    }
    Rect::from_min_max(pos2(left.min(right), strip.top()), pos2(right, strip.bottom()))
}

fn counter(ui: &Ui, left: f32, strip: Rect, icon: Icon, color: egui::Color32, count: u64) -> f32 {
    let t = tokens(ui);
    text::paint_icon(ui.painter(), pos2(left + 8.0, strip.center().y), icon, color);
    let at = pos2(left + 20.0, text::baseline(strip));
    20.0 + text::paint(ui.painter(), at, Font::Code, t.text, &units::count(count))
}
