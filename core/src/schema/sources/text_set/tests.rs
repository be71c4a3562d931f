//! Images in JSON and text format as buf writes them: the same schema as their workspace gives, and what cannot be read said.
//! The images are fixtures, written by buf 1.75 of the workspace beside them; none is run here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, path::Path};

use tempfile::TempDir;

use super::Form;
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
        ("cut.txtpb", "file: {\n  name: \"a.proto\"\n", "is not a descriptor set: as text format, line 3: "),
        ("none.txtpb", "# nothing", "is not a descriptor set: as text format, line 1: it holds no file"),
        ("image.yaml", "file:\n  - name: a.proto\n", "is not a descriptor set: as text format, line 2: expected \"{\""),
        ("a.yaml", "x: 1\n", "is not a descriptor set"),
    ] {
        let schema = load(name, text);
        let [problem] = schema.problems() else { panic!("{name}: {:?}", schema.problems()) };
        assert!(problem.message.starts_with(why), "{name}: {}", problem.message);
        assert!(problem.hint.as_deref().unwrap().contains("buf build -o image"), "{name}: {problem:?}");
    }
}

/// The workspace, and the images that buf wrote of it.
fn fixtures() -> [Schema; 3] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema/sources/text_set/fixtures");
    let paths = vec![folder.join("workspace/buf.yaml")];
    let workspace = FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() };
    let image = |name: &str| FileSource::DescriptorSet { paths: vec![folder.join(name)] };
    [workspace, image("image.json"), image("image.txtpb")].map(|source| Schema::load(&source))
}

/// Declarations without their comments, which the images were written without.
fn declared(schema: &Schema, name: &str) -> Vec<String> {
    let text = schema.describe(name).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned).collect()
}

#[test]
fn options_with_a_form_of_their_own_are_those_of_the_workspace() {
    let [workspace, images @ ..] = fixtures();
    assert_eq!(told(&workspace), [""; 0]);
    for image in images {
        assert_eq!(told(&image), [""; 0]);
        for name in ["shop.Order", "shop.Orders", "corp.Rule", "corp.rule", "corp.Kind"] {
            assert_eq!(declared(&image, name), declared(&workspace, name));
        }
    }
    let text = workspace.describe("shop.Order").unwrap();
    for part in ["1767225600", "corp.Detail", "null_value", "a_b.c", "\\377\\000z", "inf", "4294967295", "levels"] {
        assert!(text.contains(part) || text.contains(&part.replace("\\377\\000", "\\xff\\x00")), "{part}: {text}");
    }
}

#[test]
fn in_text_format_too_what_does_not_fit_takes_only_its_own_along() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema/sources/text_set/fixtures");
    let image = fs::read_to_string(folder.join("image.txtpb")).unwrap();
    let with = |from: &str, to: &str| {
        assert!(image.contains(from), "{from}");
        load("image.txtpb", image.replacen(from, to, 1))
    };
    for (from, to, message) in [
        (
            "ratio: inf",
            "ratio: much",
            "the option (corp.rule) is left out: Rule.ratio: expected a number, found \"much\"",
        ),
        ("paths: \"d\"", "paths: 7", "Rule.mask: FieldMask.paths: expected a string, found 7"),
        ("corp.Detail]", "corp.Gone]", "no file of the set declares corp.Gone"),
        ("kinds: KIND_A", "kinds: KIND_B", "expected a value of corp.Kind, found \"KIND_B\""),
        (
            "deprecated: true",
            "retired: <a: [1, '}']>",
            "FieldOptions.retired is left out: google.protobuf.FieldOptions has",
        ),
    ] {
        let schema = with(from, to);
        let [problem] = schema.problems() else { panic!("{to}: {:?}", schema.problems()) };
        assert!(problem.message.contains(message) && !problem.is_error, "{to}: {}", problem.message);
        assert_eq!(problem.file, "shop/order.proto");
        assert!(schema.message("shop.Order").is_some_and(|order| order.get_field_by_name("placed").is_some()));
    }
    let schema = with("input_type: \".shop.Order\"", "input_type: 7");
    let [problem] = schema.problems() else { panic!("{:?}", schema.problems()) };
    assert!(problem.message.ends_with("MethodDescriptorProto.input_type: expected a string, found 7"), "{problem:?}");
    assert!(problem.is_error && problem.file == "shop/order.proto" && schema.message("corp.Rule").is_some());
}

#[test]
fn text_format_is_read_in_all_its_spellings_and_only_so_deep() {
    let text = "# proto-file: descriptor.proto\nfile < name: 'a.' \"proto\"; package: 'a', syntax: \"proto3\"\n\
        message_type: [{ name: 'M' field [{ name: 'f', number: 0x1 label: 1 type: TYPE_INT32 }] }, <name: \"N\">] >\nother { x: -1 }";
    let schema = load("a.txtpb", text);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.message("a.M").unwrap().get_field_by_name("f").is_some() && schema.message("a.N").is_some());
    let deep = |levels: usize| {
        format!("file {{ name: 'd' {} {} }}", "message_type { name: 'M' ", "}").replacen(
            "message_type { name: 'M'  }",
            &format!(
                "message_type {{ name: 'M' {}{} }}",
                "nested_type { name: 'N' ".repeat(levels),
                "}".repeat(levels)
            ),
            1,
        )
    };
    assert_eq!(told(&load("d.txtpb", deep(20))), [""; 0]);
    let schema = load("d.txtpb", deep(100_000));
    let [problem] = schema.problems() else { panic!("{:?}", schema.problems()) };
    assert!(problem.message.contains("nesting deeper than 64 levels"), "{}", problem.message);
}

#[test]
fn mutated_images_are_read_or_refused_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema/sources/text_set/fixtures");
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |most: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % most
    };
    for (form, name) in [(Form::Json, "image.json"), (Form::Text, "image.txtpb")] {
        let image = fs::read(folder.join(name)).unwrap();
        for _ in 0..300 {
            let mut mutated = image.clone();
            for _ in 0..=next(4) {
                if mutated.is_empty() {
                    break;
                }
                let (at, len) = (next(mutated.len()), next(40));
                let end = (at + len).min(mutated.len());
                match next(4) {
                    0 => mutated[at] = b"{}[]<>:,\"\\-0a \n\xff"[next(16)],
                    1 => drop(mutated.drain(at..end)),
                    2 => drop(mutated.splice(at..at, image.get(at..end).unwrap_or_default().to_vec())),
                    _ => mutated.truncate(at.max(mutated.len() / 2)),
                }
            }
            // On the stack of a test, which is smaller than the one it is read on; a panic is a failure.
            if let Ok(read) = form.read(&mutated, 10) {
                assert!(read.files.len() <= 10);
            }
        }
    }
}
