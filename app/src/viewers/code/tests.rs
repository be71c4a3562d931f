//! What a user of the code view gets: lines, blocks, rows, the text of a selection, hits.
#![allow(clippy::unwrap_used)]

use super::{
    find::{Find, MOST_HITS},
    fold::Fold,
    highlight::{Syntax, Tint},
    rows::{LineChoices, Row, RowMap},
    selection::{Selection, Unit},
    text::{CodeText, LONG_LINE_BYTES, Mark, visible},
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
    LineChoices { folded: lines.iter().copied().collect(), ..LineChoices::default() }
}

fn find(query: impl Into<String>) -> Find {
    let mut find = Find::default();
    find.query = query.into();
    find
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
    let found: Vec<(usize, usize, usize, bool)> = code
        .folds()
        .iter()
        .map(|Fold { first, last, elements, is_list }| (*first, *last, *elements, *is_list))
        .collect();
    assert_eq!(found, [(0, 12, 3, false), (2, 8, 2, true), (3, 6, 2, false), (9, 11, 1, false)]);
    assert_eq!(code.fold_at(2).unwrap().placeholder(Syntax::Json), " 2 items … ");
    assert_eq!(code.fold_at(9).unwrap().placeholder(Syntax::Json), " 1 field … ");
    assert_eq!(code.fold_at(1), None);
}

#[test]
fn unclosed_blocks_and_stray_ends_are_no_blocks() {
    for text in ["{\n[\n{\n", "}\n]\n}\n", "}\n{\n"] {
        assert_eq!(CodeText::new(text, Syntax::Json).folds(), [], "{text:?}");
    }
}

#[test]
fn folding_hides_lines_and_keeps_their_numbers() {
    let code = order();
    let rows = RowMap::new(&code, &folded(&[2, 3, 9]), 80);
    let shown: Vec<usize> = (0..rows.rows()).map(|row| rows.at(row).line).collect();
    assert_eq!(shown, [0, 1, 2, 9, 12]);
    assert_eq!((rows.row_of(5), rows.row_of(9), rows.row_of(10), rows.row_of(12)), (2, 3, 3, 4));
}

#[test]
fn everything_folds_into_one_row() {
    let code = order();
    for wrap in [false, true] {
        let rows = RowMap::new(&code, &LineChoices { wrap, ..folded(&[0]) }, 80);
        assert_eq!(rows.rows(), 1);
        assert_eq!((rows.at(0), rows.row_of(7)), (Row { line: 0, part: 0 }, 0));
    }
}

#[test]
fn wrapping_gives_a_line_several_rows() {
    let code = CodeText::new("0123456789\nab\n\n日本語日本語日本語", Syntax::Plain);
    let rows = RowMap::new(&code, &LineChoices { wrap: true, ..LineChoices::default() }, 9);
    let shown: Vec<(usize, usize)> = (0..rows.rows()).map(|row| (rows.at(row).line, rows.at(row).part)).collect();
    assert_eq!(shown, [(0, 0), (0, 1), (1, 0), (2, 0), (3, 0), (3, 1)]);
    assert_eq!(rows.row_of(3), 4);
}

#[test]
fn a_long_line_is_one_row_until_it_is_shown_whole() {
    let long = "x".repeat(LONG_LINE_BYTES * 4);
    let code = CodeText::new(format!("a\n{long}\nb"), Syntax::Plain);
    assert_eq!(RowMap::new(&code, &LineChoices::default(), 100).rows(), 3);
    let choices = LineChoices { uncut: [1].into(), ..LineChoices::default() };
    let rows = RowMap::new(&code, &choices, 100);
    assert_eq!(rows.rows(), 2 + (LONG_LINE_BYTES * 4).div_ceil(100));
    assert_eq!(rows.at(1 + 5), Row { line: 1, part: 5 });
    assert_eq!(rows.at(rows.rows() - 1), Row { line: 2, part: 0 });
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
    assert_eq!(backwards.text(&code), code.as_str());
}

#[test]
fn found_text_is_counted_and_walked_round_the_ends() {
    let code = order();
    let mut find = find("id");
    while find.advance(&code, 7) {}
    assert_eq!(find.count_text(&code), "2 found");
    let first = find.step(true, 0).unwrap();
    assert_eq!(code.as_str().get(first), Some("id"));
    assert_eq!(find.count_text(&code), "1 of 2");
    find.step(true, 0);
    find.step(true, 0);
    assert_eq!(find.count_text(&code), "1 of 2");
    find.step(false, 0);
    assert_eq!(find.count_text(&code), "2 of 2");
    find.query = "ID".to_owned();
    find.advance(&code, usize::MAX);
    assert_eq!(find.count_text(&code), "None found");
    assert_eq!(find.step(true, 0), None);
}

#[test]
fn a_search_across_pieces_misses_nothing() {
    let code = CodeText::new("abababab TEA tea Tea", Syntax::Plain);
    for piece in 1..20 {
        let mut find = find("tea");
        while find.advance(&code, piece) {}
        assert_eq!(find.hits_in(0..100).count(), 3, "{piece}");
        assert_eq!(find.hits_in(10..11).count(), 1);
    }
}

#[test]
fn hits_are_bounded() {
    let code = CodeText::new("a".repeat(MOST_HITS + 5), Syntax::Plain);
    let mut find = find("a");
    assert!(!find.advance(&code, usize::MAX));
    assert_eq!(find.count_text(&code), "100000+ found");
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
