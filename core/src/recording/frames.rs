//! Frames of HTTP/2 as blocks hold them, runs of them and the sums of all; and a log of frames followed into blocks.
//! It reads no frame from a wire, and holds none that its call did not ask for.

use std::time::Duration;

use bytes::Bytes;
use prost::Message;

use super::head::nanos;
use crate::transport::{
    Direction, Frame, FrameCount, FrameEffect, FrameLog, FrameSums, FrameTime, MessageMark, PingTrip, WindowHistory,
    WindowLine, WindowPoint,
};

/// Frames in a block at most.
const MOST_FRAMES: u64 = 512;
/// A larger block was not written so: a foreign one could unpack to many times its size.
const LARGEST: usize = 2 << 20;

/// Frames that follow one another.
#[derive(Clone, PartialEq, Message)]
pub(super) struct FramesBlock {
    /// Number of the first among the frames of the call: where it is not the next one, those between were not kept.
    #[prost(uint64, tag = "1")]
    first: u64,
    #[prost(message, repeated, tag = "2")]
    frames: Vec<FramePart>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct FramePart {
    /// Microseconds since the start of the call.
    #[prost(sint64, tag = "1")]
    at: i64,
    #[prost(bool, tag = "2")]
    is_received: bool,
    #[prost(uint32, tag = "3")]
    connection: u32,
    #[prost(uint32, tag = "4")]
    kind: u32,
    #[prost(uint32, tag = "5")]
    flags: u32,
    #[prost(uint32, tag = "6")]
    stream: u32,
    #[prost(uint32, tag = "7")]
    length: u32,
    #[prost(bytes = "bytes", tag = "8")]
    payload: Bytes,
    #[prost(sint64, optional, tag = "9")]
    connection_window: Option<i64>,
    #[prost(sint64, optional, tag = "10")]
    stream_window: Option<i64>,
    #[prost(uint64, optional, tag = "11")]
    round_trip: Option<u64>,
}

/// What is known of all frames, also of those that were not kept.
#[derive(Clone, PartialEq, Message)]
pub(super) struct FrameSumsBlock {
    #[prost(message, repeated, tag = "1")]
    counts: Vec<CountPart>,
    /// Of other calls on the same connections.
    #[prost(message, optional, tag = "2")]
    others: Option<CountPart>,
    #[prost(uint32, tag = "3")]
    connections: u32,
    #[prost(uint32, repeated, tag = "4")]
    streams: Vec<u32>,
    #[prost(uint64, tag = "5")]
    window_interval: u64,
    /// In the order of [`WindowLine::ALL`].
    #[prost(message, repeated, tag = "6")]
    windows: Vec<LinePart>,
    #[prost(message, repeated, tag = "7")]
    trips: Vec<TripPart>,
    #[prost(message, repeated, tag = "8")]
    marks: Vec<MarkPart>,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct CountPart {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bool, tag = "2")]
    is_received: bool,
    #[prost(uint64, tag = "3")]
    frames: u64,
    #[prost(uint64, tag = "4")]
    bytes: u64,
}

#[derive(Clone, PartialEq, Message)]
struct LinePart {
    #[prost(message, repeated, tag = "1")]
    points: Vec<PointPart>,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct PointPart {
    #[prost(uint64, tag = "1")]
    from: u64,
    #[prost(sint64, tag = "2")]
    least: i64,
    #[prost(sint64, tag = "3")]
    most: i64,
    #[prost(sint64, tag = "4")]
    last: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct TripPart {
    #[prost(sint64, tag = "1")]
    at: i64,
    /// The server asked.
    #[prost(bool, tag = "2")]
    is_received: bool,
    #[prost(uint64, tag = "3")]
    took: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct MarkPart {
    #[prost(uint64, tag = "1")]
    from: u64,
    #[prost(uint32, tag = "2")]
    sent: u32,
    #[prost(uint32, tag = "3")]
    received: u32,
}

impl FramesBlock {
    /// The frames of a log from a row on, as many as a block takes, and the row after them; `None`: there are none.
    pub(super) fn next(log: &FrameLog, from: u64) -> Option<(Self, u64)> {
        let mut frames = log.frames(from..from.saturating_add(MOST_FRAMES));
        if frames.is_empty() {
            let kept = log.summary().dropped.end.max(from);
            frames = log.frames(kept..kept.saturating_add(MOST_FRAMES));
        }
        let first = frames.first()?.row;
        // Those behind a gap have a block of their own.
        let together = frames.iter().zip(first..).take_while(|(frame, row)| frame.row == *row).count();
        frames.truncate(together);
        Some((Self { first, frames: frames.iter().map(FramePart::of).collect() }, first + frames.len() as u64))
    }

    /// `None`: it makes no sense.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let block = (bytes.len() <= LARGEST).then(|| Self::decode(bytes).ok())??;
        // The numbers of its frames, and the one after them, must be numbers.
        block.first.checked_add(block.frames.len() as u64 + 1)?;
        Some(block)
    }

    /// Puts them into a log.
    pub(super) fn into_log(self, log: &FrameLog) {
        for (row, frame) in (self.first..).zip(self.frames) {
            log.restore(frame.into_frame(row));
        }
    }
}

impl FramePart {
    fn of(frame: &Frame) -> Self {
        let (connection_window, stream_window, round_trip) = match frame.effect {
            FrameEffect::None => (None, None, None),
            FrameEffect::Windows { connection, stream } => (Some(connection), stream, None),
            FrameEffect::RoundTrip(took) => (None, None, Some(nanos(took))),
        };
        Self {
            at: frame.at.micros,
            is_received: frame.direction == Direction::Received,
            connection: frame.connection.into(),
            kind: frame.kind.into(),
            flags: frame.flags.into(),
            stream: frame.stream,
            length: frame.length,
            payload: frame.payload.clone(),
            connection_window,
            stream_window,
            round_trip,
        }
    }

    fn into_frame(self, row: u64) -> Frame {
        let effect = match (self.connection_window, self.round_trip) {
            (Some(connection), _) => FrameEffect::Windows { connection, stream: self.stream_window },
            (None, Some(took)) => FrameEffect::RoundTrip(Duration::from_nanos(took)),
            (None, None) => FrameEffect::None,
        };
        Frame {
            row,
            at: FrameTime { micros: self.at },
            direction: direction(self.is_received),
            connection: u16::try_from(self.connection).unwrap_or(u16::MAX),
            kind: u8::try_from(self.kind).unwrap_or(u8::MAX),
            flags: u8::try_from(self.flags).unwrap_or_default(),
            stream: self.stream,
            length: self.length,
            // Of its own, so that it holds no block in memory.
            payload: Bytes::copy_from_slice(&self.payload),
            effect,
        }
    }
}

impl FrameSumsBlock {
    /// Those of a log.
    pub(super) fn of(log: &FrameLog) -> Self {
        let sums = log.sums();
        let count = |(kind, direction, count): &(u8, Direction, FrameCount)| CountPart {
            kind: u32::from(*kind),
            is_received: *direction == Direction::Received,
            frames: count.frames,
            bytes: count.bytes,
        };
        let line = |line: WindowLine| LinePart { points: sums.history.line(line).iter().map(PointPart::of).collect() };
        let trip = |trip: &PingTrip| TripPart {
            at: trip.at.micros,
            is_received: trip.direction == Direction::Received,
            took: nanos(trip.took),
        };
        let mark = |mark: &MessageMark| MarkPart { from: mark.from_micros, sent: mark.sent, received: mark.received };
        Self {
            counts: sums.counts.iter().map(count).collect(),
            others: Some(CountPart { frames: sums.others.frames, bytes: sums.others.bytes, ..CountPart::default() }),
            connections: sums.connections.into(),
            streams: sums.streams.clone(),
            window_interval: sums.history.interval_micros(),
            windows: WindowLine::ALL.into_iter().map(line).collect(),
            trips: sums.trips.iter().map(trip).collect(),
            marks: sums.marks.iter().map(mark).collect(),
        }
    }

    /// `None`: it makes no sense.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        (bytes.len() <= LARGEST).then(|| Self::decode(bytes).ok())?
    }

    /// Puts them into a log, after its frames.
    pub(super) fn into_log(self, log: &FrameLog) {
        let count = |part: &CountPart| FrameCount { frames: part.frames, bytes: part.bytes };
        let of_kind =
            |part: &CountPart| (u8::try_from(part.kind).unwrap_or(u8::MAX), direction(part.is_received), count(part));
        let trip = |part: TripPart| PingTrip {
            at: FrameTime { micros: part.at },
            direction: direction(part.is_received),
            took: Duration::from_nanos(part.took),
        };
        let mark = |part: MarkPart| MessageMark { from_micros: part.from, sent: part.sent, received: part.received };
        let mut lines =
            self.windows.into_iter().map(|line| line.points.into_iter().map(PointPart::into_point).collect());
        let lines = std::array::from_fn(|_| lines.next().unwrap_or_default());
        log.restore_sums(FrameSums {
            counts: self.counts.iter().map(of_kind).collect(),
            others: self.others.as_ref().map(count).unwrap_or_default(),
            connections: u16::try_from(self.connections).unwrap_or(u16::MAX),
            streams: self.streams,
            history: WindowHistory::of(self.window_interval, lines),
            trips: self.trips.into_iter().map(trip).collect(),
            marks: self.marks.into_iter().map(mark).collect(),
        });
    }
}

impl PointPart {
    fn of(point: &WindowPoint) -> Self {
        Self { from: point.from_micros, least: point.least, most: point.most, last: point.last }
    }

    fn into_point(self) -> WindowPoint {
        WindowPoint { from_micros: self.from, least: self.least, most: self.most, last: self.last }
    }
}

fn direction(is_received: bool) -> Direction {
    if is_received { Direction::Received } else { Direction::Sent }
}
