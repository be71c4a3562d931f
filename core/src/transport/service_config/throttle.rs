//! The tokens of a channel: failed calls take them, calls that succeed put some back (grpc proposal A6, "Throttling
//! Retry Attempts"). It decides nothing but whether there are enough.

use parking_lot::Mutex;

use super::RetryThrottling;

/// Counted in thousandths.
const TOKEN: u32 = 1000;

/// One for each channel whose service config asks for it.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    most: u32,
    ratio: u32,
    tokens: Mutex<u32>,
}

impl TokenBucket {
    pub(crate) fn new(throttling: RetryThrottling) -> Self {
        let most = throttling.max_tokens.saturating_mul(TOKEN);
        Self { most, ratio: throttling.token_ratio_thousandths, tokens: Mutex::new(most) }
    }

    /// A call succeeded.
    pub(crate) fn succeeded(&self) {
        let mut tokens = self.tokens.lock();
        *tokens = tokens.saturating_add(self.ratio).min(self.most);
    }

    /// An attempt failed. Whether there are tokens enough for another one.
    pub(crate) fn failed(&self) -> bool {
        let mut tokens = self.tokens.lock();
        *tokens = tokens.saturating_sub(TOKEN);
        *tokens > self.most / 2
    }
}
