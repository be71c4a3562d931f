//! Sizes, durations and system errors in the words of a verdict.
//! It formats only; it rounds nothing that a limit was set to.

use std::{io, time::Duration};

/// `812 B`, `1.2 KiB`, `64 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) if bytes.is_multiple_of(unit) => format!("{} {name}", bytes / unit),
        Some((unit, name)) => format!("{:.1} {name}", bytes as f64 / unit as f64),
        None => format!("{bytes} B"),
    }
}

/// `812 µs`, `34.2 ms`, `1.24 s`, `3 s`, `2 m 03 s`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if duration < Duration::from_millis(1) {
        format!("{} µs", duration.as_micros())
    } else if duration < Duration::from_secs(1) {
        format!("{} ms", trimmed(seconds * 1e3, 1))
    } else if duration < Duration::from_secs(60) {
        format!("{} s", trimmed(seconds, 2))
    } else {
        format!("{} m {:02} s", duration.as_secs() / 60, duration.as_secs() % 60)
    }
}

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 message`, `3 messages`.
pub fn messages(count: u64) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

/// A system error without its number: `Connection reset by peer`.
pub fn io(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// The error code of an HTTP/2 frame by its name (RFC 9113, 7), or as its number.
pub fn http2_error(code: u32) -> String {
    const NAMES: [&str; 14] = [
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY",
        "HTTP_1_1_REQUIRED",
    ];
    NAMES.get(code as usize).map_or_else(|| format!("{code:#x}"), |name| (*name).to_owned())
}

/// Bytes of an unknown protocol: printable ASCII as it is, the rest as `\n` or `\x16`.
pub fn escaped(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b'\'' | b'"' => char::from(*byte).to_string(),
        other => other.escape_ascii().to_string(),
    };
    bytes.iter().map(one).collect()
}

fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_read_as_people_write_them() {
        let sizes = [(0, "0 B"), (812, "812 B"), (1024, "1 KiB"), (1229, "1.2 KiB"), (64 << 20, "64 MiB")];
        for (bytes, words) in sizes {
            assert_eq!(size(bytes), words);
        }
        let durations = [(812, "812 µs"), (34_200, "34.2 ms"), (1_240_000, "1.24 s"), (3_000_000, "3 s")];
        for (micros, words) in durations {
            assert_eq!(duration(Duration::from_micros(micros)), words);
        }
        assert_eq!(duration(Duration::from_secs(123)), "2 m 03 s");
    }

    #[test]
    fn foreign_bytes_and_codes_are_shown_as_they_are_known() {
        assert_eq!(escaped(b"-ERR 'x' \"y\"\r\n\x16\\"), "-ERR 'x' \"y\"\\r\\n\\x16\\\\");
        assert_eq!((http2_error(7), http2_error(14)), ("REFUSED_STREAM".to_owned(), "0xe".to_owned()));
    }
}
