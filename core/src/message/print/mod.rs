//! Wire bytes of a type as JSON and as text format: everything is shown, what is odd is marked, nothing fails.
//! It makes no message in memory; it walks the bytes, and no message can choose how much stack that takes.

mod any;
mod closed;
mod depth;
mod gather;
mod json;
mod maps;
mod marks;
mod scalars;
mod strays;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod text;
mod well_known;

pub use json::{JsonOptions, print_json};
pub use marks::{Mark, MarkKind, Printed};
pub use text::print_text;

pub(super) use json::{message_type, print_any};
pub(super) use scalars::{decode_number, enum_number, push_plain_number};
