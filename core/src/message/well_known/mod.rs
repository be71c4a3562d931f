//! The well-known types whose ProtoJSON is not their fields: JSON to the wire.
//! It goes by the types' field numbers, never by the descriptors a server sent for them.

mod any;
mod structs;

pub(crate) use any::{AnyContent, EMPTY, TYPE_KEY, is_well_known, read_any, type_name, type_url};
pub(crate) use structs::encode_json;
