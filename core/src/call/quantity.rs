//! Durations and sizes as a person types them: `500ms`, `1m30s`, `4MiB`.
//! It knows the notation alone, not what a value is for.

use std::time::Duration;

/// A duration: numbers with a unit, one after another (`1m30s`), or a bare number of seconds (`2.5`).
///
/// # Errors
/// Says in words what a duration looks like.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration; write 500ms, 3s, 1m30s, or a number of seconds");
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    let mut total = Duration::ZERO;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, next) = tail.split_at(unit_end);
        let value: f64 = number.parse().map_err(|_| wrong())?;
        let unit_secs = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            "" if parts == 0 => 1.0,
            _ => return Err(wrong()),
        };
        let part = Duration::try_from_secs_f64(value * unit_secs).map_err(|_| wrong())?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        parts += 1;
        rest = next;
    }
    if total.is_zero() {
        return Err("a duration must be above zero; leave the option out for none".to_owned());
    }
    Ok(total)
}

/// A size in bytes: a bare number, or one with `KB`, `MB`, `GB` (powers of 1000) or `KiB`, `MiB`, `GiB` (powers of
/// 1024); `K`, `M` and `G` alone are the powers of 1024.
///
/// # Errors
/// Says in words what a size looks like.
pub fn parse_size(text: &str) -> Result<usize, String> {
    let bytes = parse_amount(text)?;
    // No message is larger than the 4 GiB that its prefix can name.
    let small =
        u32::try_from(bytes).map_err(|_| format!("`{}` is not a whole number of bytes below 4GiB", text.trim()))?;
    Ok(small as usize)
}

/// As [`parse_size`], of what may be larger than a message.
///
/// # Errors
/// Says in words what a size looks like.
pub fn parse_amount(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a size; write a number of bytes, or one like 512KiB or 16MiB");
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    let value: f64 = number.parse().map_err(|_| wrong())?;
    let bytes = value * factor as f64;
    // An `f64` counts exactly up to 2^53.
    if bytes.fract() != 0.0 || bytes > (1_u64 << 53) as f64 {
        return Err(format!("`{text}` is not a whole number of bytes"));
    }
    Ok(bytes as u64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_typed() {
        let check = |text: &str, millis: u64| {
            assert_eq!(parse_duration(text).unwrap(), Duration::from_millis(millis), "{text}");
        };
        check("500ms", 500);
        check("3s", 3_000);
        check("1m30s", 90_000);
        check("1h", 3_600_000);
        check("2", 2_000);
        check("2.5", 2_500);
        check("1.5s", 1_500);
        for text in ["", "s", "3x", "-1s", "1m30", "0", "0s", "1e400", "99999999999999999999999h", "1..2s"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_read_as_typed() {
        let check = |text: &str, bytes: usize| assert_eq!(parse_size(text), Ok(bytes), "{text}");
        check("0", 0);
        check("4194304", 4 << 20);
        check("4MiB", 4 << 20);
        check("4mib", 4 << 20);
        check("4 MB", 4_000_000);
        check("64k", 64 << 10);
        check("1.5KiB", 1536);
        for text in ["", "MiB", "-1", "4TiB", "1.5", "5GiB"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
