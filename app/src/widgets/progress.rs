//! A thin line that says how much of the time is gone.
//!
//! Knows a fraction.

use egui::{Rect, Ui, vec2};

use crate::theme::tokens;

/// Paints elapsed time against its bound along the bottom of `strip`, 2 high: `accent` on `line`. With no bound nothing
/// is drawn: a bar that runs for nothing says nothing.
pub fn progress_line(ui: &Ui, strip: Rect, fraction: Option<f32>) {
    let Some(fraction) = fraction else { return };
    let t = tokens(ui);
    let track = Rect::from_min_max(strip.left_bottom() - vec2(0.0, 2.0), strip.max);
    ui.painter().rect_filled(track, 0, t.line);
    let done = track.width() * fraction.clamp(0.0, 1.0);
    let ppp = ui.pixels_per_point();
    let done = (done * ppp).round() / ppp;
    ui.painter().rect_filled(Rect::from_min_size(track.min, vec2(done, track.height())), 0, t.accent);
}
