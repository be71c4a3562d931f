//! Python's protobuf as the referee of the codec: random messages of every field kind in proto2, proto3 and edition 2023 as
//! bytes, JSON and text format, each way; and the hard values of the table of ProtoJSON.
//! What Python does is in `referee.py`; where it is laxer than the specification stands here, row by row.

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
    sync::LazyLock,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use farcall_core::{
    message::{JsonOptions, JsonRules, encode_json, encode_text, print_json, print_text},
    schema::{FileSource, MessageDescriptor, Schema},
};
use farcall_tests::{python, repository};
use serde_json::{Value, json};

use crate::editions::{hex, none, same};

/// The samples are the same each time.
const SEED: &str = "19991231";
const COUNT: &str = "2000";

/// Rows of the table that Python reads otherwise, and why we do not follow it.
const OTHERWISE: &[(&str, &str)] = &[
    (r#"{"i32": 1e-999999999999}"#, "it rounds to zero first"),
    (r#"{"i32": "+7"}"#, "no number of JSON has a plus sign"),
    (r#"{"i64": 9.223372036854775807e18}"#, "it goes by a double, which loses the last digits"),
    (r#"{"u64": 1.8446744073709551615e19}"#, "it goes by a double, which loses the last digits"),
    (r#"{"f64": -0}"#, "it reads a whole number, which loses the sign"),
    (r#"{"f64": "+Infinity"}"#, "the specification has three names: NaN, Infinity, -Infinity"),
    (r#"{"f64": "inf"}"#, "the specification has three names: NaN, Infinity, -Infinity"),
    (r#"{"f32": 3.4028235e38}"#, "it takes the largest float for too large"),
    (r#"{"f32": false}"#, "false is no number"),
    (r#"{"data": "+_8"}"#, "two alphabets in one text"),
    (r#"{"data": "AQ=I"}"#, "it passes over what is no base64"),
    (r#"{"data": "AQ I="}"#, "it passes over what is no base64"),
    (r#"{"color": 1.5}"#, "it cuts the fraction off"),
    (r#"{"color": true}"#, "true is no number"),
    (r#"{"color": "1x"}"#, "what begins like a number is a mistake, not a name of tomorrow"),
    (r#"{"lasts": "1.0000000001s"}"#, "it cuts off what is less than a nanosecond"),
    (r#"{"lasts": "1.s"}"#, "a point wants digits"),
    (r#"{"mask": "foo,,bar"}"#, "an empty path names nothing"),
    (r#"{"value": 1e400}"#, "it becomes infinite, which Value cannot say"),
    (r#"{"any": {"@type": "x/google.protobuf.Empty", "value": {}}}"#, "it wants no value here; the specification does"),
    (
        r#"{"any": {"@type": "x/google.protobuf.Duration", "value": "1s", "more": 1}}"#,
        "it passes over what is no field",
    ),
    (r#"{"any": {"@type": "x/t.Gone", "raw": "CAE="}}"#, "our way to say a type that nobody knows"),
    (r#"{"any": {"@type": "t.Line"}}"#, "a type URL has a slash"),
    (r#"{"labels": {"a": 1, "a": 2}}"#, "we send both, with a warning; the last one counts"),
    (r#"{"i32": null, "i32": 1}"#, "null is as if it was not there"),
    ("null", "we send an empty message"),
    ("\u{feff}{\"i32\": 1}", "editors write this mark"),
    ("[]", "an array is no message"),
];

struct Sample {
    of: MessageDescriptor,
    wire: Vec<u8>,
    json: Value,
    text: String,
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let folder = |path: &str| -> PathBuf { repository().join(path) };
    let paths = vec![folder("tests/peers/referee/protos"), folder("core/src/message/samples")];
    let schema = Schema::load(&FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() });
    assert!(schema.problems().is_empty(), "{:#?}", schema.problems());
    schema
});

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let told = ask(&["samples", SEED, COUNT], String::new());
    told.lines().map(|line| Sample::of(&serde_json::from_str(line).unwrap())).collect()
});

impl Sample {
    fn of(told: &Value) -> Self {
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        Self {
            of: SCHEMA.message(&text("type")).expect("the type is there"),
            wire: BASE64_STANDARD.decode(text("wire")).unwrap(),
            json: told["json"].clone(),
            text: text("text"),
        }
    }
}

fn ask(arguments: &[&str], stdin: String) -> String {
    let mut command = Command::new(python());
    command.arg(repository().join("tests/peers/referee/referee.py")).args(arguments);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = process.stdin.take().unwrap();
    let writer = std::thread::spawn(move || pipe.write_all(stdin.as_bytes()));
    let ended = process.wait_with_output().unwrap();
    let _ = writer.join();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// What Python reads otherwise of bytes or texts that we made of the samples.
fn differences(how: &str, made: impl Fn(&Sample) -> Value) -> Vec<String> {
    let line = |sample: &Sample| {
        let mut told = made(sample);
        told["how"] = json!(how);
        told["type"] = json!(sample.of.full_name());
        told["expected"] = json!(BASE64_STANDARD.encode(&sample.wire));
        format!("{told}\n")
    };
    ask(&["verify"], SAMPLES.iter().map(line).collect()).lines().map(str::to_owned).collect()
}

fn wire(encoded: &[u8]) -> Value {
    json!({"wire": BASE64_STANDARD.encode(encoded)})
}

#[test]
fn bytes_become_the_json_of_protobuf() {
    let mut differ = Vec::new();
    for sample in SAMPLES.iter() {
        let printed = print_json(&sample.of, &sample.wire, &JsonOptions::default());
        let ours = without_empty(serde_json::from_str(&printed.text).unwrap());
        if printed.marks.iter().any(|mark| mark.kind.is_error()) || !same(&ours, &sample.json) {
            differ.push(format!("{}: {:?}\nours {ours}\nits {}", hex(&sample.wire), printed.marks, sample.json));
        }
    }
    assert_eq!(SAMPLES.len().to_string(), COUNT);
    none(differ);
}

/// Python writes no value of an Empty in an Any.
fn without_empty(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(without_empty).collect(),
        Value::Object(mut members) => {
            if members.get("@type").and_then(Value::as_str).is_some_and(|url| url.ends_with("/google.protobuf.Empty")) {
                members.remove("value");
            }
            members.into_iter().map(|(key, value)| (key, without_empty(value))).collect()
        }
        other => other,
    }
}

#[test]
fn json_of_protobuf_becomes_its_bytes() {
    none(differences("its JSON as our bytes", |sample| {
        let json = sample.json.to_string();
        wire(
            &encode_json(&sample.of, &json, JsonRules::default())
                .unwrap_or_else(|problems| panic!("{json}: {}", problems[0])),
        )
    }));
}

#[test]
fn text_format_of_protobuf_becomes_its_bytes() {
    none(differences("its text as our bytes", |sample| {
        wire(&encode_text(&sample.of, &sample.text).unwrap_or_else(|problem| panic!("{}\n{problem}", sample.text)))
    }));
}

#[test]
fn protobuf_reads_the_text_format_that_we_print() {
    none(differences("our text", |sample| json!({"text": print_text(&sample.of, &sample.wire)})));
}

#[test]
fn hard_values_are_those_of_protobuf() {
    let table = std::fs::read_to_string(repository().join("core/tests/messages/protojson.txt")).unwrap();
    let rows: Vec<(String, String, bool)> = table.lines().filter_map(row).collect();
    let lines =
        rows.iter().map(|(of, json, lenient)| format!("{}\n", json!({"type": of, "json": json, "lenient": lenient})));
    let theirs = ask(&["table"], lines.collect());
    let mut differ = Vec::new();
    for ((name, json, allow_unknown_fields), theirs) in rows.iter().zip(theirs.lines()) {
        let of = SCHEMA.message(name).unwrap();
        let printed = |bytes: &[u8]| print_json(&of, bytes, &JsonOptions::default()).text;
        let ours = encode_json(&of, json, JsonRules { allow_unknown_fields: *allow_unknown_fields }).ok();
        let theirs: Option<String> = serde_json::from_str(theirs).unwrap();
        let theirs = theirs.map(|hex| bytes(&hex));
        let equal = match (&ours, &theirs) {
            (Some(ours), Some(theirs)) => {
                let value = |bytes: &[u8]| serde_json::from_str::<Value>(&printed(bytes)).unwrap();
                same(&value(ours), &value(theirs))
            }
            (ours, theirs) => ours.is_none() && theirs.is_none(),
        };
        if equal == OTHERWISE.iter().any(|(row, _)| row == json) && !(equal && json == "null") {
            differ.push(format!("{name} {json:?}: ours {ours:02x?}, its {theirs:02x?}"));
        }
    }
    assert!(rows.len() > 250, "{} rows", rows.len());
    none(differ);
}

/// Type, text, and whether what is unknown is left out. The last word of a row is its outcome.
fn row(line: &str) -> Option<(String, String, bool)> {
    let (text, _) = line.rsplit_once(" => ").filter(|_| !line.starts_with('#'))?;
    let (lenient, text) = text.strip_prefix('~').map_or((false, text), |text| (true, text));
    let named = text.split_once(' ').filter(|(name, _)| name.contains('.') && !name.contains(['"', '{', '‹']));
    let (of, text) = named.unwrap_or(("t.M", text));
    let character = |part: &str| {
        let Some((hex, after)) = part.split_once('›') else { return part.to_owned() };
        let character = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).unwrap();
        format!("{character}{after}")
    };
    Some((of.to_owned(), text.split('‹').map(character).collect(), lenient))
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}
