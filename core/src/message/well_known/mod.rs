//! The well-known types whose ProtoJSON is not their fields: text and JSON to the wire and back.
//! It goes by the types' field numbers, never by the descriptors a server sent for them.

mod any;
mod duration;
mod field_mask;
mod structs;
#[cfg(test)]
mod tests;
mod timestamp;

pub(crate) use any::{AnyContent, EMPTY, TYPE_KEY, is_well_known, read_any, type_name};
pub(crate) use duration::{parse_duration, push_duration};
pub(crate) use field_mask::{parse_field_mask, push_field_mask_path};
pub(crate) use structs::encode_json;
pub(crate) use timestamp::{parse_timestamp, push_timestamp};
