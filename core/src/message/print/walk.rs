//! The fields of one message by number, as they are printed: straight from the wire where they stand there in that order,
//! gathered first where they do not. It goes one level deep and prints nothing.

use super::{
    chunks::Chunks,
    gather::{Slot, gather},
    sift::{Stray, field_of, takes},
    strays::Strays,
};
use crate::message::{
    plan::{FieldPlan, Type},
    wire::{Fault, Payload, RawField, Reader},
};

/// Who prints the fields of one level.
pub(super) trait Level<'a, 'd> {
    /// A field that is on the wire; of a field that is not repeated, its values merge or the last one counts.
    fn field(&mut self, of: Type<'d>, field: &'d FieldPlan, values: &mut Values<'_, 'a, 'd>, depth: usize);

    /// A field that is not, where [`Self::shows_absent`].
    fn absent(&mut self, of: Type<'d>, field: &'d FieldPlan);

    /// Whether absent fields matter.
    fn shows_absent(&self) -> bool;

    /// No more is wanted.
    fn is_full(&mut self) -> bool;
}

/// What a level has beside its fields.
#[derive(Default)]
pub(super) struct Rest<'a, 'd> {
    pub(super) strays: Strays<'a, 'd>,
    /// Where the bytes stop making sense.
    pub(super) fault: Option<Fault>,
}

/// Walk one level.
pub(super) fn walk<'a, 'd>(
    level: &mut impl Level<'a, 'd>,
    of: Type<'d>,
    chunks: &Chunks<'a>,
    depth: usize,
) -> Rest<'a, 'd> {
    match chunks.as_one() {
        Some(bytes) if is_in_order(of, bytes) => from_wire(level, of, bytes, depth),
        _ => from_slots(level, of, chunks, depth),
    }
}

/// The values of one field.
pub(super) enum Values<'w, 'a, 'd> {
    /// Neighbours on the wire.
    Wire { of: Type<'d>, field: &'d FieldPlan, cursor: &'w mut Cursor<'a, 'd> },
    /// Gathered.
    Slot { slot: &'w Slot<'a, 'd>, at: usize },
}

impl<'a> Iterator for Values<'_, 'a, '_> {
    type Item = Payload<'a>;

    #[inline]
    fn next(&mut self) -> Option<Payload<'a>> {
        match self {
            Self::Wire { of, field, cursor } => loop {
                let raw = cursor.next.filter(|raw| raw.number == field.number)?;
                cursor.advance();
                let strays = &mut cursor.rest.strays;
                if takes(*of, field, raw.payload, &mut |stray| strays.push(stray)) {
                    return Some(raw.payload);
                }
            },
            Self::Slot { slot, at } => {
                *at += 1;
                slot.payload(*at - 1)
            }
        }
    }
}

/// A place in a message, one field ahead.
pub(super) struct Cursor<'a, 'd> {
    reader: Reader<'a>,
    next: Option<RawField<'a>>,
    rest: Rest<'a, 'd>,
}

impl Cursor<'_, '_> {
    /// Goes over what follows of a number that is no field of the type.
    fn pass_strays(&mut self, number: u32) {
        loop {
            if !self.rest.strays.is_keeping() {
                self.rest.strays.count_more(self.reader.pass_varints(number));
            }
            match self.reader.next() {
                Ok(Some(RawField { number: same, payload })) if same == number => {
                    self.rest.strays.push(Stray { number, payload, field: None });
                }
                Ok(next) => {
                    self.next = next;
                    return;
                }
                Err(fault) => {
                    (self.next, self.rest.fault) = (None, Some(fault));
                    return;
                }
            }
        }
    }

    #[inline]
    fn advance(&mut self) {
        self.next = match self.reader.next() {
            Ok(next) => next,
            Err(fault) => {
                self.rest.fault = Some(fault);
                None
            }
        };
    }
}

fn from_wire<'a, 'd>(level: &mut impl Level<'a, 'd>, of: Type<'d>, bytes: &'a [u8], depth: usize) -> Rest<'a, 'd> {
    let mut cursor = Cursor { reader: Reader::new(bytes), next: None, rest: Rest::default() };
    let mut absent = level.shows_absent().then(|| of.plan.fields());
    cursor.advance();
    while let Some(raw) = cursor.next
        && !level.is_full()
    {
        let strays = &mut cursor.rest.strays;
        let Some(field) = field_of(of, raw, &mut |stray| strays.push(stray)) else {
            cursor.pass_strays(raw.number);
            continue;
        };
        if let Some(absent) = &mut absent {
            skip_to(level, of, absent, field.number);
        }
        let mut values = Values::Wire { of, field, cursor: &mut cursor };
        level.field(of, field, &mut values, depth);
        while !level.is_full() && values.next().is_some() {}
    }
    if let Some(absent) = &mut absent {
        skip_to(level, of, absent, u32::MAX);
    }
    cursor.rest
}

fn from_slots<'a, 'd>(level: &mut impl Level<'a, 'd>, of: Type<'d>, chunks: &Chunks<'a>, depth: usize) -> Rest<'a, 'd> {
    let (slots, rest) = gather(of, chunks);
    let mut absent = level.shows_absent().then(|| of.plan.fields());
    for slot in &slots {
        if level.is_full() {
            break;
        }
        if let Some(absent) = &mut absent {
            skip_to(level, of, absent, slot.field.number);
        }
        level.field(of, slot.field, &mut Values::Slot { slot, at: 0 }, depth);
    }
    if let Some(absent) = &mut absent {
        skip_to(level, of, absent, u32::MAX);
    }
    rest
}

/// The fields before this number are absent; the one of this number is not.
fn skip_to<'a, 'd>(level: &mut impl Level<'a, 'd>, of: Type<'d>, fields: &mut &'d [FieldPlan], number: u32) {
    while let [first, after @ ..] = *fields
        && first.number <= number
    {
        *fields = after;
        if first.number < number && !level.is_full() {
            level.absent(of, first);
        }
    }
}

/// Whether the fields stand on the wire by number, those that are not repeated once, and of each oneof one at most.
fn is_in_order(of: Type<'_>, bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let (mut last, mut repeats, mut oneofs) = (0, None, 0_u64);
    while let Ok(Some(raw)) = reader.next() {
        if raw.number == last {
            let may_repeat = || of.plan.field(last).is_none_or(|field| field.is_repeated);
            if !*repeats.get_or_insert_with(may_repeat) {
                return false;
            }
            reader.pass_varints(last);
            continue;
        }
        if raw.number < last {
            return false;
        }
        if of.plan.oneofs > 0
            && let Some(oneof) = of.plan.field(raw.number).and_then(|field| field.oneof)
        {
            let bit = 1_u64.checked_shl(oneof).unwrap_or(0);
            if bit == 0 || oneofs & bit != 0 {
                return false;
            }
            oneofs |= bit;
        }
        (last, repeats) = (raw.number, None);
    }
    true
}
