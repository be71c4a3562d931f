//! Writes fields to bytes; a nested message is written in place and its length put before it.
//! It decides nothing about presence or order.

use super::Payload;
use crate::message::scalar::{Scalar, Value};

/// Bytes of one message as they grow.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes) }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// The bytes so far.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    pub(crate) fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.out.push((value as u8) | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }

    /// A varint field.
    pub(crate) fn int(&mut self, number: u32, value: i64) {
        self.tag(number, 0);
        self.varint(value as u64);
    }

    /// A length-delimited field of these bytes.
    pub(crate) fn bytes(&mut self, number: u32, bytes: &[u8]) {
        self.tag(number, 2);
        self.varint(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    /// A length-delimited field of what `inner` writes.
    pub(crate) fn nested<R>(&mut self, number: u32, inner: impl FnOnce(&mut Self) -> R) -> R {
        self.start_nested(number);
        let start = self.open();
        let result = inner(self);
        self.close(start);
        result
    }

    /// The tag of a length-delimited field.
    pub(crate) fn start_nested(&mut self, number: u32) {
        self.tag(number, 2);
    }

    /// A length, known at [`Writer::close`]; where what it counts begins.
    pub(crate) fn open(&mut self) -> usize {
        self.out.push(0);
        self.out.len()
    }

    /// The length of what was written since [`Writer::open`]; where it takes more than the one byte kept for it, the rest
    /// moves.
    pub(crate) fn close(&mut self, start: usize) {
        let mut length = self.out.len() - start;
        let mut prefix = [0u8; 10];
        let mut used = 0;
        for byte in &mut prefix {
            *byte = (length as u8) & 0x7f;
            length >>= 7;
            used += 1;
            if length == 0 {
                break;
            }
            *byte |= 0x80;
        }
        let end = self.out.len();
        self.out.resize(end + used - 1, 0);
        self.out.copy_within(start..end, start + used - 1);
        for (to, byte) in self.out.iter_mut().skip(start - 1).zip(prefix.into_iter().take(used)) {
            *to = byte;
        }
    }

    /// A group of what `inner` writes.
    pub(crate) fn group<R>(&mut self, number: u32, inner: impl FnOnce(&mut Self) -> R) -> R {
        self.tag(number, 3);
        let result = inner(self);
        self.tag(number, 4);
        result
    }

    /// A field as it was read.
    pub(crate) fn field(&mut self, number: u32, payload: Payload<'_>) {
        match payload {
            Payload::Varint(value) => {
                self.tag(number, 0);
                self.varint(value);
            }
            Payload::Fixed64(value) => {
                self.tag(number, 1);
                self.raw(&value.to_le_bytes());
            }
            Payload::Len(bytes) => self.bytes(number, bytes),
            Payload::Group(bytes) => self.group(number, |out| out.raw(bytes)),
            Payload::Fixed32(value) => {
                self.tag(number, 5);
                self.raw(&value.to_le_bytes());
            }
        }
    }

    /// Fields that are encoded already.
    pub(crate) fn raw(&mut self, fields: &[u8]) {
        self.out.extend_from_slice(fields);
    }

    /// A scalar field.
    pub(crate) fn scalar(&mut self, number: u32, scalar: Scalar, value: &Value<'_>) {
        self.tag(number, wire_type(scalar));
        self.scalar_bare(scalar, value);
    }

    /// A scalar without its tag, as in packed fields.
    pub(crate) fn scalar_bare(&mut self, scalar: Scalar, value: &Value<'_>) {
        match (scalar, value) {
            (Scalar::Sint32 | Scalar::Sint64, Value::Int(n)) => self.varint(((n << 1) ^ (n >> 63)) as u64),
            (Scalar::Sfixed32, Value::Int(n)) => self.out.extend_from_slice(&(*n as i32).to_le_bytes()),
            (Scalar::Sfixed64, Value::Int(n)) => self.out.extend_from_slice(&n.to_le_bytes()),
            (_, Value::Int(n)) => self.varint(*n as u64),
            (Scalar::Fixed32, Value::Uint(n)) => self.out.extend_from_slice(&(*n as u32).to_le_bytes()),
            (Scalar::Fixed64, Value::Uint(n)) => self.out.extend_from_slice(&n.to_le_bytes()),
            (_, Value::Uint(n)) => self.varint(*n),
            (_, Value::Float(n)) => self.out.extend_from_slice(&n.to_le_bytes()),
            (_, Value::Double(n)) => self.out.extend_from_slice(&n.to_le_bytes()),
            (_, Value::Bool(b)) => self.out.push(u8::from(*b)),
            (_, Value::Text(text)) => self.length_delimited(text.as_bytes()),
            (_, Value::Bytes(bytes)) => self.length_delimited(bytes),
        }
    }

    fn length_delimited(&mut self, bytes: &[u8]) {
        self.varint(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    /// Number and wire type of a field.
    pub(crate) fn tag(&mut self, number: u32, wire_type: u8) {
        self.varint(u64::from(number) << 3 | u64::from(wire_type));
    }
}

/// The wire type of a scalar that is not packed.
fn wire_type(scalar: Scalar) -> u8 {
    match scalar {
        Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => 1,
        Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => 5,
        Scalar::String | Scalar::Bytes => 2,
        Scalar::Int32
        | Scalar::Int64
        | Scalar::Uint32
        | Scalar::Uint64
        | Scalar::Sint32
        | Scalar::Sint64
        | Scalar::Bool => 0,
    }
}
