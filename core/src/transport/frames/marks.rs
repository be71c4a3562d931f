//! When messages went and came over the time of a call, in bounded memory: the longer it takes, the coarser.
//! It counts them and knows no frame.

use super::frame::Direction;

/// Intervals of messages at most; past it, two become one.
const MOST_MARKS: usize = 2048;
const FINEST_MARK_MICROS: u64 = 500;

/// Messages in one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageMark {
    /// Where the interval begins, in microseconds since the start of the call.
    pub from_micros: u64,
    /// Messages sent in it.
    pub sent: u32,
    /// Messages received in it.
    pub received: u32,
}

/// Messages in intervals.
#[derive(Debug)]
pub(super) struct Marks {
    interval_micros: u64,
    marks: Vec<MessageMark>,
}

impl Default for Marks {
    fn default() -> Self {
        Self { interval_micros: FINEST_MARK_MICROS, marks: Vec::new() }
    }
}

impl Marks {
    /// What was kept of a call before; the least interval it can have had.
    pub(super) fn of(mut marks: Vec<MessageMark>) -> Self {
        marks.truncate(MOST_MARKS + 1);
        let apart = marks.iter().zip(marks.iter().skip(1));
        let least = apart.map(|(one, next)| next.from_micros.saturating_sub(one.from_micros)).min().unwrap_or(0);
        let doublings = (least / FINEST_MARK_MICROS).checked_ilog2().unwrap_or(0);
        Self { interval_micros: FINEST_MARK_MICROS << doublings, marks }
    }

    /// In order of time; intervals without messages are left out.
    pub(super) fn all(&self) -> &[MessageMark] {
        &self.marks
    }

    /// A message went or came.
    pub(super) fn add(&mut self, direction: Direction, at: u64) {
        let from_micros = at / self.interval_micros * self.interval_micros;
        let mark = match self.marks.last_mut() {
            Some(last) if last.from_micros >= from_micros => last,
            _ => {
                self.marks.push(MessageMark { from_micros, sent: 0, received: 0 });
                let Some(last) = self.marks.last_mut() else { return };
                last
            }
        };
        match direction {
            Direction::Sent => mark.sent = mark.sent.saturating_add(1),
            Direction::Received => mark.received = mark.received.saturating_add(1),
        }
        if self.marks.len() > MOST_MARKS {
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        self.interval_micros *= 2;
        let mut merged: Vec<MessageMark> = Vec::with_capacity(self.marks.len() / 2 + 1);
        for mark in &self.marks {
            let from_micros = mark.from_micros / self.interval_micros * self.interval_micros;
            match merged.last_mut() {
                Some(last) if last.from_micros == from_micros => {
                    last.sent = last.sent.saturating_add(mark.sent);
                    last.received = last.received.saturating_add(mark.received);
                }
                _ => merged.push(MessageMark { from_micros, ..*mark }),
            }
        }
        self.marks = merged;
    }
}
