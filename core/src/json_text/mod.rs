//! `Duration`, `Timestamp` and `FieldMask` as the text they are in protobuf's JSON, both ways.
//! It knows no message and no descriptor.

mod duration;
mod field_mask;
mod timestamp;

#[cfg(test)]
mod tests;

pub(crate) use duration::{parse_duration, push_duration};
pub(crate) use field_mask::{parse_field_mask, push_field_mask_path};
pub(crate) use timestamp::{parse_timestamp, push_timestamp};
