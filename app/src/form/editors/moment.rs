//! Moments and spans of time as people type them, to the text that JSON has for them.
//! It knows no widget and no clock: what is now is told.

use time::{
    Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, format_description::well_known::Rfc3339,
};

/// RFC 3339 of what was typed: `now`, `today`, `+5 min`, `-2h`, seconds since 1970, a date, a date with a time, each with a zone
/// of its own or in this one. `None` where it is none of these; and for RFC 3339 itself, which stays as it was typed.
pub fn moment(typed: &str, now: OffsetDateTime, zone: UtcOffset) -> Option<String> {
    let typed = typed.trim();
    if !typed.contains(' ') && read(typed).is_some() {
        return None;
    }
    let local = now.to_offset(zone);
    let at = match typed.to_lowercase().as_str() {
        "now" => to_millis(local),
        "today" => local.replace_time(Time::MIDNIGHT),
        "tomorrow" => (local + Duration::DAY).replace_time(Time::MIDNIGHT),
        "yesterday" => (local - Duration::DAY).replace_time(Time::MIDNIGHT),
        _ => relative(typed, local)
            .or_else(|| since_1970(typed).and_then(|at| at.checked_to_offset(zone)))
            .or_else(|| dated(typed, zone))?,
    };
    written(at)
}

/// The moment of an RFC 3339 text.
pub fn read(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// RFC 3339 of a moment, in its own zone.
pub fn written(at: OffsetDateTime) -> Option<String> {
    at.format(&Rfc3339).ok()
}

/// Seconds with an `s` of what was typed in units: `1h 2m 3.5s`, `250ms`, `-1.5 min`. `None` where it is none, or is seconds
/// already.
pub fn span(typed: &str) -> Option<String> {
    let (is_negative, parts) = match typed.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, typed.trim()),
    };
    let is_seconds =
        parts.strip_suffix('s').is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let nanos = if is_seconds { None } else { nanos(parts) }?;
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let fraction = format!("{rest:09}");
    let fraction = match fraction.trim_end_matches('0') {
        "" => String::new(),
        digits => format!(".{digits}"),
    };
    Some(format!("{}{seconds}{fraction}s", if is_negative { "-" } else { "" }))
}

/// `1 h 2 min 3.5 s` of a text of seconds from a minute on.
pub fn spelled_out(text: &str) -> Option<String> {
    let number = text.strip_suffix('s')?.trim_start_matches('-');
    let (whole, fraction) = number.split_once('.').map_or((number, ""), |(whole, fraction)| (whole, fraction));
    let seconds: u64 = whole.parse().ok().filter(|seconds| *seconds >= 60)?;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let rest = format!("{}{}{fraction}", seconds % 60, if fraction.is_empty() { "" } else { "." });
    let mut words = String::new();
    for (count, unit) in [(days, "d"), (hours, "h"), (minutes, "min")] {
        if count > 0 {
            words.push_str(&format!("{count} {unit} "));
        }
    }
    if !rest.trim_matches(['0', '.']).is_empty() {
        words.push_str(&format!("{rest} s"));
    }
    Some(words.trim_end().to_owned())
}

/// Nanoseconds of numbers with units, one after another.
fn nanos(text: &str) -> Option<u128> {
    let mut rest = text.trim();
    let mut sum: u128 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let letters = after.chars().take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
        let (unit, after) = after.split_at_checked(letters)?;
        let unit: u128 = match unit.to_lowercase().as_str() {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" | "sec" | "secs" | "second" | "seconds" => 1_000_000_000,
            "m" | "min" | "mins" | "minute" | "minutes" => 60_000_000_000,
            "h" | "hour" | "hours" => 3_600_000_000_000,
            "d" | "day" | "days" => 86_400_000_000_000,
            "w" | "week" | "weeks" => 604_800_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole: u128 = whole.parse::<u64>().ok()?.into();
        sum = sum.checked_add(whole.checked_mul(unit)?)?;
        if !fraction.is_empty() && fraction.len() <= 9 {
            let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
            sum = sum.checked_add(u128::from(fraction.parse::<u64>().ok()?) * unit / scale)?;
        }
        rest = after.trim_start();
    }
    Some(sum)
}

fn relative(typed: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let (sign, rest) = match typed.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let nanos = i64::try_from(nanos(rest)?).ok()?;
    to_millis(now).checked_add(Duration::nanoseconds(nanos) * sign)
}

/// Seconds since 1970, or thousandths, millionths and milliardths by their count of digits.
fn since_1970(typed: &str) -> Option<OffsetDateTime> {
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let per_second: i128 = match digits.len() {
        7..=11 => 1,
        12..=14 => 1_000,
        15..=17 => 1_000_000,
        18..=20 => 1_000_000_000,
        _ => return None,
    };
    let number: i128 = typed.parse().ok().filter(|_| is_whole)?;
    OffsetDateTime::from_unix_timestamp_nanos(number.checked_mul(1_000_000_000 / per_second)?).ok()
}

/// `2026-03-01`, `2026-03-01 12:00`, `2026-03-01T12:00:30`, in a zone, or in that which stands behind it: `+02:00`, `UTC`.
fn dated(typed: &str, zone: UtcOffset) -> Option<OffsetDateTime> {
    let (date, time) = typed.split_once(['T', 't', ' ']).unwrap_or((typed, ""));
    let (time, zone) = zone_behind(time.trim()).unwrap_or((time, zone));
    let time = if time.is_empty() { "00:00" } else { time };
    let mut parts = date.split('-');
    let year: i32 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let day: u8 = parts.next()?.parse().ok()?;
    let date = Date::from_calendar_date(year, month, day).ok().filter(|_| parts.next().is_none())?;
    Some(PrimitiveDateTime::new(date, time_of_day(time)?).assume_offset(zone))
}

/// A time of day without the zone behind it, and that zone: `+02:00`, `+0200`, `+2`, `Z`, `UTC`.
fn zone_behind(time: &str) -> Option<(&str, UtcOffset)> {
    let upper = time.to_ascii_uppercase();
    if let Some(name) = ["UTC", "GMT", "Z"].into_iter().find(|name| upper.ends_with(name)) {
        return Some((time.get(..time.len() - name.len())?.trim_end(), UtcOffset::UTC));
    }
    let (time, offset) = time.split_at(time.rfind(['+', '-'])?);
    let (sign, digits) = offset.split_at_checked(1)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None => digits.split_at_checked(2.min(digits.len()))?,
    };
    let part = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<i8>().ok().filter(|n| *n >= 0) };
    let sign = if sign == "-" { -1 } else { 1 };
    let zone = UtcOffset::from_hms(sign * part(hours)?, sign * part(minutes)?, 0).ok()?;
    Some((time.trim_end(), zone))
}

/// `12:00`, `12:00:30`, `12:00:30.25`.
pub fn time_of_day(text: &str) -> Option<Time> {
    let mut parts = text.trim().split(':');
    let (hour, minute) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let second = parts.next().unwrap_or("0");
    let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Time::from_hms_nano(hour, minute, second.parse().ok()?, nanos).ok()
}

fn to_millis(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_millisecond(at.millisecond()).unwrap_or(at)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_typed_as_people_say_them() {
        let now = read("2026-03-01T12:00:00.5Z").unwrap();
        let zone = UtcOffset::from_hms(2, 0, 0).unwrap();
        for (typed, expected) in [
            ("now", Some("2026-03-01T14:00:00.5+02:00")),
            ("+5 min", Some("2026-03-01T14:05:00.5+02:00")),
            ("-1d 2h", Some("2026-02-28T12:00:00.5+02:00")),
            ("today", Some("2026-03-01T00:00:00+02:00")),
            ("Tomorrow", Some("2026-03-02T00:00:00+02:00")),
            ("1772366400", Some("2026-03-01T14:00:00+02:00")),
            ("1772366400123", Some("2026-03-01T14:00:00.123+02:00")),
            ("2026-03-01", Some("2026-03-01T00:00:00+02:00")),
            ("2026-03-01 08:30", Some("2026-03-01T08:30:00+02:00")),
            ("2026-03-01T08:30:01.25", Some("2026-03-01T08:30:01.25+02:00")),
            ("2026-03-01 08:30 +05:30", Some("2026-03-01T08:30:00+05:30")),
            ("2026-03-01T08:30-0330", Some("2026-03-01T08:30:00-03:30")),
            ("2026-03-01 08:30+1", Some("2026-03-01T08:30:00+01:00")),
            ("2026-03-01 08:30 utc", Some("2026-03-01T08:30:00Z")),
            ("2026-03-01 -08", Some("2026-03-01T00:00:00-08:00")),
            ("2026-03-01T08:30:00Z", None),
            ("2026-03-01T08:30:00.500+05:30", None),
            ("2026-03-01 08:30 +99", None),
            ("2026-03-01 08:30 +-5", None),
            ("2026", None),
            ("+", None),
            ("soon", None),
            ("2026-02-30", None),
        ] {
            assert_eq!(moment(typed, now, zone).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn spans_are_typed_in_units() {
        for (typed, expected) in [
            ("1h 2m 3.5s", Some("3723.5s")),
            ("250ms", Some("0.25s")),
            ("-1.5 min", Some("-90s")),
            ("1d", Some("86400s")),
            ("1ns", Some("0.000000001s")),
            ("90.5s", None),
            ("90", None),
            ("", None),
            ("1 fortnight", None),
        ] {
            assert_eq!(span(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn long_spans_are_spelled_out() {
        assert_eq!(spelled_out("3723.5s").as_deref(), Some("1 h 2 min 3.5 s"));
        assert_eq!(spelled_out("86400s").as_deref(), Some("1 d"));
        assert_eq!(spelled_out("59s"), None);
        assert_eq!(spelled_out("x"), None);
    }
}
