//! Reads one message's fields from bytes, one after another, and says where the bytes stop making sense.
//! It goes into nothing: a nested message is its bytes. Skipping a group needs no stack.

/// The fields of one message.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    all: usize,
    rest: &'a [u8],
}

/// One field as it stands on the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawField<'a> {
    pub(crate) number: u32,
    pub(crate) payload: Payload<'a>,
}

/// What a field holds, by wire type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Payload<'a> {
    Varint(u64),
    Fixed64(u64),
    Len(&'a [u8]),
    Group(&'a [u8]),
    Fixed32(u32),
}

impl Payload<'_> {
    pub(crate) fn wire_type(&self) -> &'static str {
        match self {
            Self::Varint(_) => "varint",
            Self::Fixed64(_) => "fixed64",
            Self::Len(_) => "length-delimited",
            Self::Group(_) => "group",
            Self::Fixed32(_) => "fixed32",
        }
    }

    /// How many bytes it takes after its tag, with the length or the end of it.
    #[inline]
    pub(crate) fn wire_len(&self) -> usize {
        match self {
            Self::Varint(n) => varint_len(*n),
            Self::Fixed64(_) => 8,
            Self::Len(bytes) => varint_len(bytes.len() as u64) + bytes.len(),
            Self::Group(bytes) => bytes.len() + 1,
            Self::Fixed32(_) => 4,
        }
    }
}

/// Why the rest of a message cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("truncated at byte {at}: a number is cut off")]
    CutVarint { at: usize },
    #[error("not a message: the number at byte {at} is longer than 10 bytes")]
    LongVarint { at: usize },
    #[error("truncated: field {number} at byte {at} wants {wanted} bytes, {left} are left")]
    Short { at: usize, number: u32, wanted: u64, left: usize },
    #[error("not a message: the tag at byte {at} has field number {number}")]
    BadNumber { at: usize, number: u64 },
    #[error("not a message: the tag at byte {at} has wire type {wire_type}")]
    BadWireType { at: usize, wire_type: u8 },
    #[error("not a message: byte {at} ends a group that was not begun")]
    StrayEndGroup { at: usize },
    #[error("truncated: group {number} at byte {at} does not end")]
    OpenGroup { at: usize, number: u32 },
    #[error("not a message: group {number} at byte {at} is ended as another")]
    WrongEndGroup { at: usize, number: u32 },
}

const VARINT: u8 = 0;
const FIXED64: u8 = 1;
const LEN: u8 = 2;
const START_GROUP: u8 = 3;
const END_GROUP: u8 = 4;
const FIXED32: u8 = 5;

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { all: bytes.len(), rest: bytes }
    }

    /// How many bytes were read.
    pub(crate) fn at(&self) -> usize {
        self.all - self.rest.len()
    }

    /// The next field; after a fault there is nothing more to read.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<RawField<'a>>, Fault> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let at = self.at();
        let (number, wire_type) = self.tag(at)?;
        let payload = match wire_type {
            START_GROUP => Payload::Group(self.group(at, number)?),
            END_GROUP => return Err(Fault::StrayEndGroup { at }),
            other => self.payload(at, number, other)?,
        };
        Ok(Some(RawField { number, payload }))
    }

    /// Passes over the numbers that follow under the tag of this field, and says how many: [`Self::next`] for who only
    /// counts, several times as quick. It stops at whatever is unusual, which is for `next` to read.
    pub(crate) fn pass_varints(&mut self, number: u32) -> usize {
        let (tag, tag_len) = varint_word(number << 3 | u32::from(VARINT));
        let mask = (1 << (8 * tag_len)) - 1;
        let mut passed = 0;
        while let Some(word) = self.rest.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes)) {
            let last_bytes = !(word >> (8 * tag_len)) & 0x8080_8080_8080_8080;
            let len = tag_len + last_bytes.trailing_zeros() as usize / 8 + 1;
            if word & mask != tag || len > 8 {
                break;
            }
            self.rest = self.rest.get(len..).unwrap_or_default();
            passed += 1;
        }
        passed
    }

    /// The next tag: field number and wire type.
    #[inline]
    pub(crate) fn tag(&mut self, at: usize) -> Result<(u32, u8), Fault> {
        let tag = self.varint()?;
        let wire_type = (tag & 7) as u8;
        match u32::try_from(tag >> 3) {
            Ok(number @ 1..=0x1fff_ffff) => Ok((number, wire_type)),
            _ => Err(Fault::BadNumber { at, number: tag >> 3 }),
        }
    }

    /// A bare varint, as in packed fields.
    #[inline]
    pub(crate) fn varint(&mut self) -> Result<u64, Fault> {
        if let [first @ 0..=0x7f, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(u64::from(*first));
        }
        if let [first, second @ 0..=0x7f, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(u64::from(first & 0x7f) | u64::from(*second) << 7);
        }
        let at = self.at();
        let mut value = 0u64;
        for (index, byte) in self.rest.iter().enumerate().take(10) {
            value |= u64::from(byte & 0x7f) << (7 * index as u32);
            if byte & 0x80 == 0 {
                self.rest = self.rest.get(index + 1..).unwrap_or_default();
                return Ok(value);
            }
        }
        Err(if self.rest.len() < 10 { Fault::CutVarint { at } } else { Fault::LongVarint { at } })
    }

    #[inline]
    pub(crate) fn fixed32(&mut self) -> Option<u32> {
        let (bytes, rest) = self.rest.split_first_chunk::<4>()?;
        self.rest = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    #[inline]
    pub(crate) fn fixed64(&mut self) -> Option<u64> {
        let (bytes, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    #[inline]
    fn payload(&mut self, at: usize, number: u32, wire_type: u8) -> Result<Payload<'a>, Fault> {
        let left = self.rest.len();
        let short = |wanted| Fault::Short { at, number, wanted, left };
        match wire_type {
            VARINT => self.varint().map(Payload::Varint),
            FIXED64 => self.fixed64().map(Payload::Fixed64).ok_or(short(8)),
            FIXED32 => self.fixed32().map(Payload::Fixed32).ok_or(short(4)),
            LEN => {
                let length = self.varint()?;
                let left = self.rest.len();
                let split = usize::try_from(length).ok().and_then(|n| self.rest.split_at_checked(n));
                let (bytes, rest) = split.ok_or(Fault::Short { at, number, wanted: length, left })?;
                self.rest = rest;
                Ok(Payload::Len(bytes))
            }
            _ => Err(Fault::BadWireType { at, wire_type }),
        }
    }

    /// The bytes of a group up to its end tag, however deep the groups in it; each must end with a number of its own.
    fn group(&mut self, at: usize, number: u32) -> Result<&'a [u8], Fault> {
        let body = self.rest;
        let mut within: Vec<u32> = Vec::new();
        while !self.rest.is_empty() {
            let before = self.at();
            let start = self.rest.len();
            let (inner, wire_type) = self.tag(before)?;
            match wire_type {
                START_GROUP => within.push(inner),
                END_GROUP => match within.pop() {
                    Some(open) if open == inner => {}
                    None if number == inner => return Ok(body.get(..body.len() - start).unwrap_or_default()),
                    _ => return Err(Fault::WrongEndGroup { at, number }),
                },
                other => {
                    self.payload(before, inner, other)?;
                }
            }
        }
        Err(Fault::OpenGroup { at, number })
    }
}

/// How many bytes the tag of a field takes.
#[inline]
pub(crate) fn tag_len(number: u32) -> usize {
    varint_len(u64::from(number) << 3)
}

#[inline]
fn varint_len(number: u64) -> usize {
    (70 - (number | 1).leading_zeros() as usize) / 7
}

/// A number as a varint, of at most five bytes, in the low bytes of a word; and how many bytes those are.
fn varint_word(number: u32) -> (u64, usize) {
    let (mut word, mut len, mut rest) = (0, 0, u64::from(number));
    loop {
        let more = u64::from(rest > 0x7f) << 7;
        word |= (rest & 0x7f | more) << (8 * len);
        (len, rest) = (len + 1, rest >> 7);
        if rest == 0 {
            return (word, len);
        }
    }
}

/// A cursor over nested messages without slicing them, for walks that must be linear whatever the nesting.
pub(crate) enum Token {
    /// A scalar or a run of bytes that was skipped.
    Skipped,
    /// A length-delimited field and where it ends; the cursor stands at its first byte.
    Len { number: u32, end: usize },
    /// A group begins.
    StartGroup { number: u32 },
    /// A group ends.
    EndGroup,
}

impl Reader<'_> {
    /// The next token, standing inside a length-delimited field afterwards; `None` where the bytes end or make no sense.
    pub(crate) fn token(&mut self) -> Option<Token> {
        if self.rest.is_empty() {
            return None;
        }
        let at = self.at();
        let (number, wire_type) = self.tag(at).ok()?;
        match wire_type {
            START_GROUP => Some(Token::StartGroup { number }),
            END_GROUP => Some(Token::EndGroup),
            LEN => {
                let length = usize::try_from(self.varint().ok()?).ok().filter(|n| *n <= self.rest.len())?;
                Some(Token::Len { number, end: self.at() + length })
            }
            other => self.payload(at, number, other).ok().map(|_| Token::Skipped),
        }
    }

    /// Go on at this offset, which is not before the present one.
    pub(crate) fn skip_to(&mut self, offset: usize) {
        let ahead = offset.saturating_sub(self.at());
        self.rest = self.rest.get(ahead..).unwrap_or_default();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::{Payload, Reader};

    #[test]
    fn numbers_that_are_passed_over_are_those_that_are_read() {
        for number in [1, 15, 16, 99, 2047, 2048, 0x1fff_ffff] {
            let mut writer = super::super::Writer::default();
            for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), 5, u64::MAX, 7] {
                writer.field(number, Payload::Varint(value));
            }
            writer.field(number, Payload::Len(b"other"));
            let bytes = writer.into_bytes();
            let (mut reader, mut passed, mut read) = (Reader::new(&bytes), 0, 0);
            loop {
                passed += reader.pass_varints(number);
                match reader.next() {
                    Ok(Some(_)) => read += 1,
                    end => {
                        assert!(matches!(end, Ok(None)));
                        break;
                    }
                }
            }
            assert_eq!(passed + read, 10, "field {number}");
            assert!(passed > 2, "field {number}: {passed}");
        }
    }
}
