//! Counts what comes and goes over time: the last minute finely, the whole call in intervals that widen as it gets
//! longer, and the busiest second. It keeps the memory of a thousand intervals, however long a call is.

use std::{collections::VecDeque, time::Duration};

use super::series::{Interval, Series};

const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000 * MILLISECOND;
/// Of the intervals of the last minute.
const FINE: u64 = 100 * MILLISECOND;
/// How many of them are kept.
const FINE_KEPT: usize = 600;
/// How many intervals the whole call has at most.
const MOST: usize = 1_000;

/// What comes and goes, over time.
#[derive(Debug, Clone)]
pub(super) struct Rhythm {
    /// What came since `from`; it is put where it belongs once something comes at or after `until`.
    open: Interval,
    from: u64,
    until: u64,
    whole: Vec<Interval>,
    width: u64,
    recent: VecDeque<Interval>,
    /// Which interval of 100 ms is the first of `recent`.
    first_recent: u64,
    second: Interval,
    which_second: u64,
    busiest: Interval,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            open: Interval::default(),
            from: 0,
            until: 0,
            whole: Vec::new(),
            width: MILLISECOND,
            recent: VecDeque::new(),
            first_recent: 0,
            second: Interval::default(),
            which_second: 0,
            busiest: Interval::default(),
        }
    }
}

impl Rhythm {
    /// The interval in which something happens, in nanoseconds since `Started`. What is told a little late counts with
    /// what came just before.
    #[inline]
    pub(super) fn at(&mut self, nanos: u64) -> &mut Interval {
        if nanos >= self.until {
            self.turn(nanos);
        }
        &mut self.open
    }

    /// The most of each figure that a whole second had.
    pub(super) fn busiest(mut self) -> Interval {
        self.close();
        self.end_second();
        self.busiest
    }

    /// The whole call, until `end`.
    pub(super) fn whole(mut self, end: Duration) -> Series {
        self.close();
        Series { start: Duration::ZERO, width: Duration::from_nanos(self.width), end, intervals: self.whole }
    }

    /// The last minute before `end`.
    pub(super) fn recent(&self, end: Duration) -> Series {
        let last = nanos(end) / FINE;
        let first = (last + 1).saturating_sub(FINE_KEPT as u64);
        let mut intervals = vec![Interval::default(); (last + 1 - first) as usize];
        let mut add = |which: u64, interval: &Interval| {
            let place = which.checked_sub(first).and_then(|place| usize::try_from(place).ok());
            if let Some(slot) = place.and_then(|place| intervals.get_mut(place)) {
                slot.add(interval);
            }
        };
        for (which, interval) in (self.first_recent..).zip(&self.recent) {
            add(which, interval);
        }
        add(self.from / FINE, &self.open);
        Series { start: Duration::from_nanos(first * FINE), width: Duration::from_nanos(FINE), end, intervals }
    }

    #[cold]
    fn turn(&mut self, nanos: u64) {
        self.close();
        while nanos / self.width >= MOST as u64 {
            self.widen();
        }
        // The open interval lies within one of each of the others.
        let slot = self.width.min(FINE);
        self.from = nanos - nanos % slot;
        self.until = self.from + slot;
    }

    /// Puts what came since `from` where it belongs.
    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        if open == Interval::default() {
            return;
        }
        let place = (self.from / self.width) as usize;
        if self.whole.len() <= place {
            self.whole.resize(place + 1, Interval::default());
        }
        if let Some(interval) = self.whole.get_mut(place) {
            interval.add(&open);
        }
        self.add_recent(self.from / FINE, &open);
        if self.which_second != self.from / SECOND {
            self.end_second();
            self.which_second = self.from / SECOND;
        }
        self.second.add(&open);
    }

    fn add_recent(&mut self, which: u64, open: &Interval) {
        let end = self.first_recent + self.recent.len() as u64;
        if which >= end + FINE_KEPT as u64 || self.recent.is_empty() {
            self.recent.clear();
            self.first_recent = which;
        }
        while self.first_recent + (self.recent.len() as u64) <= which {
            if self.recent.len() == FINE_KEPT {
                self.recent.pop_front();
                self.first_recent += 1;
            }
            self.recent.push_back(Interval::default());
        }
        let place = which.saturating_sub(self.first_recent) as usize;
        if let Some(interval) = self.recent.get_mut(place) {
            interval.add(open);
        }
    }

    fn end_second(&mut self) {
        let second = std::mem::take(&mut self.second);
        let busiest = &mut self.busiest;
        busiest.sent = busiest.sent.max(second.sent);
        busiest.received = busiest.received.max(second.received);
        busiest.sent_bytes = busiest.sent_bytes.max(second.sent_bytes);
        busiest.received_bytes = busiest.received_bytes.max(second.received_bytes);
    }

    /// The next width is twice or five times this one, so that widths stay round: 1, 2, 10, 20, 100 ms, and so on.
    fn widen(&mut self) {
        let mut leading = self.width;
        while leading.is_multiple_of(10) {
            leading /= 10;
        }
        let factor = if leading == 1 { 2 } else { 5 };
        self.width = self.width.saturating_mul(factor);
        let merged = self.whole.chunks(factor as usize).map(|together| {
            let mut sum = Interval::default();
            together.iter().for_each(|interval| sum.add(interval));
            sum
        });
        self.whole = merged.collect();
    }
}

/// Nanoseconds since `Started`; the clock stops after two hundred years.
#[inline]
pub(super) fn nanos(at: Duration) -> u64 {
    const END: u64 = u64::MAX / 4;
    match at.as_secs() {
        secs @ 0..4_000_000_000 => secs * SECOND + u64::from(at.subsec_nanos()),
        _ => END,
    }
}
