//! What came and went over time: intervals of one width, put together for a picture.
//! It does not know how they were counted.

use std::time::Duration;

use crate::call::log::row::Direction;

/// Rates are told over this long, so that the figure does not jump.
const WINDOW: Duration = Duration::from_secs(1);
/// A slow stream is looked at for longer.
const LONG_WINDOW: Duration = Duration::from_secs(5);
/// Fewer messages than this in the window make a stream slow.
const FEW: u64 = 10;
/// A step of fewer messages jumps with each of them.
const ENOUGH: u64 = 20;
/// Before this, a call has no rate.
const TOO_YOUNG: Duration = Duration::from_millis(100);

/// What came and went in some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Interval {
    pub(super) sent: u64,
    pub(super) received: u64,
    pub(super) sent_bytes: u64,
    pub(super) received_bytes: u64,
    pub(super) waits: u64,
    pub(super) wait_nanos: u64,
    pub(super) longest_wait: u64,
}

impl Interval {
    /// Messages of one direction.
    pub fn messages(&self, direction: Direction) -> u64 {
        match direction {
            Direction::Sent => self.sent,
            Direction::Received => self.received,
        }
    }

    /// Their bytes, without compression.
    pub fn bytes(&self, direction: Direction) -> u64 {
        match direction {
            Direction::Sent => self.sent_bytes,
            Direction::Received => self.received_bytes,
        }
    }

    /// From sent messages to the next one received, of those received in it: the mean and the longest.
    pub fn waits(&self) -> Option<(Duration, Duration)> {
        let mean = self.wait_nanos.checked_div(self.waits)?;
        Some((Duration::from_nanos(mean), Duration::from_nanos(self.longest_wait)))
    }

    /// Takes another one in.
    pub(super) fn add(&mut self, other: &Interval) {
        self.sent += other.sent;
        self.received += other.received;
        self.sent_bytes = self.sent_bytes.saturating_add(other.sent_bytes);
        self.received_bytes = self.received_bytes.saturating_add(other.received_bytes);
        self.waits += other.waits;
        self.wait_nanos = self.wait_nanos.saturating_add(other.wait_nanos);
        self.longest_wait = self.longest_wait.max(other.longest_wait);
    }
}

/// Messages and bytes a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Messages a second.
    pub messages: f64,
    /// Bytes a second.
    pub bytes: f64,
}

impl Rate {
    /// `None` for a time too short to tell.
    pub(super) fn over(messages: u64, bytes: u64, time: Duration) -> Option<Rate> {
        let seconds = time.as_secs_f64();
        (time >= TOO_YOUNG).then(|| Rate { messages: messages as f64 / seconds, bytes: bytes as f64 / seconds })
    }
}

/// Intervals one after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// Where the first begins, since `Started`.
    pub start: Duration,
    /// Of each.
    pub width: Duration,
    /// Until when it tells: what is between the last interval and this was silent.
    pub end: Duration,
    /// From the oldest on.
    pub intervals: Vec<Interval>,
}

/// Neighbouring intervals, put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Since `Started`.
    pub from: Duration,
    /// Since `Started`; of the last one the end of the series.
    pub to: Duration,
    /// What came and went.
    pub sum: Interval,
}

impl Step {
    /// A last step shorter than half the others would tell a rate of very little: it goes into the one before.
    fn end_whole(steps: &mut Vec<Step>, wide: Duration) {
        let is_short = steps.last().is_some_and(|last| (last.to - last.from) * 2 < wide);
        if is_short
            && steps.len() > 1
            && let Some(short) = steps.pop()
            && let Some(last) = steps.last_mut()
        {
            last.to = short.to;
            last.sum.add(&short.sum);
        }
    }

    /// Messages and bytes of one direction a second.
    pub fn rate(&self, direction: Direction) -> Rate {
        let seconds = (self.to.saturating_sub(self.from)).as_secs_f64().max(1e-9);
        let (messages, bytes) = (self.sum.messages(direction), self.sum.bytes(direction));
        Rate { messages: messages as f64 / seconds, bytes: bytes as f64 / seconds }
    }
}

impl Series {
    /// About `most` steps of one round width, or fewer, up to the end. They are wider where little happens, so that a line
    /// through them shows a rate and not single messages.
    pub fn steps(&self, most: usize) -> Vec<Step> {
        let width = self.width.as_nanos() as u64;
        let span = self.end.saturating_sub(self.start).as_nanos() as u64;
        if width == 0 || span == 0 {
            return Vec::new();
        }
        let messages: u64 = self.intervals.iter().map(|interval| interval.sent.max(interval.received)).sum();
        let worth_a_step = (messages / ENOUGH).clamp(20, most.max(20) as u64);
        let together = round_up(span.div_ceil(worth_a_step).div_ceil(width));
        let (start, wide) = (self.start.as_nanos() as u64, width.saturating_mul(together));
        // Steps begin at whole multiples of their width, so that they stay where they are while the end moves.
        let (first, last) = (start / wide, (start + span - 1) / wide);
        let place = |at: u64| (at.saturating_sub(start) / width) as usize;
        let step = |step: u64| {
            let (from, to) = (step * wide, (step + 1) * wide);
            let inside = self.intervals.get(place(from)..place(to).min(self.intervals.len())).unwrap_or_default();
            let mut sum = Interval::default();
            inside.iter().for_each(|interval| sum.add(interval));
            let (from, to) = (from.max(start), to.min(start + span));
            Step { from: Duration::from_nanos(from), to: Duration::from_nanos(to), sum }
        };
        let mut steps: Vec<Step> = (first..=last).map(step).collect();
        Step::end_whole(&mut steps, Duration::from_nanos(wide));
        steps
    }

    /// Messages and bytes of one direction a second, now: over the last whole second, or five where little happens.
    pub fn rate_now(&self, direction: Direction) -> Option<Rate> {
        let (quick, time) = self.last(WINDOW);
        if quick.messages(direction) >= FEW {
            return Rate::over(quick.messages(direction), quick.bytes(direction), time);
        }
        let (slow, time) = self.last(LONG_WINDOW);
        Rate::over(slow.messages(direction), slow.bytes(direction), time)
    }

    /// The intervals that are over and lie within the last `span`, and how long they are together; of a younger series all.
    fn last(&self, span: Duration) -> (Interval, Duration) {
        let width = self.width.as_nanos().max(1);
        let over = (self.end.saturating_sub(self.start).as_nanos() / width) as usize;
        let wanted = (span.as_nanos() / width) as usize;
        let taken = over.min(wanted);
        let mut sum = Interval::default();
        self.intervals.iter().take(over).skip(over - taken).for_each(|interval| sum.add(interval));
        (sum, self.width * taken as u32)
    }
}

/// The least of 1, 2 and 5 times a power of ten that is not below `value`.
fn round_up(value: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let round = power.saturating_mul(factor);
            if round >= value {
                return round;
            }
        }
        power = power.saturating_mul(10);
    }
}
