//! Options as they were written, beside another parser's reading of the same text; and what of the text becomes options, defaults and names.

use prost::Message as _;
use prost_types::FileDescriptorProto as Other;

use super::file_of;
use crate::schema::descriptor::{FileDescriptorProto, UninterpretedOption};

const OPTIONS: &str = r#"
syntax = "proto2";
option java_package = "a" 'b' "\x41\101\n";
option (a.b).c.(.d.e).f = true;
option (g) = -1;
option (h) = 18446744073709551615;
option (i) = -2.5e3;
option (k) = { a: 1 b { c: "x" } };
message M {
    option deprecated = false;
    optional string s = 1 [default = "x", json_name = "S", deprecated = true, (l) = nan];
    extensions 10 to 20 [(m) = 1];
    oneof o { option (n) = 0x10; int32 p = 2; }
}
enum E { option (q) = 017; Z = 0 [(r) = "\377"]; }
service S { option (s) = X; rpc A(M) returns (M) { option (t) = 1; option (t) = 2; } }
"#;

/// protox keeps aggregates as they stand in the text, and sets `syntax` and `type` a little otherwise: only options are compared.
#[test]
fn options_are_what_another_parser_reads() {
    let other = protox::file::File::from_source("a.proto", OPTIONS).unwrap();
    let theirs = other.file_descriptor_proto().clone();
    let ours = Other::decode(file_of(OPTIONS).encode_to_vec().as_slice()).unwrap();
    let lists = |file: &Other| {
        let message = &file.message_type[0];
        let mut options = file.options.clone().unwrap().uninterpreted_option;
        options.extend(message.options.clone().unwrap().uninterpreted_option);
        options.extend(message.field[0].options.clone().unwrap().uninterpreted_option);
        options.extend(message.extension_range[0].options.clone().unwrap().uninterpreted_option);
        options.extend(message.oneof_decl[0].options.clone().unwrap().uninterpreted_option);
        options.extend(file.enum_type[0].options.clone().unwrap().uninterpreted_option);
        options.extend(file.enum_type[0].value[0].options.clone().unwrap().uninterpreted_option);
        options.extend(file.service[0].options.clone().unwrap().uninterpreted_option);
        options.extend(file.service[0].method[0].options.clone().unwrap().uninterpreted_option);
        options
    };
    let (ours, theirs) = (lists(&ours), lists(&theirs));
    assert_eq!(ours.len(), theirs.len());
    for (mut ours, mut theirs) in ours.into_iter().zip(theirs) {
        let spaces = |text: &mut Option<String>| text.as_mut().map(|text| text.retain(|letter| letter != ' '));
        spaces(&mut ours.aggregate_value);
        spaces(&mut theirs.aggregate_value);
        assert_eq!(ours, theirs);
    }
}

/// The options of a file, decoded from its bytes.
fn options_of(file: &FileDescriptorProto) -> Vec<UninterpretedOption> {
    #[derive(Clone, PartialEq, prost::Message)]
    struct Options {
        #[prost(message, repeated, tag = "999")]
        uninterpreted_option: Vec<UninterpretedOption>,
    }
    Options::decode(file.options.clone().unwrap()).unwrap().uninterpreted_option
}

#[test]
fn values_of_options_keep_their_kind() {
    let value = |text: &str| options_of(&file_of(&format!("option (o) = {text};"))).remove(0);
    assert_eq!(value("9").positive_int_value, Some(9));
    assert_eq!(value("-9223372036854775808").negative_int_value, Some(i64::MIN));
    assert_eq!(value("-0").negative_int_value, Some(0));
    assert_eq!(value("18446744073709551616").double_value, Some(18_446_744_073_709_551_616.0));
    assert_eq!(value("- inf").double_value, Some(f64::NEG_INFINITY));
    assert_eq!(value("inf").identifier_value.as_deref(), Some("inf"));
    assert_eq!(value("1.").double_value, Some(1.0));
    assert_eq!(
        value("'\\xff' \"\\u00e9\\ud83d\\ude00\"").string_value.as_deref(),
        Some(&b"\xff\xc3\xa9\xf0\x9f\x98\x80"[..])
    );
    assert_eq!(value("{ a{b:-1}, /* c */ d:'}' }").aggregate_value.as_deref(), Some("a { b : - 1 } , d : '}'"));
}

#[test]
fn defaults_are_written_as_protoc_writes_them() {
    let cases = [
        ("int32", "-0", "0"),
        ("int32", "0x10", "16"),
        ("int64", "-9223372036854775808", "-9223372036854775808"),
        ("uint64", "18446744073709551615", "18446744073709551615"),
        ("float", "0.1", "0.1"),
        ("float", "1e100", "inf"),
        ("float", "16777217", "16777216"),
        ("float", "-0", "-0"),
        ("double", "99999999999999999999999", "1e+23"),
        ("double", "-nan", "nan"),
        ("double", "0.333333333333333333", "0.33333333333333331"),
        ("bool", "true", "true"),
        ("string", "'a\\n' \"b\"", "a\nb"),
        ("bytes", "'\\xff\\n\\001a?\\\"\\''", "\\377\\n\\001a?\\\"\\'"),
        ("E", "A", "A"),
    ];
    for (field_type, default, expected) in cases {
        let file = file_of(&format!("message M {{ optional {field_type} f = 1 [default = {default}]; }}"));
        assert_eq!(file.message_type[0].field[0].default_value.as_deref(), Some(expected), "{field_type} {default}");
    }
}

#[test]
fn features_of_a_map_hold_for_its_entry() {
    let text = "edition = \"2023\"; message M { map<string, M> a_b = 1 [deprecated = true, features.utf8_validation = NONE]; }";
    let file = file_of(text);
    let entry = &file.message_type[0].nested_type[0];
    assert_eq!(entry.name.as_deref(), Some("ABEntry"));
    assert_eq!(entry.options.as_deref(), Some(&[0x38, 1][..]));
    let whole = file.message_type[0].field[0].options.clone().unwrap();
    for field in &entry.field {
        let features = field.options.clone().unwrap();
        assert!(whole.ends_with(&features) && whole.len() > features.len());
    }
}

#[test]
fn synthetic_oneofs_avoid_taken_names() {
    let text =
        "syntax = \"proto3\"; message M { optional int32 a = 1; oneof _b { int32 _a = 2; } optional int32 b = 3; }";
    let message = file_of(text).message_type.remove(0);
    let names: Vec<&str> = message.oneof_decl.iter().filter_map(|oneof| oneof.name.as_deref()).collect();
    assert_eq!(names, ["_b", "X_a", "X_b"]);
    let places: Vec<Option<i32>> = message.field.iter().map(|field| field.oneof_index).collect();
    assert_eq!(places, [Some(1), Some(0), Some(2)]);
}
