//! Text format against another library, and the words for what is refused.
//! The types are those of the samples.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use prost_reflect::{DynamicMessage, prost::Message as _};

use super::encode_text;
use crate::message::{
    Document, print_text,
    samples::{any_wire, bytes, message, reflected},
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
        assert_eq!(decoded(&encode_text(&message("M"), text).unwrap()), theirs("M", text), "{text}");
    }
}

#[test]
fn what_is_refused_is_told_with_its_place() {
    for (text, told) in [
        ("nope: 1", "1:1 unknown field \"nope\" in t.M"),
        ("i32: 1\n  i32: 2", "2:3 field \"i32\" is given twice"),
        ("oa: 'a' oa: 'b'", "1:9 field \"oa\" is given twice"),
        ("oa: 'a'\nob: 2", "2:1 oneof \"o\" of t.M is already set by \"oa\""),
        ("i32: 2147483648", "1:6 i32: 2147483648 is outside int32 (-2147483648 to 2147483647)"),
        ("u32: -1", "1:7 u32: -1 is outside uint32 (0 to 4294967295)"),
        ("u64: 0x1ffffffffffffffff", "1:6 u64: 0x1ffffffffffffffff is outside uint64 (0 to 18446744073709551615)"),
        (
            "i64: 99999999999999999999999999999999999999999",
            "1:6 i64: 9999999999999999999999999999999999999999 is outside int64 (-9223372036854775808 to 9223372036854775807)",
        ),
        ("i32: 09", "1:6 i32: \"09\" is not a whole number"),
        ("i32: 1.0", "1:6 i32: \"1.0\" is not a whole number"),
        ("i32: 1f", "1:6 i32: \"1f\" is not a whole number"),
        ("i32 5", "1:5 i32: \":\" is wanted"),
        ("i32: x", "1:6 i32: a whole number is wanted, not \"x\""),
        ("f64: 017", "1:6 f64: a number is wanted, not \"017\""),
        ("f64: 0x1p3", "1:6 f64: a number is wanted, not \"0x1p3\""),
        ("f32: --1", "1:7 f32: a number is wanted, not \"-\""),
        ("flag: yes", "1:7 flag: true or false is wanted, not \"yes\""),
        ("flag: 2", "1:7 flag: true or false is wanted, not \"2\""),
        ("color: PURPLE", "1:8 color: \"PURPLE\" is not in Color"),
        ("colors: [RED, nope]", "1:15 colors[1]: \"nope\" is not in Color"),
        ("text: \"a", "1:7 text: the string does not end on its line"),
        ("text: 'a\n'", "1:7 text: the string does not end on its line"),
        ("text: \"a\\q\"", "1:9 text: this escape is not known"),
        ("text: 'ok' '\\400'", "1:13 text: this escape is not known"),
        ("text:  '\\xff'", "1:8 text: not UTF-8"),
        ("text: 5", "1:7 text: a string is wanted, not \"5\""),
        ("child {", "1:8 child: \"}\" is missing"),
        ("child < i32: 1 }", "1:16 child: a field is wanted, not \"}\""),
        ("child: 5", "1:8 child: \"{\" is wanted, not \"5\""),
        (
            "lines {} lines { next { quantity: 'a' } }",
            "1:35 lines[1].next.quantity: a whole number is wanted, not a string",
        ),
        ("lines: [{}, {sku: 1}]", "1:19 lines[1].sku: a string is wanted, not \"1\""),
        ("numbers: [1 2]", "1:13 numbers: \",\" or \"]\" is wanted, not \"2\""),
        ("numbers: [1,", "1:13 numbers[1]: a whole number is wanted, not the end"),
        ("i32: [1]", "1:6 i32: a whole number is wanted, not \"[\""),
        ("labels { key: 5 }", "1:15 labels[0].key: a string is wanted, not \"5\""),
        ("[no.such]: 5", "1:1 unknown extension \"no.such\" of t.M"),
        ("[]: 5", "1:2 a name is wanted between the brackets"),
        ("[a", "1:2 \"]\" is missing"),
        ("any { [a/no.Such] {} }", "1:7 any: unknown type \"a/no.Such\""),
        ("any { type_url: 'x' [a/t.Line] {} }", "1:21 any: the Any has a type already"),
        ("any { [a/t.Line] { quantity: x } }", "1:30 any.quantity: a whole number is wanted, not \"x\""),
        ("3: 1", "1:1 field 3 has no name; fields by number are not read"),
        ("}", "1:1 a field is wanted, not \"}\""),
        ("\u{feff}i32: é", "1:6 i32: a whole number is wanted, not \"é\""),
        ("i32: 1 ,, i64: 2", "1:9 a field is wanted, not \",\""),
    ] {
        assert_eq!(encode_text(&message("M"), text).unwrap_err().to_string(), told, "{text}");
    }
    for (text, told) in [
        ("item { sku: 'a' id: 1 }", "1:17 item[0]: unknown field \"id\" in t2.Old.Item"),
        ("former: [1, 2", "1:14 \"]\" is wanted, not the end"),
        ("former: }", "1:9 a value is wanted, not \"}\""),
        ("[t2.scores]: [1, x]", "1:18 [t2.scores][1]: a whole number is wanted, not \"x\""),
    ] {
        assert_eq!(encode_text(&message("t2.Old"), text).unwrap_err().to_string(), told, "{text}");
    }
}

/// Text that is taken, and the wire it becomes.
#[track_caller]
fn becomes(of: &str, text: &str, hex: &str) {
    assert_eq!(encode_text(&message(of), text), Ok(bytes(hex)), "{text}");
}

#[test]
fn text_becomes_the_exact_wire() {
    becomes("M", "text: 'b' # last\ni32: 1; u32: 0x10, s32: -1", "18 01 28 10 38 01 72 01 62");
    becomes("M", "numbers: 1 i32: 5 numbers: [2, 03]", "18 05 f2 01 03 01 02 03");
    becomes("M", "loose: [1, -1]", "98 02 02 98 02 01");
    becomes("M", "f32: 1e999 f64: -inf", "09 00 00 00 00 00 00 f0 ff 15 00 00 80 7f");
    becomes("M", "f32: 16777217.0f f64: .5", "09 00 00 00 00 00 00 e0 3f 15 00 00 80 4b");
    becomes("M", "f32: -nan", "15 00 00 c0 ff");
    becomes("M", "text: \"a\" 'b'\n \"\\u00e9\\x41\\101\\?\\U0001F600\"", "72 0b 61 62 c3 a9 41 41 3f f0 9f 98 80");
    becomes("M", "data: '\\377\\xfe\\0'", "7a 03 ff fe 00");
    becomes("M", "colors: [GREEN, -1] color: 99", "80 01 63 8a 02 0b 02 ff ff ff ff ff ff ff ff ff 01");
    becomes("M", "maybe: 0 i32: 0", "90 01 00");
    becomes(
        "M",
        "labels { value: 1 key: 'a' } labels: [{ key: 'b' }, <>]",
        "c2 02 05 0a 01 61 10 01 c2 02 03 0a 01 62 c2 02 00",
    );
    becomes("M", "any { [a/t.Line]: < quantity: 1 > }", "c2 03 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 01");
    becomes("M", "at { nanos: 5 seconds: 1 }", "92 03 04 08 01 10 05");
    becomes(
        "t2.Old",
        "Item { sku: 'a' } item {} [t2.note]: 'n' id: 1 tight: 1 tight: 2",
        "08 01 23 0a 01 61 24 23 24 3a 02 01 02 a2 06 01 6e",
    );
    becomes("t2.Old", "former: -1, former { a: [<>] } former: 'a' \"b\"; id: 1 former: [x, y] former <>", "08 01");
    becomes("t2.Old", "[ t2 . scores ]: [1, 2] Deep { deep { } }", "2b 0a 00 2c a8 06 01 a8 06 02");
}

#[test]
fn nesting_is_bounded_on_a_small_stack() {
    let work = || {
        let deep = |levels: usize| "child {".repeat(levels) + &"}".repeat(levels);
        assert!(encode_text(&message("M"), &deep(99)).is_ok());
        let refused = encode_text(&message("M"), &deep(100_000)).unwrap_err();
        assert_eq!((refused.message.as_str(), refused.position), ("nesting deeper than 100 messages", Some((1, 701))));
        let any = "[a/google.protobuf.Any] {".repeat(100_000);
        assert!(encode_text(&message("google.protobuf.Any"), &any).is_err());
        assert!(encode_text(&message("t2.Old"), &"deep <".repeat(100_000)).is_err());
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_again(wire in any_wire()) {
        let of = message("M");
        let printed = print_text(&of, &wire);
        if let Ok(theirs) = DynamicMessage::parse_text_format(reflected("M"), &printed) {
            // What is zero and has no presence is not sent.
            let theirs = DynamicMessage::decode(reflected("M"), theirs.encode_to_vec().as_slice()).unwrap();
            let ours = encode_text(&of, &printed).unwrap();
            let ours = DynamicMessage::decode(reflected("M"), ours.as_slice()).unwrap();
            prop_assert!(ours == theirs || printed.contains("nan"), "{printed}");
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z0-9:{}<>\\[\\]\"'\\\\ \n#.,;é-]{0,60}") {
        let _ = Document::from_text_format(message("M"), &text);
    }
}
