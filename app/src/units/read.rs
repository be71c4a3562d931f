//! What a user types into a field that may be empty; durations and sizes are read by the core, the same everywhere.
//! It knows the notation alone, not what a value is for.

pub use farcall_core::call::{parse_amount, parse_duration, parse_size};

/// What stands in a field that may be empty: nothing, or what `parse` reads.
///
/// # Errors
/// Those of `parse`.
pub fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}
