//! A frame in words: its type, its flags, and what its payload says.
//! It reads the bytes that were kept and nothing else.

use super::frame::{Direction, Frame, FrameEffect, FrameTime, flag, kind};
use crate::{metadata::visible, status::words};

/// A fact about a frame: what, and how it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameFact {
    /// `flags`, `grows by`, `last stream`.
    pub name: String,
    /// In words, safe to show.
    pub value: String,
}

impl FrameFact {
    fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// The name of a frame type (RFC 9113, 6), or its number.
pub fn frame_kind(kind: u8) -> String {
    const NAMES: [&str; 10] = [
        "DATA",
        "HEADERS",
        "PRIORITY",
        "RST_STREAM",
        "SETTINGS",
        "PUSH_PROMISE",
        "PING",
        "GOAWAY",
        "WINDOW_UPDATE",
        "CONTINUATION",
    ];
    NAMES.get(usize::from(kind)).map_or_else(|| format!("type {kind:#04x}"), |name| (*name).to_owned())
}

impl Frame {
    /// The name of its type, or its number.
    pub fn name(&self) -> String {
        frame_kind(self.kind)
    }

    /// The names of its flags; unknown ones as a number.
    pub fn flag_names(&self) -> Vec<String> {
        let known: &[(u8, &str)] = match self.kind {
            kind::DATA => &[(flag::END_STREAM, "END_STREAM"), (flag::PADDED, "PADDED")],
            kind::HEADERS => &[
                (flag::END_STREAM, "END_STREAM"),
                (flag::END_HEADERS, "END_HEADERS"),
                (flag::PADDED, "PADDED"),
                (flag::PRIORITY, "PRIORITY"),
            ],
            kind::SETTINGS | kind::PING => &[(flag::ACK, "ACK")],
            kind::CONTINUATION => &[(flag::END_HEADERS, "END_HEADERS")],
            kind::PUSH_PROMISE => &[(flag::END_HEADERS, "END_HEADERS"), (flag::PADDED, "PADDED")],
            _ => &[],
        };
        let mut left = self.flags;
        let mut names = Vec::new();
        for (bit, name) in known {
            if left & bit != 0 {
                names.push((*name).to_owned());
                left &= !bit;
            }
        }
        if left != 0 {
            names.push(format!("{left:#04x}"));
        }
        names
    }

    /// What it says in one line: `+1 MiB`, `CANCEL (8)`, `answered after 1.2 ms`. Empty where there is nothing to say.
    pub fn gist(&self) -> String {
        let speaks_for_itself = matches!(self.kind, kind::WINDOW_UPDATE | kind::RST_STREAM | kind::PING);
        let words = |fact: FrameFact| match speaks_for_itself {
            true => fact.value,
            false => format!("{} {}", fact.name, fact.value),
        };
        self.said().into_iter().map(words).collect::<Vec<_>>().join(", ")
    }

    /// Everything that is known of it, from its time to the windows after it.
    pub fn facts(&self) -> Vec<FrameFact> {
        let way = match self.direction {
            Direction::Sent => "sent",
            Direction::Received => "received",
        };
        let flags = self.flag_names();
        let mut facts = vec![
            FrameFact::new("type", format!("{} ({:#04x}), {way}", self.name(), self.kind)),
            FrameFact::new("time", time_words(self.at)),
            FrameFact::new("flags", if flags.is_empty() { "none".to_owned() } else { flags.join(", ") }),
            FrameFact::new("stream", stream_words(self.stream)),
            FrameFact::new("size", format!("9 B of header and {} of payload", exactly(self.length.into()))),
        ];
        if self.connection > 1 {
            facts.push(FrameFact::new("connection", format!("number {} of this call", self.connection)));
        }
        facts.extend(self.said());
        if let FrameEffect::Windows { connection, stream } = self.effect {
            facts.extend(stream.map(|window| FrameFact::new("stream window after", window_words(window))));
            facts.push(FrameFact::new("connection window after", window_words(connection)));
        }
        facts
    }

    /// Whether its bytes are kept from sight: header blocks may hold secrets.
    pub fn withholds_bytes(&self) -> bool {
        is_header_block(self.kind)
    }

    fn said(&self) -> Vec<FrameFact> {
        match (self.kind, self.payload.as_ref()) {
            (kind::WINDOW_UPDATE, payload) => number(payload)
                .map(|grown| FrameFact::new("grows by", format!("+{}", exactly(u64::from(grown & 0x7fff_ffff)))))
                .into_iter()
                .collect(),
            (kind::RST_STREAM, payload) => {
                number(payload).map(|code| FrameFact::new("error", error_words(code))).into_iter().collect()
            }
            (kind::SETTINGS, _) if self.flags & flag::ACK != 0 => Vec::new(),
            (kind::SETTINGS, payload) => settings(payload),
            (kind::GOAWAY, payload) => go_away(payload),
            (kind::PING, _) => match self.effect {
                FrameEffect::RoundTrip(took) => {
                    vec![FrameFact::new("round trip", format!("after {}", words::duration(took)))]
                }
                FrameEffect::None | FrameEffect::Windows { .. } => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// Whether frames of a type carry header blocks.
pub(in crate::transport) fn is_header_block(kind: u8) -> bool {
    matches!(kind, kind::HEADERS | kind::CONTINUATION | kind::PUSH_PROMISE)
}

fn settings(payload: &[u8]) -> Vec<FrameFact> {
    let (entries, _) = payload.as_chunks::<6>();
    let entry = |[name_high, name_low, value @ ..]: &[u8; 6]| {
        let value = u32::from_be_bytes(*value);
        let name = match u16::from_be_bytes([*name_high, *name_low]) {
            0x1 => "HEADER_TABLE_SIZE".to_owned(),
            0x2 => "ENABLE_PUSH".to_owned(),
            0x3 => "MAX_CONCURRENT_STREAMS".to_owned(),
            0x4 => "INITIAL_WINDOW_SIZE".to_owned(),
            0x5 => "MAX_FRAME_SIZE".to_owned(),
            0x6 => "MAX_HEADER_LIST_SIZE".to_owned(),
            0x8 => "ENABLE_CONNECT_PROTOCOL".to_owned(),
            other => format!("setting {other:#06x}"),
        };
        FrameFact::new(name, words::grouped(value.into()))
    };
    entries.iter().map(entry).collect()
}

fn go_away(payload: &[u8]) -> Vec<FrameFact> {
    let Some((head, debug)) = payload.split_first_chunk::<8>() else { return Vec::new() };
    let [a, b, c, d, code @ ..] = *head;
    let last = u32::from_be_bytes([a, b, c, d]) & 0x7fff_ffff;
    let mut facts = vec![
        FrameFact::new("last stream", if last == 0x7fff_ffff { "any".to_owned() } else { last.to_string() }),
        FrameFact::new("error", error_words(u32::from_be_bytes(code))),
    ];
    if !debug.is_empty() {
        facts.push(FrameFact::new("says", format!("\"{}\"", visible(debug))));
    }
    facts
}

fn number(payload: &[u8]) -> Option<u32> {
    payload.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes))
}

fn error_words(code: u32) -> String {
    let name = words::http2_error(code);
    if name.starts_with("0x") { name } else { format!("{name} ({code})") }
}

fn stream_words(stream: u32) -> String {
    if stream == 0 { "0, the connection".to_owned() } else { stream.to_string() }
}

fn time_words(at: FrameTime) -> String {
    match at.before_start() {
        Some(before) => format!("{} before the call", words::duration(before)),
        None => format!("{} since the start", words::duration(at.since_start().unwrap_or_default())),
    }
}

/// `65,535 B`; a window that SETTINGS took back is negative.
fn window_words(window: i64) -> String {
    let sign = if window < 0 { "-" } else { "" };
    format!("{sign}{}", exactly(window.unsigned_abs()))
}

/// Exact bytes: what flow control counts is never rounded.
fn exactly(bytes: u64) -> String {
    format!("{} B", words::grouped(bytes))
}
