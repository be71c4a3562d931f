//! One message's bytes as protobuf reads them: by field, merged, the last of a oneof kept, the rest set apart.
//! It goes one level deep; nested messages stay bytes.

use super::{
    closed::{Judged, closed_enum, judge_entry, judge_value},
    scalars::decode_number,
};
use crate::{
    message::{
        field::{Field, Shape},
        scalar::Scalar,
        wire::{Fault, Payload, RawField, Reader},
    },
    schema::{EnumDescriptor, MessageDescriptor},
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
    /// The enum of the field, or of a map's values, that takes no other numbers.
    closed: Option<EnumDescriptor>,
    first: Payload<'a>,
    more: Vec<Payload<'a>>,
}

impl<'a> Slot<'a> {
    fn of(field: Field, first: Payload<'a>) -> Self {
        let (shape, entry) = (field.shape(), field.map_entry());
        let closed =
            entry.as_ref().map_or_else(|| closed_enum(&shape), |(_, value)| closed_enum(&Shape::of_kind(value.kind())));
        let repeated = field.is_list() || entry.is_some();
        Self { field, shape, repeated, closed, first, more: Vec::new() }
    }

    /// What this payload is to the field.
    fn judge(&self, payload: Payload<'a>) -> Judged<'a> {
        match &self.closed {
            _ if !fits(&self.shape, self.field.is_group(), self.repeated, payload) => {
                Judged::Stray(StrayKind::WireType(self.field.name().to_owned()))
            }
            None => Judged::Fits,
            Some(of) if self.shape.is_message() => judge_entry(of, payload),
            Some(of) => judge_value(of, payload),
        }
    }

    pub(super) fn payloads(&self) -> impl Iterator<Item = Payload<'a>> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// The one that counts for a scalar.
    pub(super) fn last(&self) -> Payload<'a> {
        self.more.last().copied().unwrap_or(self.first)
    }
}

/// A field that is none of the type's, or holds what the type's field cannot.
pub(super) struct Stray<'a> {
    pub(super) raw: RawField<'a>,
    pub(super) kind: StrayKind,
}

/// Why a field is none of the type's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StrayKind {
    /// The type has no such number.
    NoField,
    /// The field of this name has another wire type.
    WireType(String),
    /// A number that a closed enum, of this name, does not have; protobuf keeps it as an unknown field.
    NotInEnum {
        /// The number.
        number: i32,
        /// The enum's own name.
        of: String,
    },
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
        let is_set = self.slots.get(at).is_some_and(|slot| slot.field.number() == raw.number);
        let fresh = match is_set {
            true => None,
            false => match Field::of(of, raw.number) {
                Some(field) => Some(Slot::of(field, raw.payload)),
                None => return self.stray(raw, StrayKind::NoField),
            },
        };
        let Some(slot) = fresh.as_ref().or_else(|| self.slots.get(at)) else { return };
        match slot.judge(raw.payload) {
            Judged::Fits => self.put(at, fresh, raw.payload),
            Judged::Stray(kind) => self.stray(raw, kind),
            Judged::Mixed { known, unknown } => {
                let mut fresh = fresh;
                for payload in known {
                    self.put(at, fresh.take(), payload);
                }
                for (payload, kind) in unknown {
                    self.stray(RawField { payload, ..raw }, kind);
                }
            }
        }
    }

    /// The payload goes to the slot at this place, or to a fresh one before it.
    fn put(&mut self, at: usize, fresh: Option<Slot<'a>>, payload: Payload<'a>) {
        match (fresh, self.slots.get_mut(at)) {
            (Some(slot), _) => {
                let at = self.clear_siblings(&slot.field, at);
                self.slots.insert(at, Slot { first: payload, ..slot });
            }
            (None, Some(slot)) if slot.repeated || slot.shape.is_message() => slot.more.push(payload),
            (None, Some(slot)) => slot.first = payload,
            (None, None) => {}
        }
    }

    /// Setting one field of a oneof takes the others away; says where the field belongs afterwards.
    fn clear_siblings(&mut self, field: &Field, at: usize) -> usize {
        let Some(oneof) = field.oneof() else { return at };
        self.slots.retain(|slot| slot.field.oneof().is_none_or(|other| other != oneof));
        self.slots.partition_point(|slot| slot.field.number() < field.number())
    }

    fn stray(&mut self, raw: RawField<'a>, kind: StrayKind) {
        if self.strays.len() < MAX_UNKNOWN {
            self.strays.push(Stray { raw, kind });
        } else {
            self.strays_left_out += 1;
        }
    }
}

fn fits(shape: &Shape, is_group: bool, repeated: bool, payload: Payload<'_>) -> bool {
    match (shape, payload) {
        (Shape::Scalar(Scalar::String | Scalar::Bytes), payload) => matches!(payload, Payload::Len(_)),
        (Shape::Scalar(_) | Shape::Enum(_), Payload::Len(_)) => repeated,
        (Shape::Scalar(scalar), payload) => decode_number(*scalar, payload).is_some(),
        (Shape::Enum(_), payload) => matches!(payload, Payload::Varint(_)),
        (_, Payload::Group(_)) => is_group,
        (_, Payload::Len(_)) => !is_group,
        _ => false,
    }
}
