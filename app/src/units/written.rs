//! Durations, sizes and counts as people read them: 34.2 ms, 1.2 KiB, 12,345. It knows no locale.

use std::time::{Duration, SystemTime};

use time::{OffsetDateTime, UtcOffset};

/// `812 B`, `1.2 KiB`, `37.2 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut amount = bytes as f64 / 1024.0;
    for unit in UNITS {
        if amount < 1023.95 {
            return format!("{amount:.1} {unit}");
        }
        amount /= 1024.0;
    }
    format!("{amount:.1} EiB")
}

/// `812 µs`, `34.2 ms`, `1.24 s`, `2 m 03 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        _ if seconds < 0.000_999_5 => format!("{:.0} µs", seconds * 1e6),
        _ if seconds < 0.099_95 => format!("{:.1} ms", seconds * 1e3),
        _ if seconds < 0.999_5 => format!("{:.0} ms", seconds * 1e3),
        _ if seconds < 59.995 => format!("{seconds:.2} s"),
        _ => {
            let whole = seconds.round() as u64;
            match whole / 3600 {
                0 => format!("{} m {:02} s", whole / 60, whole % 60),
                hours => format!("{hours} h {:02} m", whole % 3600 / 60),
            }
        }
    }
}

/// The time of what is still going on: `12.4 s`, without figures that run too fast to be read.
pub fn running(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 59.95 { format!("{seconds:.1} s") } else { duration(time) }
}

/// The time between two rows: `+9 ms`, `+1.24 s`, without the decimals that make a column restless.
pub fn gap(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms < 1.0 {
        format!("+{} µs", time.as_micros())
    } else if ms < 999.5 {
        format!("+{ms:.0} ms")
    } else {
        format!("+{}", duration(time))
    }
}

/// `98/s`, `0.4/s`.
pub fn per_second(rate: f64) -> String {
    if rate < 9.95 && rate.fract().abs() >= 0.05 {
        format!("{rate:.1}/s")
    } else {
        format!("{}/s", count(rate.round() as u64))
    }
}

/// `3.1 KiB/s`.
pub fn size_per_second(bytes: f64) -> String {
    format!("{}/s", size(bytes.round() as u64))
}

/// `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1st`, `2nd`, `3rd`, `11th`.
pub fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{ending}", count(number.into()))
}

/// `1 message`, `2,000 messages`.
pub fn counted(number: u64, word: &str) -> String {
    format!("{} {word}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A duration as it is typed and read again exactly: `5m`, `30s`, `1500ms`.
pub fn typed_duration(value: Duration) -> String {
    match (value.as_micros() % 1_000, value.as_millis() % 1_000) {
        (0, 0) if value.as_secs().is_multiple_of(60) && !value.is_zero() => format!("{}m", value.as_secs() / 60),
        (0, 0) => format!("{}s", value.as_secs()),
        (0, _) => format!("{}ms", value.as_millis()),
        _ => format!("{}us", value.as_micros()),
    }
}

/// An instant to the second: `2026-03-03 12:00:00 UTC`.
pub fn utc(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    format!("{} {:02}:{:02}:{:02} UTC", at.date(), at.hour(), at.minute(), at.second())
}

/// An instant to the minute, as people say it: `3 Mar 2026, 12:00 UTC`.
pub fn moment(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let month = at.month().to_string();
    let month = month.get(..3).unwrap_or(&month);
    format!("{} {month} {}, {:02}:{:02} UTC", at.day(), at.year(), at.hour(), at.minute())
}

/// A size as it is typed and read again exactly: `64MiB`, `1500`.
pub fn typed_size(bytes: usize) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let whole = units.into_iter().find(|(shift, _)| bytes > 0 && bytes.trailing_zeros() >= *shift);
    whole.map_or_else(|| bytes.to_string(), |(shift, unit)| format!("{}{unit}", bytes >> shift))
}

/// How long ago, as people say it: `now`, `2 minutes ago`, `3 hours ago`, `9 days ago`. Both in seconds since 1970.
pub fn ago(then: i64, now: i64) -> String {
    let said = |value: i64, what: &str| format!("{} ago", counted(value.unsigned_abs(), what));
    match now.saturating_sub(then) {
        ..60 => "now".to_owned(),
        seconds @ 60..3_600 => said(seconds / 60, "minute"),
        seconds @ 3_600..86_400 => said(seconds / 3_600, "hour"),
        seconds => said(seconds / 86_400, "day"),
    }
}

/// How long ago, for what is measured: `40 ms ago`, `0.4 s ago`, `8.4 s ago`, `12 s ago`, `3 minutes ago`.
pub fn since(age: Duration) -> String {
    match age.as_millis() {
        millis @ 0..100 => format!("{millis} ms ago"),
        100..10_000 => format!("{:.1} s ago", age.as_secs_f64()),
        10_000..60_000 => format!("{} s ago", age.as_secs()),
        _ => ago(0, i64::try_from(age.as_secs()).unwrap_or(i64::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts_read_as_the_design_says() {
        for (bytes, text) in [
            (0, "0 B"),
            (812, "812 B"),
            (1023, "1023 B"),
            (1229, "1.2 KiB"),
            (38_093, "37.2 KiB"),
            (1 << 20, "1.0 MiB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        for (number, text) in [(0, "0"), (999, "999"), (1204, "1,204"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), text);
        }
        assert!(size(u64::MAX).ends_with("EiB"));
        for (rate, text) in [(0.0, "0/s"), (0.4, "0.4/s"), (9.96, "10/s"), (98.4, "98/s"), (12_345.6, "12,346/s")] {
            assert_eq!(per_second(rate), text);
        }
        assert_eq!(size_per_second(3_174.4), "3.1 KiB/s");
    }

    #[test]
    fn whole_minutes_are_typed_as_minutes() {
        for (secs, text) in [(300, "5m"), (60, "1m"), (90, "90s"), (30, "30s"), (0, "0s")] {
            assert_eq!(typed_duration(Duration::from_secs(secs)), text);
        }
    }

    #[test]
    fn durations_keep_three_figures() {
        for (micros, text) in [
            (0, "0 µs"),
            (812, "812 µs"),
            (8_100, "8.1 ms"),
            (34_200, "34.2 ms"),
            (231_000, "231 ms"),
            (1_240_000, "1.24 s"),
            (123_000_000, "2 m 03 s"),
            (7_380_000_000, "2 h 03 m"),
        ] {
            assert_eq!(duration(Duration::from_micros(micros)), text);
        }
        assert_eq!(gap(Duration::from_micros(9_200)), "+9 ms");
        assert_eq!(gap(Duration::from_millis(1_240)), "+1.24 s");
    }
}
