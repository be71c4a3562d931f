//! One frame as it passed: its header, the beginning of its payload, and what it did.
//! It names nothing; `words` does.

use std::time::Duration;

use bytes::Bytes;

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Client to server.
    Sent,
    /// Server to client.
    Received,
}

/// When a frame passed, against the start of the call that asked: what opened a kept connection came before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameTime {
    /// Microseconds since `Started`; negative before it.
    pub micros: i64,
}

impl FrameTime {
    /// So long after the start.
    pub fn after(start: Duration) -> Self {
        Self { micros: i64::try_from(start.as_micros()).unwrap_or(i64::MAX) }
    }

    /// Since the start, if it was not before it.
    pub fn since_start(self) -> Option<Duration> {
        u64::try_from(self.micros).ok().map(Duration::from_micros)
    }

    /// Before the start, if it was.
    pub fn before_start(self) -> Option<Duration> {
        (self.micros < 0).then(|| Duration::from_micros(self.micros.unsigned_abs()))
    }
}

/// What a frame did, as far as the connection's books tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FrameEffect {
    /// Nothing that is counted.
    #[default]
    None,
    /// DATA or WINDOW_UPDATE: the windows after it, in the direction whose bytes they allow. `stream` is `None` for a
    /// frame of the connection.
    Windows {
        /// Of the connection, in bytes; negative where SETTINGS took some back.
        connection: i64,
        /// Of the stream.
        stream: Option<i64>,
    },
    /// The answer to a ping, so long after it.
    RoundTrip(Duration),
}

/// A frame (RFC 9113, 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// 0-based among the frames of the call, dropped ones included.
    pub row: u64,
    /// When its last byte passed.
    pub at: FrameTime,
    /// Which way it went.
    pub direction: Direction,
    /// Which connection of the call it passed on, from 1: another attempt may take another one.
    pub connection: u16,
    /// Type, as the wire has it.
    pub kind: u8,
    /// Flags, as the wire has them.
    pub flags: u8,
    /// Stream; 0 is the connection.
    pub stream: u32,
    /// Size of the payload in bytes.
    pub length: u32,
    /// The payload's first bytes. None of header blocks: they may hold secrets.
    pub payload: Bytes,
    /// What it did.
    pub effect: FrameEffect,
}

/// Frame types (RFC 9113, 6).
pub(in crate::transport) mod kind {
    pub(in crate::transport) const DATA: u8 = 0;
    pub(in crate::transport) const HEADERS: u8 = 1;
    pub(in crate::transport) const RST_STREAM: u8 = 3;
    pub(in crate::transport) const SETTINGS: u8 = 4;
    pub(in crate::transport) const PUSH_PROMISE: u8 = 5;
    pub(in crate::transport) const PING: u8 = 6;
    pub(in crate::transport) const GOAWAY: u8 = 7;
    pub(in crate::transport) const WINDOW_UPDATE: u8 = 8;
    pub(in crate::transport) const CONTINUATION: u8 = 9;
}

/// Flags (RFC 9113, 6).
pub(in crate::transport) mod flag {
    /// Of DATA and HEADERS.
    pub(in crate::transport) const END_STREAM: u8 = 0x1;
    /// Of SETTINGS and PING.
    pub(in crate::transport) const ACK: u8 = 0x1;
    pub(in crate::transport) const END_HEADERS: u8 = 0x4;
    pub(in crate::transport) const PADDED: u8 = 0x8;
    pub(in crate::transport) const PRIORITY: u8 = 0x20;
}
