//! The plot above a log: messages received a second, and when something was sent.
//! It takes the points as they were sampled.

use egui::{Rect, Ui};

use super::rates::Rates;
use crate::{
    theme::{paint, tokens},
    widgets::{Plot, PlotLine},
};

/// Draws the plot over `area`, with a line below it.
pub(super) fn plot_ui(ui: &mut Ui, rates: &Rates, area: Rect) {
    let t = tokens(ui);
    ui.painter().rect_filled(area, 0, t.surface);
    paint::divider_h(ui.painter(), area.x_range(), area.bottom() - 1.0, t.line);
    let sampled = rates.points();
    let (Some(first), Some(last)) = (sampled.first(), sampled.last()) else { return };
    let start = if sampled.len() < 240 { 0.0 } else { first.at.as_secs_f64() };
    let span = (last.at.as_secs_f64() - start).max(0.25);
    let share = |at: std::time::Duration| ((at.as_secs_f64() - start) / span) as f32;
    let points: Vec<(f32, f32)> = sampled.iter().map(|point| (share(point.at), calm(point.received) as f32)).collect();
    let marks: Vec<f32> = sampled.iter().filter(|point| point.sent_some).map(|point| share(point.at)).collect();
    let line = [PlotLine { points: &points, color: t.received, name: "" }];
    let span = format!("last {:.0} s", span.max(1.0));
    Plot::new("Received per second", &span, &line)
        .marks(&marks, "sent")
        .show_at(ui, area.shrink2(egui::vec2(12.0, 4.0)));
}

/// Without the decimals that make a figure restless.
fn calm(rate: f64) -> f64 {
    if rate >= 10.0 { rate.round() } else { rate }
}
