//! Streams that are meant to stay: when one that ended is opened again, after how long, and with what request.
//! It opens nothing; the runner does.

mod choice;
mod plan;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use choice::{Reopen, SendAgain};
pub use plan::ReopenPlan;
