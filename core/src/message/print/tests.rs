//! Printing against prost-reflect where that can print, and by hand where it cannot.
//! Bytes of any kind are printed, on a small stack too.

use proptest::prelude::*;
use prost_reflect::{DynamicMessage, SerializeOptions};

use super::*;
use crate::message::{
    Indent,
    samples::{any_wire, bytes, message, reflected},
};

const COMPACT: JsonOptions = JsonOptions {
    indent: Indent::Compact,
    emit_defaults: false,
    proto_names: false,
    enum_numbers: false,
    quote_64_bit: true,
    zone: super::Zone::Utc,
    unknown_fields: UnknownFields::ByNumber,
    max_bytes: 1 << 20,
};

/// Bytes of `t.M`, the JSON, and the messages of the marks.
#[track_caller]
fn check(hex: &str, json: &str, marks: &[&str]) {
    let printed = print_json(&message("M"), &bytes(hex), &COMPACT);
    let messages: Vec<&str> = printed.marks.iter().map(|mark| mark.message.as_str()).collect();
    assert_eq!((printed.text.as_str(), messages), (json, marks.to_vec()), "{hex}");
}

#[test]
fn odd_values_are_marked_and_the_rest_is_shown() {
    check("72 03 ff fe 41 18 01", r#"{"i32":1,"text":"not UTF-8, 3 bytes: ff fe 41"}"#, &["not UTF-8, 3 bytes"]);
    check("80 01 63", r#"{"color":99}"#, &["99 (not in Color)"]);
    check("98 06 05", r#"{"99":5}"#, &["unknown field 99: varint: uint64 5, sint64 -3"]);
    check(
        "9a 06 02 68 69 9a 06 01 00",
        r#"{"99":["hi","AA=="]}"#,
        &[
            "unknown field 99: length-delimited, 2 bytes, the first of 2: string \"hi\", message {13: 105}, packed varints 104, 105, bytes 68 69",
        ],
    );
    check("1a 01 61", r#"{"3":"a"}"#, &["wrong wire type for i32: length-delimited, 1 byte"]);
    check("18 01 72 05 61", r#"{"i32":1}"#, &["truncated: field 14 at byte 2 wants 5 bytes, 1 are left"]);
    check("18", "{}", &["truncated at byte 1: a number is cut off"]);
    check("04", "{}", &["not a message: the tag at byte 0 has field number 0"]);
    check("92 03 02 10 ff", r#"{"at":"1970-01-01T00:00:00Z"}"#, &["truncated at byte 1: a number is cut off"]);
    check(
        "92 03 0b 10 ff ff ff ff ff ff ff ff ff 01",
        r#"{"at":"not a timestamp: seconds 0, nanos -1"}"#,
        &["not a timestamp: seconds 0, nanos -1"],
    );
    check(
        "b2 03 09 11 00 00 00 00 00 00 f8 7f",
        r#"{"value":"NaN"}"#,
        &["NaN has no JSON form in google.protobuf.Value"],
    );
    check(
        "c2 03 09 0a 03 78 2f 79 12 02 08 01",
        r#"{"any":{"@type":"x/y","raw":"CAE="}}"#,
        &["unknown type \"x/y\", 2 bytes: 08 01"],
    );
    check(
        "c2 03 03 0a 01 79",
        r#"{"any":{"@type":"y","raw":""}}"#,
        &["type URL \"y\" has no slash (it is like type.googleapis.com/pkg.Type)"],
    );
    check(
        "c2 03 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 ff",
        r#"{"any":{"@type":"a/t.Line"}}"#,
        &["truncated at byte 1: a number is cut off"],
    );
    check("c2 03 00", r#"{"any":{}}"#, &[]);
    check("c2 03 03 12 01 61", r#"{"any":{"@type":"","raw":"YQ=="}}"#, &["the type URL is empty"]);
    check(
        "c2 03 06 0a 01 ff 12 01 61",
        r#"{"any":{"@type":"not UTF-8, 1 bytes: ff","raw":"YQ=="}}"#,
        &["the type URL is not UTF-8"],
    );
    check("92 03 01 00", r#"{"at":"1970-01-01T00:00:00Z"}"#, &["not a message: the tag at byte 0 has field number 0"]);
    check("aa 03 05 0a 03 0a 01 ff", r#"{"structure":{"not UTF-8, 1 bytes: ff":null}}"#, &["a key that is not UTF-8"]);
    check("8b 01 8c 01", r#"{"17":""}"#, &["wrong wire type for child: group, 0 bytes"]);
    check("1b", "{}", &["truncated: group 3 at byte 0 does not end"]);
    check("72 03 e2 80 ae", r#"{"text":"\u202e"}"#, &[]);
    check("a2 03 04 0a 02 82 01", "{\"mask\":\"\u{fffd}\\u0001\"}", &["a path is not UTF-8, 2 bytes"]);
    check("a2 03 05 0a 03 61 5f 33", r#"{"mask":"a_3"}"#, &["path \"a_3\" has no JSON spelling"]);
    check("f2 01 03 01 02 ff", r#"{"numbers":[1,2]}"#, &["truncated: the last packed element is cut off"]);
}

#[test]
fn what_the_json_of_a_well_known_type_has_no_place_for_is_marked() {
    let check = |hex: &str, json: &str, what: &str| check(hex, json, &[what]);
    let five = "unknown field 9 has no place in the JSON: varint: uint64 5, sint64 -3";
    check("92 03 04 08 01 48 05", r#"{"at":"1970-01-01T00:00:01Z"}"#, five);
    check("92 03 04 48 05 48 06", r#"{"at":"1970-01-01T00:00:00Z"}"#, &format!("{five}; 1 more"));
    check(
        "92 03 03 0a 01 61",
        r#"{"at":"1970-01-01T00:00:00Z"}"#,
        "wrong wire type: field 1 has no place in the JSON: length-delimited, 1 byte: string \"a\", packed varints 97, bytes 61",
    );
    check("9a 03 02 48 05", r#"{"lasts":"0s"}"#, five);
    check("a2 03 05 0a 01 61 48 05", r#"{"mask":"a"}"#, five);
    check("f2 03 02 48 05", r#"{"wI64":"0"}"#, five);
    check("aa 03 02 48 05", r#"{"structure":{}}"#, five);
    check("aa 03 07 0a 05 0a 01 6b 48 05", r#"{"structure":{"k":null}}"#, five);
    check("b2 03 04 20 01 48 05", r#"{"value":true}"#, five);
    check("ba 03 02 48 05", r#"{"list":[]}"#, five);
    check(
        "c2 03 02 08 00",
        r#"{"any":{}}"#,
        "wrong wire type: field 1 has no place in the JSON: varint: uint64 0, bool false, sint64 0",
    );
    check("c2 03 0e 0a 08 61 2f 74 2e 4c 69 6e 65 48 05 12 00", r#"{"any":{"@type":"a/t.Line"}}"#, five);
    check("c2 02 07 0a 01 61 10 01 48 05", r#"{"labels":{"a":1}}"#, five);
}

#[test]
fn text_format_says_what_is_odd_about_a_value() {
    let text = |hex: &str| print_text(&message("M"), &bytes(hex));
    assert_eq!(text("c2 02 05 0a 01 ff 10 01"), "labels {\n  key: \"\\377\"  # not UTF-8, 1 bytes\n  value: 1\n}\n");
    assert_eq!(
        text("c2 02 07 0a 01 61 10 01 48 05"),
        "labels {\n  key: \"a\"\n  value: 1\n  9: 5  # varint: uint64 5, sint64 -3\n}\n"
    );
    assert_eq!(text("92 03 04 08 01 48 05"), "at {\n  seconds: 1\n  9: 5  # varint: uint64 5, sint64 -3\n}\n");
    assert_eq!(text("c2 03 02 08 00"), "any {\n  1: 0  # wrong wire type for type_url: varint\n}\n");
}

#[test]
fn unknown_fields_may_stand_as_their_records() {
    let options = JsonOptions { unknown_fields: UnknownFields::AsRecords, ..COMPACT };
    let printed = print_json(&message("M"), &bytes("98 06 05 8a 01 03 98 06 07 18 01"), &options);
    assert_eq!(printed.text, r#"{"i32":1,"child":{"@unknown":"mAYH"},"@unknown":"mAYF"}"#);
    assert_eq!(printed.marks, []);
}

#[test]
fn fields_merge_as_protobuf_merges_them() {
    check("18 01 18 02", r#"{"i32":2}"#, &[]);
    check("8a 01 02 18 01 8a 01 02 28 02", r#"{"child":{"i32":1,"u32":2}}"#, &[]);
    check("f0 01 01 f2 01 02 02 03 f0 01 04", r#"{"numbers":[1,2,3,4]}"#, &[]);
    check("a2 01 01 61 a8 01 05", r#"{"ob":5}"#, &[]);
    check("b2 01 02 10 01 a2 01 00 b2 01 03 0a 01 61", r#"{"oc":{"sku":"a"}}"#, &[]);
    check("c2 02 05 0a 01 61 10 01 c2 02 03 0a 01 61", r#"{"labels":{"a":0}}"#, &[]);
    check("c2 02 00", r#"{"labels":{"":0}}"#, &[]);
    let keys = [7_u8, 9, 3, 9, 7, 20, 1, 2, 4, 5, 6, 8, 10, 11, 12, 13, 14, 7, 3];
    let wire: String =
        keys.iter().enumerate().map(|(at, key)| format!("ca 02 05 08 {key:02x} 12 01 {:02x} ", at + 97)).collect();
    check(
        &wire,
        r#"{"byInt":{"7":"r","9":"d","3":"s","20":"f","1":"g","2":"h","4":"i","5":"j","6":"k","8":"l","10":"m","11":"n","12":"o","13":"p","14":"q"}}"#,
        &[],
    );
    check("18 00", "{}", &[]);
    check("90 01 00", r#"{"maybe":0}"#, &[]);
}

#[test]
fn defaults_and_names_are_a_choice() {
    let of = message("Line");
    let options = JsonOptions { emit_defaults: true, ..COMPACT };
    assert_eq!(print_json(&of, &[], &options).text, r#"{"sku":"","quantity":0}"#);
    let options = JsonOptions { proto_names: true, ..COMPACT };
    assert_eq!(print_json(&message("M"), &bytes("9a 01 00"), &options).text, r#"{"maybe_text":""}"#);
    assert_eq!(print_json(&of, &bytes("10 01"), &JsonOptions::default()).text, "{\n  \"quantity\": 1\n}");
}

#[test]
fn wide_integers_may_stand_bare() {
    let options = JsonOptions { quote_64_bit: false, ..COMPACT };
    let wire = bytes(
        "20 ff ff ff ff ff ff ff ff 7f c2 02 00 da 02 02 10 01 f2 03 02 08 05 98 06 ff ff ff ff ff ff ff ff ff 01",
    );
    let printed = print_json(&message("M"), &wire, &options);
    assert_eq!(
        printed.text,
        r#"{"i64":9223372036854775807,"labels":{"":0},"byU64":{"0":"RED"},"wI64":5,"99":18446744073709551615}"#
    );
    let options = JsonOptions { emit_defaults: true, ..options };
    assert!(print_json(&message("M"), &[], &options).text.contains(r#""i64":0,"u32":0,"u64":0"#));
}

#[test]
fn text_format_has_a_form_for_everything() {
    let wire = bytes("18 01 72 03 ff 22 41 82 02 05 0a 01 61 10 02 c2 02 05 0a 01 6b 10 07 98 06 05");
    assert_eq!(
        print_text(&message("M"), &wire),
        "i32: 1\ntext: \"\\377\\\"A\"  # not UTF-8, 3 bytes\nlines {\n  sku: \"a\"\n  quantity: 2\n}\nlabels {\n  key: \"k\"\n  value: 7\n}\n99: 5  # varint: uint64 5, sint64 -3\n"
    );
    let any = bytes("c2 03 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 01");
    assert_eq!(print_text(&message("M"), &any), "any {\n  [a/t.Line] {\n    quantity: 1\n  }\n}\n");
}

/// `levels` messages inside each other, each in a field of this tag.
fn nested(tag: &[u8], levels: usize) -> Vec<u8> {
    let mut reversed: Vec<u8> = Vec::new();
    for _ in 0..levels {
        let mut length = Vec::new();
        let mut rest = reversed.len();
        loop {
            length.push((rest as u8 & 0x7f) | if rest > 0x7f { 0x80 } else { 0 });
            rest >>= 7;
            if rest == 0 {
                break;
            }
        }
        reversed.extend(length.iter().rev());
        reversed.extend(tag.iter().rev());
    }
    reversed.reverse();
    reversed
}

/// `levels` of `google.protobuf.Any` inside each other.
fn nested_any(levels: usize) -> Vec<u8> {
    let url = b"a/google.protobuf.Any";
    let mut reversed: Vec<u8> = Vec::new();
    for _ in 0..levels {
        let mut writer = crate::message::wire::Writer::default();
        writer.varint(reversed.len() as u64);
        let length = writer.into_bytes();
        reversed.extend(length.iter().rev());
        reversed.push(0x12);
        reversed.extend(url.iter().rev());
        reversed.extend([u8::try_from(url.len()).unwrap(), 0x0a]);
    }
    reversed.reverse();
    reversed
}

#[test]
fn nesting_without_end_is_counted_not_followed() {
    let work = || {
        let printed = print_json(&message("M"), &nested(&[0x8a, 0x01], 100_000), &COMPACT);
        let messages: Vec<_> = printed.marks.iter().map(|mark| mark.message.as_str()).collect();
        assert_eq!(messages, ["99901 deeper levels not shown"]);
        let groups = [vec![0x2b], vec![0x0b; 100_000], vec![0x0c; 100_000], vec![0x2c]].concat();
        let printed = print_json(&message("t2.Old"), &groups, &COMPACT);
        assert_eq!(printed.marks.len(), 1, "{:?}", printed.marks);
        let inner = nested(&[0x2a, 0x0a, 0x12], 33_333);
        for name in ["google.protobuf.Value", "google.protobuf.Struct"] {
            print_json(&message(name), &inner, &COMPACT);
            print_text(&message(name), &inner);
            crate::message::summary(&message(name), &inner, 80);
        }
        let any = nested_any(100_000);
        let printed = print_json(&message("google.protobuf.Any"), &any, &COMPACT);
        let messages: Vec<_> = printed.marks.iter().map(|mark| mark.message.as_str()).collect();
        assert_eq!(messages, ["99901 deeper levels not shown"]);
        print_text(&message("google.protobuf.Any"), &any);
        print_json(&message("google.protobuf.Value"), &nested(&[0x32], 100_000), &COMPACT);
        print_json(&message("google.protobuf.ListValue"), &nested(&[0x0a], 100_000), &COMPACT);
        print_text(&message("M"), &nested(&[0x8a, 0x01], 100_000));
        crate::message::summary(&message("M"), &nested(&[0x8a, 0x01], 100_000), 80);
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn output_is_bounded() {
    let many = [vec![0xf2, 0x01, 0xc0, 0x84, 0x3d], vec![1; 1_000_000]].concat();
    let printed = print_json(&message("M"), &many, &JsonOptions { max_bytes: 10_000, ..COMPACT });
    assert!(printed.text.len() < 10_100);
    assert_eq!(printed.marks.first().map(|mark| mark.kind), Some(MarkKind::Cut));
    serde_json::from_str::<serde_json::Value>(&printed.text).unwrap();
}

/// Equal as values; a float may have two shortest texts, which are the same float.
fn same(ours: &serde_json::Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (ours, theirs) {
        (Number(a), Number(b)) => {
            let float = |n: &serde_json::Number| n.as_f64().map(|n| n as f32);
            a == b || float(a) == float(b) || a.as_f64() == b.as_f64()
        }
        (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Object(a), Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        (a, b) => a == b,
    }
}

#[test]
fn a_whole_number_of_a_json_value_is_written_as_one() {
    for (number, text) in [(1.0, "1"), (-3.0, "-3"), (0.5, "0.5"), (-0.0, "-0.0"), (1e300, "1e300")] {
        let wire = [&[0x11][..], &f64::to_le_bytes(number)].concat();
        let printed = print_json(&message("google.protobuf.Value"), &wire, &JsonOptions::default());
        assert_eq!(printed.text.trim_end(), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_is_that_of_prost_reflect_where_it_has_one(wire in any_wire()) {
        let of = message("M");
        let printed = print_json(&of, &wire, &COMPACT);
        let ours: serde_json::Value = serde_json::from_str(&printed.text).unwrap();
        let dynamic = DynamicMessage::decode(reflected("M"), wire.as_slice()).unwrap();
        let mut theirs = Vec::new();
        let mut serializer = serde_json::Serializer::new(&mut theirs);
        match dynamic.serialize_with_options(&mut serializer, &SerializeOptions::new()) {
            Ok(()) if printed.marks.is_empty() => {
                let theirs: serde_json::Value = serde_json::from_slice(&theirs).unwrap();
                prop_assert!(same(&ours, &theirs), "{ours} and {theirs}");
            }
            Ok(()) => prop_assert!(printed.marks.iter().all(|mark| !mark.kind.is_error()), "{:?}", printed.marks),
            Err(_) => prop_assert!(!printed.marks.is_empty()),
        }
    }

    #[test]
    fn any_bytes_are_printed(junk in prop::collection::vec(any::<u8>(), 0..300)) {
        for name in ["M", "t2.Old", "Sparse", "google.protobuf.Any", "google.protobuf.Value", "google.protobuf.Timestamp"] {
            let of = message(name);
            let printed = print_json(&of, &junk, &JsonOptions::default());
            prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&printed.text).is_ok(), "{}", printed.text);
            for mark in &printed.marks {
                prop_assert!(printed.text.get(mark.range.clone()).is_some());
            }
            print_text(&of, &junk);
            let line = crate::message::summary(&of, &junk, 80);
            prop_assert!(line.text.chars().count() < 250);
            let _ = crate::message::details(&junk, &|_| Some(of.clone()));
        }
    }

    #[test]
    fn broken_messages_are_printed(wire in any_wire(), cut in any::<prop::sample::Index>(), flip in any::<u8>()) {
        let mut wire = wire;
        if !wire.is_empty() {
            let at = cut.index(wire.len());
            wire[at] ^= flip;
            wire.truncate(cut.index(wire.len()) + 1);
        }
        let printed = print_json(&message("M"), &wire, &JsonOptions::default());
        prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&printed.text).is_ok(), "{}", printed.text);
        print_text(&message("Sparse"), &wire);
    }
}
