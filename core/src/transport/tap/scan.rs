//! Frames cut out of a stream of bytes (RFC 9113, 4.1), wherever the bytes are cut.
//! It checks nothing but the first frame: h2 does the protocol.

use super::Opening;
use crate::transport::frames::kind;

/// Of a payload that does not come in one piece, what is kept of it to be told at its end. SETTINGS are told whole: a
/// frame larger than we allow is one that h2 refuses.
const KEPT: usize = 8 + 1024;
const KEPT_OF_SETTINGS: usize = 128 << 10;
/// How an HTTP/2 client begins (RFC 9113, 3.4).
const PREFACE: usize = 24;

/// The header of a frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FrameHead {
    pub(super) length: u32,
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) stream: u32,
}

/// Told of frames.
pub(super) trait FrameSink {
    /// The header of a frame is there.
    fn begins(&mut self, head: &FrameHead);
    /// All of it is there. `payload` is whole, or its first kilobyte.
    fn ends(&mut self, head: &FrameHead, payload: &[u8]);
}

/// Where in a stream of frames we are.
#[derive(Debug)]
pub(super) struct Scanner {
    opening: Opening,
    /// Bytes before the first frame.
    skip: usize,
    raw: [u8; 9],
    filled: usize,
    head: FrameHead,
    /// Payload bytes of this frame still to come; `None` between frames.
    left: Option<usize>,
    kept: Vec<u8>,
}

impl Scanner {
    /// Of what a server sends: SETTINGS come first.
    pub(super) fn of_server() -> Self {
        Self {
            opening: Opening::Waiting,
            skip: 0,
            raw: [0; 9],
            filled: 0,
            head: FrameHead::default(),
            left: None,
            kept: Vec::new(),
        }
    }

    /// Of what this client sends, after its first words.
    pub(super) fn of_client() -> Self {
        Self { opening: Opening::Http2, skip: PREFACE, ..Self::of_server() }
    }

    /// What the first bytes look like.
    pub(super) fn opening(&self) -> Opening {
        self.opening
    }

    /// Takes bytes in as they pass.
    pub(super) fn feed(&mut self, mut bytes: &[u8], sink: &mut impl FrameSink) {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        bytes = bytes.get(skipped..).unwrap_or_default();
        while !bytes.is_empty() && self.opening != Opening::Foreign {
            bytes = match self.left {
                Some(left) => self.payload(bytes, left, sink),
                None => self.header(bytes, sink),
            };
        }
    }

    fn header<'a>(&mut self, bytes: &'a [u8], sink: &mut impl FrameSink) -> &'a [u8] {
        if self.filled == 0
            && self.opening == Opening::Http2
            && let Some((raw, rest)) = bytes.split_first_chunk::<9>()
        {
            self.begin(*raw, sink);
            return rest;
        }
        let (now, rest) = bytes.split_at((self.raw.len() - self.filled).min(bytes.len()));
        for (slot, byte) in self.raw.iter_mut().skip(self.filled).zip(now) {
            *slot = *byte;
        }
        self.filled += now.len();
        if self.opening == Opening::Waiting && self.raw[0] != 0 {
            self.opening = Opening::Foreign;
        } else if self.filled == self.raw.len() {
            self.begin(self.raw, sink);
        }
        rest
    }

    fn begin(&mut self, raw: [u8; 9], sink: &mut impl FrameSink) {
        let [length_high, length_mid, length_low, kind, flags, stream @ ..] = raw;
        let length = u32::from_be_bytes([0, length_high, length_mid, length_low]);
        let head = FrameHead { length, kind, flags, stream: u32::from_be_bytes(stream) & 0x7fff_ffff };
        self.filled = 0;
        self.head = head;
        if self.opening == Opening::Waiting {
            let is_settings = kind == kind::SETTINGS && flags == 0 && stream == [0; 4] && length.is_multiple_of(6);
            self.opening = if is_settings { Opening::Begun } else { Opening::Foreign };
        }
        if self.opening == Opening::Foreign {
            return;
        }
        sink.begins(&head);
        if length == 0 {
            self.end(&[], sink);
        } else {
            self.left = Some(length as usize);
        }
    }

    fn payload<'a>(&mut self, bytes: &'a [u8], left: usize, sink: &mut impl FrameSink) -> &'a [u8] {
        let (now, rest) = bytes.split_at(left.min(bytes.len()));
        if now.len() == self.head.length as usize {
            self.end(now, sink);
            return rest;
        }
        let limit = if self.head.kind == kind::SETTINGS { KEPT_OF_SETTINGS } else { KEPT };
        let room = limit.saturating_sub(self.kept.len()).min(now.len());
        self.kept.extend_from_slice(now.get(..room).unwrap_or_default());
        if now.len() < left {
            self.left = Some(left - now.len());
            return rest;
        }
        let mut kept = std::mem::take(&mut self.kept);
        self.end(&kept, sink);
        kept.clear();
        kept.shrink_to(KEPT);
        self.kept = kept;
        rest
    }

    fn end(&mut self, payload: &[u8], sink: &mut impl FrameSink) {
        self.left = None;
        if self.opening == Opening::Begun {
            self.opening = Opening::Http2;
        }
        sink.ends(&self.head, payload);
    }
}
