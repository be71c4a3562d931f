//! One message's bytes as protobuf reads them: by field, merged, the last of a oneof kept, the rest set apart.
//! It goes one level deep; nested messages stay bytes.

use crate::{
    message::{
        field::{Field, Shape},
        scalar::Scalar,
        wire::{Fault, Payload, RawField, Reader},
    },
    schema::MessageDescriptor,
};

/// How many unknown fields of one message are shown one by one.
const MAX_UNKNOWN: usize = 1000;

/// The bytes of one message: several pieces where it stood several times on the wire, which merge.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunks<'a> {
    first: &'a [u8],
    more: Vec<&'a [u8]>,
}

impl<'a> Chunks<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { first: bytes, more: Vec::new() }
    }

    /// The message that these payloads are together.
    pub(super) fn merged(slot: &Slot<'a>) -> Self {
        let mut all = slot.payloads().filter_map(message_bytes);
        Self { first: all.next().unwrap_or_default(), more: all.collect() }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }
}

/// The bytes of a nested message or group.
pub(super) fn message_bytes(payload: Payload<'_>) -> Option<&[u8]> {
    match payload {
        Payload::Len(bytes) | Payload::Group(bytes) => Some(bytes),
        Payload::Varint(_) | Payload::Fixed64(_) | Payload::Fixed32(_) => None,
    }
}

/// A field that is set, with everything the wire has for it, in its order.
pub(super) struct Slot<'a> {
    pub(super) field: Field,
    pub(super) shape: Shape,
    repeated: bool,
    first: Payload<'a>,
    more: Vec<Payload<'a>>,
}

impl<'a> Slot<'a> {
    pub(super) fn payloads(&self) -> impl Iterator<Item = Payload<'a>> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// The one that counts for a scalar.
    pub(super) fn last(&self) -> Payload<'a> {
        self.more.last().copied().unwrap_or(self.first)
    }
}

/// A field that is none of the type's, or not with this wire type.
pub(super) struct Stray<'a> {
    pub(super) raw: RawField<'a>,
    /// The name of the field that has this number, but another wire type.
    pub(super) named: Option<String>,
}

/// One message, one level deep.
#[derive(Default)]
pub(super) struct Content<'a> {
    /// By number.
    pub(super) slots: Vec<Slot<'a>>,
    /// By number, in the order of the wire within one.
    pub(super) strays: Vec<Stray<'a>>,
    pub(super) strays_left_out: usize,
    pub(super) fault: Option<Fault>,
}

/// Read one level.
pub(super) fn gather<'a>(of: &MessageDescriptor, chunks: &Chunks<'a>) -> Content<'a> {
    let mut content = Content::default();
    for chunk in chunks.iter() {
        let mut reader = Reader::new(chunk);
        loop {
            match reader.next() {
                Ok(Some(raw)) => content.take(of, raw),
                Ok(None) => break,
                Err(fault) => {
                    content.fault = Some(fault);
                    break;
                }
            }
        }
    }
    content.strays.sort_by_key(|stray| stray.raw.number);
    content
}

impl<'a> Content<'a> {
    fn take(&mut self, of: &MessageDescriptor, raw: RawField<'a>) {
        let at = match self.slots.last() {
            Some(last) if last.field.number() < raw.number => self.slots.len(),
            _ => self.slots.partition_point(|slot| slot.field.number() < raw.number),
        };
        if let Some(slot) = self.slots.get_mut(at)
            && slot.field.number() == raw.number
        {
            if !fits(&slot.shape, slot.field.is_group(), slot.repeated, raw.payload) {
                let named = Some(slot.field.name().to_owned());
                self.stray(raw, named);
            } else if slot.repeated || slot.shape.is_message() {
                slot.more.push(raw.payload);
            } else {
                slot.first = raw.payload;
            }
            return;
        }
        let Some(field) = Field::of(of, raw.number) else { return self.stray(raw, None) };
        let shape = field.shape();
        let repeated = field.is_list() || field.map_entry().is_some();
        if !fits(&shape, field.is_group(), repeated, raw.payload) {
            return self.stray(raw, Some(field.name().to_owned()));
        }
        let at = self.clear_siblings(&field, at);
        self.slots.insert(at, Slot { field, shape, repeated, first: raw.payload, more: Vec::new() });
    }

    /// Setting one field of a oneof takes the others away; says where the field belongs afterwards.
    fn clear_siblings(&mut self, field: &Field, at: usize) -> usize {
        let Some(oneof) = field.oneof() else { return at };
        self.slots.retain(|slot| slot.field.oneof().is_none_or(|other| other != oneof));
        self.slots.partition_point(|slot| slot.field.number() < field.number())
    }

    fn stray(&mut self, raw: RawField<'a>, named: Option<String>) {
        if self.strays.len() < MAX_UNKNOWN {
            self.strays.push(Stray { raw, named });
        } else {
            self.strays_left_out += 1;
        }
    }
}

fn fits(shape: &Shape, is_group: bool, repeated: bool, payload: Payload<'_>) -> bool {
    match (shape, payload) {
        (Shape::Scalar(Scalar::String | Scalar::Bytes), payload) => matches!(payload, Payload::Len(_)),
        (Shape::Scalar(_) | Shape::Enum(_), Payload::Len(_)) => repeated,
        (Shape::Scalar(scalar), payload) => super::decode_number(*scalar, payload).is_some(),
        (Shape::Enum(_), payload) => matches!(payload, Payload::Varint(_)),
        (_, Payload::Group(_)) => is_group,
        (_, Payload::Len(_)) => !is_group,
        _ => false,
    }
}
