//! Whether a failed attempt is followed by another, and after how long (grpc proposal A6).
//! It waits for nothing and sends nothing; the numbers of the policy are the service config's.

use std::time::Duration;

use super::{Ending, outflow::Replay};
use crate::{
    metadata::Metadata,
    transport::{RetryPolicy, TokenBucket},
};

/// What the server says about the wait.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// The retries of one call.
pub(super) struct Retries<'c> {
    policy: Option<&'c RetryPolicy>,
    bucket: Option<&'c TokenBucket>,
    /// One attempt that never reached a handler is made up for, whatever the policy.
    may_be_transparent: bool,
    /// Attempts that count.
    previous: u32,
    /// Waits by the policy since the server last named one.
    waits: u32,
}

/// What follows a failed attempt.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Another attempt after this wait.
    Again(Duration),
    /// None: the policy has nothing to do with it.
    Over,
    /// None, though the code is one to retry; why not.
    Refused(&'static str),
}

impl<'c> Retries<'c> {
    pub(super) fn new(policy: Option<&'c RetryPolicy>, bucket: Option<&'c TokenBucket>) -> Self {
        Self { policy, bucket, may_be_transparent: true, previous: 0, waits: 0 }
    }

    /// Attempts before the present one, as the server is told of them.
    pub(super) fn previous(&self) -> u32 {
        self.previous
    }

    /// True once: for an attempt that the server did not look at.
    pub(super) fn take_transparent(&mut self) -> bool {
        std::mem::take(&mut self.may_be_transparent)
    }

    /// After an attempt that ended by the server or the network. `replay` is whether all that was sent can be sent
    /// again: not after response headers, nor past what is remembered.
    pub(super) fn after(&mut self, ending: &Ending, replay: Replay) -> Next {
        if ending.status.is_ok() {
            self.bucket.into_iter().for_each(TokenBucket::succeeded);
            return Next::Over;
        }
        let Some(policy) = self.policy else { return Next::Over };
        let pushback = Pushback::of(&ending.trailers);
        let is_retryable = policy.retryable_codes.contains(&ending.status.code);
        let has_tokens = match self.bucket {
            Some(bucket) if is_retryable || pushback == Pushback::Never => bucket.failed(),
            _ => true,
        };
        if !is_retryable {
            return Next::Over;
        }
        match (replay, pushback) {
            (Replay::Committed, _) => return Next::Refused("Not retried: response headers had come"),
            (Replay::Forgotten, _) => return Next::Refused("Not retried: more was sent than is kept to be sent again"),
            (Replay::Possible, Pushback::Never) => return Next::Refused("Not retried: the server asks not to"),
            (Replay::Possible, Pushback::None | Pushback::After(_)) => {}
        }
        if !has_tokens {
            return Next::Refused("Not retried: too many calls of this channel failed (retryThrottling)");
        }
        if self.previous + 1 >= policy.max_attempts {
            return Next::Over;
        }
        self.previous += 1;
        Next::Again(self.wait(policy, pushback))
    }

    fn wait(&mut self, policy: &RetryPolicy, pushback: Pushback) -> Duration {
        if let Pushback::After(wait) = pushback {
            self.waits = 0;
            return wait;
        }
        let wait = policy.backoff(self.waits, jitter());
        self.waits += 1;
        wait
    }
}

/// What the server says about the wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pushback {
    None,
    After(Duration),
    /// A negative number, or none at all.
    Never,
}

impl Pushback {
    pub(super) fn of(trailers: &Metadata) -> Self {
        let Some(said) = trailers.get(PUSHBACK) else { return Self::None };
        let millis = std::str::from_utf8(&said.value).ok().and_then(|text| text.parse::<i32>().ok());
        match millis.map(u64::try_from) {
            Some(Ok(millis)) => Self::After(Duration::from_millis(millis)),
            Some(Err(_)) | None => Self::Never,
        }
    }
}

/// 0 to 1; the middle where the system has no randomness to give.
pub(super) fn jitter() -> f64 {
    getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        status::{Code, Status},
        transport::RetryThrottling,
    };

    fn policy() -> RetryPolicy {
        RetryPolicy {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(1),
            backoff_multiplier: 2.0,
            retryable_codes: vec![Code::UNAVAILABLE],
        }
    }

    fn failed(code: Code, pushback: Option<&'static str>) -> Ending {
        let trailers = pushback.into_iter().map(|value| (PUSHBACK, value)).collect();
        Ending { status: Status::remote(code, ""), trailers, broke_off: false }
    }

    fn waited(next: &Next, millis: std::ops::RangeInclusive<u128>) {
        assert!(matches!(next, Next::Again(wait) if millis.contains(&wait.as_millis())), "{next:?}");
    }

    #[test]
    fn attempts_are_made_with_growing_waits_until_the_policy_ends_them() {
        let policy = policy();
        let mut retries = Retries::new(Some(&policy), None);
        for millis in [80..=120, 160..=240, 320..=480] {
            waited(&retries.after(&failed(Code::UNAVAILABLE, None), Replay::Possible), millis);
        }
        assert_eq!(retries.previous(), 3);
        assert_eq!(retries.after(&failed(Code::UNAVAILABLE, None), Replay::Possible), Next::Over);
    }

    #[test]
    fn pushback_is_obeyed_and_begins_the_waits_anew() {
        let policy = policy();
        let mut retries = Retries::new(Some(&policy), None);
        waited(&retries.after(&failed(Code::UNAVAILABLE, None), Replay::Possible), 80..=120);
        waited(&retries.after(&failed(Code::UNAVAILABLE, Some("7")), Replay::Possible), 7..=7);
        waited(&retries.after(&failed(Code::UNAVAILABLE, None), Replay::Possible), 80..=120);
        for never in ["-1", "soon", "", "99999999999"] {
            let next =
                Retries::new(Some(&policy), None).after(&failed(Code::UNAVAILABLE, Some(never)), Replay::Possible);
            assert_eq!(next, Next::Refused("Not retried: the server asks not to"), "{never}");
        }
    }

    #[test]
    fn what_is_not_retried_says_why_if_it_could_have_been() {
        let policy = policy();
        let mut retries = Retries::new(Some(&policy), None);
        assert_eq!(retries.after(&failed(Code::INTERNAL, None), Replay::Possible), Next::Over);
        assert_eq!(retries.after(&failed(Code::OK, None), Replay::Possible), Next::Over);
        assert!(matches!(retries.after(&failed(Code::UNAVAILABLE, None), Replay::Committed), Next::Refused(_)));
        assert!(matches!(retries.after(&failed(Code::UNAVAILABLE, None), Replay::Forgotten), Next::Refused(_)));
        let mut without = Retries::new(None, None);
        assert_eq!(without.after(&failed(Code::UNAVAILABLE, None), Replay::Possible), Next::Over);
        assert_eq!([without.take_transparent(), without.take_transparent()], [true, false]);
    }

    #[test]
    fn a_channel_whose_calls_fail_stops_retrying() {
        let policy = policy();
        let bucket = TokenBucket::new(RetryThrottling { max_tokens: 4, token_ratio_thousandths: 1000 });
        let attempt =
            || Retries::new(Some(&policy), Some(&bucket)).after(&failed(Code::UNAVAILABLE, None), Replay::Possible);
        assert!(matches!(attempt(), Next::Again(_)));
        assert!(matches!(attempt(), Next::Refused(words) if words.contains("retryThrottling")));
        for _ in 0..4 {
            Retries::new(None, Some(&bucket)).after(&failed(Code::OK, None), Replay::Possible);
        }
        assert!(matches!(attempt(), Next::Again(_)));
    }
}
