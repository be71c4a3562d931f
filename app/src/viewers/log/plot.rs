//! The plot above a log: messages a second over the last minute, and when something was sent.
//! It takes the intervals as the log counted them.

use egui::{Rect, Ui};
use farcall_core::call::{Direction, Series, Step};

use crate::{
    theme::{paint, tokens},
    viewers::instruments::{self, StepPoints},
    widgets::{Plot, PlotLine, PlotScale},
};

const STEPS: usize = 240;

/// Draws the plot over `area`, with a line below it.
pub(super) fn plot_ui(ui: &mut Ui, recent: &Series, area: Rect) {
    let t = tokens(ui);
    ui.painter().rect_filled(area, 0, t.surface);
    paint::divider_h(ui.painter(), area.x_range(), area.bottom() - 1.0, t.line);
    let steps = recent.steps(STEPS);
    let Some(points) = StepPoints::of(&steps) else { return };
    // What only sends is told by what it sent.
    let receives = steps.iter().any(|step| step.sum.messages(Direction::Received) > 0);
    let (direction, title) = match receives {
        true => (Direction::Received, "Received per second"),
        false => (Direction::Sent, "Sent per second"),
    };
    let color = instruments::color(direction, t);
    let line = points.line(&steps, |step| step.rate(direction).messages);
    let marks = if receives { sent_marks(&steps, &points) } else { Vec::new() };
    let span = format!("last {:.0} s", points.span().as_secs_f64().max(1.0));
    let lines = [PlotLine { points: &line, color, name: "" }];
    let read = |place: usize| instruments::messages_reading(steps.get(place), t);
    Plot::new(title, &span, &lines)
        .scale(PlotScale::NUMBER)
        .marks(&marks, if receives { "sent" } else { "" })
        .read(&read)
        .show_at(ui, area.shrink2(egui::vec2(12.0, 4.0)));
}

fn sent_marks(steps: &[Step], points: &StepPoints) -> Vec<f32> {
    let sent = steps.iter().filter(|step| step.sum.messages(Direction::Sent) > 0);
    sent.map(|step| points.share(step)).collect()
}
