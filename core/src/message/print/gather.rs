//! One message's bytes as protobuf reads them: by field, merged, the last of a oneof kept, strays set apart.
//! It goes one level deep; nested messages stay bytes.

use super::{
    chunks::Chunks,
    sift::{field_of, takes},
    walk::Rest,
};
use crate::message::{
    plan::{FieldPlan, Type, ValueKind},
    wire::{Payload, RawField, Reader},
};

/// A field that is set, with everything the wire has for it, in its order.
pub(super) struct Slot<'a, 'd> {
    pub(super) field: &'d FieldPlan,
    first: Payload<'a>,
    more: Vec<Payload<'a>>,
}

impl<'a> Slot<'a, '_> {
    pub(super) fn payloads(&self) -> impl Iterator<Item = Payload<'a>> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// The payload of this place.
    #[inline]
    pub(super) fn payload(&self, at: usize) -> Option<Payload<'a>> {
        if at == 0 { Some(self.first) } else { self.more.get(at - 1).copied() }
    }

    /// The one that counts for a scalar.
    pub(super) fn last(&self) -> Payload<'a> {
        self.more.last().copied().unwrap_or(self.first)
    }
}

/// Read one level: the fields by number, and what else there is.
pub(super) fn gather<'a, 'd>(of: Type<'d>, chunks: &Chunks<'a>) -> (Vec<Slot<'a, 'd>>, Rest<'a, 'd>) {
    let mut level = Gathered { slots: Vec::new(), rest: Rest::default() };
    for chunk in chunks.iter() {
        let mut reader = Reader::new(chunk);
        loop {
            match reader.next() {
                Ok(Some(raw)) => level.take(of, raw),
                Ok(None) => break,
                Err(fault) => {
                    level.rest.fault = Some(fault);
                    break;
                }
            }
        }
    }
    (level.slots, level.rest)
}

struct Gathered<'a, 'd> {
    slots: Vec<Slot<'a, 'd>>,
    rest: Rest<'a, 'd>,
}

impl<'a, 'd> Gathered<'a, 'd> {
    fn take(&mut self, of: Type<'d>, raw: RawField<'a>) {
        let strays = &mut self.rest.strays;
        let mut stray = |stray| strays.push(stray);
        let Some(field) = field_of(of, raw, &mut stray) else { return };
        if takes(of, field, raw.payload, &mut stray) {
            self.put(field, raw.payload);
        }
    }

    fn put(&mut self, field: &'d FieldPlan, payload: Payload<'a>) {
        let at = self.slots.partition_point(|slot| slot.field.number < field.number);
        match self.slots.get_mut(at).filter(|slot| slot.field.number == field.number) {
            Some(slot) if field.is_repeated || matches!(field.value, ValueKind::Message(_)) => slot.more.push(payload),
            Some(slot) => slot.first = payload,
            None => {
                let at = self.clear_siblings(field, at);
                self.slots.insert(at, Slot { field, first: payload, more: Vec::new() });
            }
        }
    }

    /// Setting one field of a oneof takes the others away; says where the field belongs afterwards.
    fn clear_siblings(&mut self, field: &FieldPlan, at: usize) -> usize {
        if field.oneof.is_none() {
            return at;
        }
        self.slots.retain(|slot| slot.field.oneof != field.oneof);
        self.slots.partition_point(|slot| slot.field.number < field.number)
    }
}
