//! The log of a stream: messages as they came and went, drawn only where they are seen.
//! It asks the log for rows in sight and keeps no message.

mod command;
mod filter;
mod follow;
mod gaps;
mod go_to;
mod kept;
mod keys;
mod marks;
mod message;
mod plot;
mod row;
mod source;
#[cfg(test)]
mod tests;
mod tools;
mod view;

pub use command::LogCommand;
pub use filter::{ClearUndo, MessageTypes};
pub use follow::Follow;
pub use row::{absent_words, paint_summary, seconds, wire_words};
pub use source::{LogSource, Summarise, Summary, summary_of};
pub use view::{LogInput, LogOutcome, LogViewState, log_view_ui};
