//! How times, sizes and counts are written and read, the same in the window and in the terminal.
//! It knows no widgets and no streams.

mod read;
mod written;

pub use self::{
    read::{optional, parse_amount, parse_duration, parse_size},
    written::{
        ago, count, counted, duration, gap, moment, ordinal, per_second, running, since, size, size_per_second,
        typed_duration, typed_size, utc,
    },
};

/// Seconds since 1970, UTC.
pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
