//! The figures of a call: totals, rates over time, gaps, sizes, and how long a sent message waited for the next received.
//! They are counted as messages are recorded, in memory that does not grow with their number; no message is kept.

mod histogram;
mod recorder;
mod rhythm;
mod series;
#[cfg(test)]
mod tests;

use std::time::Duration;

use super::row::Direction;

pub use self::{
    histogram::{Bar, Histogram, Spread},
    recorder::FigureRecorder,
    series::{Interval, Rate, Series, Step},
};

/// The figures of a call at one moment.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// What was sent.
    pub sent: Flow,
    /// What was received.
    pub received: Flow,
    /// From each sent message to the next one received, in nanoseconds. Nobody can tell by the wire alone whether that
    /// one is its answer.
    pub waits: Histogram,
    /// Sent messages after which nothing was received yet.
    pub unanswered: u64,
    /// Sent messages whose wait was not measured: more than [`FigureRecorder::MOST_WAITING`] waited at once.
    pub unmeasured: u64,
    /// The whole call, in intervals that grow with it.
    pub whole: Series,
    /// Its last minute, in intervals of 100 ms.
    pub recent: Series,
}

/// The figures of one direction.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Messages.
    pub messages: u64,
    /// Their bytes, without compression.
    pub bytes: u64,
    /// Their bytes on the wire, each with its 5-byte prefix.
    pub wire_bytes: u64,
    /// Between one message and the next of this direction, in nanoseconds.
    pub gaps: Histogram,
    /// Sizes without compression, in bytes.
    pub sizes: Histogram,
    /// Messages in the busiest whole second of the call's clock.
    pub busiest: u64,
    /// Bytes in the second that had most of them.
    pub most_bytes: u64,
}

impl Figures {
    /// One direction.
    pub fn flow(&self, direction: Direction) -> &Flow {
        match direction {
            Direction::Sent => &self.sent,
            Direction::Received => &self.received,
        }
    }

    /// Until when they tell.
    pub fn end(&self) -> Duration {
        self.whole.end
    }

    /// Messages and bytes a second over the whole call; `None` before its first tenth of a second.
    pub fn mean(&self, direction: Direction) -> Option<Rate> {
        let flow = self.flow(direction);
        Rate::over(flow.messages, flow.bytes, self.end())
    }
}
