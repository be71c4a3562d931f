//! What the value of a field without a type may mean: each way to read its bytes, the likeliest first.
//! These are guesses, and they look at no more than the first part of a long value; nothing is decided here.

mod content;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use super::{visible::push_visible, wire::Payload};

/// One way to read a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// As what it is read.
    pub kind: ReadingKind,
    /// Short name of that, as a reader of .proto files knows it: `uint64`, `message`.
    pub name: &'static str,
    /// The value, in one short line with control and bidi characters made visible; cut ones end with `…`.
    pub text: String,
    /// 0 to 100: how well the bytes look like it. Of the likeliest it is at least 50.
    pub likelihood: u8,
}

/// As what a value can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadingKind {
    /// `uint32`, `uint64`, `fixed32`, `fixed64`.
    Unsigned,
    /// `int32`, `int64`, `sfixed32`, `sfixed64`.
    Signed,
    /// `sint32`, `sint64`.
    Zigzag,
    /// `bool`.
    Bool,
    /// `float`.
    Float,
    /// `double`.
    Double,
    /// `string`.
    Text,
    /// A message, by its length or as a group.
    Message,
    /// Packed varints.
    PackedVarints,
    /// Packed `float`.
    PackedFloats,
    /// Packed `double`.
    PackedDoubles,
    /// Packed `fixed32`.
    PackedFixed32,
    /// Packed `fixed64`.
    PackedFixed64,
    /// `bytes`.
    Bytes,
}

impl Reading {
    fn new(kind: ReadingKind, name: &'static str, text: impl Into<String>, likelihood: u8) -> Self {
        Self { kind, name, text: text.into(), likelihood }
    }
}

/// Every way to read this payload, the likeliest first; never empty.
pub(crate) fn readings(payload: Payload<'_>) -> Vec<Reading> {
    let mut all = match payload {
        Payload::Varint(n) => varint(n),
        Payload::Fixed32(n) => fixed32(n),
        Payload::Fixed64(n) => fixed64(n),
        Payload::Group(bytes) => vec![Reading::new(ReadingKind::Message, "group", content::message_line(bytes), 100)],
        Payload::Len(bytes) => content::readings(bytes),
    };
    all.sort_by_key(|reading| std::cmp::Reverse(reading.likelihood));
    all
}

/// `uint64 5, sint64 -3, bool true`: all readings in one line, for a mark or a comment.
pub(crate) fn readings_line(payload: Payload<'_>) -> String {
    let mut line = String::new();
    for reading in readings(payload) {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(reading.name);
        line.push(' ');
        line.push_str(&reading.text);
    }
    line
}

/// A negative number has its highest bit set on the wire, which no plain count comes near.
fn varint(n: u64) -> Vec<Reading> {
    use ReadingKind::{Bool, Signed, Unsigned, Zigzag};
    let (signed, zigzag) = (n as i64, (n >> 1) as i64 ^ -((n & 1) as i64));
    let mut all = vec![Reading::new(Unsigned, "uint64", n.to_string(), 60)];
    if signed < 0 {
        all.push(Reading::new(Signed, "int64", signed.to_string(), 80));
    }
    all.push(Reading::new(Zigzag, "sint64", zigzag.to_string(), 20));
    if n < 2 {
        all.push(Reading::new(Bool, "bool", (n == 1).to_string(), 40));
    }
    all
}

fn fixed32(n: u32) -> Vec<Reading> {
    use ReadingKind::{Float, Signed, Unsigned};
    let float = f32::from_bits(n);
    let mut all = vec![
        Reading::new(Float, "float", format!("{float:?}"), if is_everyday(float.into()) && n != 0 { 70 } else { 20 }),
        Reading::new(Unsigned, "fixed32", n.to_string(), 60),
    ];
    if n > i32::MAX as u32 {
        all.push(Reading::new(Signed, "sfixed32", (n as i32).to_string(), near_zero((n as i32).into())));
    }
    all
}

fn fixed64(n: u64) -> Vec<Reading> {
    use ReadingKind::{Double, Signed, Unsigned};
    let double = f64::from_bits(n);
    let mut all = vec![
        Reading::new(Double, "double", format!("{double:?}"), if is_everyday(double) && n != 0 { 70 } else { 20 }),
        Reading::new(Unsigned, "fixed64", n.to_string(), 60),
    ];
    if n > i64::MAX as u64 {
        all.push(Reading::new(Signed, "sfixed64", (n as i64).to_string(), near_zero(n as i64)));
    }
    all
}

/// A small negative number; nothing else begins with so many ones.
fn near_zero(n: i64) -> u8 {
    if n > -(1 << 20) { 80 } else { 30 }
}

/// Of the size that people measure things in; integers read as floating point are far out of it.
fn is_everyday(number: f64) -> bool {
    number == 0.0 || (1e-6..1e12).contains(&number.abs())
}
