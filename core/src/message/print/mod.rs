//! Wire bytes of a type as JSON and as text format: everything is shown, what is odd is marked, nothing fails.
//! It makes no message in memory; it walks the bytes, and no message can choose how much stack that takes.

mod any;
mod chunks;
mod depth;
mod fields;
mod gather;
mod json;
mod layout;
mod left;
mod maps;
mod marks;
mod options;
mod out;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod path_tests;
mod scalars;
mod sift;
mod stray_json;
mod strays;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod text;
mod walk;
mod well_known;
mod zone;

pub use json::{print_json, print_json_in_pieces};
pub use marks::{Mark, MarkKind, Printed, PrintedPiece};
pub use options::{JsonOptions, UnknownFields, Zone};
pub use text::{print_text, print_text_in_pieces};

pub(super) use crate::message::field::message_type;
pub(super) use json::print_any;
pub(super) use scalars::{Packed, decode_number, enum_number, push_integer, push_plain_number};
