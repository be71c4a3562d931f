//! When a failed attempt is followed by another, and after how long (grpc proposal A6).
//! It holds the numbers and computes the wait; who waits is the runner.

use std::time::Duration;

use crate::status::Code;

/// `retryPolicy` of a method.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// The first attempt included; 2 to 5: more are taken as 5.
    pub max_attempts: u32,
    /// About how long is waited before the second attempt.
    pub initial_backoff: Duration,
    /// The wait never grows past this, but for the jitter.
    pub max_backoff: Duration,
    /// What the wait grows by from one attempt to the next.
    pub backoff_multiplier: f64,
    /// Codes after which another attempt is made.
    pub retryable_codes: Vec<Code>,
}

/// `retryThrottling` of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryThrottling {
    /// Tokens to begin with, and at most: 1 to 1000. With half of them or fewer left nothing is retried.
    pub max_tokens: u32,
    /// Thousandths of a token that a call that succeeded puts back; one that failed takes a whole one.
    pub token_ratio_thousandths: u32,
}

impl RetryPolicy {
    /// Attempts past which nobody may go.
    pub const MOST_ATTEMPTS: u32 = 5;

    /// The wait before the attempt that follows `earlier` waits; `jitter` from 0 to 1 is where in 80 % to 120 % of it.
    pub(crate) fn backoff(&self, earlier: u32, jitter: f64) -> Duration {
        let (initial, most) = (self.initial_backoff.as_secs_f64(), self.max_backoff.as_secs_f64());
        let grown = initial * self.backoff_multiplier.powf(f64::from(earlier));
        // `min` takes the other side of a number that is none.
        let secs = grown.min(most) * (0.8 + 0.4 * jitter.clamp(0.0, 1.0));
        Duration::try_from_secs_f64(secs).unwrap_or(self.max_backoff)
    }
}
