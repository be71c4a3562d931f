//! Floating-point numbers as protoc writes them into `default_value`: the shorter of two precisions that reads back equal.
//! Not Rust's own shortest form, which differs.

/// `%.15g`, or `%.17g` if that loses something.
pub(super) fn double_text(value: f64) -> String {
    text(value, 15, 17, |text| text.parse() == Ok(value))
}

/// `%.6g`, or `%.9g` if that loses something.
pub(super) fn float_text(value: f32) -> String {
    text(f64::from(value), 6, 9, |text| text.parse() == Ok(value))
}

fn text(value: f64, short: usize, long: usize, reads_back: impl Fn(&str) -> bool) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = general(value, short);
    if reads_back(&text) { text } else { general(value, long) }
}

/// C's `%.{precision}g` of a finite number.
fn general(value: f64, precision: usize) -> String {
    let scientific = format!("{value:.*e}", precision - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let digits_wanted = i32::try_from(precision).unwrap_or(i32::MAX);
    if exponent < -4 || exponent >= digits_wanted {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", without_zeros(mantissa), exponent.unsigned_abs());
    }
    let decimals = usize::try_from(digits_wanted - 1 - exponent).unwrap_or_default();
    without_zeros(&format!("{value:.decimals$}")).to_owned()
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_c_writes_them() {
        let doubles = [
            (0.1, "0.1"),
            (-0.0, "-0"),
            (1e15, "1e+15"),
            (1e14, "100000000000000"),
            (123_456_789.125, "123456789.125"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (1.0 / 3.0, "0.33333333333333331"),
            (1e300, "1e+300"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (value, expected) in doubles {
            assert_eq!(double_text(value), expected);
        }
        for (value, expected) in
            [(0.1, "0.1"), (16_777_216.0, "16777216"), (1e10, "1e+10"), (3.402_823_5e38, "3.40282347e+38")]
        {
            assert_eq!(float_text(value), expected);
        }
    }
}
