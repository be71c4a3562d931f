//! The books of a connection's flow control (RFC 9113, 5.2): its windows and those of its open streams, in both
//! directions, from the first frame on. It books what passed; h2 enforces.

use std::sync::Arc;

use super::scan::FrameHead;
use crate::transport::frames::{Direction, FrameEffect, Windows, flag, kind};

/// What windows are before anybody says otherwise (RFC 9113, 6.9.2).
const FIRST_WINDOW: u32 = 65_535;

/// Microseconds since the connection began.
pub(super) type Micros = u64;

/// A window, and since when nothing of it is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) left: i64,
    pub(super) used_up: Option<Micros>,
}

/// One direction of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Half {
    pub(super) window: Window,
    /// Bytes of DATA that went, padding included, and bytes that were given back.
    pub(super) moved: u64,
    pub(super) given_back: u64,
    pub(super) is_ended: bool,
}

/// A stream that is open.
#[derive(Debug)]
pub(super) struct StreamBook {
    pub(super) id: u32,
    pub(super) send: Half,
    pub(super) receive: Half,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) send: Window,
    pub(super) receive: Window,
    /// The first window of a stream: as the server has it for what we send, and as we have it.
    pub(super) first_send: u32,
    pub(super) first_receive: u32,
    /// Open streams, by their id.
    streams: Vec<StreamBook>,
    /// Where the stream of the last frame stands among them.
    last: usize,
    /// The highest stream that was opened.
    pub(super) newest: u32,
    /// Our ping that waits for its answer, and the server's.
    sent_ping: Option<([u8; 8], Micros)>,
    received_ping: Option<([u8; 8], Micros)>,
    /// Methods of the calls, by their streams.
    names: Vec<(u32, Arc<str>)>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            send: Window::new(FIRST_WINDOW),
            receive: Window::new(FIRST_WINDOW),
            first_send: FIRST_WINDOW,
            first_receive: FIRST_WINDOW,
            streams: Vec::new(),
            last: 0,
            newest: 0,
            sent_ping: None,
            received_ping: None,
            names: Vec::new(),
        }
    }
}

impl Ledger {
    /// A frame passed. The second value tells that its stream is closed with it.
    pub(super) fn book(
        &mut self,
        direction: Direction,
        head: &FrameHead,
        payload: &[u8],
        at: Micros,
    ) -> (FrameEffect, bool) {
        match head.kind {
            kind::DATA => {
                let effect = self.data(direction, head, at);
                (effect, self.ends(direction, head))
            }
            kind::HEADERS => {
                if direction == Direction::Sent && head.stream > self.newest {
                    self.open(head.stream);
                }
                (FrameEffect::None, self.ends(direction, head))
            }
            kind::RST_STREAM => (FrameEffect::None, self.close(head.stream)),
            kind::WINDOW_UPDATE => (self.grow(direction, head.stream, payload, at), false),
            kind::SETTINGS if head.flags & flag::ACK == 0 => {
                self.settings(direction, payload, at);
                (FrameEffect::None, false)
            }
            kind::PING => (self.ping(direction, head, payload, at), false),
            _ => (FrameEffect::None, false),
        }
    }

    /// The book of a stream, while it is open.
    pub(super) fn stream(&self, id: u32) -> Option<&StreamBook> {
        let at = self.streams.binary_search_by_key(&id, |stream| stream.id).ok()?;
        self.streams.get(at)
    }

    /// All open streams, in the order they were opened.
    pub(super) fn streams(&self) -> &[StreamBook] {
        &self.streams
    }

    /// The windows, of the connection and of one stream.
    pub(super) fn windows(&self, stream: Option<u32>) -> Windows {
        let book = stream.and_then(|id| self.stream(id));
        Windows {
            send_connection: Some(self.send.left),
            receive_connection: Some(self.receive.left),
            send_stream: book.map(|book| book.send.window.left),
            receive_stream: book.map(|book| book.receive.window.left),
        }
    }

    /// Since when our ping waits for its answer.
    pub(super) fn unanswered_ping(&self) -> Option<Micros> {
        self.sent_ping.map(|(_, at)| at)
    }

    /// The call of a stream. Told before or after its headers went out.
    pub(super) fn name(&mut self, stream: u32, method: Arc<str>) {
        self.names.push((stream, method));
    }

    /// The call of a stream is over.
    pub(super) fn forget_name(&mut self, stream: u32) {
        self.names.retain(|(named, _)| *named != stream);
    }

    /// The method that a stream calls, if it is known.
    pub(super) fn name_of(&self, stream: u32) -> Option<Arc<str>> {
        self.names.iter().find(|(named, _)| *named == stream).map(|(_, method)| method.clone())
    }

    fn open(&mut self, id: u32) {
        self.newest = id;
        let half = |first| Half { window: Window::new(first), moved: 0, given_back: 0, is_ended: false };
        // Ids only grow, so that the order stays.
        self.streams.push(StreamBook { id, send: half(self.first_send), receive: half(self.first_receive) });
    }

    fn book_of(&mut self, id: u32) -> Option<&mut StreamBook> {
        let is_last = self.streams.get(self.last).is_some_and(|stream| stream.id == id);
        if !is_last {
            self.last = self.streams.binary_search_by_key(&id, |stream| stream.id).ok()?;
        }
        self.streams.get_mut(self.last)
    }

    /// All of a payload counts, its padding too (RFC 9113, 6.9.1).
    fn data(&mut self, direction: Direction, head: &FrameHead, at: Micros) -> FrameEffect {
        let connection = if direction == Direction::Sent { &mut self.send } else { &mut self.receive };
        connection.take(head.length, at);
        let connection = connection.left;
        let stream = self.book_of(head.stream).map(|book| {
            let half = book.half(direction);
            half.window.take(head.length, at);
            half.moved += u64::from(head.length);
            half.window.left
        });
        FrameEffect::Windows { connection, stream }
    }

    /// A WINDOW_UPDATE allows the other side more.
    fn grow(&mut self, direction: Direction, stream: u32, payload: &[u8], at: Micros) -> FrameEffect {
        let Some(grown) = payload.first_chunk::<4>() else { return FrameEffect::None };
        let grown = u32::from_be_bytes(*grown) & 0x7fff_ffff;
        let allowed = match direction {
            Direction::Sent => Direction::Received,
            Direction::Received => Direction::Sent,
        };
        let connection = if allowed == Direction::Sent { &mut self.send } else { &mut self.receive };
        if stream == 0 {
            connection.give(grown.into(), at);
            return FrameEffect::Windows { connection: connection.left, stream: None };
        }
        let connection = connection.left;
        let stream = self.book_of(stream).map(|book| {
            let half = book.half(allowed);
            half.window.give(grown.into(), at);
            half.given_back += u64::from(grown);
            half.window.left
        });
        FrameEffect::Windows { connection, stream }
    }

    /// Another first window changes those of all open streams by the difference (RFC 9113, 6.9.2).
    fn settings(&mut self, direction: Direction, payload: &[u8], at: Micros) {
        let (entries, _) = payload.as_chunks::<6>();
        for [name_high, name_low, value @ ..] in entries {
            if u16::from_be_bytes([*name_high, *name_low]) != 0x4 {
                continue;
            }
            let value = u32::from_be_bytes(*value);
            // What the server says is for what we send.
            let (first, allowed) = match direction {
                Direction::Received => (&mut self.first_send, Direction::Sent),
                Direction::Sent => (&mut self.first_receive, Direction::Received),
            };
            let difference = i64::from(value) - i64::from(std::mem::replace(first, value));
            for stream in &mut self.streams {
                stream.half(allowed).window.give(difference, at);
            }
        }
    }

    fn ping(&mut self, direction: Direction, head: &FrameHead, payload: &[u8], at: Micros) -> FrameEffect {
        let Some(payload) = payload.first_chunk::<8>() else { return FrameEffect::None };
        let is_answer = head.flags & flag::ACK != 0;
        let waiting = match (direction, is_answer) {
            (Direction::Sent, false) | (Direction::Received, true) => &mut self.sent_ping,
            (Direction::Received, false) | (Direction::Sent, true) => &mut self.received_ping,
        };
        if !is_answer {
            *waiting = Some((*payload, at));
            return FrameEffect::None;
        }
        match waiting.take_if(|(asked, _)| asked == payload) {
            Some((_, asked)) => FrameEffect::RoundTrip(std::time::Duration::from_micros(at.saturating_sub(asked))),
            None => FrameEffect::None,
        }
    }

    /// Whether a stream is closed by the end of one side.
    fn ends(&mut self, direction: Direction, head: &FrameHead) -> bool {
        if head.flags & flag::END_STREAM == 0 {
            return false;
        }
        let Some(book) = self.book_of(head.stream) else { return false };
        book.half(direction).is_ended = true;
        if book.send.is_ended && book.receive.is_ended {
            return self.close(head.stream);
        }
        false
    }

    fn close(&mut self, id: u32) -> bool {
        let Ok(at) = self.streams.binary_search_by_key(&id, |stream| stream.id) else { return false };
        self.streams.remove(at);
        true
    }
}

impl StreamBook {
    fn half(&mut self, direction: Direction) -> &mut Half {
        if direction == Direction::Sent { &mut self.send } else { &mut self.receive }
    }
}

impl Half {
    /// Bytes that went and were not given back.
    pub(super) fn outstanding(&self) -> u64 {
        self.moved.saturating_sub(self.given_back)
    }
}

impl Window {
    fn new(left: u32) -> Self {
        Self { left: left.into(), used_up: (left == 0).then_some(0) }
    }

    fn take(&mut self, bytes: u32, at: Micros) {
        self.give(-i64::from(bytes), at);
    }

    fn give(&mut self, bytes: i64, at: Micros) {
        self.left = self.left.saturating_add(bytes);
        self.used_up = if self.left > 0 { None } else { self.used_up.or(Some(at)) };
    }
}
