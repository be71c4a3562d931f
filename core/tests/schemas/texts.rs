//! One bad .proto text: the line, the column and the words, and the sound file beside it that loads.
//! The words are the core's own; protoc says some of these things otherwise.

use crate::case::{Case, all};

/// Each in a `bad.proto` of its own.
#[track_caller]
fn each(cases: &[(&'static str, &str, &'static [&'static str])]) {
    all(cases, |&(about, text, says)| Case::new(about, says).of_tree(&[("bad.proto", text)]));
}

#[test]
fn what_cannot_be_parsed_is_told_with_its_place() {
    each(&[
        ("no name", "syntax = \"proto3\";\nmessage A {\n  string = 1;\n}", &["bad.proto:3:10", "expected"]),
        ("no number", "syntax = \"proto3\";\nmessage A {\n  string a;\n}", &["bad.proto:3:11", "expected"]),
        (
            "an open brace",
            "syntax = \"proto3\";\nmessage A {\n  string a = 1;\n",
            &["bad.proto:4:1", "end of the file"],
        ),
        ("an open string", "syntax = \"proto3\";\nimport \"a.proto;\nmessage A {}", &["bad.proto:2:"]),
        ("an import of nothing", "syntax = \"proto3\";\nimport \"\";", &["bad.proto:2:8", "name is empty"]),
        ("an open comment", "syntax = \"proto3\";\n/* no end\nmessage A {}", &["bad.proto:2:1", "comment"]),
        ("a stray brace", "syntax = \"proto3\";\nmessage A {}\n}\n", &["bad.proto:3:1"]),
        ("a NUL", "syntax = \"proto3\";\nmessage A\0 {}", &["bad.proto:2:10"]),
        (
            "a huge number",
            "syntax = \"proto3\";\nmessage A { int32 a = 99999999999999999999999; }",
            &["bad.proto:2:23"],
        ),
        ("a bad octal", "syntax = \"proto3\";\nmessage A { int32 a = 09; }", &["bad.proto:2"]),
        (
            "a bad escape",
            "syntax = \"proto2\";\nmessage A { optional string a = 1 [default = \"\\q\"]; }",
            &["bad.proto:2"],
        ),
        ("HTML", "<!doctype html>\n<html><body>Not found</body></html>", &["bad.proto:1:1"]),
        ("JSON", "{\"syntax\": \"proto3\"}", &["bad.proto:1:1"]),
    ]);
}

#[test]
fn a_syntax_that_is_none_is_told() {
    each(&[
        ("proto4", "syntax = \"proto4\";\nmessage A {}", &["bad.proto:1:10", "proto4"]),
        ("none", "syntax = \"\";\nmessage A {}", &["bad.proto:1:10"]),
        ("capitals", "syntax = \"Proto3\";\nmessage A {}", &["bad.proto:1:10", "Proto3"]),
        ("without quotes", "syntax = proto3;\nmessage A {}", &["bad.proto:1:10"]),
        ("edition 2022", "edition = \"2022\";\nmessage A {}", &["bad.proto:1", "2022"]),
        ("edition 99999", "edition = \"99999_TEST_ONLY\";\nmessage A {}", &["bad.proto:1", "99999"]),
        ("both", "syntax = \"proto3\";\nedition = \"2023\";\nmessage A {}", &["bad.proto:2:1"]),
    ]);
}

#[test]
fn what_parses_and_means_nothing_is_told_with_its_place() {
    each(&[
        (
            "one number twice",
            "syntax = \"proto3\";\nmessage A {\n  int32 a = 1;\n  int32 b = 1;\n}",
            &["bad.proto:4:13", "number 1 of \"b\" is already that of \"a\""],
        ),
        (
            "one name twice",
            "syntax = \"proto3\";\nmessage A {\n  int32 a = 1;\n  int32 a = 2;\n}",
            &["bad.proto:4", "defined"],
        ),
        ("one message twice", "syntax = \"proto3\";\nmessage A {}\nmessage A {}", &["bad.proto:3:9", "A"]),
        ("number 0", "syntax = \"proto3\";\nmessage A { int32 a = 0; }", &["bad.proto:2"]),
        ("number 19000", "syntax = \"proto3\";\nmessage A { int32 a = 19000; }", &["bad.proto:2"]),
        (
            "a reserved number",
            "syntax = \"proto3\";\nmessage A {\n  reserved 5 to 9;\n  int32 a = 7;\n}",
            &["bad.proto", "7", "reserved"],
        ),
        (
            "a reserved name",
            "syntax = \"proto3\";\nmessage A {\n  reserved \"a\";\n  int32 a = 7;\n}",
            &["bad.proto", "a", "reserved"],
        ),
        ("a key of double", "syntax = \"proto3\";\nmessage A { map<double, string> m = 1; }", &["bad.proto:2"]),
        (
            "map_entry by hand",
            "syntax = \"proto3\";\nmessage E { option map_entry = true; }",
            &["bad.proto", "map_entry"],
        ),
        ("an enum without 0", "syntax = \"proto3\";\nenum E { A = 1; }", &["bad.proto:2"]),
        ("an enum of nothing", "syntax = \"proto3\";\nenum E {}", &["bad.proto:2"]),
        (
            "required in proto3",
            "syntax = \"proto3\";\nmessage A { required int32 a = 1; }",
            &["bad.proto:2", "required"],
        ),
        (
            "a default in proto3",
            "syntax = \"proto3\";\nmessage A { int32 a = 1 [default = 5]; }",
            &["bad.proto:2", "default"],
        ),
        (
            "a default of another type",
            "syntax = \"proto2\";\nmessage A { optional int32 a = 1 [default = \"x\"]; }",
            &["bad.proto:2"],
        ),
        ("an option nobody knows", "syntax = \"proto3\";\noption (no.where) = 1;", &["bad.proto:2", "no.where"]),
        (
            "an option of another type",
            "syntax = \"proto3\";\noption java_package = 5;",
            &["bad.proto:2", "java_package"],
        ),
        (
            "an extension out of range",
            "syntax = \"proto2\";\nmessage A { extensions 10 to 20; }\nextend A { optional int32 x = 30; }",
            &["bad.proto:3", "30"],
        ),
        ("a oneof of nothing", "syntax = \"proto3\";\nmessage A { oneof o {} }", &["bad.proto:2"]),
    ]);
}

#[test]
fn editions_have_rules_of_their_own() {
    each(&[
        ("optional", "edition = \"2023\";\nmessage A { optional int32 a = 1; }", &["bad.proto:2", "optional"]),
        ("required", "edition = \"2023\";\nmessage A { required int32 a = 1; }", &["bad.proto:2", "required"]),
        ("a group", "edition = \"2023\";\nmessage A { group G = 1 {} }", &["bad.proto:2", "group"]),
        ("export in 2023", "edition = \"2023\";\nexport message A {}", &["bad.proto:2"]),
        (
            "a feature of no value",
            "edition = \"2023\";\noption features.field_presence = SOMETIMES;",
            &["bad.proto:2", "SOMETIMES"],
        ),
        ("a feature nobody knows", "edition = \"2023\";\noption features.colour = RED;", &["bad.proto:2", "colour"]),
        (
            "features in proto3",
            "syntax = \"proto3\";\noption features.field_presence = EXPLICIT;",
            &["bad.proto:2", "eatures"],
        ),
        ("an open enum without 0", "edition = \"2023\";\nenum E { A = 1; }", &["bad.proto:2"]),
    ]);
}

#[test]
fn deep_text_is_refused_with_its_line() {
    let messages = format!("syntax = \"proto3\";\n{}{}", "message M {\n".repeat(3_000), "}\n".repeat(3_000));
    let option = format!("syntax = \"proto3\";\noption (x) = {}{};", "{ a: ".repeat(50_000), "}".repeat(50_000));
    let groups = format!("syntax = \"proto2\";\nmessage A {{\n{}", "optional group G = 1 {\n".repeat(3_000));
    let brackets = format!("syntax = \"proto3\";\noption (x) = {{ a: {}", "[".repeat(100_000));
    let angles = format!("syntax = \"proto3\";\noption (x) = {{ {}", "a <".repeat(100_000));
    each(&[
        ("messages", &messages, &["bad.proto:66", "nesting deeper than 64 levels"]),
        ("an option", &option, &["bad.proto:2", "nesting deeper than 64 levels"]),
        ("groups", &groups, &["bad.proto:6", "nesting deeper than 64 levels"]),
        ("brackets", &brackets, &["bad.proto:2", "nesting deeper than 64 levels"]),
        ("angles", &angles, &["bad.proto:2", "nesting deeper than 64 levels"]),
    ]);
}

#[test]
fn huge_texts_are_told_or_taken() {
    let name = format!("syntax = \"proto3\";\nmessage {} {{ Nope n = 1; }}", "n".repeat(1 << 20));
    let minus =
        format!("syntax = \"proto2\";\nmessage A {{ optional int32 a = 1 [default = {}1]; }}", "-".repeat(200_000));
    let path = format!("syntax = \"proto3\";\nmessage A {{ {}x a = 1; }}", "a.".repeat(200_000));
    let option = format!("syntax = \"proto3\";\noption a{} = 1;", ".a".repeat(200_000));
    let errors = format!("syntax = \"proto3\";\n{}", "message A { string = 1; }\n".repeat(5_000));
    each(&[
        ("a name of a mebibyte", &name, &["bad.proto"]),
        ("200,000 minus signs", &minus, &["bad.proto:2"]),
        ("a type of 200,000 parts", &path, &["bad.proto:2"]),
        ("an option of 200,000 parts", &option, &["bad.proto:2"]),
        ("5,000 errors", &errors, &["bad.proto:2:20"]),
    ]);
}
