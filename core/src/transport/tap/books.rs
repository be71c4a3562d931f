//! What a tap remembers of the frames that passed: settings, GOAWAY, the largest header block, the windows; and the
//! calls that asked to see frames. It reads no bytes; the scanner cuts frames out of them.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    ledger::{Ledger, Micros},
    scan::{FrameHead, FrameSink},
    settings::Http2Settings,
};
use crate::transport::frames::{
    Direction, Frame, FrameEffect, FrameLog, FrameTime, Windows, flag, is_header_block, kind,
};

/// Debug data of a GOAWAY that is kept.
const DEBUG_LIMIT: usize = 1024;
/// Bytes of a DATA frame, or of one of an unknown type, that are kept for a call that asked.
const SHOWN: usize = 64;
/// Bytes that are kept of other frames.
const SHOWN_OF_CONTROL: usize = 8 + 1024;
/// Frames of stream 0 at the beginning of a connection that are kept for calls that come later.
const OPENING_FRAMES: usize = 12;

/// A GOAWAY frame (RFC 9113, 6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GoAway {
    /// Streams above this were not looked at.
    pub(crate) last_stream_id: u32,
    /// Error code.
    pub(crate) code: u32,
    /// What the server says about it, at most 1 KiB.
    pub(crate) debug: Bytes,
}

/// A header block as it stood on the wire, with its CONTINUATION frames (RFC 9113, 4.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct HeaderBlock {
    /// The stream it was sent on.
    pub(crate) stream_id: u32,
    /// Size after HPACK.
    pub(crate) wire_bytes: usize,
}

/// What is remembered.
#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) ledger: Ledger,
    pub(super) settings: Http2Settings,
    pub(super) go_away: Option<GoAway>,
    pub(super) largest_block: HeaderBlock,
    /// The header block that was begun last.
    block: HeaderBlock,
    opening: Vec<Passed>,
    watches: Vec<Watch>,
}

/// A frame that passed, before any call.
#[derive(Debug, Clone)]
struct Passed {
    at: Micros,
    direction: Direction,
    head: FrameHead,
    payload: Bytes,
    effect: FrameEffect,
}

/// A call that asked.
#[derive(Debug)]
struct Watch {
    log: Arc<FrameLog>,
    /// `None` while its headers are on their way to h2; until then every stream after `newest` may be its own.
    stream: Option<u32>,
    newest: u32,
    /// Microseconds from the connection's beginning to the call's; negative where the call came first.
    offset: i64,
    /// The number of the connection among those of the call.
    connection: u16,
    /// Frames of streams that may be its own.
    held: Vec<Passed>,
}

/// Books the frames of one direction at one moment.
pub(super) struct Booking<'a> {
    pub(super) books: &'a mut Books,
    pub(super) direction: Direction,
    pub(super) at: Micros,
}

impl FrameSink for Booking<'_> {
    fn begins(&mut self, head: &FrameHead) {
        if self.direction == Direction::Received && matches!(head.kind, kind::HEADERS | kind::CONTINUATION) {
            self.books.count_block(head);
        }
    }

    fn ends(&mut self, head: &FrameHead, payload: &[u8]) {
        let (effect, closes) = self.books.ledger.book(self.direction, head, payload, self.at);
        if head.stream == 0 {
            self.books.of_connection(self.direction, head, payload);
        }
        if !self.books.watches.is_empty() || (head.stream == 0 && self.books.opening.len() < OPENING_FRAMES) {
            self.books.show(self.direction, self.at, (head, payload), effect, closes);
        }
    }
}

impl Books {
    fn count_block(&mut self, head: &FrameHead) {
        match head.kind {
            kind::HEADERS => self.block = HeaderBlock { stream_id: head.stream, wire_bytes: head.length as usize },
            _ => self.block.wire_bytes += head.length as usize,
        }
        if self.block.wire_bytes > self.largest_block.wire_bytes {
            self.largest_block = self.block;
        }
    }

    fn of_connection(&mut self, direction: Direction, head: &FrameHead, payload: &[u8]) {
        if direction == Direction::Sent {
            return;
        }
        match head.kind {
            kind::SETTINGS if head.flags & flag::ACK == 0 => self.settings.apply(payload),
            kind::GOAWAY => self.go_away = read_go_away(payload).or(self.go_away.take()),
            _ => {}
        }
    }

    /// A call asks for its frames: all of its own from here on, and where it is on this connection for the first time,
    /// those that opened it.
    pub(super) fn watch(&mut self, log: &Arc<FrameLog>, offset: i64, tap: u64, at: Micros) {
        let before = log.summary().connections;
        let connection = log.begin(tap);
        let newest = self.ledger.newest;
        let watch = Watch { log: log.clone(), stream: None, newest, offset, connection, held: Vec::new() };
        if connection != before {
            self.opening.iter().for_each(|passed| watch.push(passed, None));
        }
        log.sample(watch.time(at), self.ledger.windows(None));
        self.watches.push(watch);
    }

    /// The stream of the call that asked with this log.
    pub(super) fn bind(&mut self, log: &Arc<FrameLog>, stream: u32, at: Micros) {
        let windows = self.ledger.windows(Some(stream));
        let waiting = |watch: &&mut Watch| watch.stream.is_none() && Arc::ptr_eq(&watch.log, log);
        let Some(watch) = self.watches.iter_mut().find(waiting) else { return };
        watch.stream = Some(stream);
        log.opened(stream);
        let mut is_reset = false;
        for passed in std::mem::take(&mut watch.held) {
            is_reset |= passed.head.stream == stream && passed.head.kind == kind::RST_STREAM;
            watch.tell(&passed, None);
        }
        if windows.send_stream.is_some() {
            log.sample(watch.time(at), windows);
        }
        if is_reset {
            self.unwatch(stream);
        }
    }

    /// Nothing more is to be told of a stream.
    pub(super) fn unwatch(&mut self, stream: u32) {
        self.watches.retain(|watch| {
            if watch.stream == Some(stream) {
                watch.log.end();
            }
            watch.stream != Some(stream)
        });
    }

    /// The connection is over, or the call of a log opened no stream on it.
    pub(super) fn unwatch_where(&mut self, is_it: impl Fn(&Arc<FrameLog>) -> bool) {
        self.watches.retain(|watch| {
            let is_over = is_it(&watch.log);
            if is_over {
                watch.log.end();
            }
            !is_over
        });
    }

    fn show(
        &mut self,
        direction: Direction,
        at: Micros,
        (head, payload): (&FrameHead, &[u8]),
        effect: FrameEffect,
        closes: bool,
    ) {
        let shown = match head.kind {
            kind if is_header_block(kind) => 0,
            kind::DATA | 10.. => SHOWN,
            _ => SHOWN_OF_CONTROL,
        };
        let payload = Bytes::copy_from_slice(payload.get(..shown).unwrap_or(payload));
        let passed = Passed { at, direction, head: *head, payload, effect };
        let ledger = &self.ledger;
        for watch in &mut self.watches {
            match watch.stream {
                None if head.stream == 0 || head.stream > watch.newest => watch.held.push(passed.clone()),
                None => watch.log.pass(head.length),
                Some(own) => watch.tell(&passed, Some(ledger.windows(Some(own)))),
            }
        }
        if closes {
            self.unwatch(head.stream);
        }
        if head.stream == 0 && self.opening.len() < OPENING_FRAMES {
            self.opening.push(passed);
        }
    }
}

impl Watch {
    /// Tells a frame, or counts it where it is another call's.
    fn tell(&self, passed: &Passed, windows: Option<Windows>) {
        if passed.head.stream == 0 || Some(passed.head.stream) == self.stream {
            self.push(passed, windows);
        } else {
            self.log.pass(passed.head.length);
            // Its bytes come off the connection's window all the same.
            if let (FrameEffect::Windows { .. }, Some(windows)) = (passed.effect, windows) {
                self.log.sample(self.time(passed.at), windows);
            }
        }
    }

    fn push(&self, passed: &Passed, windows: Option<Windows>) {
        let FrameHead { length, kind, flags, stream } = passed.head;
        let frame = Frame {
            row: 0,
            at: self.time(passed.at),
            direction: passed.direction,
            connection: self.connection,
            kind,
            flags,
            stream,
            length,
            payload: passed.payload.clone(),
            effect: passed.effect,
        };
        self.log.push(frame, windows);
    }

    fn time(&self, at: Micros) -> FrameTime {
        FrameTime { micros: i64::try_from(at).unwrap_or(i64::MAX).saturating_sub(self.offset) }
    }
}

fn read_go_away(payload: &[u8]) -> Option<GoAway> {
    let (last_stream_id, rest) = payload.split_first_chunk::<4>()?;
    let (code, debug) = rest.split_first_chunk::<4>()?;
    Some(GoAway {
        last_stream_id: u32::from_be_bytes(*last_stream_id) & 0x7fff_ffff,
        code: u32::from_be_bytes(*code),
        debug: Bytes::copy_from_slice(debug.get(..DEBUG_LIMIT).unwrap_or(debug)),
    })
}
