//! The records of a message as lines of text, for a terminal: offset, head bytes, size, field, wire type, value.
//! It makes a line when it is asked for one; a message of any size takes no more memory than its nesting.

use std::fmt::Write as _;

use super::{
    Body, Cost, Inside, Known, Meaning, Reading, Record, Records, Scope, WhyUnknown, WireType, reading, record::count,
    records,
};
use crate::{
    message::{Field, MAX_DEPTH, Shape, hex::push_hex},
    schema::MessageDescriptor,
};

/// Characters of a value in a line.
const VALUE_CHARS: usize = 96;
/// Room for tag and length in hex.
const HEAD_WIDTH: usize = 14;

/// All lines as one text, each with its line break; see [`wire_lines`], which takes less memory.
pub fn wire_text(of: Option<&MessageDescriptor>, bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in wire_lines(of, bytes) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// The records of a message, one a line without its line break, those of nested messages indented below; a head first,
/// and last what the bytes were spent on. Offsets are in hex, sizes in bytes. Without a type fields are numbers, and
/// bytes that read as a message are shown as one. Messages deeper than 100 levels are shown as bytes.
///
/// ```text
/// offset    tag, length    size  record
/// 00000000  08                2  id 1 varint int32 = 150
/// 00000002  12 03             5  name 2 len string = "Ada"
/// ```
pub fn wire_lines<'a>(of: Option<&MessageDescriptor>, bytes: &'a [u8]) -> WireLines<'a> {
    let scope = Scope::message(of.cloned(), bytes, 0..bytes.len());
    let walk = records(bytes, 0..bytes.len(), scope.layout());
    WireLines { bytes, open: vec![(scope, walk)], cost: Cost::default(), state: State::Head }
}

/// See [`wire_lines`].
pub struct WireLines<'a> {
    bytes: &'a [u8],
    open: Vec<(Scope, Records<'a>)>,
    cost: Cost,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Head,
    Records,
    Done,
}

impl Iterator for WireLines<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        match self.state {
            State::Head => {
                self.state = State::Records;
                Some(format!("{:<10}{:<width$}{:>6}  record", "offset", "tag, length", "size", width = HEAD_WIDTH))
            }
            State::Records => Some(self.record().unwrap_or_else(|| {
                self.state = State::Done;
                self.total()
            })),
            State::Done => None,
        }
    }
}

impl WireLines<'_> {
    fn record(&mut self) -> Option<String> {
        loop {
            let depth = self.open.len() - 1;
            let (scope, walk) = self.open.last_mut()?;
            let Some(record) = walk.next() else {
                if self.open.len() == 1 {
                    return None;
                }
                self.open.pop();
                continue;
            };
            let meaning = scope.meaning(self.bytes, &record);
            let is_last_level = self.open.len() >= MAX_DEPTH;
            let read = reading(self.bytes, &record, &meaning, VALUE_CHARS);
            let line = line(self.bytes, depth, &record, &meaning, &read, is_last_level);
            self.cost += record.cost();
            if let (Inside::Records(scope), false) = (meaning.inside, is_last_level) {
                match record.body {
                    Body::Broken(_) => self.cost.broken -= record.value_range().len() as u64,
                    _ => self.cost.values -= record.value_range().len() as u64,
                }
                self.open.push((scope.clone(), records(self.bytes, record.value_range(), scope.layout())));
            }
            return Some(line);
        }
    }

    fn total(&self) -> String {
        let Cost { tags, lengths, values, broken } = self.cost;
        let total = count(self.bytes.len() as u64);
        let unit = if self.bytes.len() == 1 { "byte" } else { "bytes" };
        let mut line =
            format!("{total} {unit}: tags {}, lengths {}, values {}", count(tags), count(lengths), count(values));
        if broken > 0 {
            let _ = write!(line, ", unreadable {}", count(broken));
        }
        line
    }
}

fn line(
    bytes: &[u8],
    depth: usize,
    record: &Record,
    meaning: &Meaning,
    reading: &Reading,
    is_last_level: bool,
) -> String {
    let mut head = String::new();
    push_hex(&mut head, bytes.get(record.tag_range().start..record.length_range().end).unwrap_or_default());
    let mut line = format!("{:08x}  {head:<HEAD_WIDTH$}{:>6}  ", record.range().start, record.size());
    line.extend(std::iter::repeat_n("  ", depth));
    line.push_str(&label(record, meaning));
    let is_open = matches!(meaning.inside, Inside::Records(_));
    let value = &reading.line.text;
    match (is_open, is_last_level) {
        (true, true) => line.push_str("  deeper levels not shown"),
        (true, false) => {}
        (false, _) => {
            let _ = write!(line, " = {value}");
        }
    }
    if let (false, Some(other)) = (is_open, reading.others.first()) {
        let _ = write!(line, "  or {other}");
    }
    if let Some((_, words)) = &reading.odd {
        let _ = write!(line, "  ({words})");
    }
    line
}

/// `name 2 len string`; `3 varint` where the type has no field of that number.
fn label(record: &Record, meaning: &Meaning) -> String {
    let wire_type = record.wire_type().map_or("", WireType::name);
    match &meaning.known {
        Known::Field(field) => format!("{} {} {wire_type} {}", field.name(), field.number(), type_name(field)),
        Known::Element(field) => type_name(field),
        Known::Unknown(WhyUnknown::Broken) if record.number == 0 => "unreadable".to_owned(),
        Known::Unknown(_) => format!("{} {wire_type}", record.number).trim_end().to_owned(),
    }
}

/// The type of a field's values, by its own name.
pub(super) fn type_name(field: &Field) -> String {
    match super::meaning::message_type(field) {
        Some(of) if of.is_map_entry() => "entry".to_owned(),
        Some(of) => of.name().to_owned(),
        None => match field.shape() {
            Shape::Scalar(scalar) => scalar.name().to_owned(),
            Shape::Enum(of) => of.name().to_owned(),
            _ => String::new(),
        },
    }
}
