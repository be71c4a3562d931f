//! Text format against another library, and the words for what is refused.
//! The types are those of the samples.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use prost_reflect::DynamicMessage;

use super::encode;
use crate::message::{
    Document, print_text,
    samples::{any_wire, message, reflected},
};

fn theirs(name: &str, text: &str) -> DynamicMessage {
    DynamicMessage::parse_text_format(reflected(name), text).unwrap()
}

#[test]
fn every_form_of_a_value_is_that_of_another_library() {
    for text in [
        "",
        "i32: 5 # a comment\ni64: -0x7f; u32: 017, u64: 18446744073709551615",
        "f64: 1.5e-3 f32: 2f",
        "f64: inf f32: -inf",
        "f64: .5",
        "text: \"a\" 'b' \"\\n\\x41\\101é\"",
        "lines { sku: \"a\" } lines < sku: \"b\" > lines: { }",
        "numbers: [1, 2, 3] numbers: 4 numbers: []",
        "child { child: { i32: 1 } }",
        "flag: true color: RED colors: [GREEN, -1]",
        "labels { key: \"a\" value: 1 } labels { value: 2 }",
    ] {
        let decoded = |wire: &[u8]| DynamicMessage::decode(reflected("M"), wire).unwrap();
        assert_eq!(decoded(&encode(&message("M"), text).unwrap()), theirs("M", text), "{text}");
    }
}

#[test]
fn what_is_refused_is_told_with_its_place() {
    for (text, told) in [
        ("nope: 1", "1:1: unknown field \"nope\" in t.M"),
        ("i32: 1\n  i32: 2", "2:3: field \"i32\" is given twice"),
        ("i32: 2147483648", "1:6: 2147483648 is outside int32 (-2147483648 to 2147483647)"),
        ("i32 5", "1:4: \":\" is wanted"),
        ("i32: x", "1:6: a whole number is wanted, not \"x\""),
        ("text: \"a", "1:7: the string does not end on its line"),
        ("text: \"a\\q\"", "1:9: this escape is not known"),
        ("child {", "1:8: \"}\" is missing"),
        ("child: 5", "1:8: \"{\" is wanted, not \"5\""),
        ("[no.such]: 5", "1:1: unknown extension \"no.such\" of t.M"),
        ("}", "1:1: a field is wanted, not \"}\""),
    ] {
        assert_eq!(encode(&message("M"), text).unwrap_err(), told, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_again(wire in any_wire()) {
        let of = message("M");
        let printed = print_text(&of, &wire);
        if let Ok(theirs) = DynamicMessage::parse_text_format(reflected("M"), &printed) {
            let ours = encode(&of, &printed).unwrap();
            let ours = DynamicMessage::decode(reflected("M"), ours.as_slice()).unwrap();
            prop_assert!(ours == theirs || printed.contains("nan"), "{printed}");
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z0-9:{}<>\\[\\]\"'\\\\ \n#.,;é-]{0,60}") {
        let _ = Document::from_text_format(message("M"), &text);
    }
}
