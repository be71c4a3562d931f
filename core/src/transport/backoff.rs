//! How long a channel waits between two attempts to connect (grpc `doc/connection-backoff.md`).
//! It counts; waiting is done where it is needed.

use std::time::Duration;

/// The numbers of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackoffPolicy {
    /// From the start of the first attempt to the start of the second. Default 1 s.
    pub initial: Duration,
    /// How much longer each wait is than the one before. Default 1.6.
    pub multiplier: f64,
    /// By what part of itself a wait varies, so that clients do not come back all at once. Default 0.2.
    pub jitter: f64,
    /// No wait is longer, jitter aside. Default 120 s.
    pub max: Duration,
}

impl Default for BackoffPolicy {
    fn default() -> Self {
        Self { initial: Duration::from_secs(1), multiplier: 1.6, jitter: 0.2, max: Duration::from_secs(120) }
    }
}

/// The waits of one series of failures.
#[derive(Debug)]
pub(super) struct Backoff {
    policy: BackoffPolicy,
    /// The last wait, before jitter.
    last: Option<Duration>,
}

impl Backoff {
    pub(super) fn new(policy: BackoffPolicy) -> Self {
        Self { policy, last: None }
    }

    /// The wait after the attempt that starts now, counted from its start.
    pub(super) fn next(&mut self) -> Duration {
        self.next_by(random())
    }

    /// The series is over: there is a connection, or the user asked for one.
    pub(super) fn reset(&mut self) {
        self.last = None;
    }

    /// `random` is from -1 to 1.
    fn next_by(&mut self, random: f64) -> Duration {
        let Some(last) = self.last else {
            self.last = Some(self.policy.initial);
            return self.policy.initial;
        };
        let wait = last.mul_f64(self.policy.multiplier).min(self.policy.max);
        self.last = Some(wait);
        wait.mul_f64(1.0 + self.policy.jitter * random)
    }
}

/// From -1 to 1. Without a source of randomness the waits are not spread, nothing worse.
fn random() -> f64 {
    let number = getrandom::u32().unwrap_or(u32::MAX / 2);
    f64::from(number) / f64::from(u32::MAX) * 2.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_as_grpc_says_and_start_again_after_a_reset() {
        let mut backoff = Backoff::new(BackoffPolicy::default());
        let waits: Vec<u128> = (0..5).map(|_| backoff.next_by(0.0).as_millis()).collect();
        assert_eq!(waits, [1000, 1600, 2560, 4096, 6553]);
        let longest = (0..40).map(|_| backoff.next_by(0.0)).last();
        assert_eq!(longest, Some(Duration::from_secs(120)));
        backoff.reset();
        assert_eq!(backoff.next_by(1.0), Duration::from_secs(1));
    }

    #[test]
    fn a_wait_varies_by_a_fifth_and_the_next_does_not_build_on_that() {
        for (random, first, second) in [(1.0, 1920, 3072), (-1.0, 1280, 2048)] {
            let mut backoff = Backoff::new(BackoffPolicy::default());
            backoff.next_by(random);
            assert_eq!(backoff.next_by(random).as_millis(), first);
            assert_eq!(backoff.next_by(random).as_millis(), second);
        }
        for _ in 0..100 {
            assert!((-1.0..=1.0).contains(&random()));
        }
    }
}
