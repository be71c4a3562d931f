//! Steps of a series as points of a plot, and what is told of a step under the pointer.
//! It draws nothing.

use std::time::Duration;

use egui::Color32;
use farcall_core::call::{Direction, Step};

use super::axis;
use crate::{theme::Tokens, units, widgets::Reading};

/// The colour of a direction.
pub fn color(direction: Direction, t: &Tokens) -> Color32 {
    match direction {
        Direction::Sent => t.sent,
        Direction::Received => t.received,
    }
}

/// Where steps lie on an axis from the first to the end.
#[derive(Debug, Clone, Copy)]
pub struct StepPoints {
    from: Duration,
    to: Duration,
}

impl StepPoints {
    /// `None` where there is nothing to draw a line through.
    pub fn of(steps: &[Step]) -> Option<Self> {
        let (from, to) = (steps.first()?.from, steps.last()?.to);
        (to > from).then_some(Self { from, to })
    }

    /// From when to when.
    pub fn ends(&self) -> (Duration, Duration) {
        (self.from, self.to)
    }

    /// How long it is.
    pub fn span(&self) -> Duration {
        self.to - self.from
    }

    /// The middle of a step, as a share; the first and the last one reach the ends.
    pub fn share(&self, step: &Step) -> f32 {
        let at = if step.from <= self.from {
            self.from
        } else if step.to >= self.to {
            self.to
        } else {
            step.from + (step.to - step.from) / 2
        };
        ((at - self.from).as_secs_f64() / self.span().as_secs_f64()) as f32
    }

    /// A line through a value of each step.
    pub fn line(&self, steps: &[Step], value: impl Fn(&Step) -> f64) -> Vec<(f32, f64)> {
        steps.iter().map(|step| (self.share(step), value(step))).collect()
    }
}

/// Messages of a step, both ways.
pub fn messages_reading(step: Option<&Step>, t: &Tokens) -> Reading {
    reading(step, |step, direction| {
        let messages = units::counted(step.sum.messages(direction), "message");
        Some((
            color(direction, t),
            name(direction),
            format!("{}, {messages}", units::per_second(step.rate(direction).messages)),
        ))
    })
}

/// Bytes of a step, both ways.
pub(super) fn bytes_reading(step: Option<&Step>, t: &Tokens) -> Reading {
    reading(step, |step, direction| {
        let bytes = units::size(step.sum.bytes(direction));
        Some((
            color(direction, t),
            name(direction),
            format!("{}, {bytes}", units::size_per_second(step.rate(direction).bytes)),
        ))
    })
}

/// How long sent messages waited, of those that were followed by a received one in a step.
pub(super) fn waits_reading(step: Option<&Step>, t: &Tokens) -> Reading {
    let mut reading = reading(step, |_, _| None);
    match step.and_then(|step| step.sum.waits()) {
        Some((mean, longest)) => {
            reading.values.push((t.received, "mean".to_owned(), units::duration(mean)));
            reading.values.push((t.text2, "longest".to_owned(), units::duration(longest)));
        }
        None => reading.values.push((t.text2, "nothing received after a sent one".to_owned(), String::new())),
    }
    reading
}

fn reading(step: Option<&Step>, tell: impl Fn(&Step, Direction) -> Option<(Color32, String, String)>) -> Reading {
    let Some(step) = step else { return Reading::default() };
    let values = [Direction::Received, Direction::Sent].into_iter().filter_map(|direction| tell(step, direction));
    Reading { place: axis::time_range(step.from, step.to), values: values.collect() }
}

fn name(direction: Direction) -> String {
    match direction {
        Direction::Sent => "sent".to_owned(),
        Direction::Received => "received".to_owned(),
    }
}
