//! Maps: entries in the order of the wire, of equal keys the last.
//! An entry without key or value has the default there, as protobuf says.

use std::collections::HashMap;

use super::{
    chunks::{Chunks, message_bytes},
    gather::gather,
    json::{Printer, not_utf8},
    marks::MarkKind,
    scalars::{decode_number, push_plain_number},
    walk::Rest,
};
use crate::message::{
    plan::{FieldPlan, Type, ValueKind},
    scalar::{Scalar, Value},
    wire::{Payload, Reader},
};

/// Up to so many entries, looking at all keys is quicker than a table of them.
const FEW: usize = 12;

/// The type of a map's entries.
#[derive(Clone, Copy)]
pub(super) struct EntryType<'d> {
    of: Type<'d>,
    pub(super) key: &'d FieldPlan,
    pub(super) value: &'d FieldPlan,
}

/// One entry.
pub(super) struct Entry<'a> {
    key: Payload<'a>,
    value: EntryValue<'a>,
    /// Its bytes, where they may hold more than key and value.
    whole: Option<&'a [u8]>,
}

/// The value of an entry.
enum EntryValue<'a> {
    One(Payload<'a>),
    /// A message in several pieces.
    Merged(Chunks<'a>),
}

impl<'a> Entry<'a> {
    /// The key as it stands on the wire.
    pub(super) fn key(&self) -> Payload<'a> {
        self.key
    }

    /// A scalar value.
    pub(super) fn payload(&self) -> Payload<'a> {
        match &self.value {
            EntryValue::One(payload) => *payload,
            EntryValue::Merged(_) => Payload::Len(&[]),
        }
    }

    /// A message value.
    pub(super) fn chunks(&self) -> Chunks<'a> {
        match &self.value {
            EntryValue::One(payload) => Chunks::of(message_bytes(*payload).unwrap_or_default()),
            EntryValue::Merged(chunks) => chunks.clone(),
        }
    }

    /// What it holds beside key and value, where there is something.
    pub(super) fn rest<'d>(&self, of: EntryType<'d>) -> Option<(Rest<'a, 'd>, Chunks<'a>)> {
        let chunks = Chunks::of(self.whole?);
        let (_, rest) = gather(of.of, &chunks);
        (rest.strays.count() > 0 || rest.fault.is_some()).then_some((rest, chunks))
    }

    /// The key as text, and whether it is UTF-8.
    pub(super) fn with_key<R>(&self, scalar: Scalar, use_key: impl FnOnce(&str, bool) -> R) -> R {
        match self.key {
            Payload::Len(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => use_key(text, true),
                Err(_) => use_key(&not_utf8(bytes), false),
            },
            payload => {
                let mut text = String::new();
                if let Some(value) = decode_number(scalar, payload) {
                    push_plain_number(&mut text, &value);
                }
                use_key(&text, true)
            }
        }
    }
}

/// What makes two keys the same.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Same<'a> {
    Text(&'a [u8]),
    Number(u64),
}

impl<'d> EntryType<'d> {
    /// `None` if that is no type of entries.
    pub(super) fn new(of: Type<'d>) -> Option<Self> {
        Some(Self { of, key: of.plan.field(1)?, value: of.plan.field(2)? })
    }

    /// Of the key.
    pub(super) fn key_scalar(self) -> Scalar {
        if let ValueKind::Scalar(scalar) = self.key.value { scalar } else { Scalar::String }
    }

    /// The entries of these payloads: of equal keys the last, at the place of the first.
    pub(super) fn entries<'a>(self, payloads: impl Iterator<Item = Payload<'a>>) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(FEW);
        let mut places: HashMap<Same<'a>, usize, foldhash::fast::RandomState> = HashMap::default();
        // Most writers sort keys; while they ascend, no two can be equal.
        let mut ascends = true;
        for bytes in payloads.filter_map(message_bytes) {
            let entry = self.quick_entry(bytes).unwrap_or_else(|| self.entry(bytes));
            let same = self.same(entry.key);
            ascends &= entries.last().is_none_or(|last| self.same(last.key) < same);
            if ascends {
                entries.push(entry);
                continue;
            }
            let place = if entries.len() < FEW {
                entries.iter().position(|other| self.same(other.key) == same)
            } else {
                if places.is_empty() {
                    places.extend(entries.iter().enumerate().map(|(at, other)| (self.same(other.key), at)));
                }
                places.get(&same).copied()
            };
            match place.and_then(|place| entries.get_mut(place)) {
                Some(other) => (other.value, other.whole) = (entry.value, entry.whole),
                None => {
                    if !places.is_empty() {
                        places.insert(same, entries.len());
                    }
                    entries.push(entry);
                }
            }
        }
        entries
    }

    /// Key, value and nothing else, as every writer puts them.
    #[inline]
    fn quick_entry<'a>(self, bytes: &'a [u8]) -> Option<Entry<'a>> {
        let mut reader = Reader::new(bytes);
        let key = reader.next().ok()??;
        let value = reader.next().ok()??;
        let fits = key.number == 1 && value.number == 2 && reader.is_empty();
        let fits = fits && self.takes(self.key, key.payload) && self.takes(self.value, value.payload);
        fits.then_some(Entry { key: key.payload, value: EntryValue::One(value.payload), whole: None })
    }

    fn takes(self, field: &'d FieldPlan, payload: Payload<'_>) -> bool {
        super::sift::takes(self.of, field, payload, &mut |_| {})
    }

    #[cold]
    fn entry<'a>(self, bytes: &'a [u8]) -> Entry<'a> {
        let (slots, _) = gather(self.of, &Chunks::of(bytes));
        let slot = |number| slots.iter().find(|slot| slot.field.number == number);
        let key = slot(1).map_or_else(|| self.key.value.zero(), super::gather::Slot::last);
        let value = match slot(2) {
            Some(slot) if matches!(self.value.value, ValueKind::Message(_)) => {
                EntryValue::Merged(Chunks::merged(slot.payloads()))
            }
            Some(slot) => EntryValue::One(slot.last()),
            None => EntryValue::One(self.value.value.zero()),
        };
        Entry { key, value, whole: Some(bytes) }
    }

    #[inline]
    fn same<'a>(self, key: Payload<'a>) -> Same<'a> {
        match key {
            Payload::Len(bytes) => Same::Text(bytes),
            payload => Same::Number(match decode_number(self.key_scalar(), payload) {
                Some(Value::Int(n)) => n as u64,
                Some(Value::Uint(n)) => n,
                Some(Value::Bool(b)) => u64::from(b),
                _ => 0,
            }),
        }
    }
}

impl Printer<'_, '_> {
    /// Says whether it had an entry.
    pub(super) fn map<'a>(
        &mut self,
        field: &FieldPlan,
        of: Type<'_>,
        values: impl Iterator<Item = Payload<'a>>,
        depth: usize,
    ) -> bool {
        let Some(of) = EntryType::new(of) else { return false };
        let entries = of.entries(values);
        if entries.is_empty() {
            return false;
        }
        self.key(field);
        self.json.open('{');
        for entry in entries {
            if self.is_full() {
                break;
            }
            let start = self.json.out.at();
            entry.with_key(of.key_scalar(), |key, is_utf8| {
                let from = self.json.key(key);
                if !is_utf8 {
                    let kind = if of.key.validates_utf8 { MarkKind::NotUtf8 } else { MarkKind::NotText };
                    self.json.out.mark(from, kind, "a map key that is not UTF-8");
                }
            });
            match of.value.value {
                ValueKind::Message(message) => self.content(of.of.message(message), &entry.chunks(), depth + 1),
                ValueKind::Scalar(_) | ValueKind::Enum(_) => {
                    self.value(of.of, of.value, entry.payload());
                    self.json.out.add_read(of.value.number, entry.payload());
                }
            }
            self.json.out.add_read(of.key.number, entry.key());
            if let Some((rest, chunks)) = entry.rest(of) {
                self.mark_rest(start, of.of, rest, &chunks);
            }
        }
        self.json.close('}');
        true
    }
}

impl<'d> EntryType<'d> {
    /// The message type of its values.
    pub(super) fn value_type(self) -> Option<Type<'d>> {
        match self.value.value {
            ValueKind::Message(message) => Some(self.of.message(message)),
            ValueKind::Scalar(_) | ValueKind::Enum(_) => None,
        }
    }

    /// The type of the entries themselves.
    pub(super) fn entry_type(self) -> Type<'d> {
        self.of
    }
}
