//! What a user of the code view gets: lines, blocks, rows, the text of a selection, hits.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use egui::Context;

use super::{
    find::{Find, FindBy, MOST_HITS},
    highlight::{Syntax, Tint},
    rows::{LineChoices, Row, RowMap},
    selection::{Selection, Unit},
    text::{CodeText, Fold, LONG_LINE_BYTES, Mark, visible},
};

const ORDER: &str = r#"{
  "id": "42",
  "lines": [
    {
      "sku": "TEA {",
      "quantity": 2
    },
    {}
  ],
  "driver": {
    "id": 7
  }
}
"#;

fn order() -> CodeText {
    CodeText::new(ORDER, Syntax::Json)
}

fn folded(lines: &[usize]) -> LineChoices {
    let mut choices = LineChoices::default();
    lines.iter().for_each(|line| choices.folding.toggle(*line));
    choices
}

/// Rows as they are once every chunk was counted.
fn rows(code: &CodeText, choices: &LineChoices, columns: usize) -> (RowMap, usize) {
    let mut map = RowMap::new(columns);
    map.grow(code, choices);
    let (_, more) = map.count(code, choices, 0, Instant::now() + Duration::from_secs(60));
    assert!(!more, "every chunk is counted in a minute");
    let rows = map.rows();
    (map, rows)
}

fn searched(query: &str, by: FindBy, code: &CodeText) -> Find {
    let mut find = Find::default();
    find.query.words = query.to_owned();
    find.query.by = by;
    finish(&mut find, code);
    find
}

fn finish(find: &mut Find, code: &CodeText) {
    let until = Instant::now() + Duration::from_secs(60);
    while find.advance(&Context::default(), code) {
        assert!(Instant::now() < until, "a search ends");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn found(query: &str, by: FindBy, code: &CodeText) -> Vec<String> {
    searched(query, by, code).hits_in(0..usize::MAX).map(|hit| code.slice(hit).into_owned()).collect()
}

#[test]
fn lines_are_indexed_with_and_without_a_last_line_break() {
    for (text, lines) in [("", 1), ("a", 1), ("a\n", 1), ("a\n\n", 2), ("a\r\nb", 2), ("\n", 1)] {
        let code = CodeText::new(text, Syntax::Plain);
        assert_eq!(code.lines(), lines, "{text:?}");
    }
    let code = CodeText::new("a\r\nbc", Syntax::Plain);
    assert_eq!((code.line(0), code.line(1), code.line(2)), ("a", "bc", ""));
    assert_eq!((code.line_of(0), code.line_of(2), code.line_of(3), code.line_of(99)), (0, 0, 1, 1));
}

#[test]
fn two_texts_never_share_a_revision() {
    assert_ne!(order().revision(), order().revision());
}

#[test]
fn blocks_are_found_with_the_number_of_their_elements() {
    let code = order();
    let folds = (0..code.lines()).filter_map(|line| code.fold_at(line));
    let found: Vec<(usize, usize, usize, bool, usize)> =
        folds.map(|Fold { first, last, elements, is_list, depth }| (first, last, elements, is_list, depth)).collect();
    assert_eq!(found, [(0, 12, 3, false, 0), (2, 8, 2, true, 1), (3, 6, 2, false, 2), (9, 11, 1, false, 1)]);
    assert_eq!(code.fold_at(2).unwrap().placeholder(Syntax::Json), " 2 items … ");
    assert_eq!(code.fold_at(9).unwrap().placeholder(Syntax::Json), " 1 field … ");
    assert_eq!(code.fold_at(1), None);
}

#[test]
fn unclosed_blocks_and_stray_ends_are_no_blocks() {
    for text in ["{\n[\n{\n", "}\n]\n}\n", "}\n{\n"] {
        let code = CodeText::new(text, Syntax::Json);
        assert!((0..code.lines()).all(|line| code.fold_at(line).is_none()), "{text:?}");
    }
}

#[test]
fn folding_hides_lines_and_keeps_their_numbers() {
    let (code, choices) = (order(), folded(&[2, 3, 9]));
    let (mut map, rows) = rows(&code, &choices, 80);
    let shown: Vec<usize> = (0..rows).map(|row| map.at(&code, &choices, row).line).collect();
    assert_eq!(shown, [0, 1, 2, 9, 12]);
    let row_of = [5, 9, 10, 12].map(|line| map.row_of(&code, &choices, line));
    assert_eq!(row_of, [2, 3, 3, 4]);
}

#[test]
fn everything_folds_into_one_row() {
    let code = order();
    for wrap in [false, true] {
        let choices = LineChoices { wrap, ..folded(&[0]) };
        let (mut map, rows) = rows(&code, &choices, 80);
        assert_eq!(rows, 1);
        assert_eq!((map.at(&code, &choices, 0), map.row_of(&code, &choices, 7)), (Row { line: 0, part: 0 }, 0));
    }
}

#[test]
fn blocks_fold_from_a_level_on_but_for_those_turned_by_hand() {
    let code = order();
    let mut choices = LineChoices::default();
    choices.folding.set_level(Some(1));
    choices.folding.toggle(2);
    for wrap in [false, true] {
        choices.wrap = wrap;
        let (mut map, rows) = rows(&code, &choices, 80);
        let shown: Vec<usize> = (0..rows).map(|row| map.at(&code, &choices, row).line).collect();
        assert_eq!(shown, [0, 1, 2, 3, 7, 8, 9, 12], "the list is open, the blocks in it are not");
    }
}

#[test]
fn wrapping_gives_a_line_several_rows() {
    let code = CodeText::new("0123456789\nab\n\n日本語日本語日本語", Syntax::Plain);
    let choices = LineChoices { wrap: true, ..LineChoices::default() };
    let (mut map, rows) = rows(&code, &choices, 9);
    let shown: Vec<_> = (0..rows).map(|row| map.at(&code, &choices, row)).map(|row| (row.line, row.part)).collect();
    assert_eq!(shown, [(0, 0), (0, 1), (1, 0), (2, 0), (3, 0), (3, 1)]);
    assert_eq!(map.row_of(&code, &choices, 3), 4);
}

#[test]
fn a_long_line_is_one_row_until_it_is_shown_whole() {
    let long = "x".repeat(LONG_LINE_BYTES * 4);
    let code = CodeText::new(format!("a\n{long}\nb"), Syntax::Plain);
    assert_eq!(rows(&code, &LineChoices::default(), 100).1, 3);
    let choices = LineChoices { uncut: [1].into(), ..LineChoices::default() };
    let (mut map, rows) = rows(&code, &choices, 100);
    assert_eq!(rows, 2 + (LONG_LINE_BYTES * 4).div_ceil(100));
    assert_eq!(map.at(&code, &choices, 1 + 5), Row { line: 1, part: 5 });
    assert_eq!(map.at(&code, &choices, rows - 1), Row { line: 2, part: 0 });
}

#[test]
fn a_selection_copies_what_is_folded_and_out_of_sight() {
    let code = order();
    let from = ORDER.find("\"lines\"").unwrap();
    let to = ORDER.find(",\n  \"driver\"").unwrap();
    let selection = Selection { anchor: to, head: from, unit: Unit::Char };
    assert!(selection.text(&code).starts_with("\"lines\": [") && selection.text(&code).ends_with("]"));
    assert_eq!(Selection::all(&code).text(&code), ORDER);
}

#[test]
fn two_clicks_select_a_word_and_three_a_line() {
    let code = CodeText::new("  \"unit_price\": 14.90,\nnäxt line", Syntax::Json);
    for (byte, word) in [(3, "unit_price"), (8, "unit_price"), (0, "  "), (2, "\""), (25, "näxt"), (17, "14")] {
        assert_eq!(Selection::at(byte, Unit::Word).text(&code), word, "{byte}");
    }
    assert_eq!(Selection::at(26, Unit::Line).text(&code), "näxt line");
    let backwards = Selection { anchor: 25, head: 4, unit: Unit::Line };
    assert_eq!(backwards.text(&code), code.slice(0..code.len()));
}

#[test]
fn found_text_is_counted_and_walked_round_the_ends() {
    let code = order();
    let mut find = searched("id", FindBy::Text, &code);
    assert_eq!(find.count_text(), "2 found");
    let first = find.step(true, 0).unwrap();
    assert_eq!(code.slice(first), "id");
    assert_eq!(find.count_text(), "1 of 2");
    find.step(true, 0);
    find.step(true, 0);
    assert_eq!(find.count_text(), "1 of 2");
    find.step(false, 0);
    assert_eq!(find.count_text(), "2 of 2");
    find.query.words = "ID".to_owned();
    finish(&mut find, &code);
    assert_eq!(find.count_text(), "2 found", "case is told apart only on demand");
    find.query.match_case = true;
    finish(&mut find, &code);
    assert_eq!((find.count_text().as_str(), find.step(true, 0)), ("None found", None));
}

#[test]
fn a_query_is_compared_with_what_was_chosen() {
    let code = CodeText::new(ORDER.replace("TEA {", "id"), Syntax::Json);
    assert_eq!(found("id", FindBy::Text, &code).len(), 3);
    assert_eq!(found("id", FindBy::Key, &code).len(), 2, "the value is no name");
    assert_eq!(found("driver.id", FindBy::Path, &code), ["id"]);
    assert_eq!(found("**.id", FindBy::Path, &code), ["id", "id"]);
    assert_eq!(found("lines[1]", FindBy::Path, &code), ["{}"], "an element has no name");
    assert_eq!(found("lines[*].quantity", FindBy::Path, &code), ["quantity"]);
    assert_eq!(found("lines.quantity", FindBy::Path, &code), ["quantity"]);
    assert_eq!(found("lines[1].quantity", FindBy::Path, &code), Vec::<String>::new());
}

#[test]
fn hits_are_bounded() {
    let code = CodeText::new("a".repeat(MOST_HITS + 5), Syntax::Plain);
    assert_eq!(searched("a", FindBy::Text, &code).count_text(), "1,000,000+ found");
}

#[test]
fn marks_outside_the_text_are_left_out() {
    let mark = |range| Mark { range, reason: "not UTF-8, 3 bytes".to_owned(), is_wrong: true };
    let code = CodeText::with_marks("one\ntwo", Syntax::Plain, vec![mark(4..7), mark(5..900)], Vec::new());
    assert_eq!(code.marks_of(1).count(), 1);
    assert_eq!(code.marks_of(0).count(), 0);
}

#[test]
fn each_syntax_has_its_colours() {
    let tints = |syntax: Syntax, line: &str| -> Vec<(String, Tint)> {
        syntax
            .tokens(line, false)
            .into_iter()
            .map(|token| (line.get(token.range).unwrap().to_owned(), token.tint))
            .collect()
    };
    let found = tints(Syntax::Json, r#"  "a\"b": "x", "n": -1.5e3, "t": true"#);
    let expected = [
        (r#""a\"b""#, Tint::Key),
        (r#""x""#, Tint::String),
        (r#""n""#, Tint::Key),
        ("-1.5e3", Tint::Number),
        (r#""t""#, Tint::Key),
        ("true", Tint::Word),
    ];
    assert_eq!(found, expected.map(|(text, tint)| (text.to_owned(), tint)));
    let found = tints(Syntax::Proto, "  optional string sku = 1; // the unit");
    let expected = [
        ("optional", Tint::Word),
        ("string", Tint::Word),
        ("sku", Tint::Key),
        ("1", Tint::Number),
        ("// the unit", Tint::Comment),
    ];
    assert_eq!(found, expected.map(|(text, tint)| (text.to_owned(), tint)));
    assert_eq!(tints(Syntax::Text, "state: PAID"), [("state".to_owned(), Tint::Key), ("PAID".to_owned(), Tint::Word)]);
    assert_eq!(tints(Syntax::Plain, "1 2"), []);
}

#[test]
fn odd_lines_do_not_break_the_colours() {
    for line in ["\"", "\"\\", "'", "/*", "-", "日本\"語", "\u{202e}\"x", "{}[]:,", "1e", "a.b.c{"] {
        for syntax in [Syntax::Json, Syntax::Text, Syntax::Proto, Syntax::Plain] {
            for token in syntax.tokens(line, false) {
                assert!(line.get(token.range.clone()).is_some(), "{line:?} {token:?}");
            }
        }
    }
}

#[test]
fn what_would_be_unseen_is_shown() {
    assert_eq!(visible("a\u{202e}b\u{7}"), "a\u{fffd}b\u{fffd}");
    assert_eq!(visible("plain"), "plain");
}
