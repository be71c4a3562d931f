//! Numbers as text: the digits of a JSON number without losing one, and floats as the shortest text that reads back.
//! It knows no ranges.

/// The shortest text that reads back as the same double, as JSON: `1.0`, `0.1`, `1e300`; none for NaN and infinities.
pub(crate) fn push_double(out: &mut String, value: f64) {
    use std::fmt::Write as _;
    let _ = match special_name(value) {
        Some(name) => out.write_str(name),
        None => write!(out, "{value:?}"),
    };
}

/// The same for a float, with a float's digits.
pub(crate) fn push_float(out: &mut String, value: f32) {
    use std::fmt::Write as _;
    let _ = match special_name(f64::from(value)) {
        Some(name) => out.write_str(name),
        None => write!(out, "{value:?}"),
    };
}

/// `NaN`, `Infinity`, `-Infinity`.
pub(crate) fn special_name(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

/// A JSON number in its parts, no digit lost.
pub(super) struct NumberText<'a> {
    pub(super) negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: &'a str,
}

pub(super) enum Whole {
    Is(u128),
    TooLarge,
    Fraction,
}

impl<'a> NumberText<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, rest) = split_digits(rest);
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => match split_digits(rest) {
                ("", _) => return None,
                parts => parts,
            },
            None => ("", rest),
        };
        let exponent = match rest.strip_prefix(['e', 'E']) {
            Some(exponent) => {
                let (digits, end) = split_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
                if digits.is_empty() || !end.is_empty() {
                    return None;
                }
                exponent
            }
            None if rest.is_empty() => "",
            None => return None,
        };
        Some(Self { negative, whole, fraction, exponent })
    }

    /// The number without its sign, if it is a whole one; `1e2` and `1.0` are.
    pub(super) fn whole(&self) -> Whole {
        let digits: Vec<u8> = self.whole.bytes().chain(self.fraction.bytes()).map(|b| b - b'0').collect();
        if digits.iter().all(|d| *d == 0) {
            return Whole::Is(0);
        }
        let negative_exponent = self.exponent.starts_with('-');
        let exponent = match self.exponent.trim_start_matches(['+', '-']).trim_start_matches('0') {
            "" => 0,
            text => text.parse::<i64>().ok().filter(|e| *e < 1 << 40).unwrap_or(1 << 40),
        };
        let exponent = if negative_exponent { -exponent } else { exponent };
        let point = self.whole.len() as i64 + exponent;
        let mut value: u128 = 0;
        for (at, digit) in digits.iter().enumerate() {
            if at as i64 >= point {
                if *digit != 0 {
                    return Whole::Fraction;
                }
                continue;
            }
            match value.checked_mul(10).and_then(|v| v.checked_add(u128::from(*digit))) {
                Some(next) if next <= u128::from(u64::MAX) => value = next,
                _ => return Whole::TooLarge,
            }
        }
        let zeros = point - digits.len() as i64;
        if zeros > 20 {
            return Whole::TooLarge;
        }
        for _ in 0..zeros.max(0) {
            value = match value.checked_mul(10) {
                Some(next) => next,
                None => return Whole::TooLarge,
            };
        }
        Whole::Is(value)
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}
