//! What is wrong with a service config: where, by path and by line, and why.
//! It finds nothing itself.

/// `methodConfig[0].retryPolicy.maxAttempts: must be 2 or more`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}{message}", if path.is_empty() { "" } else { ": " })]
pub struct ServiceConfigError {
    /// Names and indexes from the root: `methodConfig[0].retryPolicy`. Empty: the text as a whole.
    pub path: String,
    /// 1-based line and column (in characters).
    pub position: (u32, u32),
    /// The reason.
    pub message: String,
}
