//! A message kept as the bytes it came as, so that an echo is exact, unknown fields and extensions included.
//! It knows no schema: it only tells where a field ends.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use prost::{
    DecodeError, Message,
    encoding::{DecodeContext, WireType, check_wire_type, decode_key, decode_varint, encode_key, encode_varint},
};

/// Groups in groups deeper than this are refused.
const GROUP_DEPTH: usize = 100;

/// Fields in the order they came. Numbers that were written longer than need be come out at their shortest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verbatim(BytesMut);

impl Verbatim {
    /// Takes an encoded message.
    pub fn new(encoded: &[u8]) -> Self {
        Self(BytesMut::from(encoded))
    }

    /// The encoded message.
    pub fn into_bytes(self) -> Bytes {
        self.0.freeze()
    }
}

impl Message for Verbatim {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        buf.put_slice(&self.0);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        _: DecodeContext,
    ) -> Result<(), DecodeError> {
        copy_field(tag, wire_type, buf, &mut self.0, GROUP_DEPTH)
    }

    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

fn copy_field(
    tag: u32,
    wire_type: WireType,
    from: &mut impl Buf,
    to: &mut BytesMut,
    depth: usize,
) -> Result<(), DecodeError> {
    encode_key(tag, wire_type, to);
    match wire_type {
        WireType::Varint => encode_varint(decode_varint(from)?, to),
        WireType::ThirtyTwoBit => copy_bytes(4, from, to)?,
        WireType::SixtyFourBit => copy_bytes(8, from, to)?,
        WireType::LengthDelimited => {
            let length = decode_varint(from)?;
            encode_varint(length, to);
            copy_bytes(length, from, to)?;
        }
        WireType::StartGroup => copy_group(tag, from, to, depth)?,
        WireType::EndGroup => return refused(),
    }
    Ok(())
}

fn copy_group(tag: u32, from: &mut impl Buf, to: &mut BytesMut, depth: usize) -> Result<(), DecodeError> {
    let Some(depth) = depth.checked_sub(1) else { return refused() };
    loop {
        let (inner, wire_type) = decode_key(from)?;
        if wire_type == WireType::EndGroup {
            encode_key(inner, wire_type, to);
            return if inner == tag { Ok(()) } else { refused() };
        }
        copy_field(inner, wire_type, from, to, depth)?;
    }
}

fn copy_bytes(length: u64, from: &mut impl Buf, to: &mut BytesMut) -> Result<(), DecodeError> {
    match usize::try_from(length) {
        Ok(length) if length <= from.remaining() => {
            to.put(from.take(length));
            Ok(())
        }
        _ => refused(),
    }
}

/// prost keeps the making of its errors to itself, so one of its own checks refuses for us.
fn refused() -> Result<(), DecodeError> {
    check_wire_type(WireType::LengthDelimited, WireType::EndGroup)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[track_caller]
    fn comes_back(encoded: &[u8]) {
        assert_eq!(Verbatim::decode(encoded).unwrap().encode_to_vec(), encoded);
    }

    #[test]
    fn every_wire_type_comes_back_as_it_was() {
        comes_back(b"");
        comes_back(b"\x08\x96\x01");
        comes_back(b"\x0d\x01\x02\x03\x04");
        comes_back(b"\x09\x01\x02\x03\x04\x05\x06\x07\x08");
        comes_back(b"\x12\x03abc");
        comes_back(b"\x43\x08\x05\x4b\x4c\x44");
    }

    #[test]
    fn what_is_cut_short_is_refused() {
        for encoded in [&b"\x08"[..], b"\x0d\x01", b"\x12\x7fabc", b"\x43\x08\x05", b"\x43\x4c", b"\x44"] {
            assert!(Verbatim::decode(encoded).is_err(), "{encoded:x?}");
        }
    }

    #[test]
    fn groups_without_end_are_refused() {
        assert!(Verbatim::decode(vec![0x43; 10_000].as_slice()).is_err());
    }
}
