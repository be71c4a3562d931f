//! The elements of a list on both sides: taken out of packed fields, named by numbers, laid beside one another.
//! It compares no element with another beyond whether they are equal or alike.

use std::collections::HashMap;

use super::{
    align::{Step, align, align_any_order},
    level::{MOST_RECORDS, Record},
    likeness::pair_alike,
    values::{Identity, Kind, identity},
};
use crate::message::{
    field::Shape,
    scalar::Scalar,
    wire::{Payload, Reader},
};

/// A list on both sides, and how its elements belong together.
pub(super) struct Lists<'a> {
    pub(super) left: Elements<'a>,
    pub(super) right: Elements<'a>,
    pub(super) steps: Vec<Step>,
}

/// The elements of one side.
#[derive(Default)]
pub(super) struct Elements<'a> {
    pub(super) all: Vec<Payload<'a>>,
    /// Bytes of a packed field that were not taken apart: they are cut off, or there are too many.
    pub(super) rest: Option<&'a [u8]>,
}

impl<'a> Lists<'a> {
    /// Lays them beside one another; `budget` is what likeness may still cost.
    pub(super) fn of(
        kind: &Kind,
        left: &[Record<'a>],
        right: &[Record<'a>],
        any_order: bool,
        budget: &mut usize,
    ) -> Self {
        let (left, right) = (Elements::of(kind, left), Elements::of(kind, right));
        let mut names: HashMap<Identity<'a>, u32> = HashMap::new();
        let mut name = |payload: &Payload<'a>| {
            let fresh = u32::try_from(names.len()).unwrap_or(u32::MAX);
            *names.entry(identity(kind, *payload)).or_insert(fresh)
        };
        let of_left: Vec<u32> = left.all.iter().map(&mut name).collect();
        let of_right: Vec<u32> = right.all.iter().map(&mut name).collect();
        let steps = match any_order {
            true => align_any_order(&of_left, &of_right),
            false => align(&of_left, &of_right),
        };
        let has_fields = matches!(kind, Kind::Unknown | Kind::Known(Shape::Message(_)));
        let steps = match has_fields {
            true => pair_alike(steps, (&left.all, &right.all), any_order, budget),
            false => steps,
        };
        Self { left, right, steps }
    }
}

impl<'a> Elements<'a> {
    fn of(kind: &Kind, records: &[Record<'a>]) -> Self {
        let scalar = match kind {
            Kind::Known(Shape::Scalar(Scalar::String | Scalar::Bytes)) => None,
            Kind::Known(Shape::Scalar(scalar)) => Some(*scalar),
            Kind::Known(Shape::Enum(_)) => Some(Scalar::Int32),
            Kind::Known(_) | Kind::Unknown => None,
        };
        let mut elements = Self::default();
        for record in records {
            match (scalar, record.payload) {
                (Some(scalar), Payload::Len(bytes)) => elements.unpack(scalar, bytes),
                (_, payload) => elements.all.push(payload),
            }
        }
        elements
    }

    fn unpack(&mut self, scalar: Scalar, bytes: &'a [u8]) {
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            let at = reader.at();
            let next = match scalar {
                _ if self.all.len() >= MOST_RECORDS => None,
                Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => reader.fixed64().map(Payload::Fixed64),
                Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => reader.fixed32().map(Payload::Fixed32),
                _ => reader.varint().ok().map(Payload::Varint),
            };
            match next {
                Some(payload) => self.all.push(payload),
                None => {
                    self.rest = bytes.get(at..);
                    return;
                }
            }
        }
    }
}
