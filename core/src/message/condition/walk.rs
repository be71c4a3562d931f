//! Goes along the steps of a path through the wire, to the values that are judged.
//! It goes as deep as the path is long, whatever the message; where the bytes make no sense it stops.

use super::{
    comparison::Comparison,
    step::{Holds, MapKey, Pick, Step},
    value::Test,
};
use crate::message::{
    print::{Packed, decode_number},
    wire::{Payload, Reader},
};

impl Comparison {
    /// Whether it holds for a message.
    pub(crate) fn holds(&self, message: &[u8]) -> bool {
        within(&self.steps, &self.test, message)
    }
}

fn within(steps: &[Step], test: &Test, message: &[u8]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return test.holds(Payload::Len(message)) };
    match &step.pick {
        Pick::Only => only(step, rest, test, message),
        Pick::EachElement => Elements::new(step, message).any(|value| of_value(rest, test, value)),
        Pick::Element(at) => Elements::new(step, message).nth(*at).is_some_and(|value| of_value(rest, test, value)),
        Pick::EachEntry(_) => entries(step, message).any(|entry| of_value(rest, test, entry_value(step, entry))),
        Pick::Entry(key) => {
            // Of entries with the same key the last counts.
            let found = entries(step, message).filter(|entry| key.is_of(entry)).last();
            found.is_some_and(|entry| of_value(rest, test, entry_value(step, entry)))
        }
    }
}

#[inline]
fn of_value(rest: &[Step], test: &Test, value: Payload<'_>) -> bool {
    match (rest.is_empty(), value) {
        (true, value) => test.holds(value),
        (false, Payload::Len(message) | Payload::Group(message)) => within(rest, test, message),
        (false, _) => false,
    }
}

/// The value of a field that has one: the last on the wire, messages merged.
fn only(step: &Step, rest: &[Step], test: &Test, message: &[u8]) -> bool {
    let mut found: Option<Payload<'_>> = None;
    // Messages one after another are the merged message.
    let mut merged = Vec::new();
    let mut reader = Reader::new(message);
    while let Ok(Some(field)) = reader.next() {
        if field.number == step.number {
            if !step.holds.takes(field.payload) {
                continue;
            }
            if let (Holds::Message, Some(before), Some(again)) = (step.holds, found.and_then(run), run(field.payload)) {
                if merged.is_empty() {
                    merged.extend_from_slice(before);
                }
                merged.extend_from_slice(again);
            }
            found = Some(field.payload);
        } else if step.rivals.contains(&field.number) {
            found = None;
            merged.clear();
        }
    }
    let found = if merged.is_empty() { found } else { Some(Payload::Len(&merged)) };
    found.or(step.zero).is_some_and(|value| of_value(rest, test, value))
}

fn run(payload: Payload<'_>) -> Option<&[u8]> {
    match payload {
        Payload::Len(bytes) | Payload::Group(bytes) => Some(bytes),
        _ => None,
    }
}

/// The elements of a repeated field, packed or not.
struct Elements<'a> {
    reader: Reader<'a>,
    packed: Option<Packed<'a>>,
    number: u32,
    holds: Holds,
}

impl<'a> Elements<'a> {
    fn new(step: &Step, message: &'a [u8]) -> Self {
        Self { reader: Reader::new(message), packed: None, number: step.number, holds: step.holds }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Payload<'a>;

    fn next(&mut self) -> Option<Payload<'a>> {
        loop {
            if let Some(element) = self.packed.as_mut().and_then(Iterator::next) {
                return Some(element);
            }
            let field = self.reader.next().ok().flatten()?;
            if field.number != self.number {
                continue;
            }
            match (self.holds.packed(), field.payload) {
                (Some(scalar), Payload::Len(bytes)) => self.packed = Some(Packed::new(scalar, bytes)),
                (_, payload) if self.holds.takes(payload) => return Some(payload),
                _ => {}
            }
        }
    }
}

/// The entries of a map, as the messages they are.
fn entries<'a>(step: &Step, message: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let number = step.number;
    let mut reader = Reader::new(message);
    let fields = std::iter::from_fn(move || reader.next().ok().flatten());
    fields.filter(move |field| field.number == number).filter_map(|field| run(field.payload))
}

/// The value of an entry, or what it reads as without one.
fn entry_value<'a>(step: &Step, entry: &'a [u8]) -> Payload<'a> {
    last(entry, 2, |payload| step.holds.takes(payload)).unwrap_or_else(|| step.holds.zero())
}

fn last(message: &[u8], number: u32, takes: impl Fn(Payload<'_>) -> bool) -> Option<Payload<'_>> {
    let mut found = None;
    let mut reader = Reader::new(message);
    while let Ok(Some(field)) = reader.next() {
        if field.number == number && takes(field.payload) {
            found = Some(field.payload);
        }
    }
    found
}

impl MapKey {
    fn is_of(&self, entry: &[u8]) -> bool {
        match self {
            Self::Text(key) => {
                let found = last(entry, 1, |payload| Holds::Text.takes(payload)).and_then(run);
                found.unwrap_or_default() == key.as_bytes()
            }
            Self::Number(scalar, key) => {
                let holds = Holds::Number(*scalar);
                let found = last(entry, 1, |payload| holds.takes(payload)).unwrap_or_else(|| holds.zero());
                decode_number(*scalar, found).is_some_and(|found| found == *key)
            }
        }
    }
}
