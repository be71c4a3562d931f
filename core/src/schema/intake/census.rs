//! How much a file declares, counted in its bytes before they are decoded: two bytes may become three hundred.
//! It judges no declaration; bytes that are no file count as far as they can be read.

use prost::encoding::{WireType, decode_key, decode_varint};

/// Declarations of one file that are decoded: the largest known one has a hundredth.
pub(in crate::schema) const MAX_DECLARED: usize = 1_000_000;
/// Declarations of all files of a pool: all of googleapis has a twentieth.
pub(in crate::schema) const MAX_DECLARED_IN_ALL: usize = 10_000_000;

/// Messages of descriptor.proto that hold others.
#[derive(Clone, Copy)]
enum Holder {
    File,
    Message,
    Enum,
    Service,
    /// What holds no more than texts and numbers.
    Leaf,
}

impl Holder {
    /// What a field of this holds, by its number in descriptor.proto; none if it is no declaration.
    fn holds(self, field: u32) -> Option<Self> {
        match (self, field) {
            (Self::File, 4) | (Self::Message, 3) => Some(Self::Message),
            (Self::File, 5) | (Self::Message, 4) => Some(Self::Enum),
            (Self::File, 6) => Some(Self::Service),
            // Imports; extensions; fields, ranges, oneofs, reserved names; values; methods.
            (Self::File, 3 | 7 | 15) | (Self::Message, 2 | 5 | 6 | 8 | 9 | 10) => Some(Self::Leaf),
            (Self::Enum, 2 | 4 | 5) | (Self::Service, 2) => Some(Self::Leaf),
            _ => None,
        }
    }
}

/// Declarations and imports in the bytes of a `FileDescriptorProto`; counts no further than [`MAX_DECLARED`] and one.
pub(crate) fn declared(file: &[u8]) -> usize {
    let mut count = 0;
    let mut open = vec![(Holder::File, file)];
    while let Some((holder, rest)) = open.last_mut() {
        let Some((field, value)) = next_field(rest) else {
            open.pop();
            continue;
        };
        let Some(held) = holder.holds(field) else { continue };
        count += 1;
        if count > MAX_DECLARED {
            return count;
        }
        if !matches!(held, Holder::Leaf) {
            open.push((held, value));
        }
    }
    count
}

/// Whether a file declares more than is decoded.
pub(crate) fn declares_too_much(file: &[u8]) -> bool {
    declared(file) > MAX_DECLARED
}

/// The next field with a length; `None` at the end, or where the bytes make no sense.
fn next_field<'a>(rest: &mut &'a [u8]) -> Option<(u32, &'a [u8])> {
    loop {
        let (field, wire_type) = decode_key(rest).ok()?;
        let len = match wire_type {
            WireType::Varint => decode_varint(rest).ok().map(|_| 0)?,
            WireType::ThirtyTwoBit => 4,
            WireType::SixtyFourBit => 8,
            WireType::LengthDelimited => usize::try_from(decode_varint(rest).ok()?).ok()?,
            // Nothing in a file is a group; what is in one has fields of its own numbers, none of them a declaration.
            WireType::StartGroup | WireType::EndGroup => 0,
        };
        let (value, after) = rest.split_at_checked(len)?;
        *rest = after;
        if wire_type == WireType::LengthDelimited {
            return Some((field, value));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::schema::builtin;

    #[test]
    fn all_that_is_declared_counts_and_no_option_or_comment() {
        let file = builtin::file("google/protobuf/any.proto").unwrap();
        assert_eq!(declared(&file.encoded), 3, "a message and its two fields");
        assert_eq!(declared(b"\x0a\xff"), 0);
    }

    #[test]
    fn counting_ends_at_the_limit_however_deep_and_many() {
        assert!(declares_too_much(&[0x22, 0].repeat(MAX_DECLARED + 1)));
        assert!(!declares_too_much(&[0x22, 0].repeat(MAX_DECLARED)));
        let mut deep = Vec::new();
        for _ in 0..2_000 {
            let mut outer = vec![0x1a];
            prost::encoding::encode_varint(deep.len() as u64, &mut outer);
            outer.append(&mut deep);
            deep = outer;
        }
        deep.splice(0..1, [0x22]);
        assert_eq!(declared(&deep), 2_000);
    }
}
