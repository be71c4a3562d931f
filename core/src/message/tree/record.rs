//! One record of a message: where its tag, length, value and end tag stand, and what they hold.
//! It knows no types; what a record means is told by [`super::Scope`].

use std::{
    fmt,
    ops::{AddAssign, Range},
};

use crate::message::wire::{Fault, Payload};

/// The wire types of <https://protobuf.dev/programming-guides/encoding/#structure>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WireType {
    /// 0: a number of one to ten bytes.
    Varint,
    /// 1: eight bytes.
    Fixed64,
    /// 2: a length and so many bytes.
    Len,
    /// 3 and 4: records between two tags.
    Group,
    /// 5: four bytes.
    Fixed32,
}

impl WireType {
    /// As the encoding's own page writes it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Varint => "varint",
            Self::Fixed64 => "fixed64",
            Self::Len => "len",
            Self::Group => "group",
            Self::Fixed32 => "fixed32",
        }
    }
}

/// A record, or an element of a packed field (which has no tag), or the bytes that are neither. Offsets count from the
/// start of the whole message. Its parts follow one another: tag, length, value, end tag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// The field number; 0 for an element of a packed field, and where the bytes give none.
    pub number: u32,
    /// What it holds.
    pub body: Body,
    pub(super) at: usize,
    pub(super) tag_len: u8,
    pub(super) length_len: u8,
    pub(super) value_len: usize,
    pub(super) end_len: u8,
}

/// What a record holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Body {
    /// A number.
    Varint(u64),
    /// Eight bytes, little endian.
    Fixed64(u64),
    /// Four bytes, little endian.
    Fixed32(u32),
    /// Bytes after a length.
    Len,
    /// Records between two tags.
    Group,
    /// From here on the bytes make no sense: this is all the rest.
    Broken(Broken),
}

/// Why the rest of a message cannot be read; as text it says so with the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken(pub(super) Fault);

impl Broken {
    /// A group without its end: what is in it can still be opened.
    pub fn is_open_group(self) -> bool {
        matches!(self.0, Fault::OpenGroup { .. } | Fault::WrongEndGroup { .. })
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The parts of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Field number and wire type.
    Tag,
    /// The length before a value.
    Length,
    /// The value.
    Value,
    /// The tag that ends a group.
    EndTag,
}

/// Bytes by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Tags, those that end groups too.
    pub tags: u64,
    /// Lengths before values.
    pub lengths: u64,
    /// Values.
    pub values: u64,
    /// What cannot be read.
    pub broken: u64,
}

impl Cost {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.tags + self.lengths + self.values + self.broken
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.tags += other.tags;
        self.lengths += other.lengths;
        self.values += other.values;
        self.broken += other.broken;
    }
}

impl Record {
    /// A value alone.
    pub(super) fn bare(at: usize, body: Body, value_len: usize) -> Self {
        Self { number: 0, body, at, tag_len: 0, length_len: 0, value_len, end_len: 0 }
    }

    /// All of it.
    pub fn range(&self) -> Range<usize> {
        self.at..self.end_range().end
    }

    /// How many bytes it is.
    pub fn size(&self) -> usize {
        self.range().len()
    }

    /// Its tag; empty for an element of a packed field.
    pub fn tag_range(&self) -> Range<usize> {
        self.at..self.at + usize::from(self.tag_len)
    }

    /// The length before its value; empty where it has none.
    pub fn length_range(&self) -> Range<usize> {
        let from = self.tag_range().end;
        from..from + usize::from(self.length_len)
    }

    /// Its value: of a message or group the records in it, of a broken record all that is left.
    pub fn value_range(&self) -> Range<usize> {
        let from = self.length_range().end;
        from..from + self.value_len
    }

    /// The tag that ends a group; else empty.
    pub fn end_range(&self) -> Range<usize> {
        let from = self.value_range().end;
        from..from + usize::from(self.end_len)
    }

    /// The range of one part.
    pub fn part(&self, part: Part) -> Range<usize> {
        match part {
            Part::Tag => self.tag_range(),
            Part::Length => self.length_range(),
            Part::Value => self.value_range(),
            Part::EndTag => self.end_range(),
        }
    }

    /// The part a byte belongs to; `None` for a byte that is not its own.
    pub fn part_at(&self, offset: usize) -> Option<Part> {
        [Part::Tag, Part::Length, Part::Value, Part::EndTag].into_iter().find(|part| self.part(*part).contains(&offset))
    }

    /// Its wire type; `None` where the bytes are broken before that is known.
    pub fn wire_type(&self) -> Option<WireType> {
        match self.body {
            Body::Varint(_) => Some(WireType::Varint),
            Body::Fixed64(_) => Some(WireType::Fixed64),
            Body::Fixed32(_) => Some(WireType::Fixed32),
            Body::Len => Some(WireType::Len),
            Body::Group => Some(WireType::Group),
            Body::Broken(broken) if broken.is_open_group() => Some(WireType::Group),
            Body::Broken(_) if self.length_len > 0 => Some(WireType::Len),
            Body::Broken(_) => None,
        }
    }

    /// What its own bytes cost, its value as a whole.
    pub fn cost(&self) -> Cost {
        let mut cost = Cost {
            tags: u64::from(self.tag_len) + u64::from(self.end_len),
            lengths: u64::from(self.length_len),
            ..Cost::default()
        };
        match self.body {
            Body::Broken(_) => cost.broken = self.value_len as u64,
            _ => cost.values = self.value_len as u64,
        }
        cost
    }

    /// What a byte of it is: `tag: field 3, len`, `length 12`, `value, byte 4 of 12`.
    pub fn describe(&self, offset: usize) -> Option<String> {
        let name = self.wire_type().map_or("unreadable", WireType::name);
        Some(match self.part_at(offset)? {
            Part::Tag => format!("tag: field {}, {name}", self.number),
            Part::Length => match self.body {
                Body::Broken(Broken(Fault::Short { wanted, left, .. })) => {
                    format!("length {}, {} are left", count(wanted), count(left as u64))
                }
                _ => format!("length {}", count(self.value_len as u64)),
            },
            Part::EndTag => format!("end of group {}", self.number),
            Part::Value => {
                let what = if matches!(self.body, Body::Broken(_)) { "not readable" } else { "value" };
                let place = offset - self.value_range().start + 1;
                format!("{what}, byte {} of {}", count(place as u64), count(self.value_len as u64))
            }
        })
    }

    /// What it holds, as readers of one field at a time take it.
    pub(super) fn payload<'a>(&self, bytes: &'a [u8]) -> Option<Payload<'a>> {
        let value = || bytes.get(self.value_range()).unwrap_or_default();
        Some(match self.body {
            Body::Varint(n) => Payload::Varint(n),
            Body::Fixed64(n) => Payload::Fixed64(n),
            Body::Fixed32(n) => Payload::Fixed32(n),
            Body::Len => Payload::Len(value()),
            Body::Group => Payload::Group(value()),
            Body::Broken(broken) if broken.is_open_group() => Payload::Group(value()),
            Body::Broken(_) => return None,
        })
    }
}

/// `12,345`.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
