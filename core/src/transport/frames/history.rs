//! The windows of a stream and its connection over the time of a call, in bounded memory: the longer it takes, the
//! coarser. A dip is never lost: each interval keeps the least and the most.

use super::frame::{Direction, Frame, FrameEffect, kind};

/// The windows at one moment, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::transport) struct Windows {
    /// What may still be sent on the connection; `None`: as before.
    pub(in crate::transport) send_connection: Option<i64>,
    /// What the server may still send on the connection; `None`: as before.
    pub(in crate::transport) receive_connection: Option<i64>,
    /// What may still be sent on the stream, while it is open.
    pub(in crate::transport) send_stream: Option<i64>,
    /// What the server may still send on the stream, while it is open.
    pub(in crate::transport) receive_stream: Option<i64>,
}

impl Windows {
    /// As far as a frame alone tells: in the direction whose bytes it counts.
    pub(in crate::transport) fn after(frame: &Frame) -> Option<Self> {
        let FrameEffect::Windows { connection, stream } = frame.effect else { return None };
        let none = Self { send_connection: None, receive_connection: None, send_stream: None, receive_stream: None };
        let is_sending = (frame.kind == kind::DATA) == (frame.direction == Direction::Sent);
        Some(match is_sending {
            true => Self { send_connection: Some(connection), send_stream: stream, ..none },
            false => Self { receive_connection: Some(connection), receive_stream: stream, ..none },
        })
    }
}

/// Which window a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WindowLine {
    /// What may be sent on the stream.
    SendStream,
    /// What may be sent on the connection.
    SendConnection,
    /// What the server may send on the stream.
    ReceiveStream,
    /// What the server may send on the connection.
    ReceiveConnection,
}

impl WindowLine {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SendStream, Self::SendConnection, Self::ReceiveStream, Self::ReceiveConnection];
}

/// A window in one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowPoint {
    /// Where the interval begins, in microseconds since the start of the call.
    pub from_micros: u64,
    /// The least it was.
    pub least: i64,
    /// The most it was.
    pub most: i64,
    /// What it was at the end, and stays until the next point.
    pub last: i64,
}

/// Intervals a line has at most; past it, two become one.
const MOST_POINTS: usize = 2048;
/// How long an interval is at first.
const FINEST_MICROS: u64 = 500;

/// The four windows over time.
#[derive(Debug, Clone)]
pub struct WindowHistory {
    interval_micros: u64,
    lines: [Vec<WindowPoint>; 4],
}

impl Default for WindowHistory {
    fn default() -> Self {
        Self { interval_micros: FINEST_MICROS, lines: Default::default() }
    }
}

impl WindowHistory {
    /// The points of a line, in order of time; intervals in which nothing changed have none.
    pub fn line(&self, line: WindowLine) -> &[WindowPoint] {
        match (line, &self.lines) {
            (WindowLine::SendStream, [points, ..])
            | (WindowLine::SendConnection, [_, points, ..])
            | (WindowLine::ReceiveStream, [_, _, points, _])
            | (WindowLine::ReceiveConnection, [_, _, _, points]) => points,
        }
    }

    /// How long an interval is by now.
    pub fn interval_micros(&self) -> u64 {
        self.interval_micros
    }

    /// The lines that were kept of a call before, as [`WindowLine::ALL`] orders them.
    pub(crate) fn of(interval_micros: u64, mut lines: [Vec<WindowPoint>; 4]) -> Self {
        lines.iter_mut().for_each(|line| line.truncate(MOST_POINTS + 1));
        Self { interval_micros: interval_micros.max(FINEST_MICROS), lines }
    }

    /// The windows after a change.
    pub(in crate::transport) fn record(&mut self, at_micros: u64, windows: Windows) {
        let values = [windows.send_stream, windows.send_connection, windows.receive_stream, windows.receive_connection];
        let interval = self.interval_micros;
        let mut is_full = false;
        for (line, value) in self.lines.iter_mut().zip(values) {
            let Some(value) = value else { continue };
            add(line, at_micros / interval * interval, value);
            is_full |= line.len() > MOST_POINTS;
        }
        if is_full {
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        self.interval_micros = self.interval_micros.saturating_mul(2);
        for line in &mut self.lines {
            let mut merged: Vec<WindowPoint> = Vec::with_capacity(line.len() / 2 + 1);
            for point in line.iter() {
                let from_micros = point.from_micros / self.interval_micros * self.interval_micros;
                match merged.last_mut() {
                    Some(last) if last.from_micros == from_micros => {
                        last.least = last.least.min(point.least);
                        last.most = last.most.max(point.most);
                        last.last = point.last;
                    }
                    _ => merged.push(WindowPoint { from_micros, ..*point }),
                }
            }
            *line = merged;
        }
    }
}

fn add(line: &mut Vec<WindowPoint>, from_micros: u64, value: i64) {
    match line.last_mut() {
        Some(last) if last.last == value && from_micros >= last.from_micros => {}
        // Time never runs back; a frame told late counts with the last interval.
        Some(last) if last.from_micros >= from_micros => {
            last.least = last.least.min(value);
            last.most = last.most.max(value);
            last.last = value;
        }
        _ => line.push(WindowPoint { from_micros, least: value, most: value, last: value }),
    }
}
