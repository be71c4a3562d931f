//! What readers of a log get: rows, and the numbers of the call.
//! These are copies; they do not change after they were taken.

use std::time::Duration;

use super::GapNumbers;
pub use crate::transport::Direction;

/// How far a call is; it only goes forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallPhase {
    /// Getting a connection.
    Connecting,
    /// Both sides open.
    Open,
    /// The sending side is closed.
    HalfClosed,
    /// Ended: see [`CallLog::finished`](super::CallLog::finished).
    Finished,
}

/// The numbers of a call at one moment; cheap to take once a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallSnapshot {
    /// How far it is.
    pub phase: CallPhase,
    /// Messages sent.
    pub sent: u64,
    /// Messages received.
    pub received: u64,
    /// Bytes of the messages sent, before compression.
    pub sent_bytes: u64,
    /// Bytes of the messages received, after decompression.
    pub received_bytes: u64,
    /// The same on the wire, compressed as they were and with their 5-byte prefixes; what is sent again in another
    /// attempt counts once.
    pub sent_wire_bytes: u64,
    /// The same on the wire, compressed as they were and with their 5-byte prefixes.
    pub received_wire_bytes: u64,
    /// Since `Started`; stands still once finished.
    pub elapsed: Duration,
    /// Rows in the log, kept or not.
    pub rows: u64,
    /// Rows at the front that are kept no longer: a budget took them, or they were cleared.
    pub dropped: u64,
    /// Where its stream was lost and opened again, in numbers.
    pub gaps: GapNumbers,
}

/// One row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// 0-based over both directions.
    pub row: u64,
    /// Which way.
    pub direction: Direction,
    /// 0-based among its direction.
    pub index: u64,
    /// Since `Started`.
    pub at: Duration,
    /// Since the row before.
    pub gap: Duration,
    /// Size of the message in bytes, after decompression.
    pub size: usize,
    /// Size on the wire, without the 5-byte prefix.
    pub wire_size: usize,
    /// The compressed flag.
    pub compressed: bool,
}
