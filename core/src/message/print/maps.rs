//! Maps: entries in the order of the wire, of equal keys the last.
//! An entry without key or value has the default there, as protobuf says.

use std::collections::HashMap;

use super::{
    gather::{Chunks, Slot, gather, message_bytes},
    json::{Printer, message_type, not_utf8},
    marks::MarkKind,
    scalars::{decode_number, push_plain_number},
};
use crate::{
    message::{
        field::{Field, Shape},
        scalar::Scalar,
        wire::Payload,
    },
    schema::{FieldDescriptor, MessageDescriptor},
};

/// One entry, its value as the last entry of that key has it.
pub(super) struct Entry<'a> {
    pub(super) key: String,
    pub(super) key_is_utf8: bool,
    pub(super) value: Option<Slot<'a>>,
}

/// The entries of a map field.
pub(super) fn entries<'a>(of: &MessageDescriptor, slot: &Slot<'a>, key: &FieldDescriptor) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for bytes in slot.payloads().filter_map(message_bytes) {
        let mut content = gather(of, &Chunks::of(bytes));
        let value = content.slots.iter().position(|slot| slot.field.number() == 2).map(|at| content.slots.remove(at));
        let key_payload = content.slots.first().map(Slot::last);
        let (text, key_is_utf8) = key_text(&Shape::of_kind(key.kind()), key_payload);
        match places.get(&text).and_then(|at| entries.get_mut(*at)) {
            Some(entry) => entry.value = value,
            None => {
                places.insert(text.clone(), entries.len());
                entries.push(Entry { key: text, key_is_utf8, value });
            }
        }
    }
    entries
}

fn key_text(shape: &Shape, payload: Option<Payload<'_>>) -> (String, bool) {
    let Shape::Scalar(scalar) = shape else { return (String::new(), true) };
    match payload {
        None => (scalar.default_text().to_owned(), true),
        Some(Payload::Len(bytes)) => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), true),
            Err(_) => (not_utf8(bytes), false),
        },
        Some(payload) => {
            let mut text = String::new();
            if let Some(value) = decode_number(*scalar, payload) {
                push_plain_number(&mut text, &value);
            }
            (text, true)
        }
    }
}

impl Printer<'_> {
    pub(super) fn map(&mut self, slot: &Slot<'_>, key: &FieldDescriptor, value: &FieldDescriptor, depth: usize) {
        let shape = Shape::of_kind(value.kind());
        let value_field = Field::Plain(value.clone());
        let value_type = message_type(&value_field);
        self.out.open('{');
        for entry in entries(&key.parent_message(), slot, key) {
            if self.is_full() {
                break;
            }
            let from = self.out.key(&entry.key);
            if !entry.key_is_utf8 {
                let kind = if key.validates_utf8() { MarkKind::NotUtf8 } else { MarkKind::NotText };
                self.mark(from, kind, "a map key that is not UTF-8");
            }
            match (&value_type, &entry.value) {
                (Some(of), value) => {
                    let chunks = value.as_ref().map(Chunks::merged).unwrap_or_default();
                    self.content(&shape, of, &chunks, depth + 1);
                }
                (None, Some(value)) => self.of_field(&value_field, &shape, value.last()),
                (None, None) => self.scalar(&shape, zero(&shape)),
            }
        }
        self.out.close('}');
    }
}

/// What a value that is not on the wire reads as.
pub(super) fn zero(shape: &Shape) -> Payload<'static> {
    match shape {
        Shape::Scalar(Scalar::String | Scalar::Bytes) => Payload::Len(&[]),
        Shape::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => Payload::Fixed32(0),
        Shape::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => Payload::Fixed64(0),
        _ => Payload::Varint(0),
    }
}
