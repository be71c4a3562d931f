//! The entries of a map on both sides, by key: of equal keys the last, as protobuf reads them.
//! It compares no values.

use std::collections::HashMap;

use super::{
    level::{Pieces, Record, bytes_of, read},
    values::{Identity, Kind, identity},
};
use crate::{
    message::{
        field::Shape,
        print::{decode_number, push_plain_number},
        scalar::Scalar,
        wire::Payload,
    },
    schema::{FieldDescriptor, MessageDescriptor},
};

/// One key, and its value on either side; an entry without a value has the default.
pub(super) struct Entry<'a> {
    pub(super) key: String,
    pub(super) left: Option<Option<Side<'a>>>,
    pub(super) right: Option<Option<Side<'a>>>,
}

/// The value of an entry: the records of its field 2.
pub(super) type Side<'a> = Vec<Payload<'a>>;

/// The entries, in the order of the left side, then what only the right has.
pub(super) fn entries<'a>(key: &FieldDescriptor, left: &[Record<'a>], right: &[Record<'a>]) -> Vec<Entry<'a>> {
    let of = key.parent_message();
    let kind = Kind::Known(Shape::of_kind(key.kind()));
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut places: HashMap<Identity<'a>, usize> = HashMap::new();
    for (records, is_left) in [(left, true), (right, false)] {
        for bytes in records.iter().filter_map(|record| bytes_of(record.payload)) {
            let (key_payload, value) = entry(&of, bytes);
            let known = key_payload.unwrap_or_else(|| default_key(&kind));
            let at = *places.entry(identity(&kind, known)).or_insert_with(|| {
                entries.push(Entry { key: key_text(&kind, known), left: None, right: None });
                entries.len() - 1
            });
            let Some(entry) = entries.get_mut(at) else { continue };
            match is_left {
                true => entry.left = Some(value),
                false => entry.right = Some(value),
            }
        }
    }
    entries
}

fn entry<'a>(of: &MessageDescriptor, bytes: &'a [u8]) -> (Option<Payload<'a>>, Option<Side<'a>>) {
    let level = read(Some(of), &Pieces::of(bytes));
    let of_number = |number| level.records.iter().filter(move |record| record.fits && record.number == number);
    let value: Side<'a> = of_number(2).map(|record| record.payload).collect();
    (of_number(1).next_back().map(|record| record.payload), (!value.is_empty()).then_some(value))
}

fn default_key(kind: &Kind) -> Payload<'static> {
    match kind {
        Kind::Known(Shape::Scalar(Scalar::String)) => Payload::Len(&[]),
        _ => Payload::Varint(0),
    }
}

fn key_text(kind: &Kind, payload: Payload<'_>) -> String {
    let mut text = String::new();
    match (kind, bytes_of(payload)) {
        (_, Some(bytes)) => text.push_str(&String::from_utf8_lossy(bytes)),
        (Kind::Known(Shape::Scalar(scalar)), None) => match decode_number(*scalar, payload) {
            Some(number) => push_plain_number(&mut text, &number),
            None => text.push('0'),
        },
        _ => {}
    }
    text
}
