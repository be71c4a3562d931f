//! What a tap reads on the side, wherever the bytes are cut.
#![allow(clippy::unwrap_used)]

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use super::{
    books::{Booking, Books, GoAway, HeaderBlock},
    scan::Scanner,
    *,
};
use crate::transport::frames::{FrameEffect, FrameLog, WindowLine, kind};

const DATA: u8 = kind::DATA;
const HEADERS: u8 = kind::HEADERS;
const SETTINGS: u8 = kind::SETTINGS;
const GOAWAY: u8 = kind::GOAWAY;
const CONTINUATION: u8 = kind::CONTINUATION;
const END: u8 = 1;
const ACK: u8 = 1;

fn frame_with(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags, 0, 0, 0, stream], payload].concat()
}

fn frame(kind: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    frame_with(kind, 0, stream, payload)
}

fn update(stream: u8, by: u32) -> Vec<u8> {
    frame(kind::WINDOW_UPDATE, stream, &by.to_be_bytes())
}

/// A connection: what each side sends goes into the same books.
struct Wire {
    books: Books,
    received: Scanner,
    sent: Scanner,
    at: u64,
}

impl Wire {
    fn new() -> Self {
        let (received, mut sent) = (Scanner::of_server(), Scanner::of_client());
        let mut books = Books::default();
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        sent.feed(preface, &mut Booking { books: &mut books, direction: Direction::Sent, at: 0 });
        Self { books, received, sent, at: 0 }
    }

    fn server(&mut self, bytes: &[u8]) {
        self.at += 1000;
        let direction = Direction::Received;
        self.received.feed(bytes, &mut Booking { books: &mut self.books, direction, at: self.at });
    }

    fn client(&mut self, bytes: &[u8]) {
        self.at += 1000;
        let direction = Direction::Sent;
        self.sent.feed(bytes, &mut Booking { books: &mut self.books, direction, at: self.at });
    }
}

#[test]
fn settings_and_goaway_are_seen_wherever_the_bytes_are_cut() {
    let mut bytes = frame(SETTINGS, 0, &[0, 3, 0, 0, 0, 100]);
    bytes.extend(frame(DATA, 1, b"some data"));
    bytes.extend(frame(GOAWAY, 0, b"\0\0\0\x05\0\0\0\x0btoo_many_pings"));
    bytes.extend(frame(DATA, 1, b""));
    for cut in 1..bytes.len() {
        let mut wire = Wire::new();
        bytes.chunks(cut).for_each(|part| wire.server(part));
        assert_eq!(wire.received.opening(), Opening::Http2, "cut {cut}");
        let debug = Bytes::from_static(b"too_many_pings");
        assert_eq!(wire.books.go_away, Some(GoAway { last_stream_id: 5, code: 0xb, debug }), "cut {cut}");
        let said = Http2Settings { max_concurrent_streams: Some(100), ..Http2Settings::default() };
        assert_eq!(wire.books.settings, said, "cut {cut}");
        assert_eq!(wire.books.ledger.receive.left, 65_535 - 9, "cut {cut}");
    }
}

#[test]
fn settings_count_once_they_are_whole_and_later_ones_count_too() {
    let limits = [[0, 4, 0, 1, 0, 0], [0, 5, 0, 0, 0x80, 0], [0, 6, 0, 0, 0x20, 0], [0, 9, 0, 0, 0, 9]].concat();
    let bytes = frame(SETTINGS, 0, &limits);
    let mut wire = Wire::new();
    wire.server(&bytes[..bytes.len() - 1]);
    assert_eq!(wire.received.opening(), Opening::Begun);
    wire.server(&bytes[bytes.len() - 1..]);
    assert_eq!(wire.received.opening(), Opening::Http2);
    wire.server(&frame_with(SETTINGS, ACK, 0, &[]));
    wire.server(&frame(SETTINGS, 0, &[0, 3, 0, 0, 0, 1]));
    let expected = Http2Settings {
        max_concurrent_streams: Some(1),
        initial_window_bytes: 65_536,
        max_frame_bytes: 32_768,
        max_header_list_bytes: Some(8_192),
    };
    assert_eq!(wire.books.settings, expected);
}

#[test]
fn a_header_block_is_measured_with_its_continuations() {
    let mut bytes = frame(SETTINGS, 0, &[]);
    for (kind, stream, size) in [(HEADERS, 3, 200), (CONTINUATION, 3, 200), (CONTINUATION, 3, 9), (HEADERS, 5, 255)] {
        bytes.extend(frame(kind, stream, &vec![0; size]));
    }
    let mut wire = Wire::new();
    bytes.chunks(7).for_each(|part| wire.server(part));
    assert_eq!(wire.books.largest_block, HeaderBlock { stream_id: 3, wire_bytes: 409 });
}

#[test]
fn other_protocols_are_foreign_from_their_first_byte() {
    for first in [&b"H"[..], b"HTTP/1.1 400 Bad Request\r\n", b"SSH-2.0", b"\x15\x03\x03\0\x02\x02\x46"] {
        let mut wire = Wire::new();
        wire.server(first);
        assert_eq!(wire.received.opening(), Opening::Foreign, "{first:?}");
    }
    let mut wire = Wire::new();
    wire.server(&frame(DATA, 1, b"data first"));
    assert_eq!(wire.received.opening(), Opening::Foreign);
}

#[test]
fn windows_are_booked_in_both_directions_whatever_is_cut() {
    for cut in [1, 3, 9, 4096] {
        let mut wire = Wire::new();
        let sent = |wire: &mut Wire, bytes: &[u8]| bytes.chunks(cut).for_each(|part| wire.client(part));
        let received = |wire: &mut Wire, bytes: &[u8]| bytes.chunks(cut).for_each(|part| wire.server(part));
        sent(&mut wire, &frame(SETTINGS, 0, &[0, 4, 0, 0, 0x10, 0]));
        sent(&mut wire, &update(0, 1000));
        received(&mut wire, &frame(SETTINGS, 0, &[0, 4, 0, 0, 0, 100]));
        sent(&mut wire, &frame(HEADERS, 1, b"headers"));
        sent(&mut wire, &frame(DATA, 1, &[0; 90]));
        received(&mut wire, &update(1, 7));
        received(&mut wire, &frame(DATA, 1, &[0; 4000]));
        // Another first window reaches streams that are open; a window may become negative by it.
        received(&mut wire, &frame(SETTINGS, 0, &[0, 4, 0, 0, 0, 1]));
        let book = wire.books.ledger.stream(1).unwrap();
        assert_eq!((book.send.window.left, book.receive.window.left), (100 - 90 + 7 - 99, 4096 - 4000), "cut {cut}");
        assert_eq!((wire.books.ledger.send.left, wire.books.ledger.receive.left), (65_535 - 90, 65_535 + 1000 - 4000));
        assert_eq!(book.send.outstanding(), 83, "cut {cut}");
        sent(&mut wire, &frame_with(DATA, END, 1, &[]));
        assert!(wire.books.ledger.stream(1).is_some(), "half-closed");
        received(&mut wire, &frame_with(HEADERS, END, 1, &[]));
        assert!(wire.books.ledger.stream(1).is_none(), "closed");
    }
}

#[test]
fn a_call_that_asks_sees_its_own_frames_and_those_of_the_connection() {
    let mut wire = Wire::new();
    wire.client(&frame(SETTINGS, 0, &[]));
    wire.server(&frame(SETTINGS, 0, &[]));
    wire.client(&frame(HEADERS, 1, b"other"));
    wire.at = 100_000;
    let log = Arc::new(FrameLog::default());
    wire.books.watch(&log, 90_000, 1, wire.at);
    // Its headers go out before anybody can say which stream is its own.
    wire.client(&frame(HEADERS, 3, b"secret"));
    wire.client(&frame(HEADERS, 5, b"younger"));
    wire.books.bind(&log, 3, wire.at);
    wire.client(&frame(DATA, 3, &[7; 500]));
    wire.server(&frame(DATA, 1, b"not its own"));
    wire.server(&frame(kind::PING, 0, &[1; 8]));
    wire.client(&frame_with(kind::PING, ACK, 0, &[1; 8]));
    wire.client(&frame(kind::RST_STREAM, 3, &[0, 0, 0, 8]));
    wire.client(&frame(kind::PING, 0, &[2; 8]));
    let frames = log.frames(0..100);
    let names: Vec<(String, u32)> = frames.iter().map(|frame| (frame.name(), frame.stream)).collect();
    let names: Vec<(&str, u32)> = names.iter().map(|(name, stream)| (name.as_str(), *stream)).collect();
    assert_eq!(
        names,
        [("SETTINGS", 0), ("SETTINGS", 0), ("HEADERS", 3), ("DATA", 3), ("PING", 0), ("PING", 0), ("RST_STREAM", 3)]
    );
    assert!(frames[0].at.before_start().is_some() && frames[2].at.since_start().is_some());
    assert!(frames[2].payload.is_empty(), "header blocks may hold secrets");
    assert_eq!((frames[3].length, frames[3].payload.len()), (500, 64));
    assert_eq!(frames[3].effect, FrameEffect::Windows { connection: 65_035, stream: Some(65_035) });
    assert_eq!(frames[5].effect, FrameEffect::RoundTrip(Duration::from_millis(1)));
    assert_eq!(frames[6].gist(), "CANCEL (8)");
    let summary = log.summary();
    assert_eq!((summary.others.frames, summary.streams, summary.is_over), (2, vec![3], true));
    let history = log.history();
    assert_eq!(history.line(WindowLine::SendConnection).last().map(|point| point.last), Some(65_035));
    assert_eq!(history.line(WindowLine::ReceiveConnection).last().map(|point| point.last), Some(65_524));
}
