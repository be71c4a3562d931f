//! What a text is found in: names, strings, numbers, enums and times as they are shown.

use super::Mention;
use crate::message::{JsonRules, encode_json, samples};

#[test]
fn a_text_is_found_in_what_is_shown() {
    let of = samples::message("M");
    let json = r#"{
        "text": "Driver 7 at Ünter", "i64": "9007199254740993", "f64": 1.5, "flag": true, "color": "GREEN",
        "numbers": [17, 42], "child": {"lines": [{"sku": "deep-sku"}]}, "labels": {"env": 3},
        "at": "2026-01-31T12:00:00Z", "lasts": "1.500s", "any": {"@type": "x/t.Line", "sku": "within"},
        "structure": {"a": {"b": "leaf"}}
    }"#;
    let message = encode_json(&of, json, JsonRules::default()).unwrap();
    for found in [
        "driver",
        "ÜNTER",
        "254740993",
        "1.5",
        "true",
        "gree",
        "42",
        "SKU",
        "deep-",
        "env",
        "2026-01",
        "12:00",
        "Line",
        "within",
        "leaf",
        "labels",
    ] {
        assert!(Mention::new(found).is_in(Some(&of), &message), "{found}");
    }
    for absent in ["bus", "43", "false", "RED", "2027", "key", "seconds"] {
        assert!(!Mention::new(absent).is_in(Some(&of), &message), "{absent}");
    }
}

#[test]
fn what_is_unknown_or_broken_is_searched_as_bytes() {
    let of = samples::message("Line");
    let unknown = samples::bytes("fa06 05 68656c6c6f");
    assert!(Mention::new("HELL").is_in(Some(&of), &unknown) && Mention::new("hello").is_in(None, &unknown));
    let cut = samples::bytes("0a 20 68656c6c6f");
    assert!(Mention::new("hello").is_in(Some(&of), &cut));
    let deep = (0..400).fold(b"\x0a\x03abc".to_vec(), |inner, _| {
        let mut outer = vec![0x1a, (inner.len() & 0x7f) as u8 | 0x80, (inner.len() >> 7) as u8];
        outer.extend(inner);
        outer
    });
    assert!(Mention::new("abc").is_in(Some(&of), &deep));
}
