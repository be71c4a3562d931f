//! Texts of scalars: what they are, or why they are none.

use super::*;

#[track_caller]
fn check(scalar: Scalar, text: &str, expected: Result<Value<'_>, &str>) {
    assert_eq!(parse(scalar, text), expected.map_err(str::to_owned), "{} {text}", scalar.name());
}

#[test]
fn integers_keep_every_digit() {
    check(Scalar::Int32, "-2147483648", Ok(Value::Int(-2_147_483_648)));
    check(Scalar::Int64, "-9223372036854775808", Ok(Value::Int(i64::MIN)));
    check(Scalar::Int64, "9.223372036854775807e18", Ok(Value::Int(i64::MAX)));
    check(Scalar::Uint64, "18446744073709551615", Ok(Value::Uint(u64::MAX)));
    check(Scalar::Uint64, "1e19", Ok(Value::Uint(10_000_000_000_000_000_000)));
    check(Scalar::Int32, "-0", Ok(Value::Int(0)));
    check(Scalar::Uint32, "-0.0", Ok(Value::Uint(0)));
    check(Scalar::Int32, "1500e-2", Ok(Value::Int(15)));
    check(Scalar::Int32, "0e999999999999999999999", Ok(Value::Int(0)));
}

#[test]
fn integers_out_of_range_name_the_range() {
    check(Scalar::Int32, "2147483648", Err("2147483648 is outside int32 (-2147483648 to 2147483647)"));
    check(Scalar::Sfixed32, "-1e10", Err("-1e10 is outside sfixed32 (-2147483648 to 2147483647)"));
    check(Scalar::Fixed32, "4294967296", Err("4294967296 is outside fixed32 (0 to 4294967295)"));
    check(Scalar::Uint64, "1e20", Err("1e20 is outside uint64 (0 to 18446744073709551615)"));
    check(
        Scalar::Int64,
        "1e99999999999999999999",
        Err("1e99999999999999999999 is outside int64 (-9223372036854775808 to 9223372036854775807)"),
    );
    check(Scalar::Int32, "1e-1", Err("1e-1 is not a whole number"));
    check(Scalar::Int32, "1e-99999999999999999999", Err("1e-99999999999999999999 is not a whole number"));
}

#[test]
fn what_is_no_number_is_none() {
    for text in ["007", "+1", "0x1", "1.", ".5", "1e", "--1", "1_000", "١"] {
        check(Scalar::Int32, text, Err(&format!("{text:?} is not a whole number")));
        check(Scalar::Double, text, Err(&format!("{text:?} is not a number")));
    }
    check(Scalar::Bool, "True", Err("\"True\" is neither true nor false"));
    check(Scalar::Double, "inf", Err("\"inf\" is not a number"));
}

#[test]
fn floats_are_read_at_their_own_width() {
    check(Scalar::Float, "0.1", Ok(Value::Float(0.1)));
    check(Scalar::Float, "3.4028235e38", Ok(Value::Float(f32::MAX)));
    check(Scalar::Double, "Infinity", Ok(Value::Double(f64::INFINITY)));
    check(Scalar::Double, "5e-324", Ok(Value::Double(5e-324)));
    let mut text = String::new();
    push_float(&mut text, 0.1);
    text.push(' ');
    push_double(&mut text, -0.0);
    text.push(' ');
    push_double(&mut text, 1e300);
    assert_eq!(text, "0.1 -0.0 1e300");
}

#[test]
fn base64_of_either_alphabet_padded_or_not() {
    for text in ["+/8=", "-_8=", "+/8", "-_8"] {
        check(Scalar::Bytes, text, Ok(Value::Bytes(vec![0xfb, 0xff])));
    }
    check(Scalar::Bytes, "", Ok(Value::Bytes(Vec::new())));
    check(Scalar::Bytes, "ab c", Err("not base64 (byte 3)"));
    check(Scalar::Bytes, "a", Err("not base64 (cut short at byte 1)"));
}
