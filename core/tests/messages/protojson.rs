//! The table `protojson.txt`: every row through the codec and through the document, which must agree.
//! It knows no rule of ProtoJSON; the table does.

use farcall_core::message::{Document, EncodeError, JsonRules, Problem, encode_json};

use crate::{hex, message};

const TABLE: &str = include_str!("protojson.txt");
/// So many rows it has at least.
const ROWS: usize = 120;

struct Row<'t> {
    of: &'t str,
    rules: JsonRules,
    json: String,
    /// Hex, or `!` and the refusal.
    outcome: &'t str,
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    let is_row = |line: &&str| !line.is_empty() && !line.starts_with('#');
    TABLE.lines().filter(is_row).map(|line| {
        let (text, outcome) = line.rsplit_once(" => ").expect(line);
        let (rules, text) = match text.strip_prefix('~') {
            Some(text) => (JsonRules { allow_unknown_fields: true }, text),
            None => (JsonRules::default(), text),
        };
        let named = text.split_once(' ').filter(|(name, _)| name.contains('.') && !name.contains(['"', '{', '‹']));
        let (of, text) = named.unwrap_or(("t.M", text));
        Row { of, rules, json: characters(text), outcome }
    })
}

/// ‹hex› as the character it stands for.
fn characters(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('‹') {
        let (hex, after) = after.split_once('›').expect(text);
        out.push_str(before);
        out.push(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).expect(text));
        rest = after;
    }
    out + rest
}

fn told(encoded: Result<Vec<u8>, Vec<Problem>>) -> String {
    match encoded {
        Ok(bytes) if bytes.is_empty() => "-".to_owned(),
        Ok(bytes) => hex(&bytes),
        Err(problems) => format!("! {}", problems.first().expect("a refusal has a reason")),
    }
}

#[test]
fn every_row_of_the_table_is_so() {
    let mut otherwise = Vec::new();
    for row in rows() {
        let told = told(encode_json(&message(row.of), &row.json, row.rules));
        if told != row.outcome {
            otherwise.push(format!("{} {:?} => {told}", row.of, row.json));
        }
    }
    assert!(otherwise.is_empty(), "{} rows are otherwise:\n{}", otherwise.len(), otherwise.join("\n"));
    assert!(rows().count() >= ROWS, "{} rows", rows().count());
}

#[test]
fn the_document_says_the_same_of_every_row() {
    for row in rows() {
        let document = Document::from_json_with(message(row.of), row.json.clone(), row.rules);
        let encoded = document.encode().map(Vec::from).map_err(|EncodeError(problems)| problems);
        assert_eq!(told(encoded), row.outcome, "{} {:?}", row.of, row.json);
    }
}
