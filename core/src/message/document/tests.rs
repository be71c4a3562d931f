//! Documents as a user meets them: what is typed on one side is seen on the other, and nothing is lost.
//! The tables of refusals hold the exact words.

use proptest::prelude::*;

use super::*;
use crate::message::{
    FieldNode, Step, ValueNode,
    print::{JsonOptions, print_json},
    samples::{bytes, message},
};

fn document(json: &str) -> Document {
    Document::from_json(message("M"), json.to_owned())
}

fn field(number: u32) -> Vec<Step> {
    vec![Step::Field(number)]
}

fn at(steps: &[Step]) -> Vec<Step> {
    steps.to_vec()
}

/// JSON that is taken, and the wire it becomes.
#[track_caller]
fn sends(json: &str, hex: &str) {
    let encoded = document(json).encode().map_err(|error| error.to_string());
    assert_eq!(encoded.map(|bytes| bytes.to_vec()), Ok(bytes(hex)), "{json}");
}

/// JSON that is refused, and the first reason.
#[track_caller]
fn refuses(json: &str, reason: &str) {
    let error = document(json).encode().expect_err(json);
    assert_eq!(error.0.first().unwrap().to_string(), reason, "{json}");
}

#[test]
fn json_becomes_the_exact_wire() {
    sends("{}", "");
    sends(r#"{"i32": -1}"#, "18 ff ff ff ff ff ff ff ff ff 01");
    sends(r#"{"i32": 0}"#, "");
    sends(r#"{"i32": "1e2"}"#, "18 64");
    sends(r#"{"i32": 1.0}"#, "18 01");
    sends(r#"{"i64": 9223372036854775807}"#, "20 ff ff ff ff ff ff ff ff 7f");
    sends(r#"{"u64": "18446744073709551615"}"#, "30 ff ff ff ff ff ff ff ff ff 01");
    sends(r#"{"s64": "-9223372036854775808"}"#, "40 ff ff ff ff ff ff ff ff ff 01");
    sends(r#"{"f64": -0.0}"#, "09 00 00 00 00 00 00 00 80");
    sends(r#"{"f64": "NaN"}"#, "09 00 00 00 00 00 00 f8 7f");
    sends(r#"{"f32": "-Infinity"}"#, "15 00 00 80 ff");
    sends(r#"{"data": "_-8"}"#, "7a 02 ff ef");
    sends(r#"{"data": "/+8="}"#, "7a 02 ff ef");
    sends(r#"{"color": "GREEN"}"#, "80 01 02");
    sends(r#"{"color": 99}"#, "80 01 63");
    sends(r#"{"maybe": 0, "maybe_text": ""}"#, "90 01 00 9a 01 00");
    sends(r#"{"maybeText": "a"}"#, "9a 01 01 61");
    sends(r#"{"oa": ""}"#, "a2 01 00");
    sends(r#"{"numbers": [1, 2, 300]}"#, "f2 01 04 01 02 ac 02");
    sends(r#"{"loose": [1, -1]}"#, "98 02 02 98 02 01");
    sends(r#"{"text": "b", "i32": 1}"#, "18 01 72 01 62");
    sends(r#"{"text": null, "child": null, "names": null}"#, "");
    sends(r#"{"labels": {"a": 1, "a": 2}}"#, "c2 02 05 0a 01 61 10 01 c2 02 05 0a 01 61 10 02");
    sends(r#"{"at": "1970-01-01T00:00:01.5Z"}"#, "92 03 08 08 01 10 80 ca b5 ee 01");
    sends(r#"{"lasts": "-1.5s"}"#, "9a 03 16 08 ff ff ff ff ff ff ff ff ff 01 10 80 b6 ca 91 fe ff ff ff ff 01");
    sends(r#"{"mask": "fooBar,baz"}"#, "a2 03 0e 0a 07 66 6f 6f 5f 62 61 72 0a 03 62 61 7a");
    sends(r#"{"value": null}"#, "b2 03 02 08 00");
    sends(r#"{"structure": {"a": [true]}}"#, "aa 03 0d 0a 0b 0a 01 61 12 06 32 04 0a 02 20 01");
    sends(r#"{"wI64": "0"}"#, "f2 03 00");
    sends(r#"{"wString": "x"}"#, "9a 04 03 0a 01 78");
    sends(r#"{"empty": {}}"#, "ca 03 00");
    sends(r#"{"any": {"@type": "a/t.Line", "quantity": 1}}"#, "c2 03 0e 0a 08 61 2f 74 2e 4c 69 6e 65 12 02 10 01");
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    refuses(r#"{"oa":"x","i32":2147483648}"#, "1:17 i32: 2147483648 is outside int32 (-2147483648 to 2147483647)");
    refuses(r#"{"u32": -1}"#, "1:9 u32: -1 is outside uint32 (0 to 4294967295)");
    refuses(
        r#"{"u64": 18446744073709551616}"#,
        "1:9 u64: 18446744073709551616 is outside uint64 (0 to 18446744073709551615)",
    );
    refuses(r#"{"i32": 1.5}"#, "1:9 i32: 1.5 is not a whole number");
    refuses(r#"{"i32": " 1"}"#, "1:9 i32: \" 1\" is not a whole number");
    refuses(r#"{"i32": ""}"#, "1:9 i32: empty; an int32 is wanted");
    refuses(r#"{"i32": true}"#, "1:9 i32: a number (int32) is wanted, not true");
    refuses(r#"{"f32": 1e39}"#, "1:9 f32: 1e39 is outside float (-3.4028235e38 to 3.4028235e38)");
    refuses(r#"{"text": 5}"#, "1:10 text: a string is wanted, not a number");
    refuses(r#"{"flag": "true"}"#, "1:10 flag: true or false (without quotes) is wanted, not a string");
    refuses(r#"{"data": "a!"}"#, "1:10 data: not base64 (byte 2)");
    refuses(r#"{"color": "GREN"}"#, "1:11 color: \"GREN\" is not in Color; did you mean GREEN?");
    refuses(r#"{"nope": 1}"#, "1:2 unknown field \"nope\" in t.M");
    refuses(r#"{"maybeTxt": ""}"#, "1:2 unknown field \"maybeTxt\" in t.M; did you mean \"maybeText\"?");
    refuses(r#"{"oa": "a", "ob": 1}"#, "1:13 oneof \"o\" is already set by \"oa\"");
    refuses(r#"{"i32": 1, "i32": 2}"#, "1:12 field \"i32\" is given twice");
    refuses(r#"{"maybeText": "", "maybe_text": ""}"#, "1:19 field \"maybe_text\" is given twice");
    refuses(r#"{"child": []}"#, "1:11 child: an object is wanted, not an array");
    refuses(r#"{"numbers": {}}"#, "1:13 numbers: an array is wanted, not an object");
    refuses(r#"{"numbers": [null]}"#, "1:14 numbers[0]: null is no element of a list or map");
    refuses("{\"lines\": [{},\n {\"quantity\": \"x\"}]}", "2:15 lines[1].quantity: \"x\" is not a whole number");
    refuses(r#"{"byInt": {"a": ""}}"#, "1:12 by_int[\"a\"]: \"a\" is not a whole number");
    refuses(r#"{"at": "2021-02-30T00:00:00Z"}"#, "1:8 at: 2021-02-30T00:00:00Z: there is no such day");
    refuses(r#"{"at": "yesterday"}"#, "1:8 at: \"yesterday\" is not a timestamp like 2026-01-31T12:00:00Z");
    refuses(r#"{"lasts": "1"}"#, "1:11 lasts: \"1\" is not a duration like 1.5s");
    refuses(r#"{"mask": "a_b"}"#, "1:10 mask: path \"a_b\" must be in lowerCamel, without _");
    refuses(r#"{"structure": 1}"#, "1:15 structure: an object is wanted for Struct, not a number");
    refuses(r#"{"any": {"@type": "x/t.Gone"}}"#, "1:19 any: unknown type \"x/t.Gone\"");
    refuses(
        r#"{"any": {"@type": "t.Line"}}"#,
        "1:19 any: type URL \"t.Line\" has no slash (it is like type.googleapis.com/pkg.Type)",
    );
    refuses(r#"{"any": {"@type": "x/t.Line", "quantity": "y"}}"#, "1:43 any.quantity: \"y\" is not a whole number");
    refuses("{\"i32\": 01}", "1:9 01 is not a JSON number");
    refuses("{\"text\": \"é\", \"f64\": NaN}", "1:22 NaN must be in quotes: \"NaN\"");
    refuses("{\"text\": \"\\ud800\"}", "1:11 \\ud800 is half of a surrogate pair");
    refuses("{\"i32\": 1,}", "1:11 no comma before }");
    refuses("{i32: 1}", "1:2 i32 must be in quotes");
    refuses("{\"text\": \"a", "1:10 the string is not closed");
    refuses("", "1:1 empty; a JSON value is wanted");
    refuses("{} {}", "1:4 more text after the end of the message");
    refuses("[]", "1:1 an object is wanted, not an array");
}

#[test]
fn unknown_fields_can_be_allowed() {
    let rules = JsonRules { allow_unknown_fields: true };
    let document = Document::from_json_with(message("M"), r#"{"nope": {"a": [1]}, "i32": 1}"#.to_owned(), rules);
    assert_eq!(document.encode().unwrap().to_vec(), bytes("18 01"));
}

#[test]
fn form_edits_show_in_the_json() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Text(field(3), "7".to_owned()));
    document.edit(Edit::Add(field(32)));
    document.edit(Edit::Text(at(&[Step::Field(32), Step::Index(0), Step::Field(1)]), "A-1".to_owned()));
    document.edit(Edit::Text(at(&[Step::Field(17), Step::Field(4)]), "12".to_owned()));
    document.edit(Edit::Add(field(40)));
    document.edit(Edit::Text(at(&[Step::Field(40), Step::Key(0)]), "k".to_owned()));
    assert_eq!(
        document.json(),
        "{\n  \"i32\": 7,\n  \"lines\": [\n    {\n      \"sku\": \"A-1\"\n    }\n  ],\n  \"child\": {\n    \"i64\": \"12\"\n  \
         },\n  \"labels\": {\n    \"k\": 0\n  }\n}"
    );
    assert!(document.problems().is_empty());
}

#[test]
fn what_was_typed_stays_while_it_is_wrong() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Text(field(3), "12x".to_owned()));
    assert_eq!(document.json(), "{\n  \"i32\": \"12x\"\n}");
    let problem = document.problems().first().unwrap();
    assert_eq!((problem.path.clone(), problem.position), (field(3), Some((2, 10))));
    assert!(document.json_problem().is_none(), "the form stays open");
    let again = Document::from_json(message("M"), document.json().to_owned());
    assert!(matches!(again.root().field(3), Some(FieldNode::Single(ValueNode::Text(text))) if text == "12x"));
}

#[test]
fn json_that_does_not_parse_is_kept_and_the_tree_stays() {
    let mut document = document(r#"{"i32": 5}"#);
    document.set_json(r#"{"i32": 5, "#.to_owned());
    assert_eq!(document.json(), r#"{"i32": 5, "#);
    assert_eq!(document.json_problem().unwrap().to_string(), "1:1 { is not closed");
    assert!(matches!(document.root().field(3), Some(FieldNode::Single(ValueNode::Text(text))) if text == "5"));
    document.edit(Edit::Text(field(3), "6".to_owned()));
    assert_eq!(document.json(), r#"{"i32": 5, "#, "the form is read-only");
    document.set_json(r#"{"i32": 8}"#.to_owned());
    assert!(document.json_problem().is_none());
    assert_eq!(document.encode().unwrap().to_vec(), bytes("18 08"));
}

#[test]
fn a_broken_json_value_is_shown_as_typed() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Text(field(53), "{\"a\":".to_owned()));
    assert_eq!(document.json(), "{\n  \"structure\": {\"a\":\n}");
    assert_eq!(document.problems().first().unwrap().path, field(53));
    document.edit(Edit::Text(field(53), "{\"a\":\n 1}".to_owned()));
    assert_eq!(document.json(), "{\n  \"structure\": {\"a\":\n   1}\n}");
    let again = Document::from_json(message("M"), document.json().to_owned());
    assert!(matches!(again.root().field(53), Some(FieldNode::Single(ValueNode::Json(text))) if text == "{\"a\":\n 1}"));
}

#[test]
fn a_oneof_has_one_member() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Text(field(20), "a".to_owned()));
    document.edit(Edit::Text(field(21), "1".to_owned()));
    assert_eq!(document.json(), "{\n  \"ob\": 1\n}");
}

#[test]
fn lists_and_maps_are_edited_by_element() {
    let mut document = document(r#"{"numbers": [1, 2, 3], "labels": {"a": 1}}"#);
    let element = |index| at(&[Step::Field(30), Step::Index(index)]);
    document.edit(Edit::Move(element(0), 2));
    document.edit(Edit::Duplicate(element(0)));
    document.edit(Edit::Remove(element(2)));
    document.edit(Edit::Duplicate(at(&[Step::Field(40), Step::Index(0)])));
    assert_eq!(document.json().split_whitespace().collect::<String>(), r#"{"numbers":[2,2,1],"labels":{"a":1,"a":1}}"#);
    let problem = document.problems().first().unwrap();
    assert_eq!(problem.path, at(&[Step::Field(40), Step::Key(1)]));
    assert!(!problem.is_error && document.encode().is_ok());
}

#[test]
fn undo_goes_back_200_steps_and_typing_is_one() {
    let mut document = Document::empty(message("M"));
    for text in ["a", "ab", "abc"] {
        document.edit(Edit::Text(field(14), text.to_owned()));
    }
    assert!(document.undo());
    assert_eq!(document.json(), "{}");
    assert!(!document.undo());
    assert!(document.redo());
    assert_eq!(document.json(), "{\n  \"text\": \"abc\"\n}");
    for _ in 0..300 {
        document.edit(Edit::Add(field(30)));
    }
    assert_eq!(std::iter::from_fn(|| document.undo().then_some(())).count(), 200);
}

#[test]
fn undo_brings_back_text_that_did_not_parse() {
    let mut document = document("{}");
    document.set_json("{\"i32\": 1".to_owned());
    document.set_json("{\"text\": \"whole\"}".to_owned());
    assert!(document.undo());
    assert_eq!(document.json(), "{\"i32\": 1");
    assert!(document.json_problem().is_some());
}

#[test]
fn a_skeleton_has_every_field_once_and_can_be_sent() {
    let document = Document::skeleton(message("M"));
    assert!(document.problems().is_empty(), "{:?}", document.problems());
    assert!(document.encode().is_ok());
    for name in ["\"f64\"", "\"lines\": []", "\"labels\": {}", "\"empty\": {}"] {
        assert!(document.json().contains(name), "{name} in {}", document.json());
    }
    for name in ["\"child\"", "\"oa\"", "\"maybe\"", "\"wI64\"", "\"at\""] {
        assert!(!document.json().contains(name), "{name} in {}", document.json());
    }
    let template = Document::template(message("M"));
    assert!(template.problems().is_empty(), "{:?}", template.problems());
    assert!(template.json().contains("\"sku\"") && template.json().contains("\"oa\""));
    assert!(template.json().contains("\"at\": \"1970-01-01T00:00:00Z\""));
}

#[test]
fn a_type_that_is_well_known_itself_is_one_value() {
    let mut document = Document::skeleton(message("google.protobuf.StringValue"));
    assert_eq!(document.json(), "\"\"");
    document.edit(Edit::Text(field(crate::message::WHOLE), "hi".to_owned()));
    assert_eq!(document.json(), "\"hi\"");
    assert_eq!(document.encode().unwrap().to_vec(), bytes("0a 02 68 69"));
    assert_eq!(Document::empty(message("google.protobuf.Empty")).encode().unwrap().to_vec(), bytes(""));
}

#[test]
fn proto2_groups_required_fields_and_extensions() {
    let of = message("t2.Old");
    let json = r#"{"item": [{"sku": "a"}], "[t2.note]": "n", "[t2.scores]": [1], "loose": [1], "tight": [1]}"#;
    let document = Document::from_json(of.clone(), json.to_owned());
    let problem = document.problems().first().unwrap();
    assert_eq!((problem.to_string().as_str(), problem.is_error), ("1:1 required field \"id\" is not set", false));
    let wire = document.encode().unwrap();
    assert_eq!(wire.to_vec(), bytes("23 0a 01 61 24 30 01 3a 01 01 a2 06 01 6e a8 06 01"));
    let again = Document::from_wire(of, &wire);
    assert_eq!(again.encode().unwrap(), wire);
}

#[test]
fn several_values_are_several_messages() {
    let text = "{\"i32\": 1}\n{\"i32\": \"x\"} {\"i32\": 3}\n{";
    let all = Document::from_json_values(&message("M"), text, JsonRules::default());
    assert_eq!(all.len(), 4);
    assert_eq!(all[0].as_ref().unwrap().encode().unwrap().to_vec(), bytes("18 01"));
    assert_eq!(all[1].as_ref().unwrap().problems()[0].to_string(), "2:9 i32: \"x\" is not a whole number");
    assert_eq!(all[2].as_ref().unwrap().json(), "{\"i32\": 3}");
    assert_eq!(all[3].as_ref().err().unwrap().to_string(), "3:1 { is not closed");
}

#[test]
fn text_format_becomes_a_document() {
    let document = Document::from_text_format(message("M"), "i32: 5 lines { sku: \"a\" } # end {{{").unwrap();
    assert_eq!(document.encode().unwrap().to_vec(), bytes("18 05 82 02 03 0a 01 61"));
    assert!(Document::from_text_format(message("M"), &"child {".repeat(100_000)).is_err());
    assert!(Document::from_text_format(message("M"), "nope: 1").is_err());
}

#[test]
fn nesting_is_bounded_on_a_small_stack() {
    let work = || {
        let deep = |levels: usize| format!("{}{}", "{\"child\":".repeat(levels), "{}".to_owned() + &"}".repeat(levels));
        let fits = document(&deep(99));
        let wire = fits.encode().unwrap();
        assert_eq!(Document::from_wire(message("M"), &wire).encode().unwrap(), wire);
        assert_eq!(document(&deep(100)).json_problem().unwrap().message, "nesting deeper than 100 messages");
        assert!(document(&deep(100_000)).json_problem().is_some());
        let any = |levels: usize| {
            let open = r#"{"@type":"a/google.protobuf.Any","value":"#.repeat(levels);
            format!(r#"{{"any": {open}{{}}{}}}"#, "}".repeat(levels))
        };
        assert!(document(&any(60)).encode().is_ok());
        assert!(document(&any(300)).encode().is_err());
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

fn any_path() -> impl Strategy<Value = Vec<Step>> {
    let numbers =
        prop::sample::select(vec![0u32, 1, 3, 4, 14, 16, 17, 20, 21, 22, 30, 32, 40, 42, 46, 50, 53, 54, 56, 66, 999]);
    let step = prop_oneof![
        4 => numbers.prop_map(Step::Field),
        2 => (0..3usize).prop_map(Step::Index),
        1 => (0..3usize).prop_map(Step::Key),
    ];
    prop::collection::vec(step, 0..5)
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let text = prop_oneof!["[0-9a-z{}\",: \\-]{0,6}", Just("RED".to_owned()), Just("true".to_owned()), any::<String>()];
    prop_oneof![
        4 => (any_path(), text).prop_map(|(path, text)| Edit::Text(path, text)),
        2 => any_path().prop_map(Edit::Set),
        1 => any_path().prop_map(Edit::Clear),
        3 => any_path().prop_map(Edit::Add),
        1 => any_path().prop_map(Edit::Remove),
        1 => any_path().prop_map(Edit::Duplicate),
        1 => (any_path(), 0..4usize).prop_map(|(path, to)| Edit::Move(path, to)),
        1 => (any_path(), "[0-9a-z, :\\[{]{0,8}").prop_map(|(path, text)| Edit::Paste(path, text)),
        2 => (any_path(), prop::sample::select(vec!["", "a/t.Line", "a/t.M", "a/google.protobuf.Timestamp", "gone"]))
            .prop_map(|(path, url)| Edit::Type(path, url.to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_edits_keeps_both_sides_in_step(edits in prop::collection::vec(any_edit(), 1..30)) {
        let mut document = Document::empty(message("M"));
        for edit in edits {
            document.edit(edit);
            prop_assert_eq!(document.json(), render::render(document.root(), JsonRules::default()).json);
            if !document.problems().iter().any(|problem| problem.is_error) {
                let again = Document::from_json(message("M"), document.json().to_owned());
                prop_assert_eq!(again.encode(), document.encode());
                prop_assert!(document.encode().is_ok());
            }
        }
        let last = document.json().to_owned();
        let steps = std::iter::from_fn(|| document.undo().then_some(())).count();
        prop_assert_eq!(document.json(), "{}");
        for _ in 0..steps {
            prop_assert!(document.redo());
        }
        prop_assert_eq!(document.json(), last);
    }

    #[test]
    fn any_text_can_be_typed_as_json(text in any::<String>(), tail in "[{}\\[\\]\",:a-z0-9]{0,20}") {
        let mut document = Document::empty(message("M"));
        document.set_json(text.clone());
        prop_assert_eq!(document.json(), text);
        document.set_json(format!("{{\"structure\": {tail}"));
        let _ = document.encode();
    }

    #[test]
    fn wire_to_document_to_wire_is_the_same_message(wire in crate::message::samples::any_wire()) {
        let of = message("M");
        let encoded = Document::from_wire(of.clone(), &wire).encode().map_err(|error| error.to_string());
        let options = JsonOptions::default();
        let printed = print_json(&of, &wire, &options);
        prop_assume!(printed.marks.is_empty());
        prop_assert_eq!(print_json(&of, &encoded.unwrap(), &options).text, printed.text);
    }
}

#[test]
fn an_enum_starts_as_its_first_value_also_where_another_is_below_zero() {
    let file = "syntax = \"proto3\"; package t; enum E { ZERO = 0; BELOW = -1; } message M { E e = 1; }";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.proto"), file).unwrap();
    let paths = vec![folder.path().to_owned()];
    let schema = crate::schema::Schema::load(&crate::schema::FileSource::Protos {
        paths,
        import_roots: Vec::new(),
        sets: Vec::new(),
    });
    let document = Document::skeleton(schema.message("t.M").unwrap());
    assert_eq!(document.json(), "{\n  \"e\": \"ZERO\"\n}");
}
