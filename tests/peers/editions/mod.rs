//! Editions 2023 and 2024: the same values as Python's protobuf, from .proto files, from a descriptor set, by reflection.
//! The messages are random and the same each time; half of them are altered the way other programs write them.

mod oracle;

use std::sync::LazyLock;

use farcall_core::{
    message::{Document, JsonOptions, MarkKind, Printed, UnknownFields, print_json},
    schema::{FileSource, Schema},
};
use farcall_tests::Farcall;
use serde_json::Value;

use self::oracle::{Sample, Server, Verdict};

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(oracle::samples);

/// How many differences are told.
const TOLD: usize = 12;

fn from_source() -> Schema {
    loaded(&FileSource::Protos { paths: vec![oracle::protos()], import_roots: Vec::new(), sets: Vec::new() })
}

fn from_set() -> Schema {
    let folder = tempfile::tempdir().unwrap();
    loaded(&FileSource::DescriptorSet { paths: vec![oracle::write_set(folder.path())] })
}

fn loaded(source: &FileSource) -> Schema {
    let schema = Schema::load(source);
    assert!(schema.problems().is_empty(), "{:#?}", schema.problems());
    schema
}

fn printed(schema: &Schema, sample: &Sample, emit_defaults: bool) -> Printed {
    let of = schema.message(&sample.of).expect("the type is there");
    let options = JsonOptions { unknown_fields: UnknownFields::LeftOut, emit_defaults, ..JsonOptions::default() };
    print_json(&of, &sample.wire, &options)
}

/// Numbers are equal as numbers: Python writes `1.0` where others write `1`.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

#[track_caller]
pub(super) fn none(differences: Vec<String>) {
    let told = differences.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{told}", differences.len());
}

fn check_bytes(schema: &Schema) {
    let mut differences = Vec::new();
    for sample in SAMPLES.iter() {
        let printed_plain = printed(schema, sample, false);
        let has_error = printed_plain.marks.iter().any(|mark| mark.kind.is_error());
        let has_odd_text = printed_plain.marks.iter().any(|mark| mark.kind == MarkKind::NotText);
        let equal = match &sample.verdict {
            Verdict::Refused => has_error,
            Verdict::NotText => has_odd_text && !has_error,
            Verdict::Json { plain, with_defaults } => {
                let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                !has_error
                    && same(&read(&printed_plain.text), plain)
                    && same(&read(&printed(schema, sample, true).text), with_defaults)
            }
        };
        if !equal {
            differences.push(format!("{} {}: {}", sample.of, hex(&sample.wire), difference(schema, sample)));
        }
    }
    none(differences);
}

fn difference(schema: &Schema, sample: &Sample) -> String {
    let ours = printed(schema, sample, false);
    let defaults = printed(schema, sample, true).text;
    match &sample.verdict {
        Verdict::Refused => format!("protobuf refuses it, we print {}", ours.text),
        Verdict::NotText => format!("protobuf takes it, we mark {:?}", ours.marks),
        Verdict::Json { plain, with_defaults } => {
            format!("protobuf {plain} and {with_defaults}\n we {}\n and {defaults}\n {:?}", ours.text, ours.marks)
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The samples that JSON can say, with their JSON.
fn with_json() -> impl Iterator<Item = (&'static Sample, &'static Value)> {
    SAMPLES.iter().filter_map(|sample| match &sample.verdict {
        Verdict::Json { plain, .. } => Some((sample, plain)),
        Verdict::NotText | Verdict::Refused => None,
    })
}

fn check_json(schema: &Schema) {
    let mut made = Vec::new();
    for (sample, json) in with_json() {
        let of = schema.message(&sample.of).expect("the type is there");
        let document = Document::from_json(of, json.to_string());
        let wire = document.encode().unwrap_or_else(|error| panic!("{} {json}: {error}", sample.of));
        made.push((sample.of.as_str(), json, wire));
    }
    let otherwise = oracle::read_otherwise(made.iter().map(|(of, json, wire)| (*of, *json, wire.as_ref())));
    none(otherwise.lines().map(str::to_owned).collect());
}

#[test]
fn bytes_are_read_as_protobuf_reads_them_from_source() {
    check_bytes(&from_source());
}

#[test]
fn bytes_are_read_as_protobuf_reads_them_from_a_set() {
    check_bytes(&from_set());
}

#[test]
fn json_is_written_as_protobuf_reads_it_from_source() {
    check_json(&from_source());
}

#[test]
fn json_is_written_as_protobuf_reads_it_from_a_set() {
    check_json(&from_set());
}

#[test]
fn a_closed_enum_takes_no_number_it_does_not_have() {
    for schema in [from_source(), from_set()] {
        for (of, json, refused) in [
            ("peers.e2023.Explicit", r#"{"closed": 99}"#, true),
            ("peers.e2023.Explicit", r#"{"closed": 2}"#, false),
            ("peers.e2023.Explicit", r#"{"open": 99}"#, false),
            ("peers.e2023.Explicit", r#"{"mood": 99}"#, true),
            ("peers.e2023.Packed", r#"{"closed": [2, 4]}"#, true),
            ("peers.e2023.Maps", r#"{"closed": {"1": 4}}"#, true),
            ("peers.e2024.Everything", r#"{"shade": 5}"#, true),
            ("peers.e2024.Everything", r#"{"open": 5}"#, false),
            ("peers.e2023.Required", r#"{"id": "a", "closed": 2}"#, false),
            ("peers.e2023.Required", r#"{"id": "a"}"#, true),
            ("peers.e2023.Required", r#"{"id": "a", "closed": 2, "inner": {"closed": 3}}"#, true),
        ] {
            let document = Document::from_json(schema.message(of).unwrap(), json.to_owned());
            assert_eq!(!document.problems().is_empty(), refused, "{of} {json}: {:?}", document.problems());
        }
    }
}

#[test]
fn values_go_and_come_unchanged_whatever_the_schema_comes_from() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let set = oracle::write_set(folder.path());
    let set = set.to_str().unwrap();
    let protos = oracle::protos();
    let protos = protos.to_str().unwrap();
    for (of, method) in
        [("peers.e2023.Whole", "peers.e2023.Echo/Exchange"), ("peers.e2024.Everything", "peers.e2024.Echo/Exchange")]
    {
        let sent: Vec<&Value> = with_json().filter(|(sample, _)| sample.of == of).map(|(_, json)| json).collect();
        assert!(sent.len() > 100, "{} of {of}", sent.len());
        let stdin: String = sent.iter().map(|json| format!("{json}\n")).collect();
        for schema in [&[][..], &["--protoset", set], &["--proto", protos]] {
            let call = ["call", &server.addr, method, "-d", "@", "--format", "ndjson"];
            let ended = Farcall::new(call).args(schema).stdin(&stdin).run().expect_exit(0);
            let lines = ended.lines();
            assert_eq!(lines.len(), sent.len(), "{schema:?} {method}: {}", ended.stderr);
            let read = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let differ =
                |(got, sent): (Value, &&Value)| (!same(&got, sent)).then(|| format!("sent {sent}\n got {got}"));
            none(read.zip(&sent).filter_map(differ).collect());
        }
    }
}
