//! One pass and the document are one codec: the same bytes of the same texts, and the same texts refused.
//! What those bytes and refusals are is in the table of `core/tests/messages`.

use proptest::prelude::*;

use super::{by_document, encode_json, in_one_pass};
use crate::message::{
    Indent, JsonOptions, JsonRules, UnknownFields, print_json,
    samples::{any_wire, message},
};

const STRICT: JsonRules = JsonRules { allow_unknown_fields: false };
const LENIENT: JsonRules = JsonRules { allow_unknown_fields: true };

/// One pass takes what the document takes and makes the same bytes of it.
#[track_caller]
fn agree(of: &str, text: &str) {
    for rules in [STRICT, LENIENT] {
        let (fast, slow) = (in_one_pass(&message(of), text, rules), by_document(&message(of), text, rules).ok());
        assert_eq!(fast, slow, "{of} {text} {rules:?}");
    }
}

#[test]
fn valid_texts_are_taken_in_one_pass() {
    for text in [
        "{}",
        " \n{ \"i32\" : -1 , \"text\":\"a\\n\\u00e9\\ud83d\\ude00é/\\/\" } \t",
        "\u{feff}{\"f64\": 1.5e3, \"f32\": \"-Infinity\", \"flag\": true, \"u64\": \"18446744073709551615\"}",
        r#"{"maybeText": "", "maybe": 0, "i32": 0, "text": "", "data": "", "color": "COLOR_UNSPECIFIED"}"#,
        r#"{"wBytes": "_-8", "data": "/+8=", "wI64": "1e2", "i64": 100.00, "wString": null, "names": null}"#,
        r#"{"text": "late", "numbers": [1, "2", 3e0], "i32": 5, "names": ["", "b"], "doubles": [], "colors": ["RED", 7]}"#,
        r#"{"loose": [1, -1], "blobs": ["", "AA=="], "labels": {"a": 1, "a": 2, "": 3}, "byBool": {"true": {}}}"#,
        r#"{"byS32": {"-1": "NaN"}, "byFx64": {"7": "AQ"}, "byValue": {"n": null, "o": {"x": []}}, "byU64": {"1": 2}}"#,
        r#"{"at": "2026-01-31T12:00:00.5+01:00", "lasts": "-1.5s", "mask": "aB.c,d", "value": null, "null": null}"#,
        r#"{"structure": {"a": [1, "b", null, true, {"c": {}}]}, "list": [[], {}], "empty": {}, "ob": 0}"#,
        r#"{"any": {"@type": "a/t.Line", "next": {"sku": "x"}, "quantity": 1}, "i32": 1}"#,
        r#"{"any": {"@type": "a/google.protobuf.Any", "value": {"@type": "a/google.protobuf.Int32Value", "value": 3}}}"#,
        r#"{"any": {"@type": "a/google.protobuf.Empty"}, "i32": 1}"#,
        r#"{"any": {"@type": "a/google.protobuf.Empty", "value": {}}, "times": ["1970-01-01T00:00:00Z"]}"#,
        r#"{"any": {"@type": "a/google.protobuf.Value", "value": null}, "child": {"any": {}, "child": {"i32": 1}}}"#,
    ] {
        agree("M", text);
        assert!(in_one_pass(&message("M"), text, STRICT).is_some(), "{text}");
    }
    agree("t2.Old", r#"{"[t2.scores]": [1], "item": [{"sku": "a"}], "[t2.note]": "n", "loose": [1], "tight": [1, 2]}"#);
    agree("google.protobuf.StringValue", "\"hi\"");
    agree("google.protobuf.Timestamp", "null");
    agree("google.protobuf.Value", "null");
}

#[test]
fn what_is_not_valid_is_left_to_the_document() {
    for text in [
        "",
        "null",
        "[]",
        "{",
        "{}{}",
        "{\"i32\": nope 5}",
        "{\"text\": n \"a\"}",
        "{\"i32\": 01}",
        "{\"i32\": 1,}",
        "{\"i32\": +1}",
        "{\"i32\": 1é}",
        "{\"i32\": -}",
        "{\"f64\": NaN}",
        "{\"f64\": -Infinity}",
        "{\"f64\": 1e999}",
        "{\"i32\": 1, \"i32\": null, \"i32\": 2}",
        "{\"oa\": \"\", \"ob\": 1}",
        "{\"flag\": \"true\"}",
        "{\"numbers\": [null]}",
        "{\"numbers\": [1,]}",
        "{\"text\": \"\u{1}\"}",
        "{\"text\": \"\\ud800\"}",
        "{\"text\": \"\\ud800\\u0041\"}",
        "{\"text\": \"\\udc00\"}",
        "{\"structure\": {\"a\": 1, \"a\": 2}}",
        "{\"any\": {\"@type\": \"t.Line\"}}",
        "{\"byInt\": {\"a\": \"\"}}",
        "{\"any\": {\"@type\": \"a/t.Gone\"}}",
        "{\"any\": {\"@type\": \"a/google.protobuf.Value\"}}",
        "{\"nope\": 1}",
        "{\"any\": {\"@type\": \"a/t.Line\", \"@type\": \"a/t.Line\"}}",
        "\u{feff}\u{feff}{}",
        " \u{feff}{}",
        "{\"i32\": 1.5}",
        "{\"color\": \"NOPE\"}",
        "{\"data\": \"a!\"}",
        "{\"lines\": [{}, null]}",
        "{\"null\": \"nope\"}",
    ] {
        assert_eq!(in_one_pass(&message("M"), text, STRICT), None, "{text}");
        assert!(encode_json(&message("M"), text, STRICT).is_err(), "{text}");
    }
    let late = r#"{"any": {"quantity": 1, "@type": "a/t.Line"}}"#;
    assert_eq!(in_one_pass(&message("M"), late, STRICT), None);
    assert!(encode_json(&message("M"), late, STRICT).is_ok());
}

#[test]
fn unknown_members_are_passed_over_and_still_must_be_json() {
    for (text, is_taken) in [
        (r#"{"nope": {"a": [1, "\n", null, true, -0.5e1, {}, []]}, "i32": 1}"#, true),
        (r#"{"nope": [1,], "i32": 1}"#, false),
        (r#"{"nope": tru, "i32": 1}"#, false),
        (r#"{"nope": 01}"#, false),
        (r#"{"nope": "\q"}"#, false),
        (r#"{"any": {"@type": "a/t.Line", "nope": 1}}"#, true),
    ] {
        agree("M", text);
        assert_eq!(in_one_pass(&message("M"), text, LENIENT).is_some(), is_taken, "{text}");
    }
}

#[test]
fn nesting_ends_where_that_of_the_document_ends() {
    let work = || {
        for levels in [98, 99, 100, 101, 100_000] {
            agree("M", &format!("{}{{}}{}", "{\"child\":".repeat(levels), "}".repeat(levels)));
            let any = r#"{"@type":"a/google.protobuf.Any","value":"#;
            agree("google.protobuf.Any", &format!("{}{{}}{}", any.repeat(levels), "}".repeat(levels)));
        }
        for levels in [97, 98, 99, 197, 198, 199, 200, 201, 100_000] {
            agree("M", &format!("{{\"value\": {}{}}}", "[".repeat(levels), "]".repeat(levels)));
            agree("M", &format!("{{\"nope\": {}{}}}", "[".repeat(levels), "]".repeat(levels)));
            agree("M", &format!("{{\"structure\": {}1{}}}", "{\"a\":".repeat(levels), "}".repeat(levels)));
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn plans_do_not_outlive_their_schema() {
    let folder = tempfile::tempdir().unwrap();
    for field in ["a", "b"] {
        let file = format!("syntax = \"proto3\"; package p; message P {{ int32 {field} = 1; }}");
        std::fs::write(folder.path().join("p.proto"), file).unwrap();
        let paths = vec![folder.path().to_owned()];
        let schema = crate::schema::Schema::load(&crate::schema::FileSource::Protos {
            paths,
            import_roots: Vec::new(),
            sets: Vec::new(),
        });
        let of = schema.message("p.P").unwrap();
        assert_eq!(encode_json(&of, &format!("{{\"{field}\": 1}}"), STRICT), Ok(vec![8, 1]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printed_messages_become_the_bytes_of_the_document(wire in any_wire(), flags in any::<[bool; 5]>()) {
        let [compact, proto_names, enum_numbers, emit_defaults, quote_64_bit] = flags;
        let indent = if compact { Indent::Compact } else { Indent::Pretty };
        let unknown_fields = UnknownFields::LeftOut;
        let options = JsonOptions { indent, proto_names, enum_numbers, emit_defaults, quote_64_bit, unknown_fields, ..JsonOptions::default() };
        let text = print_json(&message("M"), &wire, &options).text;
        let slow = by_document(&message("M"), &text, STRICT).ok();
        prop_assert_eq!(in_one_pass(&message("M"), &text, STRICT), slow, "{}", text);
    }

    #[test]
    fn altered_texts_are_refused_alike(
        wire in any_wire(),
        at in any::<prop::sample::Index>(),
        with in "[{}\\[\\]\",:a-zA-Z0-9\\\\ .+-]{0,3}|null|\"a\":1,|é",
        cut in 0..4usize,
    ) {
        let text = print_json(&message("M"), &wire, &JsonOptions::default()).text;
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let altered: String =
            chars.iter().take(at).copied().chain(with.chars()).chain(chars.iter().skip(at + cut).copied()).collect();
        for rules in [STRICT, LENIENT] {
            let (fast, slow) = (in_one_pass(&message("M"), &altered, rules), by_document(&message("M"), &altered, rules));
            // Unknown names of enums are left out by the document alone.
            prop_assert!(fast == slow.clone().ok() || (rules == LENIENT && fast.is_none()), "{}", altered);
            prop_assert_eq!(encode_json(&message("M"), &altered, rules), slow);
        }
    }
}
