//! What must hold of the codec whatever it is given: it comes back, and what it printed it reads again as the same message.
//! The fuzz targets call it with what they find, and tests of the core with random bytes and texts.

use std::{path::Path, sync::LazyLock};

use bytes::Bytes;
use farcall_core::{
    message::{
        Document, JsonOptions, JsonRules, Taken, encode_json, encode_text, json_tokens, print_json, print_text,
        summary,
        tree::{FieldTree, WireTree, wire_lines},
    },
    schema::{FileSource, MessageDescriptor, Schema},
};

/// Types with every kind of field, and those with a JSON of their own.
pub const TYPES: [&str; 8] = [
    "t.M",
    "t2.Old",
    "google.protobuf.Any",
    "google.protobuf.Struct",
    "google.protobuf.Value",
    "google.protobuf.Timestamp",
    "google.protobuf.FieldMask",
    "google.protobuf.BytesValue",
];

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = manifest.join(if manifest.ends_with("fuzz") { "../src" } else { "src" }).join("message/samples");
    Schema::load(&FileSource::Protos { paths: vec![samples], import_roots: Vec::new(), sets: Vec::new() })
});

/// Rows of a tree that are looked at.
const ROWS: usize = 2000;

/// One of [`TYPES`], whatever the number.
pub fn pick(number: u8) -> MessageDescriptor {
    let name = TYPES[usize::from(number) % TYPES.len()];
    SCHEMA.message(name).expect("a type of the samples")
}

/// Bytes as JSON, text format and one line; printed without a mark, they are read again as the same message.
pub fn wire(of: &MessageDescriptor, bytes: &[u8]) {
    let options = JsonOptions::default();
    let printed = print_json(of, bytes, &options);
    json_tokens(&printed.text).count();
    summary(of, bytes, 80);
    let text = print_text(of, bytes);
    if printed.marks.is_empty() {
        let again = encode_json(of, &printed.text, JsonRules::default()).expect("what was printed is JSON of the type");
        assert_eq!(print_json(of, &again, &options).text, printed.text);
        let again = encode_text(of, &text).expect("what was printed is text format of the type");
        assert_eq!(print_json(of, &again, &options).text, printed.text, "{text}");
    }
    document(of, bytes);
    trees(of, bytes);
}

/// What a document of the bytes keeps, it sends again: a document of that is the same.
fn document(of: &MessageDescriptor, bytes: &[u8]) {
    let taken = Taken::of(of.clone(), bytes);
    if let Ok(sent) = taken.document.encode() {
        let again = Taken::of(of.clone(), &sent);
        assert_eq!(again.document.encode().as_ref(), Ok(&sent), "{}", taken.document.json());
    }
}

/// The tree of fields and that of records, all of it unfolded and read.
fn trees(of: &MessageDescriptor, bytes: &[u8]) {
    let bytes = Bytes::copy_from_slice(bytes);
    for of in [Some(of.clone()), None] {
        let mut fields = FieldTree::new(of.clone(), bytes.clone());
        fields.unfold_all(0);
        for row in fields.rows(0..fields.len().min(ROWS), 80) {
            assert!(row.value.as_ref().is_none_or(|value| value.end <= bytes.len()));
            fields.path(row.row);
        }
        let mut records = WireTree::new(of.clone(), bytes.clone());
        records.unfold_all(0);
        for row in records.rows(0..records.len().min(ROWS)) {
            assert!(row.record.range().end <= bytes.len());
            row.reading(&bytes, 80);
        }
        wire_lines(of.as_ref(), &bytes).take(ROWS).count();
    }
}

/// JSON as bytes: the document's bytes and the document's refusals.
pub fn json(of: &MessageDescriptor, text: &str) {
    for allow_unknown_fields in [false, true] {
        let rules = JsonRules { allow_unknown_fields };
        let encoded = encode_json(of, text, rules);
        let document = Document::from_json_with(of.clone(), text.to_owned(), rules).encode();
        assert_eq!(encoded.clone().map_err(drop), document.map(Vec::from).map_err(drop));
        if let Ok(bytes) = encoded {
            wire(of, &bytes);
        }
    }
}

/// Text format as bytes.
pub fn text(of: &MessageDescriptor, text: &str) {
    match encode_text(of, text) {
        Ok(bytes) => wire(of, &bytes),
        Err(problem) => assert!(problem.position.is_some()),
    }
}
