//! A carried value into the bytes of a message: in its place by number, everything else as it stood.
//! A oneof gets the new member instead of the one it had.

use bytes::Bytes;

use super::{Carried, Carry, Hop, Meaning, Payload};
use crate::message::{
    scalar::{Scalar, Value},
    wire::{self, Fault, Reader, Writer},
};

impl Carry {
    /// The message with the value in its field; `None` where the message is none.
    pub fn write(&self, message: &[u8], value: &Carried) -> Option<Bytes> {
        let mut out = Writer::with_capacity(message.len() + 32);
        self.put(message, &self.to, value, &mut out).ok()?;
        Some(out.into_bytes().into())
    }

    /// As deep as the path is long.
    fn put(&self, message: &[u8], path: &[Hop], value: &Carried, out: &mut Writer) -> Result<(), Fault> {
        let Some((hop, rest)) = path.split_first() else { return Ok(()) };
        // What stands in several pieces on the wire is one message (protobuf, "Last One Wins").
        let mut inner = Vec::new();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut fields = Reader::new(message);
        let mut start = 0;
        while let Some(field) = fields.next()? {
            let whole = message.get(start..fields.at()).unwrap_or_default();
            start = fields.at();
            match field.payload {
                wire::Payload::Len(piece) | wire::Payload::Group(piece) if field.number == hop.number => {
                    inner.extend_from_slice(piece);
                }
                _ if field.number == hop.number || hop.siblings.contains(&field.number) => {}
                _ if after.is_empty() && field.number < hop.number => before.extend_from_slice(whole),
                _ => after.extend_from_slice(whole),
            }
        }
        out.raw(&before);
        match (rest.is_empty(), hop.is_delimited) {
            (true, _) => self.leaf(hop, value, out),
            (false, true) => out.group(hop.number, |out| self.put(&inner, rest, value, out))?,
            (false, false) => out.nested(hop.number, |out| self.put(&inner, rest, value, out))?,
        }
        out.raw(&after);
        Ok(())
    }

    fn leaf(&self, hop: &Hop, value: &Carried, out: &mut Writer) {
        match (&value.0, &self.meaning) {
            (Payload::Integer(n), Meaning::Integer { to, .. }) => integer(hop.number, *to, *n, out),
            (Payload::Integer(_), _) => {}
            (Payload::Varint(n), _) => {
                out.tag(hop.number, 0);
                out.varint(*n);
            }
            (Payload::Fixed64(n), _) => out.scalar(hop.number, Scalar::Fixed64, &Value::Uint(*n)),
            (Payload::Fixed32(n), _) => out.scalar(hop.number, Scalar::Fixed32, &Value::Uint((*n).into())),
            (Payload::Bytes(bytes), _) if hop.is_delimited => out.group(hop.number, |out| out.raw(bytes)),
            (Payload::Bytes(bytes), _) => out.bytes(hop.number, bytes),
        }
    }
}

/// In the range of the scalar: that was looked at when it was read.
fn integer(number: u32, scalar: Scalar, n: i128, out: &mut Writer) {
    let value = match (i64::try_from(n), u64::try_from(n)) {
        (Ok(n), _) if is_signed(scalar) => Value::Int(n),
        (_, Ok(n)) => Value::Uint(n),
        (_, Err(_)) => return,
    };
    out.scalar(number, scalar, &value);
}

fn is_signed(scalar: Scalar) -> bool {
    matches!(
        scalar,
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64
    )
}
