//! Places of broken and whole texts, and what is proposed there.

use proptest::prelude::*;

use super::*;
use crate::message::samples::message;

/// The caret is `|`.
fn at(marked: &str) -> (String, Completions) {
    let caret = marked.find('|').unwrap();
    let text = marked.replacen('|', "", 1);
    let completions = complete(&message("M"), &text, caret);
    (text, completions)
}

/// The first labels.
fn labels(marked: &str, count: usize) -> Vec<String> {
    at(marked).1.items.into_iter().take(count).map(|item| item.label).collect()
}

/// The text after the first proposal was taken, the caret as `|`.
fn taken(marked: &str) -> String {
    let (mut text, completions) = at(marked);
    let item = completions.items.first().unwrap();
    let mut insert = item.insert.clone();
    insert.insert(item.caret, '|');
    text.replace_range(completions.replace.clone(), &insert);
    if let Some(at) = completions.missing_comma {
        text.insert(at, ',');
    }
    text
}

#[test]
fn what_is_proposed_where() {
    let table: &[(&str, &[&str])] = &[
        ("|", &["{}"]),
        ("{|", &["f64", "f32", "i32"]),
        ("{|}", &["f64"]),
        ("{\"|", &["f64"]),
        ("{\"|\"}", &["f64"]),
        ("{ma|", &["maybe", "maybeText", "mask"]),
        ("{\"maybe|", &["maybe", "maybeText"]),
        ("{\"maybe_|", &["maybe", "maybe_text"]),
        ("{\"maybe_t|", &["maybe_text"]),
        ("{\"byfx|", &["byFx64"]),
        ("{\"f64\": 1, |}", &["f32", "i32"]),
        ("{\"f64\": 1 \n \"f3|", &["f32"]),
        ("{\"f64\": 1\n |", &["f32"]),
        ("{|, \"f64\": 1}", &["f32"]),
        ("{\"color\": |}", &["COLOR_UNSPECIFIED", "RED", "GREEN", "BELOW"]),
        ("{\"color\": \"|\"}", &["COLOR_UNSPECIFIED", "RED"]),
        ("{\"color\": \"r|\"}", &["RED", "COLOR_UNSPECIFIED", "GREEN"]),
        ("{\"color\": gr|}", &["GREEN"]),
        ("{\"color\": |\n \"flag\": true}", &["COLOR_UNSPECIFIED"]),
        ("{\"colors\": |}", &["[]"]),
        ("{\"colors\": [|", &["COLOR_UNSPECIFIED"]),
        ("{\"colors\": [\"RED\", |", &["COLOR_UNSPECIFIED"]),
        ("{\"colors\": [\"RED\", \"b|]", &["BELOW"]),
        ("{\"flag\": |", &["true", "false"]),
        ("{\"flag\": t|}", &["true"]),
        ("{\"wBool\": |", &["true", "false", "null"]),
        ("{\"w_i32\": |", &["null"]),
        ("{\"null\": |", &["null"]),
        ("{\"f64\": |", &["NaN", "Infinity", "-Infinity"]),
        ("{\"i32\": |", &[]),
        ("{\"i32\": 1|", &[]),
        ("{\"text\": \"|\"}", &[]),
        ("{\"text\": \"a\"|}", &[]),
        ("{\"text\"|: 1}", &[]),
        ("{\"text\" |", &[]),
        ("{\"bogus\": |", &[]),
        ("{\"bogus\": {|", &[]),
        ("{\"child\": {|", &["f64"]),
        ("{\"child\": |", &["{}"]),
        ("{\"child\": {\"oc\": {\"n|", &["next", "quantity"]),
        ("{\"lines\": [{}, {\"s|", &["sku"]),
        ("{\"lines\": [{}, {\"sku\": \"a\"}, {|", &["sku", "quantity", "next"]),
        ("{\"lines\": {|", &[]),
        ("{\"labels\": {|", &[]),
        ("{\"labels\": {\"a\": |", &[]),
        ("{\"byBool\": {|", &["true", "false"]),
        ("{\"byBool\": {\"true\": {|", &["sku"]),
        ("{\"by_u64\": {\"7\": |", &["COLOR_UNSPECIFIED"]),
        ("{\"structure\": {|", &[]),
        ("{\"structure\": {\"a\": {\"|", &[]),
        ("{\"list\": [|", &[]),
        ("{\"value\": |", &["true", "false", "null"]),
        ("{\"byValue\": {\"k\": {|", &[]),
        ("{\"any\": {|", &["@type"]),
        ("{\"any\": {\"@type\": \"t.Li|", &["t.Line"]),
        ("{\"any\": {\"@type\": \"type.googleapis.com/t.Li|\"}", &["t.Line"]),
        ("{\"any\": {\"@type\": \"type.googleapis.com/t.Line\", |", &["sku", "quantity", "next", "@type"]),
        ("{\"any\": {|, \"@type\": \"type.googleapis.com/t.Line\"}", &["sku"]),
        ("{\"any\": {\"next\": {|}, \"@type\": \"type.googleapis.com/t.Line\"}", &["sku"]),
        ("{\"any\": {\"@type\": \"x/google.protobuf.Duration\", |", &["value"]),
        ("{\"any\": {\"@type\": \"x/none.Such\", |", &["@type"]),
        ("{} |", &[]),
        ("{}}} |", &[]),
        ("[|", &[]),
        ("{\"child\": {\"i32\": 1]} , \"lines\": [{|", &["sku"]),
        ("\u{1f600}{\"é|", &[]),
    ];
    for (marked, expected) in table {
        assert_eq!(labels(marked, expected.len().max(1)), *expected, "{marked}");
    }
}

#[test]
fn members_not_written_yet_stand_first_and_those_a_oneof_excludes_after_them() {
    let (_, completions) = at("{\"oa\": \"x\", \"flag\": true, |}");
    let standing = |label: &str| {
        let at = completions.items.iter().position(|item| item.label == label).unwrap();
        (at, completions.items[at].standing.clone())
    };
    let count = completions.items.len();
    assert_eq!(standing("oa"), (count - 1, Standing::Written));
    assert_eq!(standing("flag"), (count - 2, Standing::Written));
    assert_eq!(standing("oc"), (count - 3, Standing::Excluded("oa".to_owned())));
    assert_eq!(standing("f64").1, Standing::Free);
}

#[test]
fn what_is_taken_is_written_with_all_that_belongs_to_it() {
    for (marked, expected) in [
        ("{|}", "{\"f64\": |}"),
        ("{\"tex|\"}", "{\"text\": \"|\"}"),
        ("{tex|\n  \"i32\": 1}", "{\"text\": \"|\",\n  \"i32\": 1}"),
        ("{\"te|xt\": 1}", "{\"text\"|: 1}"),
        ("{\"i32\": 1\n  tex|}", "{\"i32\": 1,\n  \"text\": \"|\"}"),
        ("{\"chil|", "{\"child\": {|}"),
        ("{\"line|", "{\"lines\": [|]"),
        ("{\"label|", "{\"labels\": {|}"),
        ("{\"any|", "{\"any\": {\"@type\": \"|\"}"),
        ("{\"any\": {\"@type\": \"Line|\"}}", "{\"any\": {\"@type\": \"type.googleapis.com/t.Line\"|}}"),
        ("{\"color\": \"gre|", "{\"color\": \"GREEN\"|"),
        ("{\"color\": gre|, \"i32\": 1}", "{\"color\": \"GREEN\"|, \"i32\": 1}"),
        ("{\"color\": \"gre|, \"i32\": 1}", "{\"color\": \"GREEN\"|, \"i32\": 1}"),
        ("{\"child\": |}", "{\"child\": {|}}"),
        ("{\"mas|", "{\"mask\": \"|\""),
        ("{\"child\": {\"mask\": \"i3|\"}}", "{\"child\": {\"mask\": \"i32|\"}}"),
        ("{\"mask\": \"i32,child.fla|,text\"}", "{\"mask\": \"i32,child.flag|,text\"}"),
        ("{\"mask\": i6|}", "{\"mask\": \"i64|\"}"),
    ] {
        assert_eq!(taken(marked), expected, "{marked}");
    }
}

#[test]
fn the_path_leads_to_what_is_around_the_caret() {
    for (marked, path) in [
        ("{|", ""),
        ("{\"child\": {\"lines\": [{}, {|", "child.lines[1]"),
        ("{\"byBool\": {\"true\": {|", "byBool[\"true\"]"),
    ] {
        assert_eq!(at(marked).1.path_text, path, "{marked}");
    }
}

#[test]
fn a_word_means_a_field_a_value_or_a_type() {
    let text = r#"{"color": "RED", "by_u64": {"1": 2}, "any": {"@type": "x/t.Line", "sku": "a"}, "i32": 1}"#;
    let of = |word: &str| {
        let meaning = meaning(&message("M"), text, text.find(word).unwrap() + 1)?;
        Some(format!("{} {} at {}", meaning.subject.name(), meaning.subject.kind_text(), meaning.path_text))
    };
    assert_eq!(of("\"color\"").as_deref(), Some("color t.Color = 16 at color"));
    assert_eq!(of("\"RED\"").as_deref(), Some("RED 1 of t.Color at color"));
    assert_eq!(of("\"by_u64\"").as_deref(), Some("by_u64 map<uint64, t.Color> = 43 at by_u64"));
    assert_eq!(of(": 2").as_deref(), None);
    assert_eq!(of("x/t.Line").as_deref(), Some("t.Line message at any.@type"));
    assert_eq!(of("\"sku\"").as_deref(), Some("sku string = 1 at any.sku"));
    assert_eq!(of("\"1\"").as_deref(), None);
    assert!(meaning(&message("M"), text, text.len() + 9).is_none());
}

#[test]
fn of_a_type_that_is_one_value_the_value_is_completed() {
    let of = |name: &str, text: &str| {
        let completions = complete(&message(name), text, text.len());
        completions.items.into_iter().map(|item| item.label).collect::<Vec<_>>()
    };
    assert_eq!(of("google.protobuf.BoolValue", ""), ["true", "false", "null"]);
    assert_eq!(of("google.protobuf.Any", "{"), ["@type"]);
    assert_eq!(of("google.protobuf.Struct", "{"), [""; 0]);
    assert_eq!(of("google.protobuf.Timestamp", ""), [""; 0]);
}

#[test]
fn a_caret_deeper_than_messages_nest_is_told_nothing() {
    let deep = |times: usize| format!("{}{{", "{\"child\": ".repeat(times));
    assert_eq!(complete(&message("M"), &deep(100), deep(100).len()).items.len(), 55);
    assert!(complete(&message("M"), &deep(100_000), deep(100_000).len()).items.is_empty());
    let brackets = "[".repeat(1 << 20);
    assert!(complete(&message("M"), &brackets, brackets.len()).items.is_empty());
}

proptest! {
    #[test]
    fn any_text_and_any_caret_is_answered(
        text in "[{}\\[\\]:,\"a-c@_\\\\ \n0-9é]{0,60}",
        caret in 0_usize..80,
    ) {
        let completions = complete(&message("M"), &text, caret);
        prop_assert!(completions.items.len() <= MOST);
        prop_assert!(text.get(completions.replace.clone()).is_some());
        prop_assert!(completions.missing_comma.is_none_or(|at| text.is_char_boundary(at)));
        for item in &completions.items {
            prop_assert!(item.insert.is_char_boundary(item.caret));
        }
        let _ = meaning(&message("M"), &text, caret);
    }

    #[test]
    fn names_of_the_type_in_any_order_are_answered(
        words in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ":", ",", "\"any\"", "\"@type\"", "\"x/t.M\"", "\"child\"", "\"lines\"", "\"color\"",
            "\"labels\"", "1", "tr", "\"", "\n", " ",
        ]), 0..30),
        part in 0.0_f64..=1.0,
    ) {
        let text = words.concat();
        let caret = (text.len() as f64 * part) as usize;
        let completions = complete(&message("M"), &text, caret);
        prop_assert!(text.get(completions.replace).is_some());
    }
}
