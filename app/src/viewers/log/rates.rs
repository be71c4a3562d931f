//! How many messages a second: counts sampled from a call's snapshots, kept for the last minute.
//! It does not draw and reads no clock; time is the call's own.

use std::{collections::VecDeque, time::Duration};

use farcall_core::call::CallSnapshot;

const SPACING: Duration = Duration::from_millis(250);
const KEPT: usize = 241;
/// Rates are told over this long, so that the figure does not jump.
const WINDOW: Duration = Duration::from_secs(1);

/// Counts of one call over its last minute, and the rates between them.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    samples: VecDeque<Sample>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sample {
    at: Duration,
    sent: u64,
    received: u64,
}

/// One point of the plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatePoint {
    /// Since the call began.
    pub at: Duration,
    /// Messages received a second, over the second before.
    pub received: f64,
    /// Whether something was sent since the point before.
    pub sent_some: bool,
}

impl Rates {
    /// Takes a sample if the last one is old enough. To be called whenever a frame is drawn.
    pub fn sample(&mut self, now: &CallSnapshot) {
        if self.samples.is_empty() {
            self.samples.push_back(Sample::default());
        }
        let last = self.samples.back().copied().unwrap_or_default();
        if now.elapsed < last.at + SPACING {
            return;
        }
        if self.samples.len() >= KEPT {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample { at: now.elapsed, sent: now.sent, received: now.received });
    }

    /// The points of the plot, oldest first.
    pub fn points(&self) -> Vec<RatePoint> {
        let mut from = 0;
        let mut points = Vec::with_capacity(self.samples.len());
        for (at, pair) in self.samples.iter().zip(self.samples.iter().skip(1)).enumerate() {
            let (before, sample) = pair;
            while from < at && self.samples.get(from + 1).is_some_and(|next| next.at + WINDOW <= sample.at) {
                from += 1;
            }
            let start = self.samples.get(from).copied().unwrap_or_default();
            let seconds = (sample.at - start.at).as_secs_f64();
            points.push(RatePoint {
                at: sample.at,
                received: (sample.received - start.received) as f64 / seconds.max(0.001),
                sent_some: sample.sent > before.sent,
            });
        }
        points
    }

    /// Messages received a second, now.
    pub fn received_per_second(&self) -> Option<f64> {
        self.points().last().map(|point| point.received)
    }
}
