//! How much is kept of calls, as it is typed in one line: memory of one call, of all calls, files of all calls.
//! It knows the notation; the log store keeps to it.

use farcall_core::call::LogLimits;

use crate::units;

/// What a call has to be able to keep.
const LEAST_BYTES: u64 = 4 << 20;

/// The limits as they stand in the field.
pub fn typed_log_limits(limits: &LogLimits) -> String {
    let disk = usize::try_from(limits.disk_bytes).unwrap_or(usize::MAX);
    [limits.call_bytes, limits.program_bytes, disk].map(units::typed_size).join(", ")
}

/// The limits as typed.
///
/// # Errors
/// What is wrong with them, in words.
pub fn parse_log_limits(text: &str) -> Result<LogLimits, String> {
    let sizes = text.split(',').map(units::parse_amount).collect::<Result<Vec<u64>, _>>()?;
    let [call, program, disk_bytes] = sizes.as_slice() else {
        return Err("Write three sizes: memory of a call, memory of all calls, files of all calls".to_owned());
    };
    if *call < LEAST_BYTES || program < call {
        return Err("A call needs 4MiB of memory at least, and all calls as much as one".to_owned());
    }
    let memory = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    Ok(LogLimits { call_bytes: memory(*call), program_bytes: memory(*program), disk_bytes: *disk_bytes })
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_they_are_written() {
        let usual = LogLimits::default();
        assert_eq!(typed_log_limits(&usual), "256MiB, 1GiB, 8GiB");
        assert_eq!(parse_log_limits(&typed_log_limits(&usual)), Ok(usual));
        let small = LogLimits { call_bytes: 16 << 20, program_bytes: 64 << 20, disk_bytes: 0 };
        assert_eq!(parse_log_limits("16 MiB,64MiB, 0"), Ok(small));
    }

    #[test]
    fn limits_that_cannot_be_kept_are_refused_in_words() {
        for (typed, why) in [
            ("1GiB", "three sizes"),
            ("1KiB, 1GiB, 1GiB", "4MiB"),
            ("1GiB, 8MiB, 0", "as much"),
            ("a, b, c", "not a size"),
        ] {
            let told = parse_log_limits(typed).expect_err(typed);
            assert!(told.contains(why), "{typed}: {told}");
        }
    }
}
