//! Numbers as protoc writes them: the shortest of six or fifteen digits if that is exact, else all that are needed.
//! It reads what Rust reads, and leaves alone what is no number.

/// A `float` default, in the form protoc gives it.
pub(super) fn settle_float(text: &mut String) {
    if let Ok(number) = text.parse::<f64>() {
        // To `float` by way of `double`, as protoc reads it.
        #[expect(clippy::cast_possible_truncation, reason = "too large becomes infinite, which is what protoc does")]
        let number = number as f32;
        *text = match format_significant(number.into(), 6) {
            short if short.parse() == Ok(number) => short,
            _ => format_significant(number.into(), 9),
        };
    }
}

/// A `double` default, in the form protoc gives it.
pub(super) fn settle_double(text: &mut String) {
    if let Ok(number) = text.parse::<f64>() {
        *text = match format_significant(number, 15) {
            short if short.parse() == Ok(number) => short,
            _ => format_significant(number, 17),
        };
    }
}

/// C's `%.{digits}g`.
fn format_significant(number: f64, digits: usize) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{number:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let limit = i32::try_from(digits).unwrap_or(i32::MAX);
    if exponent < -4 || exponent >= limit {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs());
    }
    let decimals = usize::try_from(limit - 1 - exponent).unwrap_or_default();
    trimmed(&format!("{number:.decimals$}")).to_owned()
}

fn trimmed(number: &str) -> &str {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_protoc_writes_them() {
        for (text, float, double) in [
            ("1", "1", "1"),
            ("-0", "-0", "-0"),
            ("0.1", "0.1", "0.1"),
            ("1e50", "inf", "1e+50"),
            ("1.5e-9", "1.5e-09", "1.5e-09"),
            ("16777217", "16777216", "16777217"),
            ("123456789", "123456792", "123456789"),
            ("0.30000000000000004", "0.3", "0.30000000000000004"),
            ("-inf", "-inf", "-inf"),
            ("nan", "nan", "nan"),
            ("1000000", "1e+06", "1000000"),
        ] {
            let (mut as_float, mut as_double) = (text.to_owned(), text.to_owned());
            settle_float(&mut as_float);
            settle_double(&mut as_double);
            assert_eq!((as_float.as_str(), as_double.as_str()), (float, double), "{text}");
        }
    }
}
