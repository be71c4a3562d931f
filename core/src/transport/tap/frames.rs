//! Frame headers read on the side (RFC 9113, 4.1), wherever the bytes are cut.
//! It checks nothing but the first frame: h2 does the protocol, this only remembers what h2 does not tell.

use bytes::Bytes;

use super::{
    Opening,
    settings::{Http2Settings, SettingsReader},
};

const HEADERS: u8 = 0x1;
const SETTINGS: u8 = 0x4;
const GOAWAY: u8 = 0x7;
const CONTINUATION: u8 = 0x9;
/// Of SETTINGS: the other side has taken ours; there is nothing in it.
const ACK: u8 = 0x1;
/// Last stream id and error code.
const GOAWAY_HEAD: usize = 8;
/// Debug data that is kept.
const DEBUG_LIMIT: usize = 1024;

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

/// Where in the stream of frames we are.
#[derive(Debug)]
pub(super) struct FrameScanner {
    opening: Opening,
    header: [u8; 9],
    header_filled: usize,
    /// Payload bytes of this frame still to come.
    payload_left: usize,
    /// The payload of a GOAWAY while it arrives.
    go_away: Option<Vec<u8>>,
    /// Whether this frame's payload is one of settings.
    in_settings: bool,
    settings: SettingsReader,
    /// The last header block that was begun, and the largest so far.
    block: HeaderBlock,
    largest_block: HeaderBlock,
}

impl Default for FrameScanner {
    fn default() -> Self {
        Self {
            opening: Opening::Waiting,
            header: [0; 9],
            header_filled: 0,
            payload_left: 0,
            go_away: None,
            in_settings: false,
            settings: SettingsReader::default(),
            block: HeaderBlock::default(),
            largest_block: HeaderBlock::default(),
        }
    }
}

impl FrameScanner {
    pub(super) fn opening(&self) -> Opening {
        self.opening
    }

    /// The settings so far; the defaults before the first frame.
    pub(super) fn settings(&self) -> Http2Settings {
        self.settings.settings()
    }

    /// The largest header block so far, as far as it was announced.
    pub(super) fn largest_block(&self) -> HeaderBlock {
        self.largest_block
    }

    /// Takes bytes in as they arrive; returns the last GOAWAY that became complete with them.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) -> Option<GoAway> {
        let mut found = None;
        while !bytes.is_empty() && self.opening != Opening::Foreign {
            if self.payload_left > 0 {
                bytes = self.payload(bytes);
            } else {
                bytes = self.header(bytes);
            }
            if self.payload_left == 0 && self.header_filled == 0 {
                if self.opening == Opening::Begun {
                    self.opening = Opening::Http2;
                }
                found = self.go_away.take().and_then(|payload| read_go_away(&payload)).or(found);
            }
        }
        found
    }

    fn header<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let missing = self.header.len() - self.header_filled;
        let (now, rest) = bytes.split_at(missing.min(bytes.len()));
        for (slot, byte) in self.header.iter_mut().skip(self.header_filled).zip(now) {
            *slot = *byte;
        }
        self.header_filled += now.len();
        let [length_high, length_mid, length_low, kind, flags, stream @ ..] = self.header;
        if self.opening == Opening::Waiting && length_high != 0 {
            self.opening = Opening::Foreign;
        }
        if self.header_filled == self.header.len() {
            self.header_filled = 0;
            self.payload_left = u32::from_be_bytes([0, length_high, length_mid, length_low]) as usize;
            self.go_away = (kind == GOAWAY).then(Vec::new);
            self.in_settings = kind == SETTINGS && flags & ACK == 0;
            self.settings.begin();
            self.count_block(kind, u32::from_be_bytes(stream) & 0x7fff_ffff);
            if self.opening == Opening::Waiting {
                let is_settings =
                    kind == SETTINGS && flags == 0 && stream == [0; 4] && self.payload_left.is_multiple_of(6);
                self.opening = if is_settings { Opening::Begun } else { Opening::Foreign };
            }
        }
        rest
    }

    fn count_block(&mut self, kind: u8, stream_id: u32) {
        match kind {
            HEADERS => self.block = HeaderBlock { stream_id, wire_bytes: self.payload_left },
            CONTINUATION => self.block.wire_bytes += self.payload_left,
            _ => return,
        }
        if self.block.wire_bytes > self.largest_block.wire_bytes {
            self.largest_block = self.block;
        }
    }

    fn payload<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (now, rest) = bytes.split_at(self.payload_left.min(bytes.len()));
        self.payload_left -= now.len();
        if self.in_settings {
            self.settings.feed(now);
        }
        if let Some(payload) = &mut self.go_away {
            let room = (GOAWAY_HEAD + DEBUG_LIMIT).saturating_sub(payload.len());
            payload.extend(now.iter().take(room));
        }
        rest
    }
}

fn read_go_away(payload: &[u8]) -> Option<GoAway> {
    let (last_stream_id, rest) = payload.split_first_chunk::<4>()?;
    let (code, debug) = rest.split_first_chunk::<4>()?;
    Some(GoAway {
        last_stream_id: u32::from_be_bytes(*last_stream_id) & 0x7fff_ffff,
        code: u32::from_be_bytes(*code),
        debug: Bytes::copy_from_slice(debug),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn frame(kind: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![0, 0, payload.len() as u8, kind, 0, 0, 0, 0, stream];
        frame.extend_from_slice(payload);
        frame
    }

    #[test]
    fn settings_and_goaway_are_seen_wherever_the_bytes_are_cut() {
        let mut wire = frame(SETTINGS, 0, &[0, 3, 0, 0, 0, 100]);
        wire.extend(frame(0, 1, b"some data"));
        wire.extend(frame(GOAWAY, 0, b"\0\0\0\x05\0\0\0\x0btoo_many_pings"));
        wire.extend(frame(0, 1, b""));
        for cut in 1..wire.len() {
            let mut scanner = FrameScanner::default();
            let found: Vec<_> = wire.chunks(cut).filter_map(|bytes| scanner.feed(bytes)).collect();
            assert_eq!(scanner.opening(), Opening::Http2, "cut {cut}");
            let debug = Bytes::from_static(b"too_many_pings");
            assert_eq!(found, [GoAway { last_stream_id: 5, code: 0xb, debug }], "cut {cut}");
            let said = Http2Settings { max_concurrent_streams: Some(100), ..Http2Settings::default() };
            assert_eq!(scanner.settings(), said, "cut {cut}");
        }
    }

    #[test]
    fn settings_count_once_they_are_whole_and_later_ones_count_too() {
        let limits = [[0, 4, 0, 1, 0, 0], [0, 5, 0, 0, 0x80, 0], [0, 6, 0, 0, 0x20, 0], [0, 9, 0, 0, 0, 9]].concat();
        let wire = frame(SETTINGS, 0, &limits);
        let mut scanner = FrameScanner::default();
        scanner.feed(&wire[..wire.len() - 1]);
        assert_eq!(scanner.opening(), Opening::Begun);
        scanner.feed(&wire[wire.len() - 1..]);
        assert_eq!(scanner.opening(), Opening::Http2);
        let mut ack = frame(SETTINGS, 0, &[]);
        ack[4] = ACK;
        scanner.feed(&ack);
        scanner.feed(&frame(SETTINGS, 0, &[0, 3, 0, 0, 0, 1]));
        let expected = Http2Settings {
            max_concurrent_streams: Some(1),
            initial_window_bytes: 65_536,
            max_frame_bytes: 32_768,
            max_header_list_bytes: Some(8_192),
        };
        assert_eq!(scanner.settings(), expected);
    }

    #[test]
    fn a_header_block_is_measured_with_its_continuations() {
        let mut wire = frame(SETTINGS, 0, &[]);
        for (kind, stream, size) in [(HEADERS, 3, 200), (CONTINUATION, 3, 200), (CONTINUATION, 3, 9), (HEADERS, 5, 255)]
        {
            wire.extend(frame(kind, stream, &vec![0; size]));
        }
        let mut scanner = FrameScanner::default();
        wire.chunks(7).for_each(|bytes| assert_eq!(scanner.feed(bytes), None));
        assert_eq!(scanner.largest_block(), HeaderBlock { stream_id: 3, wire_bytes: 409 });
    }

    #[test]
    fn other_protocols_are_foreign_from_their_first_byte() {
        for first in [&b"H"[..], b"HTTP/1.1 400 Bad Request\r\n", b"SSH-2.0", b"\x15\x03\x03\0\x02\x02\x46"] {
            let mut scanner = FrameScanner::default();
            assert_eq!(scanner.feed(first), None);
            assert_eq!(scanner.opening(), Opening::Foreign, "{first:?}");
        }
        let mut scanner = FrameScanner::default();
        scanner.feed(&frame(0, 1, b"data first"));
        assert_eq!(scanner.opening(), Opening::Foreign);
    }
}
