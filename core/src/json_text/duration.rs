//! `google.protobuf.Duration` as ProtoJSON text: seconds with up to nine decimals and an `s`.
//! It knows no other units.

use super::timestamp::{fraction_nanos, push_fraction};

const MAX_SECONDS: i64 = 315_576_000_000;

/// Seconds and nanoseconds, of one sign.
pub(crate) fn parse_duration(text: &str) -> Result<(i64, i32), String> {
    if text.is_empty() {
        return Err("empty; a duration like 1.5s is wanted".to_owned());
    }
    let (seconds, nanos, sign) = read(text).ok_or_else(|| format!("{text:?} is not a duration like 1.5s"))?;
    let outside = || format!("{text} is outside duration (-{MAX_SECONDS}s to {MAX_SECONDS}s)");
    let seconds = seconds.filter(|s| *s <= MAX_SECONDS).ok_or_else(outside)?;
    Ok((sign * seconds, if sign < 0 { -nanos } else { nanos }))
}

/// Append the text, with 0, 3, 6 or 9 decimals.
pub(crate) fn push_duration(out: &mut String, seconds: i64, nanos: i32) -> Result<(), String> {
    let signs_agree = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    if seconds.unsigned_abs() > MAX_SECONDS.unsigned_abs() || nanos.unsigned_abs() > 999_999_999 || !signs_agree {
        return Err(format!("not a duration: seconds {seconds}, nanos {nanos}"));
    }
    if seconds < 0 || nanos < 0 {
        out.push('-');
    }
    out.push_str(itoa::Buffer::new().format(seconds.unsigned_abs()));
    push_fraction(out, nanos.unsigned_abs());
    out.push('s');
    Ok(())
}

/// Seconds (`None`: more than fit), nanoseconds and sign.
fn read(text: &str) -> Option<(Option<i64>, i32, i64)> {
    let number = text.strip_suffix('s')?;
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number),
    };
    let (whole, nanos) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, fraction_nanos(fraction)?),
        None => (number, 0),
    };
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((whole.parse().ok(), nanos, sign))
}
