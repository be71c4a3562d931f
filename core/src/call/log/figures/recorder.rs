//! Counts the messages of a call as they are told, a few nanoseconds each.
//! It reads no clock and keeps no message; a call of two messages, as most are, makes no histogram.

use std::{collections::VecDeque, time::Duration};

use super::{
    super::row::Direction,
    Figures, Flow,
    histogram::Histogram,
    rhythm::{Rhythm, nanos},
    series::Series,
};
use crate::call::{event::CallEvent, framing::PREFIX};

/// Counts; asked for the [`Figures`] now and then.
#[derive(Debug, Default)]
pub struct FigureRecorder {
    /// The first two messages of a call, until a third makes it worth more.
    first: [Option<Seen>; 2],
    counted: Option<Box<Counted>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    direction: Direction,
    nanos: u64,
    size: u64,
    wire_size: u64,
}

#[derive(Debug, Clone, Default)]
struct Counted {
    sent: Counts,
    received: Counts,
    rhythm: Rhythm,
    waits: Histogram,
    /// When what was sent since the last received message went out.
    waiting: VecDeque<u64>,
    waiting_beyond: u64,
    unmeasured: u64,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    wire_bytes: u64,
    last: Option<u64>,
    gaps: Histogram,
    sizes: Histogram,
}

impl FigureRecorder {
    /// Sent messages that may wait for the next received one at once, each with its time.
    pub const MOST_WAITING: usize = 4096;

    /// Takes an event in; only messages count.
    pub fn record(&mut self, event: &CallEvent) {
        match event {
            CallEvent::RequestSent(sent) => self.message(Direction::Sent, sent.at, sent.bytes.len(), sent.wire_bytes),
            CallEvent::Message(received) => {
                self.message(Direction::Received, received.at, received.bytes.len(), received.wire_bytes);
            }
            CallEvent::Started
            | CallEvent::Opened(_)
            | CallEvent::AttemptFailed(_)
            | CallEvent::Lost(_)
            | CallEvent::HalfClosed { .. }
            | CallEvent::Headers(_)
            | CallEvent::Finished(_) => {}
        }
    }

    /// Counts a message: when it came or went since `Started`, its size, and its size on the wire without the prefix.
    #[inline]
    pub fn message(&mut self, direction: Direction, at: Duration, size: usize, wire_size: usize) {
        let wire_size = (wire_size + PREFIX) as u64;
        let seen = Seen { direction, nanos: nanos(at), size: size as u64, wire_size };
        match &mut self.counted {
            Some(counted) => counted.count(seen),
            None => self.begin(seen),
        }
    }

    /// The figures until `now`, which is since `Started`: a copy of about 250 KiB for a stream.
    pub fn figures(&self, now: Duration) -> Figures {
        let counted = self.all();
        let now = now.max(counted.last());
        let Counted { sent, received, rhythm, waits, waiting, waiting_beyond, unmeasured } = counted;
        let recent = rhythm.recent(now);
        let busiest = rhythm.clone().busiest();
        Figures {
            sent: sent.flow(busiest.sent, busiest.sent_bytes),
            received: received.flow(busiest.received, busiest.received_bytes),
            waits,
            unanswered: waiting.len() as u64 + waiting_beyond,
            unmeasured,
            whole: rhythm.whole(now),
            recent,
        }
    }

    /// The last minute before `now` alone: cheap enough for every frame.
    pub fn recent(&self, now: Duration) -> Series {
        match &self.counted {
            Some(counted) => counted.rhythm.recent(now.max(counted.last())),
            None => {
                let counted = self.all();
                counted.rhythm.recent(now.max(counted.last()))
            }
        }
    }

    fn all(&self) -> Counted {
        match &self.counted {
            Some(counted) => (**counted).clone(),
            None => Counted::of(self.first.iter().flatten()),
        }
    }

    #[cold]
    fn begin(&mut self, seen: Seen) {
        match self.first.iter_mut().find(|first| first.is_none()) {
            Some(free) => *free = Some(seen),
            None => {
                let mut counted = Counted::of(self.first.iter().flatten());
                counted.count(seen);
                self.counted = Some(Box::new(counted));
            }
        }
    }
}

impl Counted {
    fn of<'a>(messages: impl Iterator<Item = &'a Seen>) -> Self {
        let mut counted = Self::default();
        messages.for_each(|seen| counted.count(*seen));
        counted
    }

    #[inline]
    fn count(&mut self, seen: Seen) {
        let interval = self.rhythm.at(seen.nanos);
        match seen.direction {
            Direction::Sent => {
                interval.sent += 1;
                interval.sent_bytes += seen.size;
                self.sent.count(&seen);
                self.wait(seen.nanos);
            }
            Direction::Received => {
                interval.received += 1;
                interval.received_bytes += seen.size;
                self.received.count(&seen);
                if !self.waiting.is_empty() {
                    self.end_waits(seen.nanos);
                }
            }
        }
    }

    fn wait(&mut self, since: u64) {
        if self.waiting.len() < FigureRecorder::MOST_WAITING {
            self.waiting.push_back(since);
        } else {
            self.waiting_beyond += 1;
        }
    }

    fn end_waits(&mut self, now: u64) {
        let interval = self.rhythm.at(now);
        for since in self.waiting.drain(..) {
            let wait = now.saturating_sub(since);
            self.waits.record(wait);
            interval.waits += 1;
            interval.wait_nanos = interval.wait_nanos.saturating_add(wait);
            interval.longest_wait = interval.longest_wait.max(wait);
        }
        self.unmeasured += std::mem::take(&mut self.waiting_beyond);
    }

    /// When the last message came or went.
    fn last(&self) -> Duration {
        Duration::from_nanos(self.sent.last.max(self.received.last).unwrap_or(0))
    }
}

impl Counts {
    #[inline]
    fn count(&mut self, seen: &Seen) {
        if let Some(last) = self.last.replace(seen.nanos) {
            self.gaps.record(seen.nanos.saturating_sub(last));
        }
        self.wire_bytes += seen.wire_size;
        self.sizes.record(seen.size);
    }

    fn flow(self, busiest: u64, most_bytes: u64) -> Flow {
        Flow {
            messages: self.sizes.count(),
            bytes: self.sizes.sum(),
            wire_bytes: self.wire_bytes,
            gaps: self.gaps,
            sizes: self.sizes,
            busiest,
            most_bytes,
        }
    }
}
