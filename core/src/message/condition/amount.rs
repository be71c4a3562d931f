//! Durations and sizes as a person writes them: `1.5s`, `20ms`, `2m`; `512`, `1.5 KiB`, `2k`.
//! Exact in nanoseconds and bytes; what is less than one is dropped.

/// The nanoseconds of a duration; `None` if it is none or has no unit.
pub(crate) fn duration_nanos(text: &str) -> Option<u128> {
    let (number, unit) = parts(text)?;
    let nanos = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" | "min" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    times(number, nanos)
}

/// The bytes of a size; without a unit they are bytes.
pub(crate) fn size_bytes(text: &str) -> Option<u64> {
    let (number, unit) = parts(text)?;
    let bytes: u128 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return None,
    };
    times(number, bytes).and_then(|bytes| u64::try_from(bytes).ok())
}

fn parts(text: &str) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, unit) = text.split_at_checked(length)?;
    (!number.is_empty()).then_some((number, unit.trim_start()))
}

/// A decimal number times a unit.
fn times(number: &str, unit: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u128 = if whole.is_empty() && !fraction.is_empty() { 0 } else { whole.parse().ok()? };
    let digits = fraction.get(..fraction.len().min(18))?;
    let share = match digits {
        "" => 0,
        digits => digits.parse::<u128>().ok()?.checked_mul(unit)? / 10u128.pow(digits.len() as u32),
    };
    whole.checked_mul(unit)?.checked_add(share)
}

#[cfg(test)]
mod tests {
    use super::{duration_nanos, size_bytes};

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, nanos) in [
            ("1.5s", Some(1_500_000_000)),
            ("20ms", Some(20_000_000)),
            ("2m", Some(120_000_000_000)),
            (".5us", Some(500)),
        ] {
            assert_eq!(duration_nanos(text), nanos, "{text}");
        }
        assert_eq!((duration_nanos("5"), duration_nanos("s"), duration_nanos("1.2.3s")), (None, None, None));
        for (text, bytes) in [("512", 512), ("1k", 1024), ("1.5 KiB", 1536), ("2MB", 2_000_000), ("3 B", 3)] {
            assert_eq!(size_bytes(text), Some(bytes), "{text}");
        }
        assert_eq!((size_bytes("x"), size_bytes("1 parsec"), size_bytes("99999999999999999999g")), (None, None, None));
    }
}
