//! The frames of one call: the first ones for good, of the others the last that fit a budget, the sums of all, the windows
//! over time.
//! The tap writes, anyone reads. What is dropped is counted.

use std::{collections::VecDeque, ops::Range, time::Duration};

use bytes::Bytes;
use parking_lot::Mutex;

use super::{
    frame::{Direction, Frame, FrameEffect, FrameTime},
    history::{WindowHistory, Windows},
    marks::{Marks, MessageMark},
};

/// Memory for frames unless told otherwise: 8 MiB, some 50,000 frames.
const DEFAULT_BUDGET: usize = 8 << 20;
/// The first frames are for good: headers and settings are among them. So many at most, in this part of the budget.
const FOR_GOOD: usize = 1_000;
const PART_FOR_GOOD: usize = 8;
/// Types that have a sum of their own: those that RFC 9113 knows; the last is of all others.
const KINDS: usize = 11;
/// Round trips kept.
const MOST_TRIPS: usize = 512;
/// Streams that are told by the frames of a recording alone.
const MOST_GUESSED: usize = 64;

/// The frames of a call that asked for them: of its own streams, and of stream 0 of the connections they ran on.
#[derive(Debug)]
pub struct FrameLog {
    state: Mutex<State>,
    budget: usize,
}

#[derive(Debug)]
struct State {
    /// The first ones, from row 0 on.
    beginning: Vec<Frame>,
    beginning_bytes: usize,
    /// The last ones, from a row on.
    frames: VecDeque<Frame>,
    first: u64,
    kept_bytes: usize,
    counts: [[FrameCount; 2]; KINDS],
    others: FrameCount,
    connections: u16,
    /// The last of them.
    tap: u64,
    streams: Vec<u32>,
    history: WindowHistory,
    trips: VecDeque<PingTrip>,
    marks: Marks,
    is_over: bool,
    revision: u64,
}

/// How many frames, and the bytes of their payloads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FrameCount {
    /// Frames.
    pub frames: u64,
    /// Bytes of payload.
    pub bytes: u64,
}

/// All that a log tells besides its frames: what is kept where those go.
#[derive(Debug, Clone, Default)]
pub(crate) struct FrameSums {
    /// How many frames of a type went one way; those without any are left out.
    pub(crate) counts: Vec<(u8, Direction, FrameCount)>,
    /// Frames of other calls.
    pub(crate) others: FrameCount,
    /// Connections that carried the call.
    pub(crate) connections: u16,
    /// Its streams, one an attempt.
    pub(crate) streams: Vec<u32>,
    /// The windows over time.
    pub(crate) history: WindowHistory,
    /// Pings that were answered.
    pub(crate) trips: Vec<PingTrip>,
    /// When messages went and came.
    pub(crate) marks: Vec<MessageMark>,
}

/// A ping and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PingTrip {
    /// When the answer came or went.
    pub at: FrameTime,
    /// Who pinged: `Sent` is this client.
    pub direction: Direction,
    /// How long the answer took; of the server's own pings, how long this client took.
    pub took: Duration,
}

/// The numbers of a log of frames at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameSummary {
    /// Frames recorded, kept or dropped.
    pub rows: u64,
    /// Rows that the budget took: behind the first frames, which are for good.
    pub dropped: Range<u64>,
    /// Frames of other calls on the same connections meanwhile: counted, not kept.
    pub others: FrameCount,
    /// Connections that carried the call.
    pub connections: u16,
    /// Its streams, one an attempt.
    pub streams: Vec<u32>,
    /// Whether its last stream is closed: no frame follows.
    pub is_over: bool,
    /// Changes with every change.
    pub revision: u64,
}

impl Default for FrameLog {
    fn default() -> Self {
        Self::new(DEFAULT_BUDGET)
    }
}

impl FrameLog {
    /// An empty log with a budget in bytes. When it is spent, the oldest frames go that are not among the first.
    pub fn new(budget_bytes: usize) -> Self {
        let state = State {
            beginning: Vec::new(),
            beginning_bytes: 0,
            frames: VecDeque::new(),
            first: 0,
            kept_bytes: 0,
            counts: [[FrameCount::default(); 2]; KINDS],
            others: FrameCount::default(),
            connections: 0,
            tap: 0,
            streams: Vec::new(),
            history: WindowHistory::default(),
            trips: VecDeque::new(),
            marks: Marks::default(),
            is_over: false,
            revision: 0,
        };
        Self { state: Mutex::new(state), budget: budget_bytes }
    }

    /// The numbers now.
    pub fn summary(&self) -> FrameSummary {
        let state = self.state.lock();
        FrameSummary {
            rows: state.first + state.frames.len() as u64,
            dropped: state.dropped(),
            others: state.others,
            connections: state.connections,
            streams: state.streams.clone(),
            is_over: state.is_over,
            revision: state.revision,
        }
    }

    /// The frames of a range, fewer where some were dropped or are not there yet.
    pub fn frames(&self, range: Range<u64>) -> Vec<Frame> {
        let state = self.state.lock();
        let within = |first: u64, count: usize| {
            let place = |row: u64| usize::try_from(row.saturating_sub(first)).unwrap_or(usize::MAX).min(count);
            place(range.start)..place(range.end).max(place(range.start))
        };
        let beginning = state.beginning.get(within(0, state.beginning.len())).unwrap_or_default();
        let last = state.frames.range(within(state.first, state.frames.len()));
        beginning.iter().chain(last).cloned().collect()
    }

    /// Looks at the kept frames in order, from the first that is not before a time, while `look` says to go on.
    pub fn look(&self, from: FrameTime, mut look: impl FnMut(&Frame) -> bool) {
        let state = self.state.lock();
        let begun = state.beginning.partition_point(|frame| frame.at < from);
        let start = state.frames.partition_point(|frame| frame.at < from);
        for frame in state.beginning.iter().skip(begun).chain(state.frames.range(start..)) {
            if !look(frame) {
                return;
            }
        }
    }

    /// How many frames of a type went one way, kept or dropped. Types that RFC 9113 does not know count as one.
    pub fn count(&self, kind: u8, direction: Direction) -> FrameCount {
        let state = self.state.lock();
        *state.counts.get(place_of(kind)).map_or(&FrameCount::default(), |both| side(both, direction))
    }

    /// The windows over time.
    pub fn history(&self) -> WindowHistory {
        self.state.lock().history.clone()
    }

    /// The last pings that were answered, in order.
    pub fn trips(&self) -> Vec<PingTrip> {
        self.state.lock().trips.iter().copied().collect()
    }

    /// When messages went and came, in intervals; those without any are left out.
    pub fn marks(&self) -> Vec<MessageMark> {
        self.state.lock().marks.all().to_vec()
    }

    /// A message went or came. Told by who runs the call.
    pub fn mark(&self, direction: Direction, at: Duration) {
        let at = u64::try_from(at.as_micros()).unwrap_or(u64::MAX);
        self.state.lock().marks.add(direction, at);
    }

    /// All but the frames.
    pub(crate) fn sums(&self) -> FrameSums {
        let state = self.state.lock();
        let all = state.counts.iter().zip(0_u8..);
        let sides = all.flat_map(|([sent, received], kind)| {
            [(kind, Direction::Sent, *sent), (kind, Direction::Received, *received)]
        });
        FrameSums {
            counts: sides.filter(|(_, _, count)| count.frames > 0).collect(),
            others: state.others,
            connections: state.connections,
            streams: state.streams.clone(),
            history: state.history.clone(),
            trips: state.trips.iter().copied().collect(),
            marks: state.marks.all().to_vec(),
        }
    }

    /// A frame of a call that was kept elsewhere. Where its row is not the next one, those between are no longer there: all
    /// before it but the first ones count as dropped.
    pub fn restore(&self, frame: Frame) {
        let windows = {
            let mut state = self.state.lock();
            if frame.row > state.first + state.frames.len() as u64 {
                state.go_on_at(frame.row);
            }
            state.connections = state.connections.max(frame.connection);
            if frame.stream > 0 && !state.streams.contains(&frame.stream) && state.streams.len() < MOST_GUESSED {
                state.streams.push(frame.stream);
            }
            Windows::after(&frame)
        };
        self.push(frame, windows);
    }

    /// What else was kept of it: better known than what its frames let guess.
    pub(crate) fn restore_sums(&self, sums: FrameSums) {
        let mut state = self.state.lock();
        state.counts = Default::default();
        for (kind, direction, count) in sums.counts {
            if let Some(both) = state.counts.get_mut(place_of(kind)) {
                *side_mut(both, direction) = count;
            }
        }
        state.others = sums.others;
        (state.connections, state.streams) = (sums.connections, sums.streams);
        state.history = sums.history;
        state.trips = sums.trips.into_iter().take(MOST_TRIPS).collect();
        state.marks = Marks::of(sums.marks);
        state.revision += 1;
    }

    /// Another attempt, on the connection of a tap: which of the call's connections that is, from 1.
    pub(in crate::transport) fn begin(&self, tap: u64) -> u16 {
        let mut state = self.state.lock();
        state.is_over = false;
        state.revision += 1;
        if tap != state.tap || state.connections == 0 {
            state.tap = tap;
            state.connections = state.connections.saturating_add(1);
        }
        state.connections
    }

    /// The stream of the attempt.
    pub(in crate::transport) fn opened(&self, stream: u32) {
        let mut state = self.state.lock();
        state.streams.push(stream);
        state.revision += 1;
    }

    /// A frame passed; its `row` is given here.
    pub(in crate::transport) fn push(&self, frame: Frame, windows: Option<Windows>) {
        let mut state = self.state.lock();
        state.revision += 1;
        if let Some(count) = state.counts.get_mut(place_of(frame.kind)) {
            let count = side_mut(count, frame.direction);
            count.frames += 1;
            count.bytes += u64::from(frame.length);
        }
        if let FrameEffect::RoundTrip(took) = frame.effect {
            if state.trips.len() == MOST_TRIPS {
                state.trips.pop_front();
            }
            let asked = match frame.direction {
                Direction::Sent => Direction::Received,
                Direction::Received => Direction::Sent,
            };
            state.trips.push_back(PingTrip { at: frame.at, direction: asked, took });
        }
        if let Some(windows) = windows {
            let at = frame.at.since_start().unwrap_or_default();
            state.history.record(u64::try_from(at.as_micros()).unwrap_or(u64::MAX), windows);
        }
        state.keep(frame, self.budget);
    }

    /// A frame of another call passed.
    pub(in crate::transport) fn pass(&self, bytes: u32) {
        let mut state = self.state.lock();
        state.others.frames += 1;
        state.others.bytes += u64::from(bytes);
    }

    /// The windows as they stand, at a moment.
    pub(in crate::transport) fn sample(&self, at: FrameTime, windows: Windows) {
        let at = at.since_start().unwrap_or_default();
        self.state.lock().history.record(u64::try_from(at.as_micros()).unwrap_or(u64::MAX), windows);
    }

    /// No frame follows, unless another attempt begins.
    pub(crate) fn end(&self) {
        let mut state = self.state.lock();
        state.is_over = true;
        state.revision += 1;
    }
}

impl State {
    fn keep(&mut self, mut frame: Frame, budget: usize) {
        frame.row = self.first + self.frames.len() as u64;
        let cost = cost(&frame.payload);
        if self.is_for_good(frame.row, cost, budget) {
            self.beginning_bytes += cost;
            self.first += 1;
            self.beginning.push(frame);
            return;
        }
        self.kept_bytes += cost;
        self.frames.push_back(frame);
        while self.kept_bytes + self.beginning_bytes > budget && self.drop_oldest() {}
    }

    /// Only as long as none is missing: what follows a gap is not the beginning.
    fn is_for_good(&self, row: u64, cost: usize, budget: usize) -> bool {
        row == self.beginning.len() as u64
            && self.beginning.len() < FOR_GOOD
            && self.beginning_bytes + cost <= budget / PART_FOR_GOOD
    }

    fn drop_oldest(&mut self) -> bool {
        let Some(oldest) = self.frames.pop_front() else { return false };
        self.kept_bytes -= cost(&oldest.payload);
        self.first += 1;
        true
    }

    fn dropped(&self) -> Range<u64> {
        self.beginning.len() as u64..self.first
    }

    /// All between the first frames and this row are no longer there.
    fn go_on_at(&mut self, row: u64) {
        (self.first, self.kept_bytes) = (row, 0);
        self.frames.clear();
    }
}

/// What a frame takes of the budget.
fn cost(payload: &Bytes) -> usize {
    size_of::<Frame>() + payload.len()
}

fn place_of(kind: u8) -> usize {
    usize::from(kind).min(KINDS - 1)
}

fn side(both: &[FrameCount; 2], direction: Direction) -> &FrameCount {
    let [sent, received] = both;
    if direction == Direction::Sent { sent } else { received }
}

fn side_mut(both: &mut [FrameCount; 2], direction: Direction) -> &mut FrameCount {
    let [sent, received] = both;
    if direction == Direction::Sent { sent } else { received }
}
