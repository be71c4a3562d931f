//! Struct, Value and ListValue: JSON inside a message, compared by its keys and elements as JSON is, not by the messages it
//! is written with. It reads one level.

use super::level::{Pieces, read};
use crate::{
    message::field::{JsonType, Shape},
    schema::MessageDescriptor,
};

/// The members of `google.protobuf.Value` that hold others.
const WITHIN: [u32; 2] = [5, 6];

/// What of JSON a type is.
pub(super) fn json_type(of: &MessageDescriptor) -> Option<JsonType> {
    match Shape::of_message(of) {
        Shape::Json(JsonType::Any, _) => None,
        Shape::Json(json, _) => Some(json),
        _ => None,
    }
}

/// Whether a field stands for its message: `meta["a"]`, not `meta.fields["a"].structValue`.
pub(super) fn is_see_through(of: &MessageDescriptor, number: u32) -> bool {
    match json_type(of) {
        Some(JsonType::Struct | JsonType::ListValue) => number == 1,
        Some(JsonType::Value) => WITHIN.contains(&number),
        Some(JsonType::Any) | None => false,
    }
}

/// Whether two Values are both objects or both lists; others are compared whole, as the JSON they are.
pub(super) fn goes_within(of: &MessageDescriptor, left: &Pieces<'_>, right: &Pieces<'_>) -> bool {
    if json_type(of) != Some(JsonType::Value) {
        return true;
    }
    let member = |pieces: &Pieces<'_>| {
        let level = read(Some(of), pieces);
        let last = level.records.last().filter(|_| level.rest.is_none());
        last.filter(|record| record.fits && WITHIN.contains(&record.number)).map(|record| record.number)
    };
    member(left).is_some_and(|number| member(right) == Some(number))
}
