//! Strays as members of a JSON object: under their number, read as what they most likely are, with a mark that tells the
//! other readings. A number that stands several times has a list; the JSON stays JSON.

use super::{
    chunks::{Chunks, message_bytes},
    json::Printer,
    marks::MarkKind,
    scalars::push_integer,
    sift::{Stray, StrayKind},
    strays::Strays,
};
use crate::message::{
    field::UNKNOWN_KEY,
    plan::Type,
    readings::readings_line,
    visible::is_hidden,
    wire::{Payload, Writer},
};

/// How many numbers of one message have a mark of their own; the rest share one.
const MAX_MARKED: usize = 1000;
/// Integers up to here are the same in every reader of JSON.
const MAX_EXACT: u64 = (1 << 53) - 1;

impl Printer<'_, '_> {
    pub(super) fn strays<'a, 'd>(&mut self, of: Type<'d>, strays: Strays<'a, 'd>, chunks: &Chunks<'a>) {
        let count = strays.count();
        let mut sorted = strays.by_number(of, chunks).peekable();
        let (mut numbers, mut marked, mut rest) = (0, 0, None);
        while let Some(first) = sorted.next()
            && !self.is_full()
        {
            let from = self.json.key(&first.number.to_string());
            let mut several = 1;
            let next = |stray: &Stray<'_, '_>| stray.number == first.number;
            match sorted.next_if(next) {
                None => self.stray_value(&first),
                Some(second) => {
                    self.json.open('[');
                    self.json.element();
                    self.stray_value(&first);
                    let mut now = Some(second);
                    while let Some(stray) = now
                        && !self.is_full()
                    {
                        several += 1;
                        self.json.element();
                        self.stray_value(&stray);
                        now = sorted.next_if(next);
                    }
                    self.json.close(']');
                }
            }
            numbers += 1;
            if numbers <= MAX_MARKED {
                marked += several;
                let (kind, message) = describe(of, &first, several);
                self.json.out.mark(from, kind, message);
            } else {
                rest = rest.or(Some(from));
            }
        }
        if let Some(from) = rest {
            self.json.out.mark(from, MarkKind::UnknownField, format!("{} more unknown fields", count - marked));
        }
    }

    /// All of them as the records they are.
    pub(super) fn stray_records<'a, 'd>(&mut self, of: Type<'d>, strays: Strays<'a, 'd>, chunks: &Chunks<'a>) {
        let mut records = Writer::default();
        for stray in strays.by_number(of, chunks) {
            records.field(stray.number, stray.payload);
        }
        self.json.key(UNKNOWN_KEY);
        self.json.out.base64(&records.into_bytes());
    }

    /// Numbers unsigned, text as text, other bytes as base64.
    fn stray_value(&mut self, stray: &Stray<'_, '_>) {
        self.json.out.add_read(stray.number, stray.payload);
        let text = &mut self.json.out.text;
        match stray.payload {
            Payload::Varint(n) | Payload::Fixed64(n) if n <= MAX_EXACT || !self.options.quote_64_bit => {
                push_integer(text, n);
            }
            Payload::Varint(n) | Payload::Fixed64(n) => {
                text.push('"');
                push_integer(text, n);
                text.push('"');
            }
            Payload::Fixed32(n) => push_integer(text, n),
            Payload::Len(bytes) | Payload::Group(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if !text.contains(|c: char| is_hidden(c) && !c.is_ascii_whitespace()) => {
                    self.json.out.quoted(text);
                }
                _ => self.json.out.base64(bytes),
            },
        }
    }
}

fn describe(of: Type<'_>, stray: &Stray<'_, '_>, several: usize) -> (MarkKind, String) {
    let wire_type = stray.payload.wire_type();
    let size = size_words(stray.payload);
    let times = if several > 1 { format!(", the first of {several}") } else { String::new() };
    match stray.kind(of) {
        StrayKind::WireType(name) => {
            (MarkKind::WrongWireType, format!("wrong wire type for {name}: {wire_type}{size}{times}"))
        }
        StrayKind::NoField => {
            let readings = readings_line(stray.payload);
            (MarkKind::UnknownField, format!("unknown field {}: {wire_type}{size}{times}: {readings}", stray.number))
        }
        StrayKind::NotInEnum { number, of } => (MarkKind::UnknownEnum, format!("{number} (not in {of})")),
    }
}

/// `, 3 bytes` of what has a length.
pub(super) fn size_words(payload: Payload<'_>) -> String {
    match message_bytes(payload) {
        None => String::new(),
        Some([_]) => ", 1 byte".to_owned(),
        Some(bytes) => format!(", {} bytes", bytes.len()),
    }
}
