//! The choices for a method whose types are known: whether an end is one to go on after, how long to wait, what to carry.
//! It remembers nothing of a call.

use std::time::Duration;

use super::{Reopen, SendAgain};
use crate::{message::Carry, status::Status};

/// How a stream of one method is opened again; made by [`Reopen::plan`].
#[derive(Debug, Clone)]
pub struct ReopenPlan {
    pub(super) choice: Reopen,
    pub(super) carries: Vec<Carry>,
}

/// The shortest wait: a server that ends every stream at once is not asked without end in one go.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

impl ReopenPlan {
    /// What was chosen.
    pub fn choice(&self) -> &Reopen {
        &self.choice
    }

    /// The fields to be filled.
    pub(in crate::call) fn carries(&self) -> &[Carry] {
        &self.carries
    }

    pub(in crate::call) fn sends_all_again(&self) -> bool {
        self.choice.send_again == SendAgain::All
    }

    /// Whether a stream that ended so is opened again; `broke_off`: without a status of the server.
    pub(in crate::call) fn goes_on_after(&self, status: &Status, broke_off: bool) -> bool {
        match status.is_ok() {
            true => self.choice.after_ok,
            false => broke_off || self.choice.codes.contains(&status.code),
        }
    }

    /// Whether another try may follow so many in a row that brought nothing.
    pub(in crate::call) fn may_try(&self, tries: u32) -> bool {
        self.choice.tries.is_none_or(|most| tries < most.get())
    }

    /// The wait after so many tries in a row that brought nothing; `jitter` from 0 to 1 moves it by a fifth either way
    /// (as grpc proposal A6 does).
    pub(in crate::call) fn wait(&self, tries: u32, jitter: f64) -> Duration {
        let longest = self.choice.longest_wait.max(SHORTEST_WAIT);
        let doubled = self.choice.wait.max(SHORTEST_WAIT).saturating_mul(1_u32.checked_shl(tries).unwrap_or(u32::MAX));
        doubled.min(longest).mul_f64(0.8 + 0.4 * jitter)
    }
}
