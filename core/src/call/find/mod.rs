//! Finding messages in the log of a call: filters over rows, read from one line of text, and searches that go through a
//! log while it grows. It draws nothing and holds no message.

mod filter;
mod goal;
mod hits;
mod proposals;
mod search;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;

pub use self::{
    filter::{FILTER_HELP, RowFilter},
    goal::RowGoal,
    hits::HitRows,
    proposals::filter_proposals,
    search::{Search, SearchProgress},
};
