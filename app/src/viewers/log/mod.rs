//! The log of a stream: messages as they came and went, drawn only where they are seen.
//! It asks the log for rows in sight and keeps no message.

mod filter;
mod follow;
mod plot;
mod rates;
mod row;
mod source;
#[cfg(test)]
mod tests;
mod tools;
mod view;

pub use filter::ClearUndo;
pub use row::wire_words;
pub use source::summary_of;
#[cfg(test)]
pub use source::{LogSource, Summary};
pub use view::{LogInput, LogOutcome, LogViewState, log_view_ui};
