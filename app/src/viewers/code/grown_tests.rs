//! What a user of the code view gets of a text that comes in pieces: the same as of one that came whole.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use egui::Context;

use super::{
    filter::Filter,
    highlight::Syntax,
    rows::{LineChoices, RowMap},
    text::{Chunk, CodeText, Mark, TextBuilder},
};

/// As pretty printed JSON: `lines` of some elements.
fn json(elements: usize) -> String {
    let mut text = "{\n  \"id\": \"42\",\n  \"lines\": [\n".to_owned();
    for at in 0..elements {
        let comma = if at + 1 < elements { "," } else { "" };
        text += &format!("    {{\n      \"sku\": \"TEA-{at}\",\n      \"quantity\": {at}\n    }}{comma}\n");
    }
    text + "  ],\n  \"labels\": {\n    \"a.b\": \"x\"\n  }\n}\n"
}

/// A text that comes in pieces of so many bytes.
fn grown(text: &str, piece: usize, marks: Vec<Mark>) -> CodeText {
    let mut code = CodeText::empty(Syntax::Json);
    let mut builder = TextBuilder::new(Syntax::Json);
    let mut marks = Some(marks);
    let mut rest = text;
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(piece.min(rest.len())).max(1));
        // The marks come with the last piece, as those of what encloses everything do.
        let now = if tail.is_empty() { marks.take().unwrap_or_default() } else { Vec::new() };
        builder.push(head, now, &[], &mut |addition| code.append(addition));
        rest = tail;
    }
    builder.finish(&mut |addition| code.append(addition));
    code.finish();
    code
}

#[test]
fn pieces_cut_anywhere_make_the_same_text() {
    let text = json(40);
    let whole = CodeText::new(&text, Syntax::Json);
    for piece in [1, 7, 100, 1000, 100_000] {
        let code = grown(&text, piece, Vec::new());
        assert_eq!((code.len(), code.lines(), code.widest_cells()), (whole.len(), whole.lines(), whole.widest_cells()));
        assert_eq!(code.slice(0..code.len()), text);
        assert_eq!(code.compact_len(), whole.compact_len());
        for line in 0..whole.lines() {
            assert_eq!(code.line(line), whole.line(line));
            assert_eq!(code.line_start(line), whole.line_start(line));
            assert_eq!(code.fold_at(line), whole.fold_at(line), "line {line} in pieces of {piece}");
            assert_eq!(code.line_of(code.line_start(line)), line);
            assert_eq!(code.path_text(line), whole.path_text(line));
        }
        assert_eq!(code.slice(30..90), text[30..90]);
    }
}

#[test]
fn compact_size_is_that_of_json_without_line_breaks_and_indents() {
    let text = json(3);
    let compact: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(CodeText::new(&text, Syntax::Json).compact_len(), compact.to_string().len());
}

#[test]
fn every_line_has_the_path_of_what_stands_on_it() {
    let text = json(2);
    let code = grown(&text, 50, Vec::new());
    let path_of = |part: &str| code.path_text(code.line_of(text.find(part).unwrap()));
    assert_eq!(code.path_text(0), "");
    assert_eq!(path_of("\"id\""), "id");
    assert_eq!(path_of("\"lines\""), "lines");
    assert_eq!(path_of("TEA-1"), "lines[1].sku");
    assert_eq!(path_of("    }\n  ]"), "lines[1]", "a line that ends a block has its path");
    assert_eq!(path_of("  ],"), "lines");
    assert_eq!(path_of("a.b"), "labels[\"a.b\"]");
    let text = CodeText::new("id: 42\nlines {\n  sku: \"a\"\n}\n", Syntax::Text);
    assert_eq!((text.path_text(0), text.path_text(2)), ("id".to_owned(), "lines.sku".to_owned()));
}

#[test]
fn a_mark_that_comes_late_stands_where_it_belongs() {
    let text = json(40);
    let at = text.find("\"TEA-3\"").unwrap();
    let marks = vec![Mark { range: at..at + 7, reason: "not UTF-8, 3 bytes".to_owned(), is_wrong: true }];
    let code = grown(&text, 64, marks);
    let marked: Vec<usize> = (0..code.lines()).filter(|line| code.marks_of(*line).count() == 1).collect();
    assert_eq!(marked, [code.line_of(at)]);
}

#[test]
fn rows_of_chunks_that_were_not_counted_are_right_where_they_are_looked_at() {
    let code = grown(&json(20_000), 4096, Vec::new());
    assert!(code.chunks().len() > 100);
    let mut choices = LineChoices { wrap: true, ..LineChoices::default() };
    for level in [None, Some(2)] {
        choices.folding.set_level(level);
        let mut lazy = RowMap::new(12);
        lazy.grow(&code, &choices);
        let mut counted = RowMap::new(12);
        counted.grow(&code, &choices);
        while counted.count(&code, &choices, 0, Instant::now() + Duration::from_secs(9)).1 {}
        let last = code.lines() - 1;
        for line in [0, 1, last / 2, last] {
            let row = lazy.row_of(&code, &choices, line);
            let shown = lazy.at(&code, &choices, row).line;
            let row = counted.row_of(&code, &choices, line);
            assert_eq!(shown, counted.at(&code, &choices, row).line, "line {line}, folded from {level:?}");
        }
        while lazy.count(&code, &choices, 0, Instant::now() + Duration::from_secs(9)).1 {}
        assert_eq!(lazy.rows(), counted.rows());
    }
}

#[test]
fn what_is_seen_stays_while_rows_above_it_are_counted() {
    let code = grown(&json(20_000), 4096, Vec::new());
    let choices = LineChoices { wrap: true, ..LineChoices::default() };
    let mut map = RowMap::new(12);
    map.grow(&code, &choices);
    let line = code.lines() / 2;
    let top = map.row_of(&code, &choices, line);
    let (moved, _) = map.count(&code, &choices, top, Instant::now() + Duration::from_secs(60));
    assert_ne!(moved, 0, "what was guessed was wrong");
    assert_eq!(map.at(&code, &choices, top.checked_add_signed(moved).unwrap()).line, line);
}

#[test]
fn a_text_of_a_million_lines_has_a_small_index() {
    let text = "  \"k\": 1,\n".repeat(1_000_000);
    let code = grown(&text, 1 << 16, Vec::new());
    assert_eq!(code.lines(), 1_000_000);
    assert_eq!(code.line(999_999), "  \"k\": 1,");
    assert!(code.index_bytes() * 4 <= text.len(), "{} bytes for {}", code.index_bytes(), text.len());
}

#[test]
fn a_line_longer_than_a_chunk_is_one_and_the_rest_is_cut_at_lines() {
    let long = format!("  \"text\": \"{}\",\n", "x".repeat(300_000));
    let text = format!("{}{long}{long}{}", json(5_000), json(5_000));
    for piece in [1_000, 60_000, 1 << 20] {
        let code = grown(&text, piece, Vec::new());
        assert_eq!(code.slice(0..code.len()), text);
        let is_right = |chunk: &Chunk| chunk.text().len() <= 32 << 10 || chunk.lines() == 1;
        assert!(code.chunks().iter().all(|chunk| is_right(chunk)), "pieces of {piece}");
        let line = code.line_of(text.find(&long).unwrap());
        assert_eq!((code.line(line).len(), code.line(line + 1).len()), (long.len() - 1, long.len() - 1));
    }
}

fn filtered(code: &CodeText, path: &str) -> Option<CodeText> {
    let mut filter = Filter::default();
    (filter.open, filter.path) = (true, path.to_owned());
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        filter.advance(&Context::default(), code);
        match filter.filtered() {
            Some(left) if !left.is_whole() => assert!(Instant::now() < until, "a filter ends"),
            left => return left.cloned(),
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_filter_leaves_the_lines_of_a_path_with_what_they_stand_in() {
    let code = grown(&json(2), 60, Vec::new());
    for path in ["lines[*].sku", "lines.sku", "lines.SKU"] {
        let left = filtered(&code, path).unwrap();
        let expected = "{\n  \"lines\": [\n    {\n      \"sku\": \"TEA-0\",\n    },\n    {\n      \"sku\": \"TEA-1\",\n    }\n  ],\n}\n";
        assert_eq!(left.slice(0..left.len()), expected, "{path}");
        let numbers: Vec<usize> = (0..left.lines()).map(|line| left.number(line)).collect();
        assert_eq!(numbers, [0, 2, 3, 4, 6, 7, 8, 10, 11, 15], "lines keep their numbers");
    }
    assert!(
        filtered(&code, "lines[1]").unwrap().slice(0..usize::MAX).contains("\"quantity\": 1"),
        "a block comes whole"
    );
    assert_eq!(filtered(&code, "labels[\"a.b\"]").unwrap().lines(), 5);
    assert!(filtered(&code, "nothing").unwrap().is_empty());
    assert!(filtered(&code, "").is_none(), "no path leaves the text as it is");
}

#[test]
fn a_large_text_is_filtered_away_from_the_window() {
    let code = grown(&json(20_000), 1 << 16, Vec::new());
    let left = filtered(&code, "lines[19999].sku").unwrap();
    assert_eq!((left.lines(), left.number(3)), (7, 3 + 19_999 * 4 + 1));
}
