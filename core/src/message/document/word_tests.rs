//! What follows from one changed word is what a walk over the whole message would say, to the letter.

use proptest::prelude::*;

use super::*;
use crate::message::{FieldNode, ValueNode, samples::message};

const JSON: &str = r#"{"i32": 12, "text": "né", "u64": "7", "flag": true, "f64": -1.5e3, "color": "RED",
  "child": {"i32": -4, "lines": [{"sku": "a", "quantity": 1}, {"sku": "b\"c", "quantity": "x"}]},
  "numbers": [1, 2, 300], "labels": {"a": 1, "b": 2}, "at": "2026-01-31T12:00:00Z",
  "any": {"@type": "a/t.Line", "sku": "c", "quantity": 3}, "structure": {"k": 1}}"#;

fn same(document: &Document) {
    let fresh = Document::from_json(document.descriptor.clone(), document.json().to_owned());
    assert_eq!(document.problems(), fresh.problems(), "{}", document.json());
    assert_eq!(document.json_problem(), fresh.json_problem(), "{}", document.json());
    if document.json_problem().is_none() {
        let written = |document: &Document| render::render(document.root(), document.rules).json;
        assert_eq!(written(document), written(&fresh), "{}", document.json());
    }
}

fn paths(of: &MessageNode, path: &mut FieldPath, found: &mut Vec<FieldPath>) {
    for (number, field) in &of.fields {
        path.push(Step::Field(*number));
        let values: Vec<(Option<usize>, &ValueNode)> = match field {
            FieldNode::Single(value) => vec![(None, value)],
            FieldNode::List(values) => values.iter().enumerate().map(|(at, value)| (Some(at), value)).collect(),
            FieldNode::Map(entries) => entries.iter().enumerate().map(|(at, (_, value))| (Some(at), value)).collect(),
        };
        for (at, value) in values {
            path.extend(at.map(Step::Index));
            match value.message() {
                Some(inner) => paths(inner, path, found),
                None => found.push(path.clone()),
            }
            if at.is_some() {
                path.pop();
            }
        }
        path.pop();
    }
}

#[test]
fn every_value_that_is_one_word_is_found_and_changed_in_place() {
    let mut document = Document::from_json(message("M"), JSON.to_owned());
    assert_eq!(document.json_problem(), None);
    document.edit(Edit::Text(vec![Step::Field(14)], "né!".to_owned()));
    let mut found = Vec::new();
    paths(document.root(), &mut Vec::new(), &mut found);
    assert!(found.len() > 15, "{}", found.len());
    assert_eq!(found.pop(), Some(vec![Step::Field(53)]), "the Struct is more than a word");
    for path in &found {
        for text in ["", "5", "no \"é\"", "true"] {
            assert!(document.site(path).is_some(), "{path:?}");
            document.edit(Edit::Text(path.clone(), text.to_owned()));
            let whole = render::render(document.root(), document.rules);
            assert_eq!(document.json(), whole.json);
            let problems = problem::locate(whole.findings, &Positions::new(document.json())).0;
            assert_eq!(document.problems(), problems, "{path:?} {text}");
        }
    }
    same(&document);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn typing_anywhere_in_the_json_says_what_reading_it_says(
        strokes in prop::collection::vec((any::<prop::sample::Index>(), 0..3usize, "[0-9a-z\"\\\\ ,\n.eé\\-]{0,2}"), 1..12),
    ) {
        let mut document = Document::from_json(message("M"), JSON.to_owned());
        for (at, removed, inserted) in strokes {
            let mut letters: Vec<char> = document.json().chars().collect();
            let from = at.index(letters.len() + 1);
            let to = (from + removed).min(letters.len());
            letters.splice(from..to, inserted.chars());
            document.set_json(letters.into_iter().collect());
            if document.json_problem().is_none() {
                same(&document);
            } else {
                document.undo();
            }
        }
    }
}
