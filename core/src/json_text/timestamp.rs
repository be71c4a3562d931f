//! `google.protobuf.Timestamp` as RFC 3339 text, exact to the nanosecond, years 0001 to 9999.
//! It knows no clock and no zone names.

const MIN_SECONDS: i64 = -62_135_596_800;
const MAX_SECONDS: i64 = 253_402_300_799;

/// Seconds and nanoseconds since 1970 of an RFC 3339 text.
pub(crate) fn parse_timestamp(text: &str) -> Result<(i64, i32), String> {
    if text.is_empty() {
        return Err("empty; a timestamp like 2026-01-31T12:00:00Z is wanted".to_owned());
    }
    let (seconds, nanos) =
        read(text).ok_or_else(|| format!("{text:?} is not a timestamp like 2026-01-31T12:00:00Z"))??;
    if (MIN_SECONDS..=MAX_SECONDS).contains(&seconds) {
        Ok((seconds, nanos))
    } else {
        Err(format!("{text} is outside 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z"))
    }
}

/// Append the text in UTC, with 0, 3, 6 or 9 decimals.
pub(crate) fn push_timestamp(out: &mut String, seconds: i64, nanos: i32) -> Result<(), String> {
    if !(MIN_SECONDS..=MAX_SECONDS).contains(&seconds) || !(0..1_000_000_000).contains(&nanos) {
        return Err(format!("not a timestamp: seconds {seconds}, nanos {nanos}"));
    }
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let two = |n: i64| [b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
    let ([c, e], [n, t]) = (two(year / 100), two(year));
    let ([m, o], [d, a]) = (two(month), two(day));
    let ([h, r], [i, u], [s, k]) = (two(hour), two(minute), two(second));
    let text = [c, e, n, t, b'-', m, o, b'-', d, a, b'T', h, r, b':', i, u, b':', s, k];
    out.push_str(std::str::from_utf8(&text).unwrap_or_default());
    push_fraction(out, nanos.unsigned_abs());
    out.push('Z');
    Ok(())
}

/// Append `.123`, `.123456` or `.123456789`; nothing for zero.
pub(super) fn push_fraction(out: &mut String, nanos: u32) {
    let used = match nanos {
        0 => return,
        n if n % 1_000_000 == 0 => 3,
        n if n % 1_000 == 0 => 6,
        _ => 9,
    };
    let mut digits = [0; 9];
    let mut rest = nanos;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push('.');
    out.push_str(digits.get(..used).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
}

/// The nanoseconds of one to nine decimals.
pub(super) fn fraction_nanos(digits: &str) -> Option<i32> {
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let scale = 10i32.pow(9 - u32::try_from(digits.len()).ok()?);
    Some(digits.parse::<i32>().ok()? * scale)
}

/// `None`: not of this form at all; `Some(Err)`: of the form, but no such time.
fn read(text: &str) -> Option<Result<(i64, i32), String>> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    literal(&mut rest, '-')?;
    let month = digits(&mut rest, 2)?;
    literal(&mut rest, '-')?;
    let day = digits(&mut rest, 2)?;
    literal(&mut rest, 'T')?;
    let hour = digits(&mut rest, 2)?;
    literal(&mut rest, ':')?;
    let minute = digits(&mut rest, 2)?;
    literal(&mut rest, ':')?;
    let second = digits(&mut rest, 2)?;
    let nanos = match rest.strip_prefix('.') {
        Some(fraction) => {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let (decimals, after) = fraction.split_at_checked(length)?;
            rest = after;
            fraction_nanos(decimals)?
        }
        None => 0,
    };
    let offset = zone(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return Some(Err(format!("{text}: there is no such day")));
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Some(Err(format!("{text}: there is no such time of day")));
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some(Ok((seconds, nanos)))
}

fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    head.bytes().all(|b| b.is_ascii_digit()).then(|| head.parse().ok()).flatten()
}

fn literal(rest: &mut &str, wanted: char) -> Option<()> {
    *rest = rest.strip_prefix(wanted)?;
    Some(())
}

fn zone(rest: &mut &str) -> Option<i64> {
    if literal(rest, 'Z').is_some() {
        return Some(0);
    }
    let sign = if literal(rest, '+').is_some() { 1 } else { literal(rest, '-').map(|()| -1)? };
    let hours = digits(rest, 2)?;
    literal(rest, ':')?;
    let minutes = digits(rest, 2)?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 in the proleptic Gregorian calendar; the year is taken to begin in March, so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12 + 1;
    (era * 400 + year + i64::from(month <= 2), month, day)
}
