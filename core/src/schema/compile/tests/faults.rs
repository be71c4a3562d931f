//! What is said of files that are not right, with the place. Each is one that protoc refuses as well.

use super::{compiled, parsed};

/// A text, what is said of it (`line:column: message`), and whether it is used all the same.
type Fault = (&'static str, &'static str, bool);

const HEAD: &str = "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\";\n";
const HEAD3: &str = "syntax = \"proto3\"; import \"google/protobuf/descriptor.proto\";\n";
const HEAD23: &str = "edition = \"2023\"; import \"google/protobuf/descriptor.proto\";\n";
const HEAD24: &str = "edition = \"2024\"; import \"google/protobuf/descriptor.proto\";\n";

const PROTO2: &[Fault] = &[
    ("message A {}\nmessage A {}", "3:9: \"A\" is already defined", false),
    ("message A { optional int32 a = 1; optional int32 a = 2; }", "2:50: \"a\" is already defined in \"A\"", false),
    ("enum A { X = 0; }\nenum B { X = 0; }", "3:10: \"X\" is already defined", false),
    (
        "message A { optional int32 a = 1; optional int32 b = 1; }",
        "2:54: number 1 of \"b\" is already that of \"a\"",
        false,
    ),
    ("message A { optional int32 a = 0; }", "numbers are 1 to", false),
    ("message A { optional int32 a = 19500; }", "2:32: number 19500 of \"a\": 19000 to 19999 are kept", false),
    ("message A { optional int32 a = 5; reserved 4 to 6; }", "2:32: number 5 of \"a\" is reserved", true),
    ("message A { optional int32 a = 5; reserved \"a\"; }", "2:28: name \"a\" is reserved", true),
    ("message A { optional int32 a = 5; extensions 4 to 6; }", "2:32: number 5 of \"a\" is among 4 to 6", true),
    ("message A { reserved 4 to 6, 6; }", "2:30: reserved numbers overlap with 4 to 6", true),
    (
        "message A { extensions 4 to 6; reserved 5; }",
        "2:24: extension numbers overlap with 5, which are reserved",
        true,
    ),
    ("message A { reserved \"a\", \"a\"; }", "name \"a\" is reserved twice", true),
    ("message A { oneof o { int32 a = 1; } optional B b = 2; }", "2:47: \"B\" is not defined", true),
    ("message A { message A {} optional A.B b = 2; }", "\"A.B\" is taken for \"A.A.B\", which is not defined", true),
    ("message A { enum E { X = 1; } optional X b = 2; }", "\"X\" is not defined", true),
    ("message A { optional E e = 1 [default = Y]; } enum E { X = 0; }", "enum E has no value \"Y\"", true),
    (
        "message A { map<string, E> e = 1; } enum E { X = 1; }",
        "an enum in a map must begin with zero; E does not",
        true,
    ),
    ("message A { map<float, int32> e = 1; }", "a map's key is a whole number, a bool or a string", false),
    ("message A { optional string s = 1 [packed = true]; }", "\"s\" cannot be packed", true),
    ("message A { optional int32 s = 1 [jstype = JS_STRING]; }", "has a jstype", true),
    ("message A { optional int32 s = 1 [lazy = true]; }", "cannot be lazy", true),
    ("enum E { A = 0; B = 0; }", "2:21: \"B\" has the number of \"A\", 0", true),
    ("enum E { option allow_alias = true; A = 0; B = 1; }", "\"E\" allows aliases and has none", true),
    ("enum E { A = 3; reserved 1 to 5; }", "2:14: number 3 of \"A\" is reserved", true),
    ("extend A { optional int32 x = 5; } message A { extensions 6; }", "A does not leave 5 to extensions", true),
    ("extend A { required int32 x = 6; } message A { extensions 6; }", "extension x cannot be required", true),
    (
        "message A { extensions 5 [declaration = { number: 5 full_name: \".b\" type: \"int32\" }]; } extend A { optional int32 c = 5; }",
        "extension 5 is declared to be b, not c",
        true,
    ),
    (
        "message A { extensions 5 [verification = DECLARATION]; } extend A { optional int32 c = 5; }",
        "extension 5 is not declared",
        true,
    ),
    ("service S { rpc M(E) returns (E); } enum E { A = 0; }", "2:19: \"E\" is not a message", true),
    ("message M {} service S { rpc M(M) returns (M); }", "\"M\" is not a message", true),
    ("option nope = 1;", "2:1: option nope: a file has no such option", true),
    ("option (nope) = 1;", "option (nope): (nope) is not defined", true),
    ("option java_package = 5;", "option java_package: must be a quoted string", true),
    ("option java_package = \"a\"; option java_package = \"b\";", "option java_package: is already set", true),
    ("option optimize_for = FAST;", "enum google.protobuf.FileOptions.OptimizeMode has no value \"FAST\"", true),
    ("option deprecated = 1;", "must be true or false", true),
    ("option uninterpreted_option = { };", "a file has no such option", true),
    ("message A { option map_entry = true; }", "write map<Key, Value> instead", true),
    (
        "option (m) = 1; extend google.protobuf.MessageOptions { optional int32 m = 50000; }",
        "(m) extends google.protobuf.MessageOptions, not google.protobuf.FileOptions",
        true,
    ),
    (
        "option (f).a = 1; extend google.protobuf.FileOptions { optional int32 f = 50000; }",
        "(f) is no message, so nothing within it can be set",
        true,
    ),
    (
        "option (f).a = 1; extend google.protobuf.FileOptions { repeated F f = 50000; } message F { optional int32 a = 1; }",
        "(f) is repeated; set it whole",
        true,
    ),
    (
        "option (f) = 1; extend google.protobuf.FileOptions { optional F f = 50000; } message F { optional int32 a = 1; }",
        "is a message: write { … }",
        true,
    ),
    (
        "option (f) = 2147483648; extend google.protobuf.FileOptions { optional int32 f = 50000; }",
        "2147483648 is outside -2147483648 to 2147483647",
        true,
    ),
    (
        "option (f) = -1; extend google.protobuf.FileOptions { optional uint32 f = 50000; }",
        "-1 is outside 0 to 4294967295",
        true,
    ),
    (
        "option (f) = { b: 1 }; extend google.protobuf.FileOptions { optional F f = 50000; } message F { optional int32 a = 1; }",
        "F has no field \"b\"",
        true,
    ),
    (
        "option (f) = { a: 1 a: 2 }; extend google.protobuf.FileOptions { optional F f = 50000; } message F { optional int32 a = 1; }",
        "a is set twice",
        true,
    ),
    (
        "option (f) = { a: 1 b: 2 }; extend google.protobuf.FileOptions { optional F f = 50000; } message F { oneof o { int32 a = 1; int32 b = 2; } }",
        "\"b\" and \"a\" are of the same oneof",
        true,
    ),
    (
        "option (f) = { }; extend google.protobuf.FileOptions { optional F f = 50000; } message F { required int32 a = 1; }",
        "the required field F.a is missing",
        true,
    ),
    (
        "option (f) = { a: 'x' }; extend google.protobuf.FileOptions { optional F f = 50000; } message F { optional int32 a = 1; }",
        "a: expected a number, found a string",
        true,
    ),
    ("option features.field_presence = IMPLICIT;", "field_presence came with edition 2023, this file is proto2", true),
    (
        "import \"google/protobuf/any.proto\"; import \"google/protobuf/any.proto\";",
        "imports \"google/protobuf/any.proto\" twice",
        true,
    ),
];

const PROTO3: &[Fault] = &[
    ("enum E { A = 1; }", "2:14: the first value of \"E\" must be zero", true),
    (
        "message A { int32 foo_bar = 1; int32 fooBar = 2; }",
        "2:32: \"fooBar\" and \"foo_bar\" have the same JSON name, \"fooBar\"",
        true,
    ),
    (
        "message A { int32 a = 1 [json_name = \"x\"]; int32 b = 2 [json_name = \"x\"]; }",
        "\"b\" and \"a\" have the same JSON name, \"x\"",
        true,
    ),
    ("message A { int32 a = 1 [json_name = \"[x]\"]; }", "in the form of an extension", true),
    ("enum Kind { KIND_ZERO = 0; ZERO = 1; }", "\"ZERO\" and \"KIND_ZERO\" are the same but for case", true),
    ("message A {} extend A { int32 b = 1; }", "proto3 extends the messages of options and no others", true),
    (
        "message A { google.protobuf.FieldOptions.CType c = 1; }",
        "enum google.protobuf.FieldOptions.CType is closed",
        true,
    ),
    ("message A { option message_set_wire_format = true; }", "proto3 has no message sets", true),
];

const EDITIONS: &[Fault] = &[
    ("option features.field_presence = LEGACY_REQUIRED;", "fields cannot be required by default", true),
    ("message A { option features.field_presence = IMPLICIT; }", "field_presence cannot be set on a message", true),
    ("message A { A a = 1 [features.field_presence = IMPLICIT]; }", "a message always has presence", true),
    (
        "message A { repeated int32 a = 1 [features.field_presence = IMPLICIT]; }",
        "a repeated field has no field_presence",
        true,
    ),
    (
        "message A { oneof o { int32 a = 1 [features.field_presence = IMPLICIT]; } }",
        "a field of a oneof has no field_presence",
        true,
    ),
    (
        "message A { int32 a = 1 [features.repeated_field_encoding = PACKED]; }",
        "repeated_field_encoding is for repeated fields",
        true,
    ),
    (
        "message A { repeated string a = 1 [features.repeated_field_encoding = PACKED]; }",
        "only numbers, bools and enums can be packed",
        true,
    ),
    ("message A { int32 a = 1 [features.utf8_validation = NONE]; }", "utf8_validation is for strings", true),
    ("message A { int32 a = 1 [features.message_encoding = DELIMITED]; }", "message_encoding is for messages", true),
    (
        "message A { int32 a = 1 [features.field_presence = IMPLICIT, default = 1]; }",
        "a field without presence has no default",
        true,
    ),
    (
        "message A { E e = 1 [features.field_presence = IMPLICIT]; } enum E { option features.enum_type = CLOSED; X = 1; }",
        "enum E is closed, and A.e needs an open one",
        true,
    ),
    (
        "message A { repeated int32 a = 1 [packed = true]; }",
        "editions have features.repeated_field_encoding in place of packed",
        true,
    ),
    (
        "option features.enforce_naming_style = STYLE2024;",
        "enforce_naming_style came with edition 2024, this file is edition 2023",
        true,
    ),
];

const EDITION_2024: &[Fault] = &[
    ("message A { string a = 1 [ctype = CORD]; }", "ctype was removed in edition 2024", true),
    ("option java_multiple_files = true;", "java_multiple_files was removed in edition 2024", true),
    ("message lower_name { string a = 1; }", "is not in TitleCase", true),
    ("message A { string BadField = 1; }", "is not in lower_snake_case", true),
];

fn every() -> impl Iterator<Item = (String, &'static str, bool)> {
    let tables = [(HEAD, PROTO2), (HEAD3, PROTO3), (HEAD23, EDITIONS), (HEAD24, EDITION_2024)];
    tables.into_iter().flat_map(|(head, faults)| {
        faults.iter().map(move |(text, said, is_used)| ([head, text].concat(), *said, *is_used))
    })
}

#[test]
fn each_fault_is_said_with_its_place_and_takes_no_more_than_it_must() {
    let mut wrong = Vec::new();
    for (text, said, is_used) in every() {
        let compiled = compiled(vec![parsed("f.proto", &text)]);
        let errors = compiled.problems.iter().filter(|problem| problem.is_error || said.ends_with("twice"));
        let told: Vec<String> = errors.map(|problem| problem.to_string().replace("f.proto:", "")).collect();
        if !told.iter().any(|told| told.contains(said)) || compiled.files.len() != usize::from(is_used) {
            wrong.push(format!("{text}\n  wanted {said}\n  told {told:?}, {} files", compiled.files.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `FARCALL_PROTOC` is the command: a program and its first arguments.
#[test]
#[ignore = "needs protoc"]
fn each_fault_is_one_for_protoc_too() {
    let command = std::env::var("FARCALL_PROTOC").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut accepted = Vec::new();
    for (text, ..) in every() {
        std::fs::write(folder.path().join("f.proto"), &text).unwrap();
        let mut words = command.split(' ');
        let mut protoc = std::process::Command::new(words.next().unwrap());
        let output = protoc.args(words).args(["-I.", "-o/dev/null", "f.proto"]).current_dir(&folder).output().unwrap();
        println!("{}", String::from_utf8_lossy(&output.stderr).trim_end());
        if output.status.success() {
            accepted.push(text);
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
}
