//! Times and masks as text, both ways.

use super::{
    field_mask::parse_field_mask, parse_duration, parse_timestamp, push_duration, push_field_mask_path, push_timestamp,
};

fn timestamp(seconds: i64, nanos: i32) -> Result<String, String> {
    let mut text = String::new();
    push_timestamp(&mut text, seconds, nanos).map(|()| text)
}

fn duration(seconds: i64, nanos: i32) -> Result<String, String> {
    let mut text = String::new();
    push_duration(&mut text, seconds, nanos).map(|()| text)
}

#[test]
fn timestamps_are_exact_at_the_ends_of_their_range() {
    for (text, seconds, nanos) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1969-12-31T23:59:59.900Z", -1, 900_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
        ("2000-02-29T12:00:00.000001Z", 951_825_600, 1_000),
        ("2100-03-01T00:00:00Z", 4_107_542_400, 0),
    ] {
        assert_eq!(parse_timestamp(text), Ok((seconds, nanos)), "{text}");
        assert_eq!(timestamp(seconds, nanos).as_deref(), Ok(text));
    }
    assert_eq!(parse_timestamp("1970-01-01T01:00:00.5+01:00"), Ok((0, 500_000_000)));
    assert!(timestamp(253_402_300_800, 0).is_err() && timestamp(0, -1).is_err());
    for text in [
        "1970-01-01T00:00:00",
        "1970-01-01t00:00:00Z",
        "1970-01-01T00:00:00z",
        "1970-01-01T24:00:00Z",
        "1970-01-01T00:00:60Z",
        "1970-13-01T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00.1234567890Z",
        "1970-01-01T00:00:00Z ",
        "197é-01-01T00:00:00Z",
    ] {
        assert!(parse_timestamp(text).is_err(), "{text}");
    }
}

#[test]
fn durations_keep_sign_and_nanoseconds() {
    for (text, seconds, nanos) in [
        ("0s", 0, 0),
        ("1.500s", 1, 500_000_000),
        ("-0.000000001s", 0, -1),
        ("-315576000000.999999999s", -315_576_000_000, -999_999_999),
    ] {
        assert_eq!(parse_duration(text), Ok((seconds, nanos)), "{text}");
        assert_eq!(duration(seconds, nanos).as_deref(), Ok(text));
    }
    assert!(duration(1, -1).is_err());
    for text in ["", "1", "s", "1.s", ".5s", "1e3s", "+1s", "315576000001s", "99999999999999999999s", "1 s"] {
        assert!(parse_duration(text).is_err(), "{text}");
    }
}

#[test]
fn field_masks_change_their_spelling() {
    assert_eq!(parse_field_mask("a.fooBar,b1"), Ok(vec!["a.foo_bar".to_owned(), "b1".to_owned()]));
    assert_eq!(parse_field_mask(""), Ok(Vec::new()));
    assert!(parse_field_mask("a,,b").is_err() && parse_field_mask("a_b").is_err());
    for (path, text) in
        [("a.foo_bar", Ok("a.fooBar")), ("a__b", Err(())), ("a_1", Err(())), ("aB", Err(())), ("a_", Err(()))]
    {
        let mut out = String::new();
        assert_eq!(push_field_mask_path(&mut out, path).map(|()| out.as_str()).map_err(drop), text, "{path}");
    }
}
