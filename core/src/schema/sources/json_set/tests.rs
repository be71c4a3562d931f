//! Images in JSON as buf writes them: the same schema as the binary form gives, and what cannot be read said.
//! The images are fixtures; no buf is run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use tempfile::TempDir;

use crate::schema::{FileSource, Schema};

const OPTIONS: &str = r#"{
  "name": "corp/options.proto", "package": "corp", "syntax": "proto3",
  "dependency": ["google/protobuf/descriptor.proto", "google/protobuf/duration.proto"],
  "messageType": [{
    "name": "Rule",
    "field": [
      {"name": "text", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "jsonName": "text"},
      {"name": "max_weight", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_DOUBLE", "jsonName": "maxWeight"},
      {"name": "kinds", "number": 3, "label": "LABEL_REPEATED", "type": "TYPE_ENUM", "typeName": ".corp.Kind", "jsonName": "kinds"},
      {"name": "big", "number": 4, "label": "LABEL_OPTIONAL", "type": "TYPE_SINT64", "jsonName": "big"},
      {"name": "after", "number": 5, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".google.protobuf.Duration", "jsonName": "after"},
      {"name": "raw", "number": 6, "label": "LABEL_OPTIONAL", "type": "TYPE_BYTES", "jsonName": "raw"},
      {"name": "by_name", "number": 7, "label": "LABEL_REPEATED", "type": "TYPE_MESSAGE", "typeName": ".corp.Rule.ByNameEntry", "jsonName": "byName"}
    ],
    "nestedType": [{
      "name": "ByNameEntry",
      "field": [
        {"name": "key", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_STRING", "jsonName": "key"},
        {"name": "value", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_UINT32", "jsonName": "value"}
      ],
      "options": {"mapEntry": true}
    }]
  }],
  "enumType": [{"name": "Kind", "value": [{"name": "KIND_UNSPECIFIED", "number": 0}, {"name": "KIND_A", "number": 1}]}],
  "extension": [{"name": "rule", "number": 50001, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE", "typeName": ".corp.Rule", "extendee": ".google.protobuf.MessageOptions", "jsonName": "rule"}],
  "bufExtension": {"isImport": true, "isSyntaxUnspecified": false}
}"#;

/// A file whose message has these options.
fn order(options: &str) -> String {
    format!(
        r#"{{"name": "shop/order.proto", "package": "shop", "syntax": "proto3", "dependency": ["corp/options.proto"],
          "messageType": [{{"name": "Order", "options": {options}}}],
          "service": [{{"name": "Orders", "method": [{{"name": "Get", "inputType": ".shop.Order", "outputType": ".shop.Order", "options": {{"idempotencyLevel": "NO_SIDE_EFFECTS"}}}}]}}]}}"#
    )
}

fn load(name: &str, bytes: impl AsRef<[u8]>) -> Schema {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    Schema::load(&FileSource::DescriptorSet { paths: vec![path] })
}

fn image(files: &[&str]) -> Schema {
    load("image.json", format!("{{\"file\": [{}]}}", files.join(", ")))
}

fn told(schema: &Schema) -> Vec<&str> {
    schema.problems().iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn an_image_in_json_opens_with_the_options_that_it_declares_itself() {
    let options = r#"{"deprecated": true, "[corp.rule]": {"text": "x", "maxWeight": 1.5, "kinds": ["KIND_A", 0], "big": "-9007199254740993", "after": "-1.5s", "raw": "_-8", "byName": {"a": 7}}}"#;
    let schema = image(&[&order(options), OPTIONS]);
    assert_eq!(told(&schema), [""; 0]);
    assert_eq!(schema.services()[0].full_name, "shop.Orders");
    let text = schema.describe("shop.Order").unwrap();
    for line in [
        "option deprecated = true;",
        "text: \"x\"",
        "max_weight: 1.5",
        "KIND_A",
        "big: -9007199254740993",
        "seconds: -1",
        "nanos: -500000000",
        "raw: \"\\xff\\xef\"",
        "value: 7",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(schema.describe("shop.Orders").unwrap().contains("idempotency_level = NO_SIDE_EFFECTS"));
}

#[test]
fn json_may_be_packed_as_the_binary_form_may() {
    let json = format!("{{\"file\": [{OPTIONS}]}}");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, json.as_bytes()).unwrap();
    assert!(load("image.json.gz", packer.finish().unwrap()).message("corp.Rule").is_some());
}

#[test]
fn what_cannot_be_read_is_left_out_and_told() {
    let with = |options: &str| image(&[&order(options), OPTIONS]);
    for (options, message) in [
        (r#"{"[corp.none]": 1}"#, "the option (corp.none) is left out: no file of the set declares it"),
        (
            r#"{"[corp.rule]": {"big": 1.5}}"#,
            "Rule.big: expected a whole number within the range of its type, found 1.5",
        ),
        (r#"{"[corp.rule]": {"kinds": ["KIND_B"]}}"#, "expected a value of corp.Kind, found \"KIND_B\""),
        (r#"{"[corp.rule]": {"raw": "?"}}"#, "Rule.raw: expected base64, found \"?\""),
        (r#"{"notYet": 1}"#, "MessageOptions.notYet is left out: google.protobuf.MessageOptions has no such field"),
    ] {
        let schema = with(options);
        let [problem] = schema.problems() else { panic!("{options}: {:?}", schema.problems()) };
        assert!(problem.message.contains(message) && !problem.is_error, "{options}: {}", problem.message);
        assert_eq!(problem.file, "shop/order.proto");
        assert!(schema.message("shop.Order").is_some(), "the rest is there");
    }
}

#[test]
fn a_file_that_is_none_takes_the_others_not_along() {
    let schema = image(&[r#"{"name": "bad.proto", "messageType": 7}"#, OPTIONS]);
    let expected = "FileDescriptorProto.messageType: expected a list, found 7";
    assert_eq!(told(&schema), [expected]);
    assert!(schema.problems()[0].is_error && schema.message("corp.Rule").is_some());
}

#[test]
fn what_is_no_image_says_why_and_what_would_be_one() {
    for (name, text, why) in [
        ("package.json", "{\"name\": \"x\"}", "is not a descriptor set: as JSON, missing field `file`"),
        ("cut.json", "{\"file\": [", "is not a descriptor set: as JSON, EOF"),
        ("image.txtpb", "file: {\n  name: \"a.proto\"\n}\n", "is not a descriptor set"),
        ("image.yaml", "file:\n  - name: a.proto\n", "is not a descriptor set"),
    ] {
        let schema = load(name, text);
        let [problem] = schema.problems() else { panic!("{name}: {:?}", schema.problems()) };
        assert!(problem.message.starts_with(why), "{name}: {}", problem.message);
        assert!(problem.hint.as_deref().unwrap().contains("buf build -o image"), "{name}: {problem:?}");
    }
}
