//! The sequence view: a ladder of what went to the server and what came back, one rung a message.
//! It asks the log for the rows in sight and works alike for a dozen of them and for millions.

mod geometry;
#[cfg(test)]
mod gui_tests;
mod items;
mod rung;
mod view;

pub use self::view::{SequenceInput, SequenceOutcome, SequenceState, sequence_ui};
