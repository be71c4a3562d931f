//! One message by the fields of its type: which are set, how often, at what cost, and which of a oneof counts.
//! It is built in steps and keeps marks into the bytes, never values.

use std::{collections::HashMap, ops::Range};

use super::{
    Body, Layout, Record, Scope, WireType,
    elements::{Elements, packed_in},
    records,
};
use crate::message::field::Field;

/// What a message holds of its type.
#[derive(Clone, Default)]
pub(super) struct FieldIndex {
    /// By number.
    pub(super) slots: Vec<Slot>,
    pub(super) strays: Elements,
    /// What cannot be read, of the last chunk that has such.
    pub(super) broken: Option<Record>,
    pub(super) bytes: u64,
    pub(super) is_complete: bool,
    chunk: usize,
    reached: Option<usize>,
    /// The member of each oneof that counts so far, by the oneof's position.
    chosen: HashMap<u32, u32>,
    last_stray: Option<(u32, Option<WireType>)>,
}

/// A field that is on the wire.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) number: u32,
    pub(super) field: Field,
    pub(super) elements: Elements,
    /// The first value that counts: another member of the oneof came after those before.
    pub(super) live_from: usize,
    oneof: Option<u32>,
    wire_type: Option<WireType>,
}

impl FieldIndex {
    /// Reads on for so many records.
    pub(super) fn advance(&mut self, bytes: &[u8], scope: &Scope, chunks: &[Range<usize>], most: usize) {
        let mut left = most;
        while left > 0 {
            let Some(chunk) = chunks.get(self.chunk) else {
                self.is_complete = true;
                return;
            };
            let mut at = self.reached.unwrap_or(chunk.start);
            for record in records(bytes, at..chunk.end, Layout::Fields).take(left) {
                at = record.range().end;
                left -= 1;
                self.bytes += record.size() as u64;
                self.take(bytes, scope, &record);
            }
            self.reached = Some(at);
            if at >= chunk.end {
                self.chunk += 1;
                self.reached = None;
            }
        }
        self.is_complete = self.chunk >= chunks.len();
    }

    /// Bytes read so far.
    pub(super) fn read(&self) -> u64 {
        self.bytes
    }

    /// The memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.slots.iter().map(|slot| slot.elements.weight() + size_of::<Slot>()).sum::<usize>() + self.strays.weight()
    }

    pub(super) fn slot(&self, number: u32) -> Option<&Slot> {
        let place = self.slots.binary_search_by_key(&number, |slot| slot.number).ok()?;
        self.slots.get(place)
    }

    /// The member of a oneof that counts, where it is another than this one.
    pub(super) fn chosen_instead(&self, slot: &Slot) -> Option<u32> {
        let chosen = self.chosen.get(&slot.oneof?)?;
        (*chosen != slot.number).then_some(*chosen)
    }

    fn take(&mut self, bytes: &[u8], scope: &Scope, record: &Record) {
        if matches!(record.body, Body::Broken(_)) && scope.of().is_some() {
            self.broken = Some(*record);
            return;
        }
        let wire_type = record.wire_type();
        let kind = Some((record.number, wire_type));
        if scope.of().is_none() || self.last_stray == kind {
            return self.strays.add(bytes, self.chunk, record, None);
        }
        let place = match self.slots.last() {
            Some(last) if last.number < record.number => Err(self.slots.len()),
            _ => self.slots.binary_search_by_key(&record.number, |slot| slot.number),
        };
        let is_as_before = place.is_ok_and(|at| self.slots.get(at).is_some_and(|slot| slot.wire_type == wire_type));
        if !is_as_before {
            let Some(field) = scope.field_of(bytes, record) else {
                self.last_stray = kind;
                return self.strays.add(bytes, self.chunk, record, None);
            };
            if let Err(at) = place {
                self.slots.insert(at, Slot::of(field, record));
            }
        }
        let at = place.unwrap_or_else(|at| at);
        let is_only_member = self.slots.get(at).is_some_and(|slot| slot.oneof.is_some());
        if is_only_member {
            self.choose(at);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            let packed = if record.body == Body::Len { packed_in(scope, bytes, record) } else { None };
            slot.elements.add(bytes, self.chunk, record, packed.map(|packed| packed.layout()));
        }
    }

    /// A member of a oneof takes the others away.
    fn choose(&mut self, at: usize) {
        let Some(slot) = self.slots.get_mut(at) else { return };
        let Some(oneof) = slot.oneof else { return };
        if self.chosen.insert(oneof, slot.number) != Some(slot.number) {
            slot.live_from = slot.elements.len;
        }
    }
}

impl Slot {
    fn of(field: Field, record: &Record) -> Self {
        let oneof = field.oneof().map(|oneof| oneof.index());
        let wire_type = record.wire_type();
        Self { number: record.number, field, elements: Elements::default(), live_from: 0, oneof, wire_type }
    }

    /// How many values count: of a message that stands several times all of them, merged.
    pub(super) fn live(&self) -> usize {
        self.elements.len - self.live_from
    }

    /// One value, and no list or map.
    pub(super) fn is_singular(&self) -> bool {
        !self.field.is_list() && self.field.map_entry().is_none()
    }
}
