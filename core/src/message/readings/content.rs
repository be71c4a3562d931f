//! The readings of a run of bytes: text, a message, packed numbers, or no more than bytes.
//! It looks one level deep, at the first part only, so that a long value costs no more than a short one.

use std::fmt::Write as _;

use super::{Reading, ReadingKind, is_everyday, push_visible};
use crate::message::{
    hex::push_hex,
    part::text_in,
    wire::{Payload, Reader},
};

/// How much of a value is looked at.
const SEEN: usize = 16 << 10;
/// How many characters a reading's line has, about.
const MAX_CHARS: usize = 80;
/// How many bytes are shown in hex.
const MAX_HEX: usize = 24;

pub(super) fn readings(bytes: &[u8]) -> Vec<Reading> {
    let seen = Seen::of(bytes);
    let message = seen.message();
    let mut all = Vec::new();
    if let Some(text) = seen.text() {
        all.push(text);
    }
    if let Some(likelihood) = message {
        all.push(Reading::new(ReadingKind::Message, "message", message_line(bytes), likelihood));
    }
    all.extend(seen.packed_varints());
    let (narrow, mut wide) = (seen.packed_fixed32(), seen.packed_fixed64());
    // Read at the right width, numbers have the fewest digits.
    if let (Some(narrow), Some(wide)) = (&narrow, &mut wide)
        && wide.text.len() > narrow.text.len()
    {
        wide.likelihood = wide.likelihood.min(narrow.likelihood.saturating_sub(1));
    }
    all.extend(narrow);
    all.extend(wide);
    all.push(Reading::new(ReadingKind::Bytes, "bytes", bytes_line(bytes), 50));
    all
}

/// `{1: 5, 2: "abc", 3: 12 bytes}`: the fields of a message of no type, as far as a line goes.
pub(super) fn message_line(bytes: &[u8]) -> String {
    let mut line = String::from("{");
    let mut reader = Reader::new(bytes);
    loop {
        let raw = match reader.next() {
            Ok(Some(raw)) => raw,
            Ok(None) => break,
            Err(_) => {
                line.push('…');
                break;
            }
        };
        if line.len() > 1 {
            line.push_str(", ");
        }
        if line.len() > MAX_CHARS {
            line.push('…');
            break;
        }
        let _ = write!(line, "{}: ", raw.number);
        push_value(&mut line, raw.payload);
    }
    line.push('}');
    line
}

fn push_value(line: &mut String, payload: Payload<'_>) {
    let _ = match payload {
        Payload::Varint(n) => write!(line, "{n}"),
        Payload::Fixed32(n) => write!(line, "0x{n:08x}"),
        Payload::Fixed64(n) => write!(line, "0x{n:016x}"),
        Payload::Group(_) => line.write_str("{…}"),
        Payload::Len(bytes) => match Seen::of(bytes).text_start() {
            Some(text) if !bytes.is_empty() => {
                line.push('"');
                push_cut(line, text, MAX_CHARS / 4, bytes.len());
                line.push('"');
                Ok(())
            }
            _ if bytes.len() == 1 => line.write_str("1 byte"),
            _ => write!(line, "{} bytes", bytes.len()),
        },
    };
}

/// So many characters of a text, `…` if that is not all of the bytes it begins.
fn push_cut(line: &mut String, text: &str, chars: usize, all_bytes: usize) {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    push_visible(line, text.get(..end).unwrap_or(text));
    if end < all_bytes {
        line.push('…');
    }
}

fn bytes_line(bytes: &[u8]) -> String {
    let mut line = String::new();
    push_hex(&mut line, bytes.get(..MAX_HEX).unwrap_or(bytes));
    let _ = match bytes.len() {
        0 => line.write_str("(empty)"),
        n if n > MAX_HEX => write!(line, " … ({n} bytes)"),
        _ => Ok(()),
    };
    line
}

/// The part of a value that is looked at.
#[derive(Clone, Copy)]
struct Seen<'a> {
    bytes: &'a [u8],
    all: usize,
}

impl<'a> Seen<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.get(..SEEN).unwrap_or(bytes), all: bytes.len() }
    }

    fn is_whole(self) -> bool {
        self.bytes.len() == self.all
    }

    /// It as text, if it is text as far as it was seen.
    fn text_start(self) -> Option<&'a str> {
        text_in(self.bytes, self.is_whole())
    }

    fn text(self) -> Option<Reading> {
        let text = self.text_start()?;
        let mut line = String::from("\"");
        push_cut(&mut line, text, MAX_CHARS, self.all);
        line.push('"');
        // Line ends and tabs are tags as well, of the fields that nearly every message has.
        let likelihood = if text.contains(['\n', '\r', '\t']) { 75 } else { 90 };
        Some(Reading::new(ReadingKind::Text, "string", line, likelihood))
    }

    /// How much it looks like the fields of a message; `None` if it is none.
    fn message(self) -> Option<u8> {
        if self.bytes.is_empty() {
            return Some(40);
        }
        let mut reader = Reader::new(self.bytes);
        let (mut fields, mut largest, mut has_lengths) = (0_usize, 0, false);
        loop {
            match reader.next() {
                Ok(Some(raw)) => {
                    fields += 1;
                    largest = largest.max(raw.number);
                    has_lengths |= matches!(raw.payload, Payload::Len(inner) if inner.len() > 1);
                }
                Ok(None) => break,
                Err(_) if self.is_whole() => return None,
                Err(_) => break,
            }
        }
        // A length that fits to the byte is hardly chance, and types number their fields from 1.
        Some(match largest {
            0 => 70,
            1..64 if has_lengths => 95,
            1..64 => 80,
            64..1000 => 60,
            _ => {
                if fields > 1 {
                    45
                } else {
                    30
                }
            }
        })
    }

    fn packed_varints(self) -> Option<Reading> {
        let mut reader = Reader::new(self.bytes);
        let (mut line, mut count, mut short) = (Listed::default(), 0_usize, 0_usize);
        while !reader.is_empty() {
            let before = reader.at();
            match reader.varint() {
                Ok(n) => line.push(format_args!("{n}")),
                Err(_) if self.is_whole() => return None,
                Err(_) => break,
            }
            count += 1;
            short += usize::from(reader.at() - before == 1);
        }
        let likelihood = if short * 4 >= count * 3 { 55 } else { 30 };
        (count > 0).then(|| line.reading(ReadingKind::PackedVarints, "packed varints", likelihood, self.is_whole()))
    }

    fn packed_fixed32(self) -> Option<Reading> {
        let (all, []) = self.bytes.as_chunks::<4>() else { return None };
        if all.is_empty() || !self.all.is_multiple_of(4) {
            return None;
        }
        let floats = || all.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let mut line = Listed::default();
        if floats().all(|n| is_everyday(n.into())) {
            floats().for_each(|n| line.push(format_args!("{n:?}")));
            return Some(line.reading(ReadingKind::PackedFloats, "packed floats", 58, self.is_whole()));
        }
        all.iter().for_each(|bytes| line.push(format_args!("{}", u32::from_le_bytes(*bytes))));
        Some(line.reading(ReadingKind::PackedFixed32, "packed fixed32", 25, self.is_whole()))
    }

    fn packed_fixed64(self) -> Option<Reading> {
        let (all, []) = self.bytes.as_chunks::<8>() else { return None };
        if all.is_empty() || !self.all.is_multiple_of(8) {
            return None;
        }
        let doubles = || all.iter().map(|bytes| f64::from_le_bytes(*bytes));
        let mut line = Listed::default();
        if doubles().all(is_everyday) {
            doubles().for_each(|n| line.push(format_args!("{n:?}")));
            return Some(line.reading(ReadingKind::PackedDoubles, "packed doubles", 59, self.is_whole()));
        }
        all.iter().for_each(|bytes| line.push(format_args!("{}", u64::from_le_bytes(*bytes))));
        Some(line.reading(ReadingKind::PackedFixed64, "packed fixed64", 24, self.is_whole()))
    }
}

/// `1, 2, 3, …`, as far as a line goes.
#[derive(Default)]
struct Listed {
    text: String,
    is_cut: bool,
}

impl Listed {
    fn push(&mut self, number: std::fmt::Arguments<'_>) {
        if self.text.len() > MAX_CHARS {
            self.is_cut = true;
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(", ");
        }
        let _ = self.text.write_fmt(number);
    }

    fn reading(self, kind: ReadingKind, name: &'static str, likelihood: u8, is_whole: bool) -> Reading {
        let end = if self.is_cut || !is_whole { ", …" } else { "" };
        Reading::new(kind, name, self.text + end, likelihood)
    }
}
