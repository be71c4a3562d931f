//! Tests of carrying: what is read, where it is written, and which rules are none.

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::message::{Document, JsonOptions, print_json, samples};

fn json_bytes(json: &str) -> Bytes {
    Document::from_json(samples::message("M"), json.to_owned()).encode().unwrap()
}

fn rule(text: &str) -> Result<Carry, String> {
    let of = samples::message("M");
    Carry::parse(text, &of, &of).map_err(|error| format!("{}..{} {error}", error.place.start, error.place.end))
}

/// What the first request becomes, and the value as it is told.
fn carried(text: &str, last: &str, first: &str) -> Option<(String, String)> {
    let carry = rule(text).unwrap();
    let value = carry.read(&json_bytes(last))?;
    let written = carry.write(&json_bytes(first), &value).unwrap();
    let options = JsonOptions { indent: crate::message::Indent::Compact, ..JsonOptions::default() };
    Some((print_json(&samples::message("M"), &written, &options).text, carry.text(&value)))
}

#[track_caller]
fn check(text: &str, last: &str, first: &str, expected: &str, told: &str) {
    assert_eq!(carried(text, last, first), Some((expected.to_owned(), told.to_owned())));
}

#[test]
fn a_value_goes_from_path_to_path_and_the_rest_stays() {
    check(
        "text = child.text",
        r#"{"child": {"text": "abc"}}"#,
        r#"{"i32": 1, "text": "old", "flag": true}"#,
        r#"{"i32":1,"flag":true,"text":"abc"}"#,
        r#""abc""#,
    );
    check(
        "child.child.text=last.text",
        r#"{"text": "x"}"#,
        r#"{"child": {"i32": 7, "child": {"flag": true}}}"#,
        r#"{"child":{"i32":7,"child":{"flag":true,"text":"x"}}}"#,
        r#""x""#,
    );
    check("child.text = text", r#"{"text": "x"}"#, "{}", r#"{"child":{"text":"x"}}"#, r#""x""#);
    check("data = data", r#"{"data": "AP8="}"#, "{}", r#"{"data":"AP8="}"#, "00ff (2 B)");
    check("color = color", r#"{"color": "BELOW"}"#, "{}", r#"{"color":"BELOW"}"#, "BELOW");
    check("f64 = f64", r#"{"f64": 1.5}"#, "{}", r#"{"f64":1.5}"#, "1.5");
    check("flag = flag", r#"{"flag": true}"#, "{}", r#"{"flag":true}"#, "true");
    check("text = names", r#"{"names": ["a", "b"]}"#, "{}", r#"{"text":"b"}"#, r#""b""#);
}

#[test]
fn integers_of_any_kind_are_carried_and_added_to() {
    check("s64 = u64 + 1", r#"{"u64": "41"}"#, "{}", r#"{"s64":"42"}"#, "42");
    check("fx32 = i32 - 2", r#"{"i32": 9}"#, r#"{"fx32": 1}"#, r#"{"fx32":7}"#, "7");
    check("sfx64 = s32", r#"{"s32": -5}"#, "{}", r#"{"sfx64":"-5"}"#, "-5");
    check("i32 = sfx32", r#"{"sfx32": -5}"#, "{}", r#"{"i32":-5}"#, "-5");
    check(
        "u64 = fx64",
        r#"{"fx64": "18446744073709551615"}"#,
        "{}",
        r#"{"u64":"18446744073709551615"}"#,
        "18446744073709551615",
    );
    // What the field cannot hold is not carried.
    assert_eq!(carried("u32 = i32", r#"{"i32": -1}"#, "{}"), None);
    assert_eq!(carried("u64 = u64 + 1", r#"{"u64": "18446744073709551615"}"#, "{}"), None);
    assert_eq!(carried("i32 = i64", r#"{"i64": "3000000000"}"#, "{}"), None);
}

#[test]
fn a_message_without_the_field_carries_nothing() {
    assert_eq!(carried("text = text", "{}", "{}"), None);
    assert_eq!(carried("text = child.text", r#"{"child": {}}"#, "{}"), None);
}

#[test]
fn a_oneof_gets_the_new_member() {
    check("ob = i32", r#"{"i32": 3}"#, r#"{"oa": "before"}"#, r#"{"ob":3}"#, "3");
}

#[test]
fn what_is_no_rule_says_where_and_what_there_is_instead() {
    let wrong = |text: &str| rule(text).map(|_| ()).unwrap_err();
    assert_eq!(wrong("text"), "4..4 FIELD = PATH is wanted: a field of the request, and where its value comes from");
    assert!(wrong("text = child.txt").starts_with(r#"13..16 M has no field "txt", but f64, f32, i32"#));
    assert!(wrong("nope = text").starts_with(r#"0..4 M has no field "nope""#));
    assert_eq!(wrong("text = i32"), "7..10 i32 holds int32, text holds string");
    assert_eq!(wrong("text = text.a"), "7..11 text holds string, no message");
    assert_eq!(wrong("names = text"), "0..5 names is a list: one field is wanted");
    assert_eq!(wrong("i32 = numbers"), "6..13 numbers is a list of numbers: one value is wanted");
    assert_eq!(wrong("text = text + 1"), "7..11 text holds string: nothing can be added");
    assert_eq!(wrong("i32 = i32 + x"), "12..13 \"x\" is no number from 0 to 4294967295");
    assert_eq!(wrong("i32 = "), "6..6 A field of M is wanted");
}

proptest! {
    /// Whatever the bytes are, what was written is what is read again, and nothing else is touched.
    #[test]
    fn what_is_written_is_read_again(message in samples::any_wire(), text in "[a-z]{0,9}") {
        let carry = rule("child.text = child.text").unwrap();
        let value = Carried(Payload::Bytes(text.clone().into()));
        let written = carry.write(&message, &value).unwrap();
        prop_assert_eq!(carry.read(&written), Some(value));
        let others = rule("u64 = u64").unwrap();
        prop_assert_eq!(others.read(&written), others.read(&Bytes::from(message)));
    }

    #[test]
    fn bytes_that_are_no_message_are_let_be(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let carry = rule("child.child.text = child.child.text").unwrap();
        if let Some(value) = carry.read(&Bytes::from(bytes.clone())) {
            let _ = carry.text(&value);
        }
        let _ = carry.write(&bytes, &Carried(Payload::Bytes(Bytes::new())));
    }
}

#[test]
fn fields_that_fit_are_proposed_on_both_sides() {
    let of = samples::message("M");
    let proposed = |text: &str| {
        let proposals = Carry::proposals(text, text.len(), &of, &of);
        (proposals.names, text.get(proposals.place).unwrap().to_owned())
    };
    let texts = (vec!["text".to_owned(), "maybe_text".to_owned()], "tex".to_owned());
    assert_eq!((proposed("tex"), proposed("child.tex")), (texts.clone(), texts));
    let (right, typed) = proposed("text = last.child.");
    assert!(right.contains(&"text".to_owned()) && right.contains(&"child".to_owned()), "{right:?}");
    assert!(!right.contains(&"flag".to_owned()), "a bool does not fit: {right:?}");
    assert_eq!(typed, "");
    for none in ["", "i32 = i32 + ", "flag.", "nothing.at.all", "i32 = a b"] {
        assert!(proposed(none).0.is_empty(), "{none}");
    }
}
