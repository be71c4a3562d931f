//! Any as part of the document: its type chosen, its fields edited in place, JSON and bytes in step.

use super::*;
use crate::message::{
    FieldNode,
    Step::{Field, Index},
    ValueNode,
    samples::{bytes, message},
};

const LINE: &str = "type.googleapis.com/t.Line";
const ANY: Step = Field(56);

fn compact(document: &Document) -> String {
    let value: serde_json::Value = serde_json::from_str(document.json()).unwrap();
    value.to_string()
}

fn with(json: &str) -> Document {
    Document::from_json(message("M"), json.to_owned())
}

#[test]
fn a_type_is_chosen_and_its_fields_are_edited() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Type(vec![ANY], LINE.to_owned()));
    assert_eq!(compact(&document), format!(r#"{{"any":{{"@type":"{LINE}"}}}}"#));
    document.edit(Edit::Text(vec![ANY, Field(2)], "7".to_owned()));
    document.edit(Edit::Text(vec![ANY, Field(3), Field(1)], "deep".to_owned()));
    let json = format!(r#"{{"any":{{"@type":"{LINE}","quantity":7,"next":{{"sku":"deep"}}}}}}"#);
    assert_eq!(compact(&document), json);
    assert_eq!(document.encode(), with(&json).encode(), "typed as JSON it is the same message");

    document.edit(Edit::Text(vec![ANY, Field(2)], "x".to_owned()));
    let problem = &document.problems()[0];
    assert_eq!((problem.path.as_slice(), problem.path_text.as_str()), ([ANY, Field(2)].as_slice(), "any.quantity"));
    assert!(document.undo());
    assert_eq!(compact(&document), json);
    document.edit(Edit::Type(vec![ANY], String::new()));
    assert_eq!(compact(&document), r#"{"any":{}}"#);
}

#[test]
fn a_known_type_in_json_is_a_message_of_the_tree() {
    let document = with(r#"{"any": {"sku": "a", "@type": "x/t.Line"}}"#);
    let Some(FieldNode::Single(ValueNode::Any(any))) = document.root().field(56) else { panic!("not an Any") };
    assert_eq!((any.url.as_str(), any.message.descriptor.full_name()), ("x/t.Line", "t.Line"));
    assert!(document.json().starts_with(r#"{"any": {"sku""#), "the text stays as typed");
}

#[test]
fn a_well_known_type_stands_under_value() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Type(vec![ANY], "type.googleapis.com/google.protobuf.Duration".to_owned()));
    document.edit(Edit::Text(vec![ANY, Field(0)], "1.5s".to_owned()));
    let json = r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.5s"}}"#;
    assert_eq!(compact(&document), json);
    assert_eq!(document.encode(), with(json).encode());
    document.edit(Edit::Text(vec![ANY, Field(0)], "soon".to_owned()));
    assert_eq!(document.problems()[0].path, vec![ANY, Field(0)]);
}

#[test]
fn what_has_no_form_stays_json() {
    for json in [
        r#"{"any": {}}"#,
        r#"{"any": {"@type": "x/t.Gone", "raw": "AQ=="}}"#,
        r#"{"any": {"@type": "x/t.Line", "bogus": 1}}"#,
        r#"{"any": {"@type": "x/t.Line", "quantity": []}}"#,
        r#"{"any": {"@type": "x/t.Gone", "a": 1}}"#,
    ] {
        let document = with(json);
        assert!(document.json_problem().is_none(), "{json}: the form stays editable");
        assert!(matches!(document.root().field(56), Some(FieldNode::Single(ValueNode::Json(_)))), "{json}");
    }
    let document = with(r#"{"any": {"@type": "x/t.Line", "next": {"bogus": 1}}}"#);
    let problem = &document.problems()[0];
    assert_eq!((problem.path.as_slice(), problem.position), ([ANY].as_slice(), Some((1, 40))));
    assert_eq!(problem.to_string(), "1:40 any.next: unknown field \"bogus\" in t.Line");
}

#[test]
fn an_any_in_an_any_is_edited_too() {
    let mut document = Document::empty(message("M"));
    document.edit(Edit::Type(vec![ANY], "a/t.M".to_owned()));
    document.edit(Edit::Type(vec![ANY, ANY], "a/t.Line".to_owned()));
    document.edit(Edit::Text(vec![ANY, ANY, Field(1)], "x".to_owned()));
    assert_eq!(compact(&document), r#"{"any":{"@type":"a/t.M","any":{"@type":"a/t.Line","sku":"x"}}}"#);
    let sent = document.encode().unwrap();
    assert_eq!(Document::from_wire(message("M"), &sent).encode().unwrap(), sent);
    assert_eq!(document.find_path("any.any.sku"), Some(vec![ANY, ANY, Field(1)]));
}

#[test]
fn a_list_is_pasted_in_the_ways_people_have_one() {
    for (number, text, json) in [
        (30, "1, 2,3", r#"{"numbers":[1,2,3]}"#),
        (30, "1\n2\n\n3\n", r#"{"numbers":[1,2,3]}"#),
        (30, "[1, 2, 3]", r#"{"numbers":[1,2,3]}"#),
        (31, "\"a\",\n\"b, c\",\n", r#"{"names":["a","b, c"]}"#),
        (32, r#"[{"sku": "a"}, {}]"#, r#"{"lines":[{"sku":"a"},{}]}"#),
        (40, "a: 1\nb=2", r#"{"labels":{"a":1,"b":2}}"#),
        (40, r#"{"a": 1}"#, r#"{"labels":{"a":1}}"#),
    ] {
        let mut document = Document::empty(message("M"));
        assert!(document.pasted(&[Field(number)], text).is_ok(), "{text}");
        document.edit(Edit::Paste(vec![Field(number)], text.to_owned()));
        assert_eq!(compact(&document), json, "{text}");
        assert!(document.undo());
        assert_eq!(document.json(), "{}", "one step");
    }
    let document = Document::empty(message("M"));
    for (number, text, reason) in [
        (30, " ", "nothing to add yet"),
        (30, "[]", "nothing is in it"),
        (32, "a, b", "a JSON array is wanted: [{\u{2026}}, {\u{2026}}]"),
        (32, r#"[{"bogus": 1}]"#, "[0]: unknown field \"bogus\" in t.Line"),
        (3, "1", "i32 holds one value"),
        (40, "a", "\"a\" is no key: value"),
    ] {
        assert_eq!(document.pasted(&[Field(number)], text), Err(reason.to_owned()), "{text}");
    }
}

#[test]
fn the_outline_changes_only_when_other_rows_are_needed() {
    let mut document = with(r#"{"numbers": [1, 2], "text": "a"}"#);
    let changes = |document: &mut Document, edit: Edit| {
        let before = (document.outline(), document.revision());
        document.edit(edit);
        assert_ne!(document.revision(), before.1);
        document.outline() != before.0
    };
    let text = |path: &[Step], text: &str| Edit::Text(path.to_vec(), text.to_owned());
    assert!(!changes(&mut document, text(&[Field(30), Index(1)], "3")));
    assert!(changes(&mut document, text(&[Field(30), Index(1)], "x")), "it has a reason below it now");
    assert!(!changes(&mut document, text(&[Field(30), Index(1)], "xy")));
    assert!(changes(&mut document, text(&[Field(14)], "a\nb")), "a line more");
    assert!(changes(&mut document, Edit::Add(vec![Field(30)])));
    assert!(changes(&mut document, text(&[Field(3)], "1")), "it was not set");
}

#[test]
fn a_field_that_became_a_number_does_not_block() {
    let before = Document::from_json(message("M"), r#"{"text": "", "i32": 5}"#.to_owned());
    let mut document = before.rebound(message("Sparse"));
    assert_eq!(document.problems(), [], "{}", document.json());
    assert_eq!(document.encode().unwrap().to_vec(), bytes("18 05"));
    assert!(!document.undo(), "no step was made by the user");

    let mut typed = Document::from_json(message("M"), r#"{"text": "x"}"#.to_owned());
    typed.set_json(r#"{"text": "7"}"#.to_owned());
    let mut document = typed.rebound(message("Sparse"));
    assert_eq!(document.json(), r#"{"text": "7"}"#);
    assert!(document.undo());
    assert_eq!(document.json(), r#"{"text": "x"}"#);
    assert_eq!(document.problems()[0].to_string(), "1:10 text: \"x\" is not a whole number");
    let typed = Document::from_json(message("Sparse"), r#"{"text": ""}"#.to_owned()).rebound(message("Sparse"));
    assert_eq!(typed.problems().len(), 1, "what was typed into a number stays");
}
