//! The end of one attempt to connect: a timeout, and the instant it becomes. Every step of the attempt shares it.
//! It waits for nothing by itself.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, error::Elapsed, timeout_at};

#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    /// What was allowed for all of it, for words.
    pub(super) timeout: Duration,
    at: Instant,
}

impl Deadline {
    /// Counted from now; at most a day, which no clock overflows.
    pub(super) fn after(timeout: Duration) -> Self {
        Self { timeout, at: Instant::now() + timeout.min(Duration::from_secs(86_400)) }
    }

    /// The outcome of a step, if it comes in time.
    pub(super) async fn bound<T>(self, step: impl Future<Output = T>) -> Result<T, Elapsed> {
        timeout_at(self.at, step).await
    }
}
